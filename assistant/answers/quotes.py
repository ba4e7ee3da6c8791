"""The quote writer: the sentences that answer, verbatim, per paper, within a budget of words."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.relevance import Candidate
from assistant.types import Evidence, Section, Source, Statement, Verdict

MOST_PER_PAPER = 4
_SECOND_PAPER = 0.45
"""A further paper is quoted when its probability is at least this share of the best one's."""
_LEAST_SCORE = 0.06
"""A sentence below this probability is quoted only among the first of the best paper."""
_FIRST = 3


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
            for rank, evidence in enumerate(c.best[:MOST_PER_PAPER])
            if rank < (1 if i else _FIRST) or evidence.score >= _LEAST_SCORE
        ),
        key=lambda item: (-item[0], item[1], item[2].sentence.position),
    )
    taken: list[list[Evidence]] = [[] for _ in chosen]
    left = words
    for _, i, evidence in weighed:
        length = len(evidence.sentence.text.split())
        if length <= left or not any(taken):
            taken[i].append(evidence)
            left -= length
    return [sorted(group, key=lambda e: e.sentence.position) for group in taken if group]


def sections(chosen: Sequence[Sequence[Evidence]]) -> tuple[Section, ...]:
    """One section a paper, one statement a quote."""
    return tuple(
        Section(group[0].paper.title, tuple(map(quote, group)), group[0].paper) for group in chosen
    )


def quote(evidence: Evidence) -> Statement:
    """A sentence of a paper as a statement that rests on itself."""
    sentence = evidence.sentence
    return Statement(
        sentence.text,
        Source.QUOTE,
        papers=(sentence.paper,),
        quotes=(sentence,),
        verdict=Verdict.SUPPORTED,
        reason="quoted word for word",
    )
