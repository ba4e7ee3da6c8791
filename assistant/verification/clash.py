"""Where a statement and a sentence point different ways: opposites, negations, comparisons."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from assistant.verification.polarity import LEVEL, direction, opposite
from assistant.verification.reading import Reading, read
from assistant.wording.text import fold

NEAR = 4
"""Words around a shared word that belong to it."""
_BESIDE = 3
"""Words before the first shared word and after the last that still bear on them."""


class Clash:
    """Where a statement and its window point different ways.

    Only words that the other side lacks count: what both say cannot be turned round.
    """

    def __init__(self, ours: Reading, theirs: Reading) -> None:
        self.ours, self.theirs = ours, theirs
        close_by = near(ours, theirs)
        mine = [s for s in ours.directed if s not in theirs.content]
        other = [s for s in theirs.directed if s not in ours.content]
        close = [s for s in other if theirs.directed[s] in close_by]
        self.opposites = [
            (a, b)
            for a in ours.content
            if a not in theirs.stems
            for b in theirs.content
            if b not in ours.stems and opposite(a, b)
        ]
        self.up_here = any(direction(s) > 0 for s in mine)
        self.down_here = any(direction(s) < 0 for s in mine)
        signs, others = {direction(s) for s in mine}, {direction(s) for s in close}
        self.crossed = (1 in signs and others == {-1}) or (-1 in signs and others == {1})
        self.same = bool(signs & others)
        self.parity = parity(ours, range(len(ours.stems))) != parity(theirs, close_by)
        self.near_parity = _between(ours, theirs)
        self.span_parity = _along(ours, theirs) != _along(theirs, ours)
        turned = {mine for mine, _ in self.opposites}
        at_level = any(s in LEVEL and s not in turned for s in ours.stems)
        level_there = any(theirs.stems[place] in LEVEL for place in close_by)
        self.level_here = at_level and not level_there
        self.level_there = level_there and not at_level


def swapped_sides(statement: str, quote: str) -> bool:
    """Whether "A … than B" became "B … than A"."""
    ours, theirs = _sides(statement), _sides(quote)
    if ours is None or theirs is None:
        return False
    (left, right), (source_left, source_right) = ours, theirs
    straight = len(left & source_left) + len(right & source_right)
    crossed = len(left & source_right) + len(right & source_left)
    return crossed > straight


def _sides(text: str) -> tuple[set[str], set[str]] | None:
    said = fold(text)
    for word in (" than ", " outperforms ", " beats ", " over ", " exceeds ", " surpasses "):
        left, found, right = said.partition(word)
        if found:
            return set(read(left).content), set(read(right).content)
    return None


def near(ours: Reading, theirs: Reading) -> set[int]:
    """The places of the window around the words that it shares with the statement."""
    return {
        near
        for place, s in enumerate(theirs.stems)
        if s in ours.content
        for near in range(place - NEAR, place + NEAR + 1)
        if 0 <= near < len(theirs.stems)
    }


def parity(reading: Reading, places: Iterable[int]) -> int:
    """Whether the negators and lowering words at these places are odd in number."""
    inside = set(places)
    turns = sum(place in inside for place in reading.negators)
    turns += sum(direction(s) < 0 and p in inside for s, p in reading.directed.items())
    return turns % 2


def _along(one: Reading, other: Reading) -> int:
    """Whether what only this side has turns an odd number of times, where it speaks of both."""
    shared = [place for s, place in one.content.items() if s in other.content]
    if not shared:
        return 0
    low, high = min(shared) - _BESIDE, max(shared) + _BESIDE
    turns = sum(low <= place <= high for place in one.negators)
    own = (p for p, s in enumerate(one.stems) if s not in other.content and direction(s) < 0)
    return (turns + sum(low <= place <= high for place in own)) % 2


def _between(ours: Reading, theirs: Reading) -> float:
    """The share of neighbouring shared words between which the two sides turn differently."""
    shared = [s for s in ours.content if s in theirs.content and not direction(s)]
    turned = []
    for a, b in pairwise(shared):
        low, high = sorted((theirs.content[a], theirs.content[b]))
        if high - low <= 3 * NEAR:
            here = parity(ours, range(ours.content[a] - 1, ours.content[b] + 1))
            turned.append(here != parity(theirs, range(low - 1, high + 1)))
    return sum(turned) / len(turned) if turned else 0.0
