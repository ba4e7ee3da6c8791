"""The text that one copies out of the Hugging Face dataset viewer: a header, then a line a cell.

The header repeats, for every column, its name, its type (``stringlengths``, ``stringclasses``) and
its range on two lines, or its classes on one.  Such a text is pasted by hand, so it fits in memory.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.rejection import Rejection

_RANGE_LINES = {"stringlengths": 2, "stringclasses": 1, "int64": 2, "float64": 2, "bool": 1}
_LINK = re.compile(r"https?://\S+$")
_VENUE = re.compile(r"(.+?)\s+((?:19|20)\d\d)$")


def matches(head: str) -> bool:
    """Whether the text begins with a viewer's header."""
    lines = head.splitlines()[:2]
    return len(lines) == 2 and lines[1].strip() in _RANGE_LINES


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order; a cut or shifted record gives a rejection."""
    lines = stream.read().rstrip("\n").split("\n")
    columns, at = _header(lines)
    links = [i for i, name in enumerate(columns) if name in ("url", "detail_url")]
    while at < len(lines):
        cells = lines[at : at + len(columns)]
        if not any(cell.strip() for cell in cells):
            return
        if len(cells) < len(columns):
            reason = f"{len(cells)} lines where the header has {len(columns)} columns"
            yield at + 1, Rejection(source, at + 1, "record", reason, cells[0][:80])
            return
        if all(_LINK.match(cells[i]) or not cells[i].strip() for i in links):
            yield at + 1, _record(columns, cells)
            at += len(columns)
        else:
            reason = "a line is missing or too many: the url column holds no link"
            yield at + 1, Rejection(source, at + 1, "url", reason, cells[0][:80])
            at = _next_record(lines, at + 1, links)


def _header(lines: list[str]) -> tuple[list[str], int]:
    """Column names and the index of the first record's first line."""
    columns, at = [], 0
    while at + 1 < len(lines) and lines[at + 1].strip() in _RANGE_LINES:
        columns.append(lines[at].strip())
        at += 2 + _RANGE_LINES[lines[at + 1].strip()]
    return columns, at


def _next_record(lines: list[str], at: int, links: list[int]) -> int:
    """Where, from ``at`` on, a line is followed by links just where the columns want them."""
    while at < len(lines):
        cells = lines[at : at + max(links, default=0) + 1]
        title_fits = not _LINK.match(lines[at])
        if title_fits and all(i < len(cells) and _LINK.match(cells[i]) for i in links):
            return at
        at += 1
    return at


def _record(columns: list[str], cells: list[str]) -> dict[str, Any]:
    record: dict[str, Any] = dict(zip(columns, cells, strict=True))
    venue = _VENUE.match(record.get("tags", "").split(",")[0].strip())
    if venue and "venue" not in record:
        record["venue"], record["year"] = venue.groups()
    return record
