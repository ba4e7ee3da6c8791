"""Does a question take for granted what the abstract denies?  Then the answer says so first."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.clash import Clash
from assistant.polarity import direction, opposite
from assistant.reading import coverage, read
from assistant.text import stem, words
from assistant.types import Evidence

_LEAST_SHARED = 0.34
_LEAST_SCORE = 0.1


def turned_premise(question: str, evidence: Sequence[Evidence]) -> str:
    """What the abstract says against the question, for a person; empty where it does not.

    Only listed opposites count ("increase" asked, "decreases" found, near words that both share):
    a negation alone is too often the answer itself.
    """
    ours = read(question)
    if any(opposite(a, b) for a in ours.stems for b in ours.stems):
        return ""  # "Does it raise or lower …" takes nothing for granted.
    shared = {e: coverage(ours, [read(e.sentence.text)]) for e in evidence}
    for e in sorted(evidence, key=lambda e: (-shared[e], e.sentence.position)):
        text = e.sentence.text
        theirs = read(text)
        if e.score < _LEAST_SCORE or shared[e] < _LEAST_SHARED:
            continue
        # "Linear" and "nonlinear" may both be spoken of; "raises" and "lowers" cannot both hold.
        pairs = [p for p in Clash(ours, theirs).near_opposites if all(map(direction, p))]
        if pairs and not any(a in theirs.stems for a, _ in pairs):
            asked, found = pairs[0]
            return (
                f"The abstract says the opposite: “{_written(found, text)}” where the question has "
                f"“{_written(asked, question)}”."
            )
    return ""


def _written(root: str, text: str) -> str:
    return next((word for word in words(text) if stem(word) == root), root)
