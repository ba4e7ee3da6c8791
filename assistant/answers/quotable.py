"""Which sentences of a paper may be quoted: not those that order a program about."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Evidence, Paper, Sentence
from vectorstore.sentences import sentences
from vectorstore.suspicion import suspicion

_SHORT = 6
"""A sentence of so few words after an order belongs to it."""


def quotable(paper: Paper) -> list[Sentence]:
    """The sentences of a paper without orders and the short words after them, in order."""
    found = sentences(paper)
    orders = {s.position for s in found if suspicion(s.text)}
    return [
        s
        for s in found
        if s.position not in orders
        and not (s.position - 1 in orders and len(s.text.split()) <= _SHORT)
    ]


def harmless(evidence: Sequence[Evidence]) -> list[Evidence]:
    """The evidence of one paper that may be quoted, in the order given."""
    allowed = set(quotable(evidence[0].paper)) if evidence else set()
    return [e for e in evidence if e.sentence in allowed]
