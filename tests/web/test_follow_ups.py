"""What is offered to ask next is answered, by the real pipeline over the built-in papers."""

from __future__ import annotations

import pytest

from assistant.pipeline import Assistant
from assistant.types import Answer, Status, Turn
from assistant.web.conversation import Conversation
from assistant.web.examples import examples
from assistant.web.follow_ups import follow_ups

QUESTIONS = [
    "How fragile are influence functions in deep learning?",
    "Which papers study few-shot learning?",
    "papers by Mihaela van der Schaar",
    "Summarize GShard",
    "Compare GShard and DDIM",
    "Who wrote “Shapley Explanation Networks”?",
    "How many papers are there?",
]


def answered(assistant: Assistant, question: str, history: tuple[Turn, ...] = ()) -> Answer:
    *_, answer = assistant.answer(question, history)
    return answer


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_follow_up_is_answered(assistant: Assistant, question: str) -> None:
    first = answered(assistant, question)
    talk = Conversation().add(question, first)
    offered = follow_ups(first)
    assert offered or not first.citations
    for next_question in offered:
        then = answered(assistant, next_question, tuple(talk.history()))
        assert then.status is Status.ANSWERED, next_question
        assert then.citations, next_question


def test_every_question_to_click_is_answered(assistant: Assistant) -> None:
    for question in examples(assistant.library):
        assert answered(assistant, question).status is Status.ANSWERED, question
