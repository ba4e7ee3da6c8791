"""The agreement view and the correction of a false premise."""

import pytest

from assistant.answers.agreement import (
    BOTH,
    agreement,
    asks_agreement,
    claimed,
    sides,
    stance,
    topic_of,
)
from assistant.answers.premise import turned_premise
from assistant.answers.quoted import quoted
from assistant.types import Kind, Request
from assistant.verification.reading import read
from tests.answers.test_quotes import candidate


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("Do papers agree that dropout helps generalisation?", True),
        ("Is there a consensus on large batch sizes?", True),
        ("Are the findings on pruning consistent?", True),
        ("What is the consensus on dropout?", True),
        ("Are there contradictions between papers on pruning?", True),
        ("How does multi-agent agreement work?", False),
        ("Why does the consensus error bound of LEAD need bounded gradients?", False),
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


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Dropout improves generalisation.", 1),
        ("Dropout hurts small nets but improves generalisation.", BOTH),
        ("Dropout improves generalisation on images but hurts it on text.", BOTH),
        ("Dropout improves generalisation on images and degrades generalisation on text.", BOTH),
        ("Dropout improves generalisation and lowers training speed.", 1),
        ("Dropout improves generalisation and hurts nobody's calibration.", 1),
        ("Dropout improves generalisation and boosts it on text.", 1),
    ],
)
def test_a_sentence_that_reports_both_directions_is_told_from_one_that_reports_one(
    sentence: str, direction: int
):
    assert stance(read("dropout and generalisation"), sentence) == direction


def test_papers_that_report_both_directions_stand_apart():
    chosen = [
        candidate("Dropout improves generalisation.", [0.9], id_="a"),
        candidate(
            "Dropout improves generalisation on images but hurts it on text.", [0.9], id_="b"
        ),
    ]
    lead, sections = agreement("dropout improves generalisation", chosen)
    assert [s.title for s in sections] == ["Say so", "Say both, each for a case of its own"]
    assert "1 reports both" in lead
    assert "It depends on the case" in agreement("dropout and generalisation", chosen[1:])[0]


@pytest.mark.parametrize(
    ("sentence", "direction"),
    [
        ("Dropout reduces the error of generalisation.", 1),
        ("Dropout increases the generalisation gap.", -1),
        ("Dropout does not reduce the generalisation error.", -1),
        ("Unlike dropout, which hurts generalisation, we add noise.", 0),
        ("Existing methods improve generalisation by dropout.", 0),
        ("Increasing dropout significantly decreased generalisation.", -1),
        ("Reducing dropout improves generalisation.", -1),
        ("Without dropout, nets fail on generalisation and perform poorly.", 1),
        ("With dropout nets fail on generalisation and perform poorly.", -1),
    ],
)
def test_less_of_an_error_is_better_and_what_others_do_says_nothing(sentence: str, direction: int):
    assert stance(read("dropout and generalisation"), sentence) == direction


def test_papers_are_held_against_a_claim_that_the_question_makes():
    chosen = [
        candidate("We show that large batches hurt generalisation.", [0.9], id_="a"),
        candidate("Large batches improve generalisation on images.", [0.9], id_="b"),
    ]
    lead, sections = agreement("large batches hurt generalisation", chosen)
    assert {s.title: s.statements[0].papers[0].id for s in sections} == {
        "Say so": "a",
        "Say the opposite": "b",
    }
    assert "1 say so, 1 the opposite" in lead


@pytest.mark.parametrize(
    ("topic", "subject", "told"),
    [
        ("large batches hurt generalisation", "large batches", "generalisation"),
        ("data augmentation improves robustness", "data augmentation", "robustness"),
        ("saliency maps being trustworthy", "saliency maps", "being trustworthy"),
        ("flat minima generalize better", "flat minima", "generalize better"),
        ("dropout and calibration", "dropout and calibration", ""),
    ],
)
def test_a_topic_has_what_it_is_of_and_what_it_claims(topic: str, subject: str, told: str):
    assert sides(topic) == (subject, told)


@pytest.mark.parametrize(
    "sentence",
    [
        "Our networks with dropout improve robustness to noise.",  # of something else
        "Weight decay improves calibration.",  # by something else
        "We study how dropout improves calibration.",  # not yet a finding
    ],
)
def test_a_sentence_that_does_not_tell_both_sides_gives_no_direction(sentence: str):
    text = f"{sentence} We speak of dropout and calibration."
    _, (section,) = agreement("dropout improves calibration", [candidate(text, [0.9, 0.1])])
    assert section.title == "Give no direction"


def test_what_one_calls_generalization_another_calls_accuracy():
    found = candidate("Increasing class selectivity decreased test accuracy.", [0.9], id_="a")
    topic = "class selectivity helps generalization"
    _, (section,) = agreement(topic, [found], by_subject=True)
    assert section.title == "Say the opposite"


def test_a_paper_on_something_else_does_not_speak_to_a_claim():
    other = candidate("Robust training improves robustness much.", [0.9], id_="a")
    assert agreement("pretraining improves robustness", [other])[1] == ()


@pytest.mark.parametrize(
    ("topic", "direction"),
    [
        ("dropout and generalisation", 0),
        ("large batches hurt generalisation", -1),
        ("graph networks can capture long-range interactions", 1),
        ("dropout reduces overfitting", 1),
        ("long texts and attention", 0),
    ],
)
def test_a_topic_claims_a_direction_or_only_names_things(topic: str, direction: int):
    assert claimed(topic) == direction


def test_papers_that_point_the_same_way_are_said_to():
    chosen = [
        candidate("Dropout improves generalisation.", [0.9], id_="a"),
        candidate("We find that dropout boosts generalisation.", [0.9], id_="b"),
    ]
    assert "point the same way" in agreement("dropout and generalisation", chosen)[0]


def test_two_cases_that_may_both_hold_are_no_contradiction():
    text = "In the linear case the method succeeds."
    question = "In the nonlinear case, when does the method succeed?"
    assert turned_premise(question, candidate(text, [0.9]).evidence) is None


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
        assert said is not None
        assert "“decreases” where the question has “increase”" in said.text


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("What extra training does FooNet need?", "FooNet needs no extra training at all."),
        ("How are the noise rates given that FooNet requires?",
         "FooNet does not require noise rates to be given."),
        ("Why does reweighting outperform resampling on graphs?",
         "On graphs, resampling outperforms reweighting."),
        ("Why does FooNet fall behind the baselines on graphs?",
         "FooNet outperforms the baselines on graphs."),
        ("Why does FooNet draw samples more slowly than BarNet?",
         "FooNet draws samples 10 to 50 times faster than BarNet."),
        ("Why is FooNet restricted to small graphs?",
         "FooNet scales to large graphs at small cost."),
        ("How many extra parameters does FooNet take?", "FooNet works without additional weights."),
        ("how long do you finetune FooNet on a new domain?", "It requires no additional training."),
    ],
)  # fmt: skip
def test_what_is_denied_or_compared_the_other_way_round_is_corrected(question: str, text: str):
    assert turned_premise(question, candidate(text, [0.8]).evidence)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Does FooNet need extra training?", "FooNet needs no extra training at all."),
        ("How does FooNet do without extra training?", "FooNet needs no extra training at all."),
        ("Why does FooNet lower forgetting?",
         "FooNet lowers forgetting. Without it, forgetting increases."),
        ("Are FooNet's estimates reliable for deep networks?",
         "FooNet's estimates are fine for shallow networks and wrong for deeper networks."),
        ("How many bits do the additions of FooNet have?",
         "The additions of FooNet have few bits."),
        ("How does FooNet keep failure rates low during training?",
         "FooNet keeps safe with high probability during training and learns failure rates."),
        ("How does FooNet cope with more arms than samples?",
         "FooNet works without sampling all arms."),
        ("How much training data does FooNet need?", "FooNet needs no labels, only training data."),
        ("How does FooNet scale to large graphs?",
         "Existing methods do not scale to large graphs. FooNet scales to large graphs."),
    ],
)  # fmt: skip
def test_a_premise_that_holds_is_left_alone(question: str, text: str):
    assert turned_premise(question, candidate(text, [0.8] * text.count(".")).evidence) is None


def test_what_the_abstract_denies_opens_the_answer_though_it_was_not_the_best_quote():
    found = candidate(
        "We study FooNet, which is a network for long texts of all kinds. "
        "FooNet is trained on many texts of many kinds for a long time. "
        "It requires no additional training.",
        [0.8, 0.7, 0.06],
    )
    question = "How long do you finetune FooNet?"
    request = Request(question, Kind.QUESTION, question)
    answer, chosen = quoted(request, [found], (found.hit,), 20)
    assert answer.lead.startswith("The abstract says the opposite")
    assert answer.sections[0].statements[0].text == "It requires no additional training."
    assert sum(len(e.sentence.text.split()) for e in chosen[0]) <= 20
