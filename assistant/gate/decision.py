"""Answer, or not: whether the papers read are probable enough, and which of them are meant."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.abstain import on_topic
from assistant.answers.quoted import is_denied
from assistant.gate.relevance import FOLLOWED, SURE, Candidate, is_foreign
from assistant.types import Request, Status

_RIVAL = 0.4
"""From this probability on another paper than the one named may be meant after all."""


class Gate:
    """Decides between an answer, "the abstract does not say" and "not in this collection".

    Args:
        answer_at: The least probability of a paper that answers.
    """

    def __init__(self, answer_at: float) -> None:
        self._answer_at = answer_at

    def in_focus(self, request: Request, candidates: list[Candidate]) -> list[Candidate]:
        """The papers that the question names, unless another one answers far better."""
        wanted = {paper.id for paper in request.papers}
        if not wanted:
            return candidates
        named = [c for c in candidates if c.hit.paper.id in wanted]
        others = [c for c in candidates if c.hit.paper.id not in wanted]
        if others and named:
            rival = others[0].probability
            if rival > _RIVAL and named[0].probability < self._answer_at:
                return candidates
        return named or candidates

    def status(self, request: Request, candidates: Sequence[Candidate]) -> Status:
        """What the most probable paper, which comes first, allows.

        To deny what the question takes for granted is to answer it.
        """
        if candidates and candidates[0].probability >= self._least(request, candidates):
            return Status.ANSWERED
        if candidates and (request.papers or on_topic(candidates[0])):
            denied = is_denied(request, candidates[0])
            return Status.ANSWERED if denied else Status.NOT_IN_ABSTRACT
        return Status.NOT_IN_COLLECTION

    def _least(self, request: Request, candidates: Sequence[Candidate]) -> float:
        """The probability from which the best paper is taken to answer."""
        if request.papers:
            # A paper that the conversation has settled on is not in doubt, only what it says.
            return self._answer_at * (FOLLOWED if request.standalone else 1.0)
        return max(self._answer_at, SURE) if is_foreign(candidates) else self._answer_at
