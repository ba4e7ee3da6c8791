"""Does the assistant do the right thing: answer, abstain, ask back, refuse, or chat?"""

from __future__ import annotations

from collections.abc import Mapping

from eval.answers import ABSTAINED, Answered
from eval.questions import Question
from eval.scorers import Score, unscored
from eval.scorers.citations import recall
from eval.scorers.content import forbidden, grounded_facts

ACCEPTED: Mapping[str, frozenset[str]] = {
    "answer": frozenset({"answered"}),
    "correct": frozenset({"answered"}),
    "abstain": ABSTAINED,
    "refuse": ABSTAINED | {"refused", "clarify", "chat"},
    "clarify": frozenset({"clarify"}),
    "chat": frozenset({"chat"}),
}
"""The statuses that each expected behaviour accepts."""


def behaviour(question: Question, answer: Answered) -> Score:
    """1 where the status is what was expected and nothing forbidden is said."""
    if answer.status not in ACCEPTED[question.expect]:
        return Score(0.0, f"expected to {question.expect}, got {answer.status}")
    ban = forbidden(question, answer)
    return Score(0.0, ban.reason) if ban.value == 0 else Score(1.0, answer.status)


def abstention(question: Question, answer: Answered) -> Score:
    """1 for abstaining exactly where the collection or the abstract does not answer."""
    if question.expect not in ("answer", "correct", "abstain"):
        return unscored(f"expected to {question.expect}")
    right = answer.abstained == (question.expect == "abstain")
    return Score(float(right), answer.status)


def outcome(question: Question, answer: Answered) -> Score:
    """How right the answer is as a whole, the headline figure.

    Where an answer is expected: the share of the key facts stated from gold papers (where a
    question has no facts, the share of the gold papers cited).  Elsewhere: the right behaviour.
    Saying what is forbidden gives 0.
    """
    right = behaviour(question, answer)
    if right.value == 0 or not question.answerable:
        return right
    return grounded_facts(question, answer) if question.facts else recall(question, answer)
