"""JSONL: one JSON object a line, in the fields of the record contract."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.cleaning import Rejection


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order; a line that is no JSON object gives a rejection."""
    for number, line in enumerate(stream, start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError) as error:
            reason = getattr(error, "msg", "nested too deeply")
            yield number, Rejection(source, number, "line", f"no JSON: {reason}", line[:80].strip())
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            reason = f"expected a JSON object, found {type(record).__name__}"
            yield number, Rejection(source, number, "line", reason, line[:80].strip())
