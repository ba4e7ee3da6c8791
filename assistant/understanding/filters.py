"""The restrictions that a question puts on papers, and how they are told."""

from __future__ import annotations

from assistant.types import EVERYTHING, Filters
from assistant.understanding import rules


def asked_years(folded: str) -> Filters:
    """The years that a question restricts itself to."""
    found = rules.YEARS.search(folded)
    if not found:
        return EVERYTHING
    word, year, end = found.group("word") or "in", int(found.group("year")), found.group("end")
    if end:
        return Filters(year_from=year, year_to=int(end))
    if word in ("since", "from"):
        return Filters(year_from=year, year_to=year if word == "from" else None)
    if word == "after":
        return Filters(year_from=year + 1)
    if word in ("before", "until", "till"):
        return Filters(year_to=year - 1 if word == "before" else year)
    return Filters(year_from=year, year_to=year)


def explained(filters: Filters) -> tuple[str, ...]:
    """The restrictions in words, for the trace."""
    parts = []
    if filters.authors:
        parts.append("authors: " + ", ".join(filters.authors))
    if filters.without_authors:
        parts.append("not by: " + ", ".join(filters.without_authors))
    if filters.year_from or filters.year_to:
        parts.append(f"years: {filters.year_from or '…'} to {filters.year_to or '…'}")
    return tuple(parts)
