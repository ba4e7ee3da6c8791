"""Who says what: the model's sentences and the quotes beneath them, scored apart."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from eval.answers import Answered, Said
from eval.matching import stated
from eval.questions import Question
from eval.scorers import Score, share, unscored

Writer = Literal["quote", "model"]


def facts(question: Question, answer: Answered, writer: Writer) -> Score:
    """The share of the key facts in what one writer states from a gold paper.

    Where the model's sentences were refused, the quotes stood alone: its share is then 0.
    """
    if not question.facts or not question.answerable:
        return unscored("no key facts")
    if not answer.answered or not _said(answer, "quote"):
        return unscored("no answer by quotes")
    texts = [
        said.text
        for said in _said(answer, writer)
        if not question.gold.allowed or question.gold.allowed & set(answer.papers_of(said))
    ]
    got = stated("\n".join(texts), question.facts)
    return share(sum(got), len(got), f"{sum(got)} of {len(got)} facts by the {writer}")


def shown(question: Question, answer: Answered) -> Score:
    """1 where an answer by quotes opens with sentences of the model."""
    if not question.answerable or not answer.answered or not _said(answer, "quote"):
        return unscored("no answer by quotes")
    count = len(_said(answer, "model"))
    return Score(float(count > 0), f"{count} sentences of the model")


def words(question: Question, answer: Answered) -> Score:
    """Words of the model's sentences, where there are any."""
    del question
    texts = [said.text for said in _said(answer, "model")]
    count = len(" ".join(texts).split())
    return Score(float(count), f"{count} words of the model") if texts else unscored("no prose")


def _said(answer: Answered, writer: Writer) -> Sequence[Said]:
    return [said for said in answer.statements if said.source == writer]
