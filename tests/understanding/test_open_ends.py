"""What a question leaves open is asked back; what it settles by other words is not."""

import pytest

from assistant.types import Kind, Turn
from assistant.understanding.open_ends import WHICH_PAPER, dangles
from assistant.understanding.understand import Understanding
from tests.stores import builtin_catalog


@pytest.fixture(scope="module")
def understanding(tmp_path_factory: pytest.TempPathFactory) -> Understanding:
    return Understanding(builtin_catalog(tmp_path_factory.mktemp("o")), lambda phrase: None)


@pytest.mark.parametrize(
    "question",
    ["How does it perform?", "Compare the two", "Is the code available?", "Summarize the paper",
     "What did they find?", "how long did it take them?", "Which datasets were used?",
     "what about the second one", "这个方法怎么样？"],
)  # fmt: skip
def test_a_question_that_points_at_nothing_asks_which_paper(
    understanding: Understanding, question: str
):
    assert understanding.request(question).asks == WHICH_PAPER


@pytest.mark.parametrize(
    "question",
    ["How many papers are in this collection?", "What is in this collection?", "Is CLIP code here?",
     "How does dropout work?", "Which papers are the newest?", "How fast is DDIM sampling?",
     "Was it shown that momentum helps?",
     "How fast do actor and critic converge that learn at one and the same pace?",
     "哪些论文研究图神经网络？", "hello"],
)  # fmt: skip
def test_a_question_that_says_what_it_is_about_does_not(
    understanding: Understanding, question: str
):
    assert understanding.request(question).asks != WHICH_PAPER


def test_after_a_paper_was_spoken_of_nothing_is_left_open(understanding: Understanding):
    history = [Turn("user", "What is GShard?"), Turn("assistant", "GShard: Scaling Giant Models")]
    request = understanding.request("How does it perform?", history)
    assert (request.asks, len(request.papers)) == ("", 1)
    assert dangles("How does it perform?")


def test_a_paper_called_by_a_topic_of_several_gives_the_choices(understanding: Understanding):
    request = understanding.request("what datasets does the graph paper use?")
    assert len(request.choices) > 2
    assert all("graph" in title.lower() for title in request.choices[:3])


def test_a_paper_called_by_a_topic_of_one_is_that_paper(understanding: Understanding):
    request = understanding.request("what is shown in the hyperbolic paper?")
    assert [p.title for p in request.papers] == [
        "Learning Hyperbolic Representations of Topological Features"
    ]
    assert not request.choices


@pytest.mark.parametrize(
    ("question", "author"),
    [("the paper by Thost and Chen", "Jie Chen"),
     ("the paper on few-shot regression by Chen", "Kuilin Chen")],
)  # fmt: skip
def test_a_coauthor_or_a_topic_tells_authors_of_one_surname_apart(
    understanding: Understanding, question: str, author: str
):
    request = understanding.request(question)
    assert not request.choices
    assert author in request.filters.authors


@pytest.mark.parametrize("question", ["Who is Wang?", "What was Lee's contribution?"])
def test_an_author_who_may_be_several_is_asked_back(understanding: Understanding, question: str):
    request = understanding.request(question)
    assert (request.kind, request.asks) == (Kind.METADATA, "author")
    assert len(request.choices) > 1
