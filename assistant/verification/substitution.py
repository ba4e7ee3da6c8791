"""Is a statement its source with a word turned round?  Words are compared where they stand.

Bags of words cannot tell "more than 56 % and less than 0.5 m" from "… more than 0.5 m": here each
word that has an opposite, each negator and each comparison is looked up between its neighbours.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Literal

from assistant.verification.polarity import NEGATORS, direction, opposites_among
from assistant.verification.reading import Reading, weight
from assistant.wording.text import STOPWORDS, stem

_REACH = 3
"""Words to either side between which a word is known again."""
REGION = 6
"""Words to either side that speak of the same thing."""
_SHORT = 3
"""So many words in the place of so many others are one substitution."""
_SIDE = 6
"""Content words to either side of a comparison that say what is compared."""
_CLEARLY = 1
"""By so much more a place must be like that of the opposite where the source has the word too."""
_CONTRASTING = frozenset(
    map(frozenset, (("of", "with"), ("to", "from"), ("over", "under"), ("befor", "after"),
                    ("with", "without"), ("abov", "below"), ("in", "out"), ("by", "without")))
)  # fmt: skip
"""Stems of small words of which one cannot stand for the other."""
_DENYING = frozenset(("non", "not", "without"))
_COMPARING = frozenset(map(stem, "than outperform beat exceed surpass over".split()))
_NEGATORS = frozenset(map(stem, NEGATORS)) | NEGATORS
_FILLERS = frozenset(map(stem, STOPWORDS - {"not", "no", "nor"}))


def turned_words(ours: Reading, theirs: Reading) -> list[tuple[str, str]]:
    """Words of the statement that stand where the source has their opposite: both words' stems."""
    among = frozenset(theirs.stems)
    found = []
    denied = {after for before, after in pairwise(theirs.stems) if before in _DENYING}
    for place, word in enumerate(ours.stems):
        against = [
            s for s in opposites_among(word, among) if s not in denied and _are_words(word, s)
        ]
        if not against:
            continue
        around = _around(ours.stems, place)
        turned = max(
            ((_likeness(around, theirs.stems, b), b) for b in against), key=lambda pair: pair[0]
        )
        if _told_otherwise(ours, theirs, word, turned[1]):
            continue
        clearly = _CLEARLY if word in among else 0
        if turned[0] > _likeness(around, theirs.stems, word) + clearly:
            found.append((word, turned[1]))
    return found


def _are_words(one: str, other: str) -> bool:
    """Whether both are words: "terpol" is what a hyphen left of "interpolating"."""
    short, long = sorted((one, other), key=len)
    return not long.endswith(short) or weight(short) < 1.0


def turned_links(ours: Reading, theirs: Reading) -> tuple[str, str] | None:
    """A small word put in place of one that means another: "a combination of" for "… with"."""
    for mine, other in _differences(ours.stems, theirs.stems):
        if len(mine) == len(other) == 1 and frozenset((*mine, *other)) in _CONTRASTING:
            return mine[0], other[0]
    return None


def _told_otherwise(ours: Reading, theirs: Reading, word: str, other: str) -> bool:
    """Whether the statement says a word of the source in another way, beside its own.

    "Lower selectivity improves accuracy" has not turned "with selectivity reduced, accuracy rose".
    """
    sign = direction(other)
    rest = [s for s in ours.directed if s != word and s not in theirs.content]
    others = [s for s in theirs.directed if s != other and s not in ours.content]
    return (
        sign != 0
        and any(direction(s) == sign for s in rest)
        and any(direction(s) == direction(word) for s in others)
    )


def replaced(ours: Reading, theirs: Reading) -> tuple[int, int, int]:
    """Between words that are the same: opposites, negations, and other content put in place.

    Returns:
        How many words are replaced by an opposite (listed, or of the other direction), how many
        negators only one side has, how many content words stand in the place of others.
    """
    opposites = negations = others = 0
    for mine, other in _differences(ours.stems, theirs.stems):
        turned = any(opposites_among(a, frozenset(other)) for a in mine)
        crossed = any(direction(a) * direction(b) < 0 for a in mine for b in other)
        opposites += turned or crossed
        negations += _negates(mine) != _negates(other)
        new = [s for s in mine if s not in _FILLERS and s not in theirs.content]
        others += bool(new) and any(s not in _FILLERS for s in other)
    return opposites, negations, others


Comparison = Literal["none", "same", "converse", "other way"]


def compared(ours: Reading, theirs: Reading) -> Comparison:
    """How a comparison of the statement stands to one of the source.

    "A … than B" became "B … than A", or "better" became "worse" with the sides kept: the other way.
    "B is worse than A" is the converse of "A is better than B" and says the same.
    """
    sources = list(_comparisons(theirs.stems))
    for left, right, sign in _comparisons(ours.stems):
        alike = [
            (
                _agreeing(left, other_left) + _agreeing(right, other_right),
                _agreeing(left, other_right) + _agreeing(right, other_left),
                sign * other_sign < 0,
            )
            for other_left, other_right, other_sign in sources
        ]
        # A sentence may compare twice: the one that is spoken of shares most.
        straight, crossed, against = max(
            alike, key=lambda each: max(each[:2]), default=(0, 0, False)
        )
        if max(straight, crossed) > 1 and straight != crossed:
            if crossed > straight:
                return "converse" if against else "other way"
            return "other way" if against else "same"
    return "none"


def _agreeing(one: Sequence[str], other: Sequence[str]) -> float:
    """How many words two sides share; the one next to the comparison counts thrice."""
    return sum(3.0 if s in (one[0], other[0]) and s in other else float(s in other) for s in one)


def shared_neighbours(
    ours: Reading, theirs: Reading, mine: str, other: str, region: int = REGION
) -> set[str]:
    """The content words on the same side of one word here and of another there, near both."""
    left, right = (
        _side(ours.stems, mine, side * region) & _side(theirs.stems, other, side * region)
        for side in (-1, 1)
    )
    return left | right


def _side(stems: Sequence[str], word: str, reach: int) -> set[str]:
    """The content words within some words of a word, to the left where ``reach`` is below 0."""
    return {
        s
        for place, found in enumerate(stems)
        if found == word
        for s in (stems[max(0, place + reach) : place] if reach < 0
                  else stems[place + 1 : place + 1 + reach])
        if s not in _FILLERS
    }  # fmt: skip


def _differences(
    ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Short stretches in which the two differ between words that they share."""
    steps = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    for at, (kind, i, j, k, m) in enumerate(steps):
        if kind == "equal" or j - i > _SHORT or m - k > _SHORT:
            continue
        beside = [s for s in (steps[at - 1] if at else None, *steps[at + 1 : at + 2]) if s]
        if sum(s[2] - s[1] for s in beside if s[0] == "equal") >= _REACH:
            yield tuple(ours[i:j]), tuple(theirs[k:m])


def _negates(words: Sequence[str]) -> bool:
    return "onli" not in words and any(word in _NEGATORS for word in words)


def _around(stems: Sequence[str], place: int) -> dict[str, int]:
    """The content words beside a place, with the side that they stand on."""
    return {
        stems[i]: (i > place) - (i < place)
        for i in range(max(0, place - _REACH), min(len(stems), place + _REACH + 1))
        if i != place and stems[i] not in _FILLERS
    }


def _likeness(around: dict[str, int], stems: Sequence[str], word: str) -> int:
    """How many neighbours a word of the source shares, at the place where it shares most."""
    return max(
        (
            sum(2 if around.get(s) == side else s in around for s, side in there.items())
            for there in (_around(stems, i) for i, s in enumerate(stems) if s == word)
        ),
        default=0,
    )


def _comparisons(stems: Sequence[str]) -> Iterator[tuple[list[str], list[str], int]]:
    """What is left and right of each comparing word, nearest first, and -1 where the left loses."""
    for place, word in enumerate(stems):
        if word not in _COMPARING:
            continue
        sign = math.prod(direction(s) or 1 for s in stems[:place][-2:])
        left = _content(stems[:place])[-_SIDE:][::-1]
        right = _content(stems[place + 1 :])[:_SIDE]
        only_left, only_right = (
            [s for s in left if s not in right],
            [s for s in right if s not in left],
        )
        if only_left and only_right:
            yield only_left, only_right, sign if word == "than" else 1


def _content(stems: Sequence[str]) -> list[str]:
    """Without common words, those of direction, and adverbs."""
    return [s for s in stems if not (s in _FILLERS or direction(s) or s.endswith("li"))]
