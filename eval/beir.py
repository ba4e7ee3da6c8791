"""Retrieval over a BEIR-style folder: dense, lexical and fused, by the product's own search.

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
from assistant.settings import Settings
from assistant.types import Paper
from eval.scorers.retrieval import per_query
from eval.statistics import Estimate, mean
from eval.stores import open_own, own_store
from vectorstore.catalog import Catalog
from vectorstore.index import Index
from vectorstore.ingest import embed_pending
from vectorstore.search import HybridSearch

MEASURES = ("nDCG@10", "R@5", "R@100", "RR@10")
VARIANTS: Mapping[str, float] = {"lexical": 0.0, "dense": 1.0, "fused": 0.5}
"""Name of a variant and the share of the vectors in its scores."""
_DEPTH, _BATCH = 100, 500


@dataclass(frozen=True)
class Benchmark:
    """Documents, queries and judgements ``{query id: {document id: grade}}``."""

    name: str
    corpus: Path
    queries: Mapping[str, str]
    judged: Mapping[str, Mapping[str, int]]

    def papers(self) -> Iterator[Paper]:
        """The documents as papers."""
        for record in _records(self.corpus):
            text = str(record.get("text") or record.get("abstract") or "")
            yield Paper(
                str(record.get("_id") or record["id"]), str(record.get("title") or ""), text
            )


def open_benchmark(folder: Path, corpus: Path | None = None) -> Benchmark:
    """Read a folder's queries and judgements; queries without a positive judgement are left out.

    Args:
        folder: The BEIR-style folder.
        corpus: Documents from elsewhere, where the folder has none.

    Raises:
        InputError: A file is missing or has another form.
    """
    try:
        source = corpus or _one(folder, "corpus*.jsonl*")
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


def benchmark_folder(
    settings: Settings, folder: Path, corpus: Path | None = None, variants: Sequence[str] = ()
) -> str:
    """Measure the search over a folder, in a store of its own under the cache; Markdown.

    Args:
        settings: The embedding model, device and cache.
        folder: The BEIR-style folder.
        corpus: Documents from elsewhere.
        variants: Names of ``VARIANTS``; all where none is named.
    """
    from assistant.models.embedding import SentenceEmbedder

    benchmark = open_benchmark(folder, corpus)
    embedder = SentenceEmbedder(settings)
    catalog, index = open_own(own_store(settings, f"beir-{folder.resolve().name}"))
    wanted = list(variants) or list(VARIANTS)
    fill(benchmark, catalog, index, embedder, vectors=wanted != ["lexical"])
    results = {}
    for name in wanted:
        search = HybridSearch(catalog, index, embedder, VARIANTS[name])
        results[name] = score(benchmark, rank(benchmark, search))
    return table(results, benchmark)


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


def rank(benchmark: Benchmark, search: HybridSearch) -> dict[str, dict[str, float]]:
    """A run: ``{query id: {document id: score}}``, at most 100 documents a query."""
    from tqdm import tqdm

    runs = {}
    for query_id, text in tqdm(benchmark.queries.items(), desc="searching", disable=None):
        hits = search.search(text, _DEPTH)
        # By rank, so that equal scores keep the search's order.
        runs[query_id] = {hit.paper.id: -float(place) for place, hit in enumerate(hits)}
    return runs


def score(benchmark: Benchmark, runs: Mapping[str, Mapping[str, float]]) -> dict[str, Estimate]:
    """Every measure with its interval over the queries."""
    found = {}
    for name, values in per_query(benchmark.judged, runs, MEASURES).items():
        if (estimate := mean(list(values.values()))) is not None:
            found[name] = estimate
    return found


def table(results: Mapping[str, Mapping[str, Estimate]], benchmark: Benchmark) -> str:
    """The variants side by side, as Markdown."""
    lines = [
        f"{benchmark.name}: {len(benchmark.queries)} queries",
        "",
        "| variant | " + " | ".join(MEASURES) + " |",
        "|---|" + "---|" * len(MEASURES),
    ]
    for name, found in results.items():
        cells = [
            f"{e.value:.3f} [{e.interval.low:.3f}, {e.interval.high:.3f}]"
            for e in (found[m] for m in MEASURES)
        ]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


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
