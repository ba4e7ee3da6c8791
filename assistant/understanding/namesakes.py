"""Tell authors of one surname apart by what else the question says: a co-author, a topic."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from math import prod

from assistant.protocols import Library
from assistant.types import Filters
from assistant.understanding.people import Mention
from assistant.wording.text import content_stems

_MOST = 200
"""Combinations of authors that are looked up."""


def told_apart(library: Library, people: Sequence[Mention], topic: str) -> list[Mention]:
    """The mentions, each with those authors alone who wrote together, and on the topic.

    Where that leaves nobody, the mentions stay as they were.

    Args:
        library: The catalog.
        people: The authors that a question names.
        topic: What else it says, without the words that only ask.
    """
    if all(len(m.names) == 1 for m in people) or prod(len(m.names) for m in people) > _MOST:
        return list(people)
    together = [
        authors
        for authors in product(*(m.names for m in people))
        if library.count(Filters(authors=authors))
    ]
    about = [authors for authors in together if topic and _wrote_about(library, authors, topic)]
    kept = about or together
    if not kept:
        return list(people)
    return [
        replace(mention, names=tuple(dict.fromkeys(authors[place] for authors in kept)))
        for place, mention in enumerate(people)
    ]


def _wrote_about(library: Library, authors: tuple[str, ...], topic: str) -> bool:
    """Whether a paper that they wrote together holds every word of a topic."""
    wanted = set(content_stems(topic))
    return any(
        wanted <= set(content_stems(f"{paper.title} {paper.abstract}"))
        for paper in library.papers(Filters(authors=authors))
    )
