"""The words of a text with their places and directions, ready to be laid beside another's."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

from assistant.verification.polarity import NEGATORS, direction
from assistant.wording.text import STOPWORDS, fold, names, plain, spelt_out, stem, words

LEAST_SHARE = 0.002
"""A stem that fewer abstracts hold counts in full."""
_YES_NO = re.compile(r"^\s*(?:yes|no)\b[,:.;]\s*")
_NUMBERED = re.compile(r"\b[A-Za-z]+-\d+\b(?![.,]\d|%)")
"""A name or word with its number, such as VGG-9 or top-3."""
_NON = re.compile(r"\bnon[ -](?=\w)")
_SHORT_NOT = re.compile(r"n['’]t\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text with their places.

    Attributes:
        stems: All stems in order, common ones too.
        content: Stems that carry content, with their first places.
        negators: The places of words such as "not".
        directed: Stems that raise or lower, with their first places.
    """

    stems: tuple[str, ...]
    content: dict[str, int]
    negators: tuple[int, ...]
    directed: dict[str, int]

    @property
    def negated(self) -> bool:
        """Whether a negator stands anywhere."""
        return bool(self.negators)


@lru_cache(maxsize=1024)
def read(text: str) -> Reading:
    """The words of a text, ready to be compared."""
    folded = _NON.sub("non", fold(plain(text)))  # "non-linear" is one word
    said = words(_SHORT_NOT.sub(" not", _YES_NO.sub("", folded)))
    stems = tuple(map(stem, said))
    content: dict[str, int] = {}
    directed: dict[str, int] = {}
    negators = []
    for place, (word, root) in enumerate(zip(said, stems, strict=True)):
        if word in NEGATORS:
            if said[place + 1 : place + 2] != ["only"]:  # "not only" denies nothing
                negators.append(place)
        elif word not in STOPWORDS or direction(root):
            content.setdefault(root, place)
            if direction(root):
                directed.setdefault(root, place)
    return Reading(stems, content, tuple(negators), directed)


def coverage(ours: Reading, sources: Sequence[Reading]) -> float:
    """The weighted share of a statement's content words that the sources hold."""
    total = sum(weight(s) for s in ours.content)
    found = sum(weight(s) for s in ours.content if any(s in r.content for r in sources))
    return found / total if total else 0.0


def strange_names(statement: str, sources: Sequence[str]) -> list[str]:
    """The names of a statement that no source holds, in any form or spelt out in full."""
    whole = " ".join(sources)
    said = words(whole)
    known, squeezed = {stem(word) for word in said}, _squeezed(whole)
    unknown = [n for n in _NUMBERED.findall(plain(statement)) if not _numbered(n, squeezed)]
    return unknown + [
        name
        for name in names(statement)
        if not {stem(w) for w in words(name)} <= known
        and not (len(name) > 3 and _squeezed(name) in squeezed)
        and not spelt_out(name, said)
    ]


def _squeezed(text: str) -> str:
    """Letters and digits alone: 256×256 and CIFAR-10 however they are spaced."""
    return "".join(c for c in fold(plain(text)).replace("×", "x") if c.isalnum())


def _numbered(name: str, squeezed: str) -> bool:
    """Whether a text, squeezed, has a name with just this number: VGG-1 is not in VGG-16."""
    return re.search(rf"{re.escape(_squeezed(name))}(?!\d)", squeezed) is not None


@cache
def weight(stem: str) -> float:
    """How much a content stem counts, 0 to 1: the rarer in abstracts, the more."""
    share = max(_shares().get(stem, 0.0), LEAST_SHARE)
    return math.log(share) / math.log(LEAST_SHARE)


@cache
def _shares() -> dict[str, float]:
    """The share of abstracts that hold each stem; ``python -m eval.fit_rarity`` counts them."""
    text = files("assistant").joinpath("weights", "rarity.json").read_text(encoding="utf-8")
    shares: dict[str, float] = json.loads(text)["shares"]
    return shares
