"""What a question asks for and a paper lacks is seen: the noun asked about, a number beside it."""

import pytest

from assistant.gate.missing import FEATURES, Wanted, missing
from assistant.wording.text import stem

TITLE = "FooNet: routing audio tokens"
SENTENCES = (
    "FooNet turns spectrograms into audio.",
    "It was trained on 40 hours of speech and has three times fewer weights than BarNet.",
)


def seen(question: str, *sentences: str) -> dict[str, float]:
    values = missing(Wanted.of(question), TITLE, sentences or SENTENCES, lambda _: 0.5)
    return dict(zip(FEATURES, values, strict=True))


@pytest.mark.parametrize(
    ("question", "head"),
    [
        ("Which vocoder turns the spectrograms into audio?", "vocoder"),
        ("what is the exact learning rate of FooNet", "learning rate"),
        ("How many attention heads does it have?", "attention heads"),
        ("In which programming language is it written?", "programming language"),
        ("Does it work?", ""),
    ],
)
def test_the_noun_asked_about_is_read_off_the_question(question: str, head: str):
    wanted = {stem(word) for word in head.split()}
    assert wanted <= Wanted.of(question).head
    assert bool(Wanted.of(question).head) is bool(head)


def test_a_noun_that_the_paper_never_speaks_of_is_missing():
    assert seen("Which vocoder turns the spectrograms into audio?")["head_missing"] == 0.5
    assert seen("Which spectrograms does it turn into audio?")["head_missing"] == 0


def test_a_number_counts_where_what_is_asked_stands_beside_it():
    asked = "How many hours of speech was FooNet trained on?"
    beside = seen(asked)["number_near"]
    apart = seen(asked, "It has 40 weights.", "FooNet was trained on hours of speech.")
    assert beside > 0.7 > apart["number_near"]
    assert seen("How many hours of speech was it trained on?", "No number.")["number_near"] == 0


def test_only_a_question_for_a_number_wants_one():
    assert seen("How many hours was it trained for?")["number_wanted"] == 1
    assert seen("How does it route tokens?")["number_wanted"] == 0
    assert seen("How does it route tokens?")["number_near"] == 0


def test_words_that_neither_title_nor_abstract_holds_are_counted():
    found = seen("Does FooNet forget speech?")
    assert found["rarest_missing"] == 0.5
    assert 0 < found["beyond_missing"] < 1
    assert seen("Does FooNet route audio?")["beyond_missing"] == 0
