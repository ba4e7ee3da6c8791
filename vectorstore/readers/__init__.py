"""Read files of paper records, whatever their format, as cleaned papers and named rejections.

Each format has a file with one function ``records(text) -> iterator of (line, record)``; this one
recognises the format by content, opens the file and cleans each record.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TextIO

from assistant.errors import InputError
from assistant.types import Paper
from vectorstore.cleaning import Rejection, paper_from_record
from vectorstore.readers import csv_table, json_lines, viewer_dump

Record = tuple[int, dict[str, Any] | Rejection]
Reader = Callable[[TextIO, str], Iterator[Record]]

READERS: dict[str, Reader] = {
    "viewer": viewer_dump.records,
    "jsonl": json_lines.records,
    "csv": csv_table.records,
}


def read(path: Path, format_: str | None = None) -> Iterator[Paper | Rejection]:
    """The papers of a file in order, and a rejection for every record that gives none.

    Args:
        path: A file; ``.gz`` is unpacked by its content.
        format_: One of ``READERS``, or None to recognise it.

    Raises:
        InputError: The file is missing, empty, no text, or in no known format.
    """
    try:
        with _open(path) as stream:
            reader = READERS[format_ or recognise(stream, path)]
            for line, record in reader(stream, path.name):
                if isinstance(record, Rejection):
                    yield record
                else:
                    yield paper_from_record(record, path.name, line)
    except FileNotFoundError as error:
        message = f"There is no file {path}."
        raise InputError(message, "Check the path.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        message = f"{path} is not a whole gzip file: {error}."
        raise InputError(message, "Get the file again.") from error
    except UnicodeDecodeError as error:
        message = f"{path} is not text in UTF-8: {error.reason} at byte {error.start}."
        raise InputError(message, "Convert it to UTF-8 CSV, JSONL or a viewer dump.") from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror}."
        raise InputError(message, "Check the path and its permissions.") from error


def recognise(stream: TextIO, path: Path) -> str:
    """The format of a text stream by its first lines; the stream is left at its start.

    Raises:
        InputError: It is empty, binary, or like none of the formats.
    """
    head = stream.read(8192)
    stream.seek(0)
    if not head.strip():
        message = f"{path} is empty."
        raise InputError(message, "Expected a viewer dump, JSONL or CSV of papers.")
    if "\0" in head[:1024]:
        message = f"{path} is a binary file."
        raise InputError(message, "Expected a viewer dump, JSONL or CSV of papers.")
    if head.lstrip().startswith("{"):
        return "jsonl"
    if viewer_dump.matches(head):
        return "viewer"
    if csv_table.matches(head):
        return "csv"
    message = f"{path} is in no known format; it begins with {head[:40]!r}."
    raise InputError(message, f"Known formats: {', '.join(READERS)}; name one with --format.")


def _open(path: Path) -> TextIO:
    with path.open("rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    if packed:
        return gzip.open(path, "rt", encoding="utf-8-sig", newline=None)
    return path.open(encoding="utf-8-sig", newline=None)
