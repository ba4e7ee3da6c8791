"""The agreement view and the correction of a false premise."""

import pytest

from assistant.answers.agreement import agreement, asks_agreement, stance, topic_of
from assistant.answers.premise import turned_premise
from assistant.reading import read
from tests.assistant.test_quotes import candidate


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Do papers agree that dropout helps generalisation?", True),
        ("Is there a consensus on large batch sizes?", True),
        ("Are the findings on pruning consistent?", True),
        ("How does multi-agent agreement work?", True),
        ("Which papers use dropout?", False),
        ("How fast is DDIM?", False),
    ],
)
def test_a_question_for_agreement_is_known_by_its_words(question: str, asked: bool):
    assert asks_agreement(question) is asked


def test_the_topic_is_what_they_may_agree_on():
    assert topic_of("Do papers agree that dropout helps generalisation?") == (
        "dropout helps generalisation"
    )


def test_papers_are_grouped_by_the_direction_of_what_they_found():
    chosen = [
        candidate("We show that dropout improves generalisation on images.", [0.9], id_="a"),
        candidate("Dropout hurts generalisation in small nets.", [0.9], id_="b"),
        candidate("Dropout does not improve generalisation at all.", [0.9], id_="c"),
        candidate("We look at dropout and generalisation.", [0.9], id_="d"),
    ]
    lead, sections = agreement("dropout and generalisation", chosen)
    grouped = {s.title: [st.papers[0].id for st in s.statements] for s in sections}
    assert list(grouped.values()) == [["a"], ["b", "c"], ["d"]]
    assert "do not point one way: 1 up, 2 down; 1 without a direction" in lead


def test_a_sentence_that_points_both_ways_gives_no_direction():
    topic = read("dropout and generalisation")
    assert stance(topic, "Dropout hurts small nets but improves generalisation.") == 0
    assert stance(topic, "Dropout improves generalisation.") == 1


def test_papers_that_point_the_same_way_are_said_to():
    chosen = [
        candidate("Dropout improves generalisation.", [0.9], id_="a"),
        candidate("We find that dropout boosts generalisation.", [0.9], id_="b"),
    ]
    assert "point the same way" in agreement("dropout and generalisation", chosen)[0]


def test_two_cases_that_may_both_hold_are_no_contradiction():
    text = "In the linear case the method succeeds."
    question = "In the nonlinear case, when does the method succeed?"
    assert turned_premise(question, candidate(text, [0.9]).evidence) == ""


@pytest.mark.parametrize(
    ("question", "corrected"),
    [
        ("Why does layer pruning increase the memory of the network?", True),
        ("How much does layer pruning decrease the memory of the network?", False),
        ("Does layer pruning increase or decrease the memory of the network?", False),
        ("Why are transformers slow on graphs?", False),
    ],
)
def test_a_false_premise_is_corrected_and_a_right_one_is_not(question: str, corrected: bool):
    text = "Layer pruning decreases the memory of the network by half."
    said = turned_premise(question, candidate(text, [0.8]).evidence)
    assert bool(said) is corrected
    if corrected:
        assert "decreases" in said
        assert "increase" in said
