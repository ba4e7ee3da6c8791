"""What a question asks for that a paper's text lacks: the noun asked about, a number beside it.

``asked`` tells by a table which sort of detail is meant; this looks at the question's own words:
"which vocoder turns the spectrograms into audio" asks for a vocoder, and an abstract that never
speaks of one does not say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.evidence.features import Rarity
from assistant.wording.text import (
    STOPWORDS,
    content_stems,
    fold,
    numbers,
    question_stems,
    stem,
    words,
)

FEATURES = ("head_missing", "rarest_missing", "beyond_missing", "number_near", "number_wanted")
_HEAD = re.compile(
    r"\b(?:which|what|whose)(?: (?:is|are|was|were))?(?: the| a| an| exact| specific| kind of"
    r"| kinds of| type of| sort of| name of| names of| value of| number of)*\s+((?:[\w-]+\s*){1,3})"
)
_COUNT = re.compile(
    r"\bhow (?:many|much|long|large|big|fast|far|high|often|deep|wide)\b|\bnumber of\b|\bby how\b"
    r"|\b(?:what|which)\b (?:\S+ ){0,4}(?:size|rate|factor|value|threshold|score|accuracy"
    r"|temperature|ratio|speed|latency|length|dimension|percentage|depth|budget|fid|bleu|miou|psnr"
    r"|rmse|error)\b|\b(?:size|rate|accuracy|score|fid|bleu|miou|psnr|rmse|latency) of\b"
)
_COUNTED = re.compile(r"\bhow (?:many|much)\s+((?:[\w-]+\s*){1,3})")
_BREAK = frozenset(
    """is are was were do does did can could has have had used use in on of for to with by from
    that and or best reach get need take make achieve""".split()
)
_NUMBER = re.compile(
    r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand|million|billion"
    r"|half|double|twice|triple|dozens?|single|one|first|several|both)\b"
)
_WINDOW = 6


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for, by its words.

    Attributes:
        head: Stems of the noun asked about: of ``which vocoder``, ``how many epochs``.
        number: Whether a number is asked for.
        stems: Of all that the question says.
        numbers: Those that the question holds itself.
    """

    head: frozenset[str]
    number: bool
    stems: tuple[str, ...]
    numbers: frozenset[str]

    @classmethod
    def of(cls, question: str) -> Wanted:
        """Read a question."""
        folded = fold(question)
        head = set[str]()
        for pattern in (_HEAD, _COUNTED):
            for match in pattern.finditer(folded):
                head |= set(_noun(match.group(1)))
        stems, held = tuple(question_stems(question)), frozenset(numbers(question))
        return cls(frozenset(head), bool(_COUNT.search(folded)), stems, held)


def missing(wanted: Wanted, title: str, sentences: Sequence[str], rarity: Rarity) -> list[float]:
    """The features named in ``FEATURES`` of one paper.

    Args:
        wanted: What is asked.
        title: The paper's.
        sentences: Its abstract's.
        rarity: Weights of stems.
    """
    asked = {s: rarity(s) for s in wanted.stems}
    titled = set(content_stems(title))
    held = titled.union(*(set(content_stems(s)) for s in sentences))
    beyond = {s: w for s, w in asked.items() if s not in titled}
    lacking = {s: w for s, w in beyond.items() if s not in held}
    number = 0.0
    if wanted.number:
        number = max((_near(s, beyond, wanted.numbers) for s in sentences), default=0.0)
    return [
        max((rarity(s) for s in wanted.head - held), default=0.0),
        max(lacking.values(), default=0.0),
        sum(lacking.values()) / (sum(beyond.values()) or 1.0),
        number,
        float(wanted.number),
    ]


def _noun(text: str) -> list[str]:
    """The stems of a noun and what stands before it, up to a verb or preposition."""
    found = list[str]()
    for word in words(text):
        if word in _BREAK or (word in STOPWORDS and found):
            break
        if word not in STOPWORDS:
            found.append(stem(word))
    return found


def _near(sentence: str, asked: dict[str, float], known: frozenset[str]) -> float:
    """Share of what is asked that stands within some words of a number, by weight; best number."""
    said = words(sentence)
    places = [i for i, word in enumerate(said) if _NUMBER.search(word) and word not in known]
    stems = [stem(word) for word in said]
    total = sum(asked.values()) or 1.0
    best = 0.0
    for place in places:
        around = set(stems[max(0, place - _WINDOW) : place + _WINDOW + 1])
        best = max(best, (0.2 + sum(w for s, w in asked.items() if s in around)) / (0.2 + total))
    return best
