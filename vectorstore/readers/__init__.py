"""Read files of paper records, whatever their format, as cleaned papers and named rejections.

Each text format has a file with ``matches(head)`` and ``records(stream, source)``; this one finds
the format by content, maps the columns and cleans each record.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from assistant.errors import InputError, UnknownFormatError
from assistant.types import Paper
from vectorstore.columns import Columns
from vectorstore.entry import Entry, entry_from_record
from vectorstore.readers import (
    bibtex,
    csv_table,
    json_array,
    json_lines,
    json_object,
    parquet,
    ris,
    viewer_dump,
)
from vectorstore.readers.opening import STDIN, opened, text_of
from vectorstore.rejection import Rejection

Record = tuple[int, dict[str, Any] | Rejection]
TextReader = Callable[[TextIO, str], Iterator[Record]]

TEXT_READERS: dict[str, TextReader] = {
    "viewer": viewer_dump.records,
    "jsonl": json_lines.records,
    "json": json_array.records,
    "json-object": json_object.records,
    "bibtex": bibtex.records,
    "ris": ris.records,
    "csv": csv_table.records,
    "tsv": csv_table.records,
}
FORMATS = ("parquet", *TEXT_READERS)
_SUFFIXES = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".bib", ".ris", ".txt")
_PACKING = (".gz", ".bz2", ".xz")


@dataclass(frozen=True)
class Options:
    """How to read: a format in place of the recognised one, columns in place of the known names."""

    format: str | None = None
    columns: Columns = field(default_factory=Columns)

    def __post_init__(self) -> None:
        if self.format is not None and self.format not in FORMATS:
            message = f"There is no format {self.format!r}."
            raise InputError(message, f"Known formats: {', '.join(FORMATS)}.")


def read(path: Path, format_: str | None = None) -> Iterator[Paper | Rejection]:
    """The papers of a file in order, and a rejection for every record that gives none.

    Args:
        path: A file, packed or not.
        format_: One of ``FORMATS``, or None to recognise it.

    Raises:
        InputError: The file is missing, empty, of no known format, or its columns mean nothing.
    """
    for entry in entries(path, Options(format_)):
        yield entry.paper if isinstance(entry, Entry) else entry


def entries(path: Path, options: Options | None = None) -> Iterator[Entry | Rejection]:
    """As ``read``, with all that the catalog keeps of a record."""
    options = options or Options()
    name = "stdin" if path == STDIN else path.name
    checked = False
    for line, record in raw_records(path, options):
        if isinstance(record, Rejection):
            yield record
            continue
        if not checked and record:
            options.columns.check(record, name)
            checked = True
        yield entry_from_record(options.columns(record), name, line)


def raw_records(path: Path, options: Options) -> Iterator[Record]:
    """``(line, record)`` with the file's own columns."""
    name = "stdin" if path == STDIN else path.name
    with opened(path) as stream:
        if options.format == "parquet" or parquet.matches(stream):
            yield from parquet.records(stream, name)
            return
        text = text_of(stream, name)
        try:
            reader = TEXT_READERS[options.format or recognise(text, path)]
            for line, record in reader(text, name):
                yield line, _flattened(record) if isinstance(record, dict) else record
        finally:
            text.detach()


def recognise(stream: TextIO, path: Path) -> str:
    """The format of a text stream by its first lines; the stream is left at its start.

    Raises:
        InputError: It is empty.
        UnknownFormatError: It is like none of the formats.
    """
    head = stream.read(1 << 16).lstrip("\ufeff")
    stream.seek(0)
    if not head.strip():
        message = f"{path} is empty."
        raise InputError(message, "Expected a file with records of papers.")
    tests: tuple[tuple[str, Callable[[str], bool]], ...] = (
        ("json", json_array.matches),
        ("jsonl", json_lines.matches),
        ("json-object", json_object.matches),
        ("viewer", viewer_dump.matches),
        ("ris", ris.matches),
        ("bibtex", bibtex.matches),
        ("csv", csv_table.matches),
    )
    found = next((name for name, test in tests if test(head)), None)
    if found:
        return found
    if re.search(r"\.(?:csv|tsv)\b", path.name):
        return "csv"  # columns that mean nothing are told from the columns that are there
    message = f"{path} is in no known format; it begins with {head[:40]!r}."
    hint = f"Known formats: {', '.join(FORMATS)}; name one with --format."
    raise UnknownFormatError(message, hint)


def expand(paths: list[str]) -> list[Path]:
    """The files that paths, folders and patterns mean, each once, in order of name.

    Raises:
        InputError: One means no file.
    """
    files: list[Path] = []
    for given in paths:
        path = Path(given)
        if given == "-" or path.is_file():
            found = [path]
        elif path.is_dir():
            found = sorted(p for p in path.rglob("*") if p.is_file() and _may_hold_papers(p))
        else:
            found = sorted(Path().glob(given)) if not path.is_absolute() else _absolute(path)
            found = [p for p in found if p.is_file()]
        if not found:
            what = "has no file of a known kind" if path.is_dir() else "is no file or folder"
            message = f"{given} {what}."
            raise InputError(message, f"Expected files such as {', '.join(_SUFFIXES[:4])}.")
        files += found
    return list(dict.fromkeys(files))


def _absolute(pattern: Path) -> list[Path]:
    return sorted(Path(pattern.anchor).glob(str(pattern.relative_to(pattern.anchor))))


def _may_hold_papers(path: Path) -> bool:
    suffixes = [s for s in path.suffixes if s not in _PACKING]
    return not path.name.startswith(".") and bool(suffixes) and suffixes[-1].lower() in _SUFFIXES


def _flattened(record: dict[str, Any]) -> dict[str, Any]:
    """OpenReview's notes keep their fields in ``content``, each as ``{"value": …}``."""
    content = record.get("content")
    if isinstance(content, dict):
        record = {k: v for k, v in record.items() if k != "content"} | content
        record["id"] = record.get("forum") or record.get("id")
    return {
        k: v["value"] if isinstance(v, dict) and set(v) <= {"value", "readers"} and v else v
        for k, v in record.items()
    }


@dataclass(frozen=True)
class Preview:
    """What a file would give: its columns' meanings and its first entries."""

    path: Path
    columns: dict[str, tuple[str, ...]]
    unused: tuple[str, ...]
    first: tuple[Entry | Rejection, ...]


def preview(path: Path, options: Options, limit: int = 3) -> Preview:
    """Look at a file without storing anything."""
    name = "stdin" if path == STDIN else path.name
    rows = list(islice(raw_records(path, options), limit))
    names = list(dict.fromkeys(k for _, r in rows if isinstance(r, dict) for k in r))
    columns = options.columns.columns(names)
    used = {column for many in columns.values() for column in many}
    first = tuple(
        record
        if isinstance(record, Rejection)
        else entry_from_record(options.columns(record), name, line)
        for line, record in rows
    )
    return Preview(path, columns, tuple(n for n in names if n not in used), first)


__all__ = ["FORMATS", "Options", "Preview", "entries", "expand", "preview", "read"]
