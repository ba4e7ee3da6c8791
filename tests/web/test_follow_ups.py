"""What is offered to ask next is answered, by the real pipeline over the built-in papers."""

from __future__ import annotations

from itertools import pairwise

import pytest

from assistant.pipeline import Assistant
from assistant.types import Answer, Citation, Filters, Kind, Request, Status, Turn
from assistant.web.conversation import Conversation, Exchange
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
    talk = Conversation().add(Exchange.of(question, first))
    offered = follow_ups(first)
    assert offered or not first.citations
    for next_question in offered:
        then = answered(assistant, next_question, tuple(talk.history()))
        assert then.status is Status.ANSWERED, next_question
        assert then.citations, next_question


@pytest.mark.parametrize("filters", [Filters(year_from=2020), Filters(venues=("ICLR",))])
def test_every_follow_up_is_answered_within_the_filters(
    assistant: Assistant, filters: Filters
) -> None:
    for question in QUESTIONS[:4]:
        *_, first = assistant.answer(question, (), filters)
        talk = Conversation().add(Exchange.of(question, first))
        for next_question in follow_ups(first):
            *_, then = assistant.answer(next_question, tuple(talk.history()), filters)
            assert then.status is Status.ANSWERED, next_question


def test_what_is_offered_on_one_chosen_paper_stays_with_it(assistant: Assistant) -> None:
    """Narrowed to a paper, nothing is offered that its own record does not answer."""
    for paper in list(assistant.library.papers())[::20]:
        only = Filters(paper_ids=(paper.id,))
        *_, first = assistant.answer(f"Summarize “{paper.title}”", (), only)
        for next_question in follow_ups(first):
            *_, then = assistant.answer(next_question, (), only)
            assert then.status is Status.ANSWERED, next_question


@pytest.mark.whole
def test_whatever_paper_is_cited_what_is_offered_on_it_is_answered(assistant: Assistant) -> None:
    papers = list(assistant.library.papers())
    for paper, other in pairwise([*papers, papers[0]]):
        cited = (Citation(1, paper, ()), Citation(2, other, ()))
        request = Request("What do they find?", Kind.QUESTION, "find")
        offered = follow_ups(Answer(request, Status.ANSWERED, citations=cited))
        assert len(offered) == 3
        for question in offered:
            assert answered(assistant, question).status is Status.ANSWERED, question


def test_every_question_to_click_is_answered(assistant: Assistant) -> None:
    for question in examples(assistant.library):
        assert answered(assistant, question).status is Status.ANSWERED, question
