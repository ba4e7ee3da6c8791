"""What a question leaves open: which one "the graph paper" is, or "it" after nothing at all."""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.protocols import Library
from assistant.types import Paper, Request
from assistant.understanding import conversation
from assistant.understanding.rules import ATTRIBUTES, QUESTION_WORDS, fired
from assistant.understanding.titles import Titles
from assistant.understanding.topics import topic
from assistant.wording.text import content_stems, fold, names, stem, words

WHICH_PAPER = "which paper"
"""``Request.asks`` of a question that must be asked back: it means a paper and names none."""
_THE_PAPER = re.compile(
    r"\bthe ((?:[\w-]+ ){1,3})(?:paper|article)\b"
    r"(?! (?:by|on|about|that|which|with|in|from|of|using|called)\b)"
    r"|\bthat ((?:[\w-]+ ){1,3})(?<! (?:at|in|of|as|by|to) )one\b(?! (?:and|or|of|to|can)\b)"
)
_SEVERAL = re.compile(r"\b(?:collection|library|database|corpus|papers|abstracts|articles)\b")
_EMPTY = frozenset(
    """method methods approach approaches technique techniques algorithm algorithms model models
    perform performs performed improve improves improved well good better best propose proposes
    proposed second third fourth two three compare compared evaluate train trained test tested run
    handle happens happen happened achieve achieves achieved exactly actually
    really long last lasts lasted take takes took taken""".split()
)
_FEW, _MOST, _TOPIC = 3, 6, 5
_JOINING = frozenset("and or of for in with on to the a an by from under via".split())
_LOOKED_AT = 60


def left_open(request: Request, library: Library, titles: Titles) -> Request | None:
    """The request with what to ask back, or with the one paper that it can mean; None for neither.

    Args:
        request: A question that names no paper.
        library: The catalog.
        titles: Resolves mentions of papers.
    """
    if request.papers or (request.standalone and not request.language):
        return None
    if dangles(request.query):
        trace = (*request.trace, "no paper has been spoken of")
        return replace(request, asks=WHICH_PAPER, trace=trace)
    found = _THE_PAPER.search(fold(request.query))
    said = (found.group(1) or found.group(2)).strip() if found else ""
    about = topic(said)
    if not about:
        return None
    matches = [m.paper for m in titles.described(about, 1.0)]
    holders = _holding(library, about)
    if len(matches) == 1 and len(holders) <= _FEW:
        trace = (*request.trace, f"the {said} paper: {matches[0].label}")
        return replace(request, papers=(matches[0],), trace=trace)
    fitting = list(dict.fromkeys([*matches, *holders]))
    if len(fitting) < 2:
        return None
    choices = tuple(paper.label for paper in fitting[:_MOST])
    trace = (*request.trace, f"'the {said} paper' may be {len(fitting)} papers")
    return replace(request, choices=choices, trace=trace)


def is_bare(query: str, library: Library) -> bool:
    """Whether a question is a topic alone, which several papers hold: ``imitation learning``."""
    said = words(query)
    about = topic(query)
    if (
        not about
        or len(about.split()) > _TOPIC
        or names(query)
        or fired(QUESTION_WORDS, fold(query))
    ):
        return False
    beside = {w for w in said if w not in about.split()}
    return beside <= _JOINING and len(_holding(library, about)) > 1


def dangles(query: str) -> bool:
    """Whether a question points to a paper, or asks for a part of one, and says nothing more."""
    folded = fold(query)
    if _SEVERAL.search(folded) or names(query) or not conversation.follows_up(query):
        return False
    return all(word in ATTRIBUTES or word in _EMPTY for word in topic(query).split())


def _holding(library: Library, about: str) -> list[Paper]:
    """The papers whose title or abstract holds all the words, best first."""
    wanted = {stem(word) for word in about.split()}
    hits = library.search_text(about, _LOOKED_AT)
    papers = library.get([paper_id for paper_id, _ in hits])
    return [p for p in papers if wanted <= set(content_stems(f"{p.title} {p.abstract}"))]
