"""Numbers with their units, normalised: ``1.5 million``, ``1,500,000`` and ``1500k`` are one.

Numbers are compared as values, never as substrings: ``7`` is not in ``97``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.wording.text import fold, plain

_WORDS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20,
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "hundred": 100, "thousand": 1000,
}  # fmt: skip
_TIMES_WORDS = {"twice": 2, "double": 2, "doubles": 2, "doubled": 2, "doubling": 2, "triple": 3,
                "triples": 3, "tripled": 3, "quadruple": 4, "quadruples": 4}  # fmt: skip
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "million": 1e6, "m": 1e6, "billion": 1e9,
           "b": 1e9, "trillion": 1e12}  # fmt: skip
PERCENT, TIMES, PLAIN = "percent", "times", ""
# A number that hangs on a word by a hyphen, as in GPT-3, is part of a name.
_NUMBER = re.compile(
    r"(?<![\w.·])(?<![^\W\d]-)(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?)"
    r"(?:[ -]?(?P<scale>hundred|thousand|million|billion|trillion|[kmb](?![\w])))?"
    r"(?:[ -]?(?P<unit>%|percent|per cent|percentage points?|×|x(?![\w])|times|fold))?"
    r"(?![\d])",
    re.IGNORECASE,
)
_WORD = re.compile(
    rf"\b(?P<word>{'|'.join([*_WORDS, *_TIMES_WORDS])})\b"
    r"(?:[ -](?P<scale>hundred|thousand|million|billion))?"
    r"(?:[ -](?P<unit>percent|per cent|times|fold))?"
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as a text gives it.

    Attributes:
        value: What it counts, scale words multiplied in.
        unit: ``percent``, ``times`` or empty.
        shown: As it was written.
    """

    value: float
    unit: str
    shown: str

    def same(self, other: Quantity) -> bool:
        """Whether both are one number; a percentage is not a factor."""
        if {self.unit, other.unit} == {PERCENT, TIMES}:
            return False
        return abs(self.value - other.value) <= 1e-9 * max(1.0, abs(self.value))


def quantities(text: str) -> list[Quantity]:
    """The numbers written in digits, in order."""
    folded = fold(plain(text))
    return [_digits(match) for match in _NUMBER.finditer(folded)]


def strange_quantities(statement: str, sources: Sequence[str]) -> list[Quantity]:
    """The numbers of a statement, written in digits, that no source gives in digits or words."""
    known = [q for source in sources for q in (*quantities(source), *_worded(source))]
    return [q for q in quantities(statement) if not any(q.same(k) for k in known)]


def _digits(match: re.Match[str]) -> Quantity:
    value = float(match["value"].replace(",", "").replace("·", "."))
    scale = _SCALES[match["scale"]] if match["scale"] else 1.0
    return Quantity(value * scale, _unit(match["unit"]), match.group())


def _worded(text: str) -> list[Quantity]:
    """The numbers written as words: ``two``, ``three million``, ``twice``, ``half``."""
    folded = fold(text)
    found = []
    for match in _WORD.finditer(folded):
        word = match["word"]
        if word in _TIMES_WORDS:
            found.append(Quantity(float(_TIMES_WORDS[word]), TIMES, word))
            continue
        scale = _SCALES[match["scale"]] if match["scale"] else 1.0
        found.append(Quantity(_WORDS[word] * scale, _unit(match["unit"]), match.group()))
    if re.search(r"\bhal(?:f|ves|ved|ving)\b", folded):
        found.append(Quantity(50.0, PERCENT, "half"))
    return found


def _unit(written: str | None) -> str:
    if not written:
        return PLAIN
    return PERCENT if written.startswith(("%", "per")) else TIMES
