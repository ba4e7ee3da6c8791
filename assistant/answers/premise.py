"""Does a question take for granted what the abstract denies?  Then the answer says so first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.clash import Clash
from assistant.objections import written
from assistant.polarity import direction
from assistant.reading import Reading, coverage, read, weight
from assistant.scope import clauses
from assistant.substitution import compared, shared_neighbours, turned_words
from assistant.text import fold, stem, words
from assistant.types import Evidence

_LEAST_SHARED = 0.34
_LEAST_SCORE = 0.05
_SCOPE = 5
"""Words after a negator that it denies."""
_OPENING = 2
_SURE = 1.0
"""How sure a comparison or a denial is, beside what the neighbours of opposites weigh."""
_LEAST_DENIED = 2
_OPEN = re.compile(r"^\W*(?:does|do|did|is|are|was|were|can|could|will|would|has|have|should)\b")
_TELLING = frozenset(
    map(stem, "simple complex complicated linearly linear exponentially exponential quadratic "
        "quadratically accurate erroneous same different".split())
)  # fmt: skip
"""Words without a direction of which one still cannot stand for its opposite."""
_NEEDING = frozenset(map(stem, "need require assume".split()))
_LEAST_BESIDE = 0.4
"""What the words must weigh that stand beside both of two opposites."""
_LOSES = re.compile(r"\b(?:falls?|falling|fell) (?:behind|short of)\b|\bloses? (?:out )?to\b")


@dataclass(frozen=True, slots=True)
class Correction:
    """What the abstract says against a question, for a person, and where it says so."""

    text: str
    evidence: Evidence


def turned_premise(question: str, evidence: Sequence[Evidence]) -> Correction | None:
    """What the abstract says against the question; None where it does not.

    Three ways are seen: a word stands for its opposite ("increase" asked, "decreases" found, beside
    words that both share), a comparison goes the other way, or the abstract denies what a question
    that is not a yes-or-no one takes for granted ("What training does it need?", "no training").
    """
    asked = _LOSES.sub("underperform", fold(question))
    ours = read(asked)
    shared = {e: coverage(ours, [read(e.sentence.text), read(e.paper.title)]) for e in evidence}
    found = list[tuple[float, float, Correction]]()
    for e in evidence:
        if e.score < _LEAST_SCORE or shared[e] < _LEAST_SHARED:
            continue
        own = " ".join(c.text for c in clauses(e.sentence.text) if not c.of_others)
        for sure, said in _against(asked, ours, own):
            correction = Correction(f"The abstract says the opposite: {said}.", e)
            found.append((sure, shared[e], correction))
    return max(found, key=lambda item: item[:2])[2] if found else None


def _against(asked: str, ours: Reading, text: str) -> Iterator[tuple[float, str]]:
    """What a sentence says against a question, and how surely: by what both say beside it."""
    theirs = read(text)
    for mine, other, beside in _opposites(ours, theirs):
        if not _is_denied(theirs, other):
            said = f"“{written(other, text)}” where the question has “{written(mine, asked)}”"
            yield beside, said
    if compared(ours, theirs) == "other way":
        yield _SURE, "it compares the other way round"
    if not ours.negated and not _OPEN.match(asked) and (said := _denied(ours, theirs, text)):
        yield _SURE, said


def _opposites(ours: Reading, theirs: Reading) -> Iterator[tuple[str, str, float]]:
    """Words of the question, the opposites in their place, and what words beside both weigh.

    "Raises" and "lowers" cannot both hold; "local" and "global" may both be spoken of.  A question
    that has both words ("Does it raise or lower …") takes neither for granted, and no more does a
    source that has both, in whatever form ("shallow", "deeper").
    """
    near = Clash(ours, theirs).near_opposites
    for mine, other in (*near, *turned_words(ours, theirs)):
        if any(said.startswith(mine) for said in theirs.stems):
            continue  # "accurate for shallow networks, for deeper ones erroneous" has both
        telling = (direction(mine) and direction(other)) or {mine, other} <= _TELLING
        beside = sum(map(weight, shared_neighbours(ours, theirs, mine, other)))
        if telling and other not in ours.stems and beside >= _LEAST_BESIDE:
            yield mine, other, beside


def _is_denied(theirs: Reading, word: str) -> bool:
    """Whether a negator stands near a word, or opens its sentence ("Without it, … rises")."""
    places = [i for i, s in enumerate(theirs.stems) if s == word]
    return any(
        n < _OPENING or abs(n - place) <= _SCOPE for n in theirs.negators for place in places
    )


def _denied(ours: Reading, theirs: Reading, text: str) -> str:
    """The words of the source, from a negator on, that deny what the question says."""
    said = words(text)
    if len(said) != len(theirs.stems):  # "don't" was read as two words.
        return ""
    asked = set(ours.content) | (_NEEDING if _NEEDING & set(ours.stems) else set())
    for place in theirs.negators:
        scope = [i for i in range(place + 1, min(place + 1 + _SCOPE, len(said)))
                 if theirs.stems[i] in theirs.content]  # fmt: skip
        hits = [i for i in scope if theirs.stems[i] in asked]
        if len(hits) >= _LEAST_DENIED and hits[0] == scope[0]:
            return f"“{' '.join(said[place : hits[-1] + 1])}”"
    return ""
