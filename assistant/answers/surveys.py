"""Lists of papers on a topic: all that pass a relevance cut, each with a telling sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.quotes import quote
from assistant.cues import OWN_WORK
from assistant.evidence import log_odds
from assistant.relevance import Candidate, has_unknown_name
from assistant.text import fold, names
from assistant.types import Evidence, Section

MOST_PAPERS = 12
LEAST_PAPERS = 2
# Chosen on the 22 development questions for lists: precision .77, recall .81, recall@10 .96.
_DENSE, _FUSED, _LOG_ODDS = 0.7, 0.3, 0.02
_SHARE_OF_BEST = 0.55
_LEAST_PROBABILITY, _LEAST_NAMED = 0.015, 0.2
_NAMES, _OWN = 0.15, 0.15
_FEW, _WORDS, _LEAST_SCORE = 4, 130, 0.06
"""A list of so few papers has room for a second sentence each, within so many words."""


def topic_score(candidate: Candidate) -> float:
    """How much a paper is about the topic; comparable within one question only."""
    f = candidate.features
    odds = log_odds(candidate.probability, least=1e-4)
    return _DENSE * f["dense"] + _FUSED * f["fused"] + _LOG_ODDS * odds


def by_topic(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The papers read, those most about the topic first."""
    return sorted(candidates, key=lambda c: (-topic_score(c), c.hit.paper.id))


def choose_papers(ranked: Sequence[Candidate]) -> list[Candidate]:
    """Those of the papers, best first, that are about the topic; none where it is foreign here.

    Args:
        ranked: What ``by_topic`` gave.
    """
    if not ranked:
        return []
    likeliest = max(c.probability for c in ranked)
    if likeliest < (_LEAST_NAMED if has_unknown_name(ranked) else _LEAST_PROBABILITY):
        return []
    cut = _SHARE_OF_BEST * topic_score(ranked[0])
    passing = [c for c in ranked if topic_score(c) >= cut]
    return list(passing[:MOST_PAPERS] if len(passing) > 1 else ranked[:LEAST_PAPERS])


def _telling(candidate: Candidate) -> Evidence:
    """The sentence to list a paper by: it answers, and best names what the paper brings."""

    def worth(e: Evidence) -> float:
        own = bool(OWN_WORK.search(fold(e.sentence.text)))
        return e.score + _NAMES * bool(names(e.sentence.text)) + _OWN * own

    return max(candidate.evidence, key=lambda e: (worth(e), -e.sentence.position))


def survey(chosen: Sequence[Candidate]) -> tuple[str, tuple[Section, ...]]:
    """The lead, and one section a paper."""
    count = len(chosen)
    lead = "One paper here deals with that:" if count == 1 else f"{count} papers deal with that:"
    shown = [(c, [_telling(c)]) for c in chosen if c.evidence]
    if len(shown) <= _FEW:
        _add_answers(shown)
    sections = tuple(
        Section(c.hit.paper.title, tuple(map(quote, group)), c.hit.paper) for c, group in shown
    )
    return lead, sections


def _add_answers(shown: Sequence[tuple[Candidate, list[Evidence]]]) -> None:
    """Beside what each of a few papers brings, the sentence that answers best, while words last."""
    left = _WORDS - sum(_length(e) for _, group in shown for e in group)
    for candidate, group in shown:
        others = [e for e in candidate.best if e not in group and e.score >= _LEAST_SCORE]
        if others and _length(others[0]) <= left:
            left -= _length(others[0])
            group.append(others[0])
            group.sort(key=lambda e: e.sentence.position)


def _length(evidence: Evidence) -> int:
    return len(evidence.sentence.text.split())
