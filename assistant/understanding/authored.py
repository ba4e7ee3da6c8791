"""The papers that a question gives to their authors: "Donti's two papers", "Wang et al."."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from assistant.protocols import Library
from assistant.types import Filters, Paper, Request
from assistant.understanding.people import Mention
from assistant.understanding.topics import topic
from assistant.wording.text import content_stems

_PAPERS = r"(?:papers?|articles?|works?|abstracts?)"
_WITH = r"(?:colleagues|co-?authors|collaborators|co-?workers|others|co|team|group)"
_MOST, _CHOICES = 5, 6
_MOST_NAMESAKES = 50
_HELD, _LEAD = 0.5, 0.25


def authored(
    library: Library, people: Sequence[Mention], text: str, several: bool = False
) -> tuple[Paper, ...]:
    """The papers that the people wrote together whom a text calls authors of a paper.

    Where other words of the text are held by one of them clearly best, that one alone.

    Args:
        library: The catalog.
        people: The authors that the text names.
        text: The question.
        several: Whether it asks for more than one, so that all are meant.
    """
    if not any(_is_author(mention.text, text) for mention in people):
        return ()
    named = [mention.names for mention in people]
    found = dict[str, Paper]()
    for authors in list(product(*named))[:_MOST_NAMESAKES]:
        found |= {paper.id: paper for paper in library.papers(Filters(authors=authors))}
    about = set(content_stems(topic(text, [mention.text for mention in people])))
    return tuple(found.values()) if several else _told_apart(list(found.values()), about)


def settled(request: Request, library: Library, people: Sequence[Mention]) -> Request | None:
    """The request with the papers of the authors that it names, or with a choice of them.

    Args:
        request: A question that names no paper.
        library: The catalog.
        people: The authors that it names.
    """
    if request.papers:
        return None
    found = authored(library, people, request.query, bool(request.several))
    if not found:
        return None
    by = " and ".join(mention.text for mention in people)
    if len(found) == 1 or (request.several and len(found) <= _MOST):
        trace = (*request.trace, f"{len(found)} by {by}")
        return replace(request, papers=found, trace=trace)
    choices = tuple(paper.label for paper in found[:_CHOICES])
    trace = (*request.trace, f"'{by}' wrote {len(found)} papers")
    return replace(request, choices=choices, trace=trace)


def _is_author(name: str, text: str) -> bool:
    """Whether a text gives a paper to somebody: ``X's paper``, ``X et al.``, ``X and others``."""
    who = re.escape(name.removesuffix("'s").removesuffix("’s"))
    given = (
        rf"\b{who}['’]s?\s+(?:\w+\s+){{0,2}}{_PAPERS}\b|\bthe\s+{who}\s+{_PAPERS}\b"
        rf"|\b{who}\s+(?:et\s+al|(?:and|&)\s+(?:his\s+|her\s+|their\s+)?{_WITH})\b|"
        rf"\b{_PAPERS}\s+(?:\w+\s+)?(?:by|of|from)\b[^?.:;]*\b{who}\b"
    )
    return bool(re.search(given, text, re.IGNORECASE))


def _told_apart(papers: Sequence[Paper], about: set[str]) -> tuple[Paper, ...]:
    """The one paper that holds clearly more of what is asked than the others; else all."""
    if len(papers) < 2 or not about:
        return tuple(papers)
    held = [len(about & set(content_stems(f"{p.title} {p.abstract}"))) / len(about) for p in papers]
    best, second = sorted(held, reverse=True)[:2]
    if best >= _HELD and best - second >= _LEAD:
        return (papers[held.index(best)],)
    return tuple(papers)
