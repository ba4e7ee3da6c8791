"""Compounds as the collection writes them: "oversquashing" is "over-squashing" there.

Researchers write one term in one word, in two, or with a hyphen; an index of words knows one of
them.  A word that no paper holds is taken apart where its halves stand side by side in a paper, and
two words that stand so in none are put together where a paper holds them as one.
"""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.protocols import Library
from assistant.wording.text import STOPWORDS, fold, names, stem, words

_SHORTEST_PART = 3
_LONGEST = 30


def as_written(query: str, library: Library) -> str:
    """The query with its compounds written as papers write them; as it was where they agree.

    Args:
        query: What was typed.
        library: Whose papers say how a compound is written.
    """
    named, said = {fold(name) for name in names(query)}, words(query)
    long = {word for word in said if word.isalpha() and len(word) >= _SHORTEST_PART} - named
    plain = [word for word in dict.fromkeys(said) if word in long - STOPWORDS]
    pairs = [(one, two) for one, two in pairwise(said) if {one, two} <= long and one != two]
    candidates = {stem(word) for word in plain} | {stem(one + two) for one, two in pairs}
    held = library.document_frequencies(sorted(candidates)) if candidates else {}
    for word in plain:
        if not held[stem(word)] and (parts := _apart(word, library)):
            query = re.sub(rf"\b{re.escape(word)}\b", parts, query, flags=re.IGNORECASE)
    for one, two in pairs:
        if held[stem(one + two)] and not library.search_phrase(f"{one} {two}", 1):
            query = re.sub(rf"\b{one}[\s-]+{two}\b", one + two, query, flags=re.IGNORECASE)
    return query


def _apart(word: str, library: Library) -> str | None:
    """The word as two that stand side by side in a paper, the longer first half tried first."""
    if len(word) > _LONGEST:
        return None
    for at in range(len(word) - _SHORTEST_PART, _SHORTEST_PART - 1, -1):
        parts = f"{word[:at]} {word[at:]}"
        if library.search_phrase(parts, 1):
            return parts
    return None
