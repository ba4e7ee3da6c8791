"""Do papers agree?  What each found on one question, sorted by the direction that it points in.

A direction is read off one sentence: the raising, lowering and negating words around the words that
it shares with the question.  The sentence is quoted, so that a reader can judge the reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers.quotes import quote
from assistant.answers.roles import Role, has_cue
from assistant.clash import near
from assistant.polarity import direction
from assistant.reading import Reading, coverage, read
from assistant.relevance import Candidate
from assistant.text import fold
from assistant.types import Evidence, Request, Section

_ASKED = re.compile(
    r"\b(?:do|does|did|are|is)\b.{0,80}\b(?:agree|disagree|contradict|conflict|consistent|at odds"
    r"|in line with each other|same (?:conclusion|result|finding))"
    r"|\b(?:agreement|disagreement|consensus|contradictions?|conflicting (?:results|findings))\b"
)
_FRAME = re.compile(
    r"^.*?\b(?:agree|disagree|contradict each other|conflict|consensus|consistent)\b"
    r"(?: (?:on|about|that|whether|over|as to|in|regarding))?\s*(?:whether|if|that)?\s*"
)
_GROUPS = {
    1: "Say that it helps, raises or holds",
    -1: "Say that it hurts, lowers or fails",
    0: "Give no direction",
}
_RESULT, _LONG = 0.15, 0.2
_LEAST_SHARED = 0.6
"""A paper that holds less of the topic's words speaks of something else."""


def asks_agreement(question: str) -> bool:
    """Whether a question asks if papers agree."""
    return bool(_ASKED.search(fold(question)))


def topic_of(question: str) -> str:
    """What they may agree on: the question without the words that ask for agreement."""
    return _FRAME.sub("", fold(question)).strip(" ?.") or question


def about_topic(request: Request) -> Request:
    """The request as it is searched with: where it asks for agreement, its topic alone."""
    if not asks_agreement(request.question):
        return request
    return replace(request, query=topic_of(request.query))


def agreement(topic: str, chosen: Sequence[Candidate]) -> tuple[str, tuple[Section, ...]]:
    """The lead, and one section a direction, each with a quote a paper.

    Args:
        topic: What ``topic_of`` gave.
        chosen: The papers on it, best first.
    """
    about = read(topic)
    groups: dict[int, list[Evidence]] = {side: [] for side in _GROUPS}
    for candidate in chosen:
        if candidate.evidence and speaks_to(about, candidate):
            evidence = _finding(about, candidate)
            groups[stance(about, evidence.sentence.text)].append(evidence)
    sections = tuple(
        Section(_GROUPS[side], tuple(map(quote, group))) for side, group in groups.items() if group
    )
    return _lead(groups), sections


def stance(topic: Reading, sentence: str) -> int:
    """1 where a sentence points up on the topic, -1 where down, 0 where it says neither or both."""
    theirs = read(sentence)
    places = near(topic, theirs)
    signs = [direction(s) for s, place in theirs.directed.items() if place in places]
    if {1, -1} <= set(signs):
        return 0
    total = sum(signs)
    if sum(place in places for place in theirs.negators) % 2:
        total = -total
    return (total > 0) - (total < 0)


def speaks_to(topic: Reading, candidate: Candidate) -> bool:
    """Whether title and abstract hold enough of the topic's words."""
    paper = candidate.hit.paper
    return coverage(topic, [read(f"{paper.title} {paper.abstract}")]) >= _LEAST_SHARED


def _finding(topic: Reading, candidate: Candidate) -> Evidence:
    """The sentence that says what the paper found on the topic."""

    def worth(e: Evidence) -> float:
        text = e.sentence.text
        found = _RESULT * has_cue(Role.RESULTS, text)
        return e.score + found + coverage(topic, [read(text)]) - _LONG * (len(text.split()) > 45)

    return max(candidate.evidence, key=lambda e: (worth(e), -e.sentence.position))


def _lead(groups: dict[int, list[Evidence]]) -> str:
    up, down, open_ = (len(groups[side]) for side in (1, -1, 0))
    total = up + down + open_
    noun = "paper speaks" if total == 1 else "papers speak"
    if up and down:
        said = f"They do not point one way: {up} up, {down} down"
    elif up + down > 1:
        said = "Those that give a direction point the same way"
    else:
        said = "Too few give a direction to say whether they agree"
    tail = f"; {open_} without a direction" if open_ and (up or down) else ""
    return (
        f"{total} {noun} to this. {said}{tail}. Each direction is read off the sentence quoted: "
        "judge it yourself."
    )
