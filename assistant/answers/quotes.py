"""The quote writer: the sentences that answer, verbatim, per paper, within a budget of words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.emphasis import answering
from assistant.cues import ANAPHORA
from assistant.relevance import Candidate
from assistant.text import fold
from assistant.types import Evidence, Section, Source, Statement, Verdict
from vectorstore.suspicion import suspicion

MOST_PER_PAPER = 4
MORE_WORDS = 250
"""How many further words "more" gives at most."""
_SECOND_PAPER = 0.45
"""A further paper is quoted when its probability is at least this share of the best one's."""
_LEAST_SCORE = 0.06
"""A sentence below this probability is quoted only among the first of the best paper."""
_FIRST = 3
_COMPANION = 25
"""A sentence that the quote after it leans on may go this many words over the budget."""

_TELLING = 0.4
"""Answering words are marked in quotes that score at least this share of the paper's best."""
_SHORT = 6
"""A sentence of so few words after an order belongs to it."""

Chosen = Sequence[Sequence[Evidence]]


def choose(candidates: Sequence[Candidate], words: int, papers: int = 3) -> list[list[Evidence]]:
    """The evidence to quote: one list a paper, best paper first, each in reading order.

    Args:
        candidates: Papers read, most probable first.
        words: Budget of quoted words; the first quote of the first paper is always given.
        papers: At most how many papers are quoted.
    """
    if not candidates:
        return []
    floor = _SECOND_PAPER * candidates[0].probability
    chosen = [c for c in candidates[:papers] if c.probability >= floor and c.evidence]
    weighed = sorted(
        (
            (c.probability * evidence.score / (1 + rank * 0.15), i, evidence)
            for i, c in enumerate(chosen)
            for rank, evidence in enumerate(_quotable(c)[:MOST_PER_PAPER])
            if rank < (1 if i else _FIRST) or evidence.score >= _LEAST_SCORE
        ),
        key=lambda item: (-item[0], item[1], item[2].sentence.position),
    )
    taken: list[list[Evidence]] = [[] for _ in chosen]
    left = words
    for _, i, evidence in weighed:
        length = _length(evidence)
        if length <= left or not any(taken):
            taken[i].append(evidence)
            left -= length
    for candidate, group in zip(chosen, taken, strict=True):
        left -= _add_companions(candidate, group, left + _COMPANION)
    return [sorted(group, key=lambda e: e.sentence.position) for group in taken if group]


def rest(candidates: Sequence[Candidate], chosen: Chosen) -> list[list[Evidence]]:
    """What "more" gives: the next sentences of the papers quoted, best first until the budget."""
    quoted = {e.sentence for group in chosen for e in group}
    papers = [group[0].paper.id for group in chosen]
    read = {c.hit.paper.id: c for c in candidates}
    left, further = MORE_WORDS, []
    for paper_id in papers:
        new = [e for e in _quotable(read[paper_id]) if e.sentence not in quoted]
        group = list[Evidence]()
        for evidence in new:
            if _length(evidence) <= left:
                group.append(evidence)
                left -= _length(evidence)
        if group:
            further.append(sorted(group, key=lambda e: e.sentence.position))
    return further


def lead(chosen: Chosen) -> str:
    """What to expect where several papers are quoted; nothing where one is."""
    if len(chosen) < 2:
        return ""
    count = {2: "Two", 3: "Three"}.get(len(chosen), str(len(chosen)))
    return f"{count} papers speak to this, the most direct one first."


def sections(chosen: Chosen, question: str = "") -> tuple[Section, ...]:
    """One section a paper, one statement a quote.

    Args:
        chosen: What ``choose`` gave.
        question: Whose answering words are emphasised.
    """
    return tuple(
        Section(
            group[0].paper.title,
            tuple(quote(e, question if e.score >= _telling(group) else "") for e in group),
            group[0].paper,
        )
        for group in chosen
    )


def _telling(group: Sequence[Evidence]) -> float:
    """The score from which on a quote's words are likely to be the answer."""
    return _TELLING * max(e.score for e in group)


def quote(evidence: Evidence, question: str = "") -> Statement:
    """A sentence of a paper as a statement that rests on itself."""
    sentence = evidence.sentence
    return Statement(
        sentence.text,
        Source.QUOTE,
        papers=(sentence.paper,),
        quotes=(sentence,),
        verdict=Verdict.SUPPORTED,
        reason="quoted word for word",
        emphasis=answering(question, sentence.text, sentence.paper.title) if question else (),
    )


def _quotable(candidate: Candidate) -> list[Evidence]:
    """The evidence, best first, without orders to a program and the short words after them."""
    orders = {e.sentence.position for e in candidate.evidence if suspicion(e.sentence.text)}
    return [
        e
        for e in candidate.best
        if e.sentence.position not in orders
        and not (e.sentence.position - 1 in orders and _length(e) <= _SHORT)
    ]


def _add_companions(candidate: Candidate, group: list[Evidence], left: int) -> int:
    """Put the sentence before it beside a quote that would not stand alone; the words added."""
    at = {e.sentence.position: e for e in _quotable(candidate)}
    added = 0
    for evidence in list(group):
        before = at.get(evidence.sentence.position - 1)
        if before is None or before in group or not ANAPHORA.match(fold(evidence.sentence.text)):
            continue
        if _length(before) <= left - added:
            group.append(before)
            added += _length(before)
    return added


def _length(evidence: Evidence) -> int:
    return len(evidence.sentence.text.split())
