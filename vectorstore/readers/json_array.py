"""A JSON array of records, read a piece at a time; a broken record costs only itself."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.rejection import Rejection

_CHUNK = 1 << 18
_LONGEST_RECORD = 1 << 22
_GAP = re.compile(r"[\s,\ufeff]*")
_NEXT = re.compile(r"\}\s*,\s*(?=\{)|\n\s*(?=\{)")


def matches(head: str) -> bool:
    """Whether the text begins an array of objects."""
    return bool(re.match(r"\s*\[\s*(?:\{|\]|$)", head))


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order; the line is where the record begins."""
    return _Reader(stream, source).records()


class _Reader:
    """The unread part of the text, and the line that it begins on."""

    def __init__(self, stream: TextIO, source: str) -> None:
        self._stream, self._source = stream, source
        self._text, self._line, self._ended = "", 1, False

    def records(self) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
        decoder = json.JSONDecoder(strict=False)
        self._skip_gap()
        self._drop(1)  # the opening bracket
        while self._skip_gap():
            if self._text[0] == "]":
                return
            line = self._line
            try:
                value, end = decoder.raw_decode(self._text)
            except (ValueError, RecursionError) as error:
                if not self._ended and len(self._text) < _LONGEST_RECORD and self._more():
                    continue
                sample = self._text[:80].strip()
                reason = "the file ends within it" if self._ended else "no JSON"
                reason = f"{reason}: {getattr(error, 'msg', 'nested too deeply')}"
                yield line, Rejection(self._source, line, "record", reason, sample)
                self._drop(self._next_record())
                continue
            sample = self._text[:80]
            self._drop(end)
            if isinstance(value, dict):
                yield line, value
            else:
                reason = f"expected a JSON object, found {type(value).__name__}"
                yield line, Rejection(self._source, line, "record", reason, sample)
        yield (
            self._line,
            Rejection(
                self._source, self._line, "file", "it ends without the closing bracket: cut off?"
            ),
        )

    def _more(self) -> bool:
        """Read on, at least doubling what is there, so that a long record is parsed few times."""
        piece = self._stream.read(max(_CHUNK, len(self._text)))
        self._ended = not piece
        self._text += piece
        return bool(piece)

    def _skip_gap(self) -> bool:
        """Go to the next record; whether there is any text left."""
        while True:
            gap = _GAP.match(self._text)
            self._drop(gap.end() if gap else 0)
            if self._text or not self._more():
                return bool(self._text)

    def _drop(self, length: int) -> None:
        self._line += self._text.count("\n", 0, length)
        self._text = self._text[length:]

    def _next_record(self) -> int:
        """Where, behind a broken record, another one begins."""
        while not (found := _NEXT.search(self._text, 1)):
            if not self._more():
                return len(self._text)
        return found.end()
