"""JSONL: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.columns import Columns
from vectorstore.rejection import Rejection


def matches(head: str) -> bool:
    """Whether the first line is a whole object, or begins one and the next line does too."""
    lines = [line for line in head.splitlines()[:3] if line.strip()]
    if not lines or not lines[0].lstrip().startswith("{"):
        return False
    try:
        record = json.loads(lines[0])
    except (ValueError, RecursionError):
        return len(lines) > 1 and lines[1].startswith("{")
    # Alone on its line, a table or a list of records says its columns only further in.
    return len(lines) > 1 or _is_record(record)


def _is_record(record: dict[str, Any]) -> bool:
    columns = Columns().columns(record)
    named = [record[names[0]] for field, names in columns.items() if field in ("title", "abstract")]
    if "content" in record and isinstance(record["content"], dict):
        return True
    plain = all(not isinstance(value, dict | list) for value in named)
    return plain and (bool(named) or not any(isinstance(v, dict | list) for v in record.values()))


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order; a line that is no JSON object gives a rejection."""
    for number, line in enumerate(stream, start=1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        try:
            record = json.loads(line.lstrip("\ufeff"), strict=False)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", "nested too deeply")
            yield number, Rejection(source, number, "line", f"no JSON: {reason}", line[:80].strip())
            continue
        if isinstance(record, dict):
            yield number, record
        else:
            reason = f"expected a JSON object, found {type(record).__name__}"
            yield number, Rejection(source, number, "line", reason, line[:80].strip())
