"""The prompts of the prose writer as turns of a chat, cut to what a model's context holds."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.taught import taught_prompt
from assistant.errors import ModelError
from assistant.models.answering import Fits
from assistant.types import Evidence, Statement, Turn
from prompts import examples, fill


class Composer:
    """Makes the prompt of one question.

    Where it is too long, the examples go first, then evidence, the least likely first; never the
    question.

    Args:
        question: What is asked.
        evidence: The sentences that may answer, in reading order.
    """

    def __init__(self, question: str, evidence: Sequence[Evidence]) -> None:
        self._question = question
        self._evidence = evidence

    def __call__(self, fits: Fits, wants_examples: bool) -> list[Turn]:
        """The turns.

        Raises:
            ModelError: Not even the question with one sentence fits.
        """
        shown = [turn for example in examples() for turn in _example(*example)]
        for before in [shown, []] if wants_examples else [[]]:
            kept = list(self._evidence)
            while kept:
                turns = [*before, self._asked(kept, taught=not wants_examples)]
                if fits(turns):
                    return turns
                if before:
                    break
                kept.remove(min(kept, key=lambda e: e.score))
        message = "The question does not fit into the answer model's context."
        raise ModelError(message, "Ask a shorter one, or choose a model with a longer context.")

    def _asked(self, evidence: Sequence[Evidence], taught: bool) -> Turn:
        if taught:
            return Turn("user", taught_prompt(self._question, evidence))
        return _asked(numbered(evidence), self._question)


class RepairComposer:
    """Makes the prompt that asks for a refused sentence again.

    Args:
        failed: The sentence, with what it was checked against and why it was refused.
    """

    def __init__(self, failed: Statement) -> None:
        self._failed = failed

    def __call__(self, fits: Fits, wants_examples: bool) -> list[Turn]:
        """The turns; a sentence and its quotes always fit where the answer's prompt did."""
        quotes = "\n".join(f"- {quote.text}" for quote in self._failed.quotes)
        said = {"sentence": self._failed.text, "reason": self._failed.reason}
        return [Turn("user", fill("repair", quotes=quotes, **said))]


def numbered(evidence: Sequence[Evidence]) -> str:
    """The sentences as a prompt shows them, a line each, with number and title."""
    return "\n".join(f"[{n}] {e.paper.title}: {e.sentence.text}" for n, e in enumerate(evidence, 1))


def _example(evidence: str, question: str, answer: str) -> list[Turn]:
    return [_asked(evidence, question), Turn("assistant", answer)]


def _asked(evidence: str, question: str) -> Turn:
    return Turn("user", fill("answer", evidence=evidence, question=question))
