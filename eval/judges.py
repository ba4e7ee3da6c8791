"""Judges of whether evidence supports a statement: a small protocol, and an independent check.

The product's own verifier (``assistant.verification.verifier``) is wrapped as one judge among
others; ``CoverageJudge`` shares no code with it but the stemmer. What each can and cannot see is
measured by ``eval.perturb`` and ``eval.scifact`` and printed beside the scores that use it.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Protocol

from assistant.wording.text import STOPWORDS, stems, words

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z$\d(])|\n+")
_NEGATION = frozenset("no not never neither nor without cannot none fails fail n't hardly".split())
_OPPOSITES = (
    ("increase", "decrease"), ("increases", "decreases"), ("increased", "decreased"),
    ("higher", "lower"), ("high", "low"), ("more", "less"), ("more", "fewer"),
    ("better", "worse"), ("improve", "degrade"), ("improves", "degrades"),
    ("improved", "degraded"), ("faster", "slower"), ("larger", "smaller"), ("large", "small"),
    ("reduces", "increases"), ("reduce", "increase"), ("reduced", "increased"),
    ("outperforms", "underperforms"), ("stronger", "weaker"), ("gain", "loss"),
    ("supervised", "unsupervised"), ("with", "without"), ("best", "worst"),
    ("deep", "shallow"), ("wide", "narrow"), ("raises", "lowers"), ("promotes", "inhibits"),
)  # fmt: skip
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]\d+)*(?![\w])")
_PENALTY, _NEGATED = 0.45, 0.6


class SupportJudge(Protocol):
    """Says how well evidence supports a statement."""

    @property
    def name(self) -> str:
        """What reports call it."""

    @property
    def threshold(self) -> float:
        """From this score on a statement counts as supported."""

    def score(self, statement: str, evidence: Sequence[str]) -> float:
        """Support in [0, 1] of the statement by all the evidence together."""


class CoverageJudge:
    """How much of a statement's information the evidence holds, weighted by rarity.

    The idf-weighted share of the statement's stems found in the evidence, lowered where a number of
    the statement is missing there and where the best-matching sentence is negated the other way or
    holds the opposite direction word.  Sees wrong papers well and contradictions badly.

    Args:
        corpus: Texts that tell which words are rare; usually the collection.
    """

    name = "coverage"
    threshold = 0.62

    def __init__(self, corpus: Iterable[str]) -> None:
        seen: Counter[str] = Counter()
        count = 0
        for text in corpus:
            seen.update(_stems(text))
            count += 1
        self._seen, self._count = seen, max(count, 1)

    def score(self, statement: str, evidence: Sequence[str]) -> float:
        """Support in [0, 1]; 0 for an empty statement or no evidence."""
        wanted = {s for s in _stems(statement) if s not in STOPWORDS}
        found = {s for text in evidence for s in _stems(text)}
        total = sum(self._weight(s) for s in wanted)
        if not total or not found:
            return 0.0
        value = sum(self._weight(s) for s in wanted & found) / total
        nearest = self._nearest(wanted, evidence)
        missing = _numbers(statement) - {n for text in evidence for n in _numbers(text)}
        if missing:
            value *= _PENALTY
        if _negations(statement) % 2 != _negations(nearest) % 2:
            value *= _NEGATED
        if _turned(statement, nearest):
            value *= _PENALTY
        return value

    def _weight(self, stem: str) -> float:
        return math.log(1 + self._count / (1 + self._seen[stem]))

    def _nearest(self, wanted: set[str], evidence: Sequence[str]) -> str:
        pieces = [piece for text in evidence for piece in _SENTENCE_END.split(text)]
        return max(
            pieces,
            key=lambda piece: sum(self._weight(s) for s in wanted & _stems(piece)),
            default="",
        )


class VerifierJudge:
    """The product's own verifier, asked again from outside."""

    name = "verifier"

    @property
    def threshold(self) -> float:
        """From this score on the verdict is supported."""
        from assistant.verification.verifier import SUPPORTED

        return SUPPORTED

    def score(self, statement: str, evidence: Sequence[str]) -> float:
        """The check's own score; the verdict follows from it."""
        from assistant.verification.verifier import check

        sentences = [piece for text in evidence for piece in _SENTENCE_END.split(text)]
        return check(statement, sentences).score


class OppositeJudge:
    """The verifier's model of contradiction alone: does the evidence not say the opposite?"""

    name = "verifier, contradiction alone"
    threshold = 0.3

    def score(self, statement: str, evidence: Sequence[str]) -> float:
        """The probability that the evidence does not deny the statement."""
        from assistant.verification.verifier import fitted_opinion

        sentences = [piece for text in evidence for piece in _SENTENCE_END.split(text)]
        return 1 - fitted_opinion(statement, sentences, "")[1] if sentences else 0.0


@lru_cache(maxsize=8192)
def _stems(text: str) -> frozenset[str]:
    return frozenset(stems(text))


def supports(judge: SupportJudge, statement: str, evidence: Sequence[str]) -> bool:
    """Whether the judge holds the statement to be supported; no evidence supports nothing."""
    return bool(evidence) and judge.score(statement, evidence) >= judge.threshold


def _numbers(text: str) -> set[str]:
    return {n.replace(",", "").rstrip(".") for n in _NUMBER.findall(text.replace("\\", ""))}


def _negations(text: str) -> int:
    return sum(word in _NEGATION for word in words(text.replace("n't", " not")))


def _turned(statement: str, nearest: str) -> bool:
    """Whether one holds a direction word and the other only its opposite."""
    said, source = set(words(statement)), set(words(nearest))
    return any(
        (a in said and a not in source and b in source and b not in said)
        or (b in said and b not in source and a in source and a not in said)
        for a, b in _OPPOSITES
    )
