"""The words of a text with their places and directions, ready to be laid beside another's."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.polarity import NEGATORS, direction
from assistant.text import STOPWORDS, fold, names, plain, stem, words

_COMMON = frozenset(
    map(
        stem,
        "method approach model algorithm result show paper propose technique framework learn train"
        " use task problem data work study performance new novel several different base".split(),
    )
)
"""Words of nearly every abstract: they count for a third."""
_YES_NO = re.compile(r"^\s*(?:yes|no)\b[,:.;]\s*")
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


def read(text: str) -> Reading:
    """The words of a text, ready to be compared."""
    said = words(_SHORT_NOT.sub(" not", _YES_NO.sub("", fold(plain(text)))))
    stems = tuple(map(stem, said))
    content: dict[str, int] = {}
    directed: dict[str, int] = {}
    negators = []
    for place, (word, root) in enumerate(zip(said, stems, strict=True)):
        if word in NEGATORS:
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
    return [
        name
        for name in names(statement)
        if not {stem(w) for w in words(name)} <= known
        and not (len(name) > 3 and _squeezed(name) in squeezed)
        and not _spelt_out(fold(name), said)
    ]


def _squeezed(text: str) -> str:
    """Letters and digits alone: 256×256 and CIFAR-10 however they are spaced."""
    return "".join(c for c in fold(plain(text)).replace("×", "x") if c.isalnum())


def _spelt_out(name: str, said: Sequence[str]) -> bool:
    """Whether words in a row begin with the letters of an acronym: RL, reinforcement learning."""
    letters = name.rstrip("s") if len(name) > 3 else name
    starts = "".join(word[0] for word in said)
    return len(letters) > 1 and letters in starts


def weight(stem: str) -> float:
    """How much a content stem counts."""
    return 1 / 3 if stem in _COMMON else 1.0
