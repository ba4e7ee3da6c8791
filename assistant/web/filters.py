"""Filters as plain values that a browser keeps, and back; what comes back is not trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.types import EVERYTHING, Filters


def read_filters(value: object) -> Filters:
    """Filters from the browser's value; what does not fit is left out."""
    if not isinstance(value, Mapping):
        return EVERYTHING
    return Filters(
        authors=_strings(value.get("authors")),
        without_authors=_strings(value.get("without_authors")),
        venues=_strings(value.get("venues")),
        year_from=_year(value.get("year_from")),
        year_to=_year(value.get("year_to")),
        paper_ids=_strings(value.get("paper_ids")),
    )


def filter_values(filters: Filters) -> dict[str, Any]:
    """Filters as the browser keeps them."""
    return {name: list(v) if isinstance(v, tuple) else v for name, v in asdict(filters).items()}


def _strings(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple):
        return ()
    return tuple(str(item)[:300] for item in value[:500] if isinstance(item, str) and item.strip())


def _year(value: object) -> int | None:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value < 3000:
        return int(value)
    return None
