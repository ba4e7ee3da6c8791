"""What several papers answer is answered out of each of them."""

import pytest

from assistant.answers.several import MOST, named_phrases
from assistant.pipeline import Assistant
from assistant.types import Answer, Status
from tests.stores import ask, builtin_assistant


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    return builtin_assistant(tmp_path_factory.mktemp("several"))


def cited(answer: Answer) -> list[str]:
    return [citation.paper.title for citation in answer.citations]


def starts(answer: Answer) -> set[str]:
    return {title.partition(":")[0] for title in cited(answer)}


def test_papers_that_hold_the_name_asked_for_answer_together(assistant: Assistant):
    answer = ask(assistant, "StarCraft served as the test bed twice. What gets decomposed in each?")
    assert answer.status is Status.ANSWERED
    assert starts(answer) == {"RODE", "DOP"}


def test_each_paper_that_a_comparison_names_is_quoted(assistant: Assistant):
    asked = "Half my table is empty. When would I take not-MIWAE, and when the Tomographic"
    found = starts(ask(assistant, f"{asked} Auto-Encoder?"))
    assert found == {"not-MIWAE", "Tomographic Auto-Encoder"}


def test_each_part_is_answered_by_its_own_paper(assistant: Assistant):
    answer = ask(assistant, "What speeds up diffusion models and autoregressive models?")
    assert answer.request.several == ""
    assert starts(answer) == {
        "Denoising Diffusion Implicit Models",
        "Anytime Sampling for Autoregressive Models via Ordered Autoencoding",
    }


def test_a_question_on_one_paper_is_answered_by_it_alone(assistant: Assistant):
    assert len(cited(ask(assistant, "How much faster does DDIM sampling get than DDPM?"))) == 1


def test_as_many_papers_as_the_question_speaks_of_at_least(assistant: Assistant):
    asked = "Which two papers treat offline reinforcement learning, and what does each add?"
    assert len(cited(ask(assistant, asked))) >= 2


def test_what_no_paper_answers_stays_unanswered_when_several_are_asked(assistant: Assistant):
    asked = "Who paints watercolours of sailing boats, and how?"
    assert ask(assistant, asked).status is Status.NOT_IN_COLLECTION


def test_every_paper_quoted_brings_at_most_the_most(assistant: Assistant):
    asked = "Which papers deal with reinforcement learning, and what does each propose?"
    answer = ask(assistant, asked)
    assert 1 < len(cited(answer)) <= MOST
    assert {s.papers[0].title for s in answer.statements} == set(cited(answer))


def test_names_are_read_with_the_capitalised_words_before_them():
    assert named_phrases("who ran anything on Tiny ImageNet?") == ["Tiny ImageNet"]
    assert named_phrases("StarCraft served twice") == ["StarCraft"]
    assert named_phrases("Do RL papers use MuJoCo and GShard?") == ["MuJoCo", "GShard"]
