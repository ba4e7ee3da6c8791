"""Write a collection's papers out as JSONL, CSV or BibTeX that can be ingested again."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterable
from typing import Any, TextIO

from assistant.types import Paper
from assistant.wording.text import fold
from vectorstore.catalog import Catalog
from vectorstore.formulas import guarded
from vectorstore.readers.bibtex import encode

_COLUMNS = (
    "id", "title", "abstract", "authors", "venue", "year", "url", "pdf", "text_kind", "other_ids",
)  # fmt: skip


def export(catalog: Catalog, stream: TextIO, format_: str) -> int:
    """Write every paper; how many there were.

    Args:
        catalog: What to write.
        stream: Where to; opened with ``newline=""`` for CSV.
        format_: One of ``FORMATS``.
    """
    number = 0

    def counted() -> Iterable[dict[str, Any]]:
        nonlocal number
        for paper in catalog.papers():
            number += 1
            yield _record(paper, catalog.other_ids(paper.id))

    FORMATS[format_](counted(), stream)
    return number


def _record(paper: Paper, other_ids: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = {name: getattr(paper, name, None) for name in _COLUMNS}
    return record | {"authors": list(paper.authors), "other_ids": other_ids}


def _jsonl(records: Iterable[dict[str, Any]], stream: TextIO) -> None:
    for record in records:
        filled = {name: value for name, value in record.items() if value not in (None, [])}
        stream.write(json.dumps(filled, ensure_ascii=False) + "\n")


def _csv(records: Iterable[dict[str, Any]], stream: TextIO) -> None:
    writer = csv.DictWriter(stream, _COLUMNS, lineterminator="\n")
    writer.writeheader()
    for record in records:
        authors = json.dumps(record["authors"], ensure_ascii=False) if record["authors"] else ""
        cells = record | {"authors": authors, "other_ids": ";".join(record["other_ids"])}
        writer.writerow({k: guarded(v) if isinstance(v, str) else v for k, v in cells.items()})


def _bibtex(records: Iterable[dict[str, Any]], stream: TextIO) -> None:
    seen: dict[str, int] = {}
    for record in records:
        key = _key(record)
        seen[key] = seen.get(key, 0) + 1
        stream.write(_bibtex_entry(record, key if seen[key] == 1 else f"{key}-{seen[key]}"))


def _bibtex_entry(record: dict[str, Any], key: str) -> str:
    values = {
        "title": record["title"],
        "author": " and ".join(_whole(name) for name in record["authors"]),
        "booktitle": record["venue"],
        "year": record["year"],
        "url": record["url"],
        "pdf": record["pdf"],
        "abstract": record["abstract"],
        "paperid": record["id"],
        "textkind": record["text_kind"],
        "otherids": ";".join(record["other_ids"]),
    }
    lines = [
        f"  {name} = {{{value if name == 'author' else encode(str(value))}}},\n"
        for name, value in values.items()
        if value not in (None, "")
    ]
    return f"@inproceedings{{{key},\n{''.join(lines)}}}\n\n"


def _whole(name: str) -> str:
    """A name that BibTeX would cut in two, kept whole in braces."""
    return f"{{{name}}}" if "," in name or " and " in name else name


def _key(record: dict[str, Any]) -> str:
    """A citation key such as ``vaswani2017attention``."""
    family = record["authors"][0].split()[-1] if record["authors"] else "anonymous"
    word = next((w for w in re.findall(r"\w{4,}", fold(record["title"]))), "paper")
    return re.sub(r"[^a-z0-9]", "", f"{fold(family)}{record['year'] or ''}{word}") or "paper"


FORMATS: dict[str, Callable[[Iterable[dict[str, Any]], TextIO], None]] = {
    "jsonl": _jsonl,
    "csv": _csv,
    "bibtex": _bibtex,
}
