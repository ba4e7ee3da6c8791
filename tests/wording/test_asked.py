import pytest

from assistant.wording.asked import Asked

GIVES = [
    ("How many GPUs were used?", "Training runs on 8 GPUs.", "Training is fast."),
    ("what batch size was used", "A batch size of 32 suffices.", "Batches are shuffled."),
    ("How long does training take?", "It takes two hours.", "It is simple."),
    ("How many languages are covered?", "We cover 12 languages.", "We cover languages."),
    ("What BLEU does it reach on WMT?", "It reaches 28.4 BLEU.", "BLEU improves."),
    ("Is the code on GitHub?", "Our code is available.", "We present a method."),
    ("Which datasets were used?", "We use the CIFAR-10 data.", "We use three sets of images."),
    ("how many participants took part", "Forty participants took part.", "People took part."),
    ("Who funded the study?  Any grant?", "Funded by a grant.", "It is a study."),
]


@pytest.mark.parametrize(("question", "gives", "lacks"), GIVES)
def test_a_detail_is_met_by_what_gives_it_alone(question: str, gives: str, lacks: str):
    asked = Asked.of(question)
    assert asked.unmet([lacks, gives]) == 0
    assert asked.unmet([lacks]) >= 1


def test_a_plain_question_asks_for_no_detail():
    assert Asked.of("Why does dropout help?").unmet(["It regularises."]) == 0


def test_a_number_of_the_question_is_no_answer_to_it():
    asked = Asked.of("How many of the 12 languages gain?")
    assert asked.unmet(["All of 12 languages were tried."]) == 1
    assert asked.unmet(["Gains show in 9 languages."]) == 0


def test_measures_and_counted_things_are_looked_for():
    asked = Asked.of("What FID and how many training videos?")
    assert asked.metrics_missing(["The FID is 3."]) == 0
    assert asked.metrics_missing(["It is good."]) == 1
    assert asked.counted_missing(["On training videos."]) == 0
    assert asked.counted_missing(["On videos."]) == pytest.approx(0.5)
