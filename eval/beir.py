"""A BEIR-style folder of documents, queries and judgements, read and stored as a collection.

``corpus.jsonl[.gz]``, ``queries*.jsonl[.gz]`` and ``qrels*.tsv`` are looked for in the folder.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.protocols import Embedder
from assistant.types import Paper
from vectorstore.catalog import Catalog
from vectorstore.index import Index
from vectorstore.ingest import embed_pending

_BATCH = 500


@dataclass(frozen=True)
class Benchmark:
    """Documents, queries and judgements ``{query id: {document id: grade}}``."""

    name: str
    corpus: Path | None
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]

    def papers(self) -> Iterator[Paper]:
        """The documents as papers; none where they are elsewhere."""
        if self.corpus is None:
            return
        for record in _records(self.corpus):
            text = str(record.get("text") or record.get("abstract") or "")
            yield Paper(
                str(record.get("_id") or record["id"]), str(record.get("title") or ""), text
            )


def open_benchmark(
    folder: Path, corpus: Path | None = None, *, documents: bool = True
) -> Benchmark:
    """Read a folder's queries and judgements; queries without a positive judgement are left out.

    Args:
        folder: The BEIR-style folder.
        corpus: Documents from elsewhere, where the folder has none.
        documents: Whether documents are wanted at all.

    Raises:
        InputError: A file is missing or has another form.
    """
    try:
        source = corpus or (_one(folder, "corpus*.jsonl*") if documents else None)
        texts = {
            str(r.get("_id") or r["id"]): str(r["text"])
            for r in records_of(folder, "queries*.jsonl*")
        }
        judged = _judgements(_one(folder, "qrels*.tsv"))
    except (KeyError, ValueError, OSError) as error:
        message = f"{folder} is no BEIR-style folder: {error}."
        raise InputError(message, "It needs corpus.jsonl, queries.jsonl and qrels.tsv.") from error
    queries = {i: text for i, text in texts.items() if any(judged.get(i, {}).values())}
    if not queries:
        message = f"No query of {folder} has a judged document."
        raise InputError(message, "Do the ids in qrels.tsv match those in queries.jsonl?")
    return Benchmark(folder.name, source, queries, {i: judged[i] for i in queries})


def fill(
    benchmark: Benchmark,
    catalog: Catalog,
    index: Index,
    embedder: Embedder,
    *,
    vectors: bool = True,
) -> None:
    """Store and embed the documents; what is there already is not embedded again."""
    from tqdm import tqdm

    batch: list[Paper] = []
    for paper in benchmark.papers():
        batch.append(paper)
        if len(batch) == _BATCH:
            catalog.put(batch)
            batch = []
    catalog.put(batch)
    if not vectors:
        return
    with tqdm(total=catalog.count_pending(), desc="embedding", disable=None) as bar:
        embed_pending(catalog, index, embedder, lambda done, total: bar.update(done - bar.n))


def records_of(folder: Path, pattern: str) -> Iterator[dict[str, Any]]:
    """The JSON objects of the first file that fits a pattern, unpacked where it is packed.

    Raises:
        ValueError: There is no such file.
    """
    return _records(_one(folder, pattern))


def _one(folder: Path, pattern: str) -> Path:
    found = sorted(folder.glob(pattern))
    if not found:
        message = f"there is no {pattern}"
        raise ValueError(message)
    return found[0]


def _records(path: Path) -> Iterator[dict[str, Any]]:
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "rt", encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _judgements(path: Path) -> dict[str, dict[str, int]]:
    judged: dict[str, dict[str, int]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        rows: Sequence[list[str]] = list(csv.reader(file, delimiter="\t"))
    for row in rows[1:]:
        if row:
            judged.setdefault(row[0], {})[row[1]] = int(row[2])
    return judged
