"""Spell a query as the collection's papers do: what was mistyped, and compounds.

Only a word that neither a paper nor an English dictionary holds is touched, and only where one
keystroke makes a word of it that papers do hold.  What looks like a name (capitals within, digits)
is left, and so is a question in another language.

Source: Norvig, "How to Write a Spelling Corrector", 2007: try every edit, take the commonest word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from string import ascii_lowercase

from assistant.protocols import Library
from assistant.types import Kind, Request
from assistant.wording.compounds import as_written
from assistant.wording.language import ENGLISH, english, language_of
from assistant.wording.text import STOPWORDS, fold, names, stem, words

_SHORTEST, _LONGEST = 5, 30
_ERRORS = 3
"""Words put right in a query; more are no typing errors."""


class Spelled(str):
    """A query that is spelled as the papers spell it: nobody needs to look at it again."""

    __slots__ = ()


def spelled(query: str, library: Library) -> Spelled:
    """The query with compounds and typing errors as the library's papers write them.

    Args:
        query: What was typed; a ``Spelled`` one comes back at once.
        library: Whose vocabulary counts as right.
    """
    if isinstance(query, Spelled):
        return query
    return Spelled(corrected(as_written(query, library), library))


def corrected(query: str, library: Library) -> str:
    """The query with its misspelled words put right; as it was where there are none.

    Args:
        query: What was typed.
        library: Whose vocabulary counts as right.
    """
    kept = {fold(name) for name in names(query)} | STOPWORDS
    asked = [
        word
        for word in dict.fromkeys(words(query))
        if _SHORTEST <= len(word) <= _LONGEST
        and word.isascii()
        and word.isalpha()
        and word not in kept
    ]
    holding = library.document_frequencies([stem(word) for word in asked]) if asked else {}
    unknown = [word for word in asked if not holding[stem(word)]]
    if unknown:
        plain = english(unknown)
        unknown = [word for word in unknown if word not in plain]
    if len(unknown) > _ERRORS or (unknown and language_of(query) != ENGLISH):
        return query
    # In a large collection other people's typing errors are words too.
    least = min(3, 1 + library.count() // 1000) if unknown else 0
    for word in unknown:
        if right := _nearest(word, library, least):
            query = re.sub(rf"\b{re.escape(word)}\b", right, query, flags=re.IGNORECASE)
    return query


def as_spelled(request: Request, library: Library) -> Request:
    """The request with what is searched for spelled as papers spell it, told in its trace."""
    if request.kind is Kind.CHAT:
        return request
    query = spelled(request.query, library)
    told = () if query == request.query else (f"spelling put right: {query}",)
    return replace(request, query=query, trace=(*request.trace, *told))


def _nearest(word: str, library: Library, least: int) -> str | None:
    """The commonest word one edit away that at least so many papers hold.

    The catalog counts stems; of the words of one stem that of the dictionary is meant.
    """
    near = sorted({edit for edit in _edits(word) if edit[:1] == word[0]})
    holding = library.document_frequencies(sorted({stem(edit) for edit in near}))
    most = max(holding.values(), default=0)
    best = [edit for edit in near if holding[stem(edit)] == most]
    return next(iter(sorted(english(best)) or best)) if most >= least else None


def _edits(word: str) -> Iterator[str]:
    """Every word that one keystroke away: left out, added, mistaken, or two changed over."""
    for i in range(len(word) + 1):
        before, after = word[:i], word[i:]
        if after:
            yield before + after[1:]
            yield from (before + letter + after[1:] for letter in ascii_lowercase)
        if len(after) > 1:
            yield before + after[1] + after[0] + after[2:]
        yield from (before + letter + after for letter in ascii_lowercase)
