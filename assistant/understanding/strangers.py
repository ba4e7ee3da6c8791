"""Proper names that a collection never mentions: "results on the Netflix prize data"."""

from __future__ import annotations

import re

from assistant.protocols import Library
from assistant.wording.text import STOPWORDS, content_words, fold, stem, words

_PROPER = re.compile(r"(?<=[a-z,;:] )[A-Z][a-z]\w+")
_SHARE = 0.25
"""A name that is less of the topic only colours it: "sampling by Langevin dynamics"."""


def asks_a_stranger(question: str, about: str, library: Library) -> bool:
    """Whether a good part of a topic are proper names that no paper holds.

    Args:
        question: As typed, with its capitals.
        about: The topic of it.
        library: The catalog.
    """
    proper = {fold(name) for name in _PROPER.findall(question)} - STOPWORDS
    asked = content_words(about)
    named = [word for word in asked if word in proper]
    if not named or len(named) < _SHARE * len(asked):
        return False
    known = library.document_frequencies([stem(w) for name in named for w in words(name)])
    return not any(known.values())
