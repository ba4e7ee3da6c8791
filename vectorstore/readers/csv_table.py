"""CSV and TSV, as spreadsheets and pandas write them; a broken row costs only itself."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.columns import Columns
from vectorstore.formulas import unguarded
from vectorstore.rejection import Rejection

_DELIMITERS = (",", ";", "\t", "|")
_LONGEST_ROW = 200_000
_FIELD_LIMIT = 10_000_000


def matches(head: str) -> bool:
    """Whether the first line looks like the header of a table of papers."""
    line = _header_line(head.splitlines())
    return _score(line, _delimiter(line)) > 0


def _header_line(lines: list[str]) -> str:
    return next((x for x in lines if x.strip("\ufeff \t") and not x.startswith("sep=")), "")


def _delimiter(line: str) -> str:
    """The sign that cuts the header into the most columns that mean something."""
    return max(_DELIMITERS, key=lambda d: (_score(line, d), len(_cells(line, d))))


def _score(line: str, delimiter: str) -> int:
    meanings = Columns().columns(_cells(line, delimiter))
    return len(meanings) if {"title", "abstract"} & set(meanings) else 0


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        row = next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        row = []
    return [cell.strip("\ufeff \t\"'") for cell in row]


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order; the line begins the row."""
    csv.field_size_limit(_FIELD_LIMIT)
    lines = _Lines(stream)
    header: list[str] = []
    delimiter = ","
    while (line := lines.peek()) is not None:
        number = lines.number
        if not line.strip() or (not header and line.startswith("sep=")):
            lines.take()
            continue
        if not header:
            delimiter = _delimiter(line)
            header = _unique(_cells(lines.take(), delimiter))
            continue
        row = _row(lines, delimiter, len(header))
        if isinstance(row, str):
            yield number, Rejection(source, number, "row", row, line[:80].strip())
        elif len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            reason = f"{len(row)} fields where the header has {len(header)}"
            yield number, Rejection(source, number, "row", reason, str(row[0])[:80])
        elif len(row) < len(header) and len(row) < _needed(header):
            reason = f"{len(row)} of {len(header)} fields: cut off?"
            yield number, Rejection(source, number, "row", reason, str(row[0])[:80])
        elif any(value.strip() for value in row):
            yield number, dict(zip(header, map(unguarded, row), strict=False))


def _needed(header: list[str]) -> int:
    """How many fields a row must have so that neither title nor abstract is cut off."""
    columns = Columns().columns(header)
    named = [column for field in ("title", "abstract") for column in columns.get(field, ())[:1]]
    return max((header.index(name) + 1 for name in named), default=1)


def _unique(header: list[str]) -> list[str]:
    """Columns of one name apart, so that none hides another."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


class _Lines:
    """Lines with their numbers that can be given back."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._back: deque[str] = deque()
        self.number = 1

    def peek(self) -> str | None:
        if not self._back:
            line = self._stream.readline()
            if not line:
                return None
            self._back.append(line)
        return self._back[0]

    def take(self) -> str:
        self.peek()
        self.number += 1
        return self._back.popleft()

    def give_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


def _row(lines: _Lines, delimiter: str, columns: int) -> list[str] | str:
    """The next row, or what is wrong with it; a wrong row takes one line."""
    taken = [lines.take()]
    if delimiter == "\t" and _unquoted(taken[0], columns):
        return taken[0].rstrip("\n").split("\t")
    while sum(line.count('"') for line in taken) % 2:
        if sum(map(len, taken)) > _LONGEST_ROW or lines.peek() is None:
            lines.give_back(taken[1:])
            return "a quotation mark is not closed"
        taken.append(lines.take())
    try:
        return next(csv.reader(io.StringIO("".join(taken)), delimiter=delimiter, strict=True))
    except (csv.Error, StopIteration) as error:
        lines.give_back(taken[1:])
        return f"no CSV: {error}"


def _unquoted(line: str, columns: int) -> bool:
    """Whether a line of a TSV is whole as it stands, quotation marks being plain signs."""
    cells = line.rstrip("\n").split("\t")
    return len(cells) == columns and not any(cell.startswith('"') for cell in cells)
