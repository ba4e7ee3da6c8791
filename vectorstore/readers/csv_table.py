"""CSV with a header line that names at least a title or an abstract column."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.cleaning import Rejection

_FIELD_LIMIT = 10_000_000


def matches(head: str) -> bool:
    """Whether the first line looks like the header of a table of papers."""
    columns = {c.strip().lower() for c in next(csv.reader(head.splitlines()[:1]), [])}
    return len(columns) > 1 and bool(columns & {"title", "abstract"})


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order, keys in lower case; a broken row gives a rejection."""
    csv.field_size_limit(_FIELD_LIMIT)
    rows = csv.reader(stream, strict=True)
    header: list[str] = []
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield rows.line_num, Rejection(source, rows.line_num, "row", f"no CSV: {error}")
            continue
        if not header:
            header = [name.strip().lower() for name in row]
        elif len(row) > len(header):
            reason = f"{len(row)} fields where the header has {len(header)}"
            yield rows.line_num, Rejection(source, rows.line_num, "row", reason, str(row[0])[:80])
        elif any(value.strip() for value in row):
            yield rows.line_num, dict(zip(header, row, strict=False))
