"""Does a question take for granted what the abstract denies?  Then the answer says so first."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile

from assistant.types import Evidence
from assistant.verification.clash import Clash
from assistant.verification.objections import written
from assistant.verification.polarity import direction
from assistant.verification.reading import Reading, coverage, read, weight
from assistant.verification.scope import clauses
from assistant.verification.substitution import REGION, compared, shared_neighbours, turned_words
from assistant.wording.text import STOPWORDS, fold, stem, words

_LEAST_SHARED = 0.3
_LEAST_SCORE = 0.05
_SCOPE = 5
"""Words after a negator that it denies."""
_OPENING = 2
_SURE = 1.0
"""How sure a comparison or a denial is, beside what the neighbours of opposites weigh."""
_LEAST_DENIED = 2
_OPEN = re.compile(
    r"(?:^|, )\W*(?:does|do|did|is|are|was|were|can|could|will|would|has|have|should)\b"
)
_TELLING = frozenset(
    map(stem, "simple complex complicated linearly linear exponentially exponential quadratic "
        "quadratically accurate erroneous same different".split())
)  # fmt: skip
"""Words without a direction of which one still cannot stand for its opposite."""
_AMOUNTS = frozenset(
    map(
        stem,
        "high low large small long short deep shallow big few weak weakly strong strongly".split(),
    )
)
_ADJACENT = 2
"""These say something of the next word alone: "a low rate with high probability"."""
_NEEDING = frozenset(map(stem, "need require assume".split()))
_LEAST_BESIDE = 0.3
"""What the words must weigh that stand beside both of two opposites."""
_HOW_MUCH = re.compile(
    r"\bhow (?:many|much|few|little|large|big|small|long|short|high|low|fast|slow|often|far|well)\b"
    r"(?: (?:more|less|fewer)\b)?"
)
"""Asks for an amount and claims none: "few" is no answer against "how many"."""
_MASTERS = re.compile(
    r"\b(?:avoid\w*|overcom\w+|cop(?:e|es|ing)|circumvent\w*|sidestep\w*|escap\w+|tackl\w+"
    r"|(?:get|gets|getting) (?:around|by|rid)|replac\w+|instead|rather|\w+-free)\b"
)
"""Who asks how something is mastered, or replaced, does not take it for granted."""
_AMOUNT = re.compile(
    r"\b(?:how (?:many|much|long)|what|which)"
    r" (?=\S)((?:(?:do|does|did|must|should|need to|you|they|we|it|one|the|extra|additional|more"
    r"|further) )*)?(?P<named>.+)"
)
_FINETUNE = re.compile(r"\bfine[ -]tun")
_DOER = re.compile(r"\b(?:you|they|we|it|one)\b")
_MORE = frozenset(map(stem, "additional extra further more any".split()))
_ALIKE = {stem(a): stem(b) for a, b in (
    ("finetune", "train"), ("finetuning", "train"), ("retrain", "train"), ("retraining", "train"),
    ("weights", "parameters"), ("tuning", "train"), ("labelled", "labels"),
)}  # fmt: skip
_LONGEST_NAME = 3
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
    if _MASTERS.search(fold(question)):
        return None
    asked = _HOW_MUCH.sub("how", _LOSES.sub("underperform", fold(question)))
    ours = read(asked)
    whole = [read(e.sentence.text) for e in evidence]
    shared = {e: coverage(ours, [read(e.sentence.text), read(e.paper.title)]) for e in evidence}
    found = list[tuple[float, float, Correction]]()
    for e in evidence:
        own = " ".join(c.text for c in clauses(e.sentence.text) if not c.of_others)
        against = list[tuple[float, str]]()
        if e.score >= _LEAST_SCORE and shared[e] >= _LEAST_SHARED:
            against += _against(asked, ours, own, whole)
        if said := _none_of(amount_asked(question), read(own), own):
            against.append((_SURE, said))
        for sure, said in against:
            correction = Correction(f"The abstract says the opposite: {said}.", e)
            found.append((sure, shared[e], correction))
    return max(found, key=lambda item: item[:2])[2] if found else None


def _against(
    asked: str, ours: Reading, text: str, whole: Sequence[Reading]
) -> Iterator[tuple[float, str]]:
    """What a sentence says against a question, and how surely: by what both say beside it."""
    theirs = read(text)
    for mine, other, beside in _opposites(ours, theirs, whole):
        if not _is_denied(theirs, other):
            said = f"“{written(other, text)}” where the question has “{written(mine, asked)}”"
            yield beside, said
    if _OPEN.search(asked):
        return
    if compared(ours, theirs) == "other way":
        yield _SURE, "it compares the other way round"
    if not ours.negated and (said := _denied(ours, theirs, text)):
        yield _SURE, said


def _opposites(
    ours: Reading, theirs: Reading, whole: Sequence[Reading]
) -> Iterator[tuple[str, str, float]]:
    """Words of the question, the opposites in their place, and what words beside both weigh.

    "Raises" and "lowers" cannot both hold; "local" and "global" may both be spoken of.  A question
    that has both words ("Does it raise or lower …") takes neither for granted, and no more does a
    source that has both, in whatever form ("shallow", "deeper").
    """
    found = Clash(ours, theirs).opposites
    for mine, other in (*found, *turned_words(ours, theirs)):
        region = _ADJACENT if mine in _AMOUNTS else REGION
        told = whole if mine in _AMOUNTS else [theirs]
        if any(_says_both(ours, text, mine, region) for text in told):
            continue
        telling = (direction(mine) and direction(other)) or {mine, other} <= _TELLING
        beside = sum(map(weight, shared_neighbours(ours, theirs, mine, other, region)))
        if telling and other not in ours.stems and beside >= _LEAST_BESIDE:
            yield mine, other, beside


def _says_both(ours: Reading, theirs: Reading, mine: str, region: int) -> bool:
    """Whether the source has the question's word too: "accurate for shallow, for deeper ones not".

    A word of amount says something of its neighbour alone, and is there if that is beside it.
    """
    if mine in _AMOUNTS and mine in theirs.stems:
        return bool(shared_neighbours(ours, theirs, mine, mine, region))
    return any(said.startswith(mine) for said in theirs.stems)


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


def amount_asked(question: str) -> list[str]:
    """The stems of what a question asks the amount of: of ``how many extra parameters``."""
    match = _AMOUNT.search(_FINETUNE.sub("finetun", fold(question)))
    if not match:
        return []
    most = 1 if _DOER.search(match[1] or "") else _LONGEST_NAME  # a verb, or a name of some words
    named = takewhile(lambda word: word not in STOPWORDS, words(match["named"])[:most])
    return [_same(stem(word)) for word in named]


def _none_of(asked: Sequence[str], theirs: Reading, text: str) -> str:
    """The words of the source that say there is none of what is asked: "no additional weights"."""
    said = words(text)
    if not asked or len(said) != len(theirs.stems):
        return ""
    for place in theirs.negators:
        scope = range(place + 1, min(place + 1 + _SCOPE, len(said)))
        more = any(theirs.stems[i] in _MORE for i in scope)
        hits = [i for i in scope if _same(theirs.stems[i]) in asked]
        if more and len({_same(theirs.stems[i]) for i in hits}) == len(set(asked)):
            return f"“{' '.join(said[place : hits[-1] + 1])}”"
    return ""


def _same(root: str) -> str:
    """One stem for words that count the same thing."""
    return _ALIKE.get(root, root)
