"""A JSON object that holds records: in a list, by id, by column as pandas writes, or one alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, TextIO

from assistant.errors import InputError
from vectorstore.columns import Columns
from vectorstore.rejection import Rejection


def matches(head: str) -> bool:
    """Whether the text begins an object."""
    return head.lstrip().startswith("{")


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(item, record)`` in order, counted from 1.

    Raises:
        InputError: The text is no JSON.
    """
    try:
        whole = json.load(stream, strict=False)
    except (ValueError, RecursionError) as error:
        message = f"{source} begins like JSON but is none: {error}."
        raise InputError(message, "Mend it, or give one JSON object a line (JSONL).") from error
    for number, record in enumerate(_records(whole), start=1):
        if isinstance(record, dict):
            yield number, record
        else:
            reason = f"expected a JSON object, found {type(record).__name__}"
            yield number, Rejection(source, number, "item", reason, str(record)[:80])


def _records(whole: dict[str, Any]) -> list[Any]:
    lists = [v for v in whole.values() if isinstance(v, list) and v and isinstance(v[0], dict)]
    meanings = Columns().columns(whole)
    is_paper = isinstance(whole.get("content"), dict) or "title" in meanings
    title = whole[meanings["title"][0]] if "title" in meanings else None
    if isinstance(title, dict) and "value" not in title:  # by column, then by row
        return [
            {column: cells.get(row) for column, cells in whole.items() if isinstance(cells, dict)}
            for row in title
        ]
    if isinstance(title, list):  # by column, rows in lists
        columns = {k: v for k, v in whole.items() if isinstance(v, list) and len(v) == len(title)}
        return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]
    if is_paper or not (lists or all(isinstance(v, dict) for v in whole.values())):
        return [whole]
    if lists:
        return max(lists, key=len)
    return [{"id": key} | value for key, value in whole.items()]
