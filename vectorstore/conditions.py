"""What a search asks of the catalog, as SQL: filters as conditions, words as a full-text match."""

from __future__ import annotations

from assistant.types import Filters
from assistant.wording.text import STOPWORDS, fold, words


def where(filters: Filters) -> tuple[str, list[object]]:
    """A condition over ``papers`` and its values; authors and venues match any one given."""
    conditions, values = ["1 = 1"], list[object]()
    if filters.year_from is not None:
        conditions.append("year >= ?")
        values.append(filters.year_from)
    if filters.year_to is not None:
        conditions.append("year <= ?")
        values.append(filters.year_to)
    # By an expression, SQLite goes from ids to venues and not through a venue's every paper.
    venue = "coalesce(venue, '')" if filters.paper_ids else "venue"
    for column, wanted in ((venue, filters.venues), ("id", filters.paper_ids)):
        if wanted:
            conditions.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values.extend(wanted)
    for name in filters.authors:
        conditions.append("key IN (SELECT key FROM authors WHERE folded = ?)")
        values.append(fold(name))
    for name in filters.without_authors:
        conditions.append("key NOT IN (SELECT key FROM authors WHERE folded = ?)")
        values.append(fold(name))
    return " AND ".join(conditions), values


def match_terms(query: str) -> list[str]:
    """The words to search for: all but the very common, or all where nothing else is left."""
    every = list(dict.fromkeys(words(query)))
    return [w for w in every if w not in STOPWORDS] or every
