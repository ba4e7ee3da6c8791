"""What a text denies: which words stand under "not", "without", "fails to" and the like.

"Needs no extra training" and "can be used without additional training" deny the same; that some
other sentence has a "not" in it says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.verification.polarity import NEGATORS
from assistant.verification.reading import Reading, weight
from assistant.wording.text import stem

_DENYING = frozenset(map(stem, NEGATORS)) | frozenset(
    map(stem, "fail lack absence absent unable".split())
)
_AMOUNTS = frozenset(map(stem, "additional extra further need require".split()))
"""Words between that say nothing of what is denied: "no extra training", "need no training"."""
_REACH = 7
"""Words after a denying one within which the denied words stand."""
_MOST = 4
"""So many content words at most are denied by one word."""
_TOLD = 0.5
"""The share of denied words that must be told elsewhere to be spoken of there."""


@dataclass(frozen=True, slots=True)
class Denials:
    """How the denials of a statement stand to those of its source, counted.

    Attributes:
        alike: Denials of the statement that the source has too.
        here: What the statement denies and the source says without denying it.
        there: What the source denies and the statement says without denying it.
    """

    alike: int
    here: int
    there: int


def denials(ours: Reading, sources: Sequence[Reading]) -> Denials:
    """Compare what a statement denies with what its sources deny."""
    mine = denied(ours)
    theirs = [scope for source in sources for scope in denied(source)]
    alike = [s for s in mine if any(_speaks_of(s, t) or _speaks_of(t, s) for t in theirs)]
    plain = [_plain(source) for source in sources]
    here = [s for s in mine if s not in alike and any(_speaks_of(s, p) for p in plain)]
    told = _plain(ours)
    there = [
        t
        for t in theirs
        if _speaks_of(t, told) and not any(_speaks_of(t, s) or _speaks_of(s, t) for s in mine)
    ]
    return Denials(len(alike), len(here), len(there))


def denied(reading: Reading) -> list[frozenset[str]]:
    """The content stems that each denying word of a text stands before, empty ones left out."""
    scopes = []
    for place, word in enumerate(reading.stems):
        if word in _DENYING:
            after = reading.stems[place + 1 : place + 1 + _REACH]
            held = [s for s in after if s in reading.content and s not in _AMOUNTS]
            scopes.append(frozenset(held[:_MOST]))
    return [scope for scope in scopes if scope]


def _plain(reading: Reading) -> frozenset[str]:
    """The content stems of a text that no denying word stands before."""
    return frozenset(reading.content).difference(*denied(reading))


def _speaks_of(scope: frozenset[str], among: frozenset[str]) -> bool:
    total = sum(map(weight, scope))
    return sum(weight(s) for s in scope & among) > _TOLD * total
