import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.wording.text import (
    content_words,
    fold,
    names,
    numbers,
    plain,
    question_stems,
    spelt_out,
    stem,
    stems,
    words,
)


def test_accents_and_case_do_not_count():
    assert fold("René VIDAL") == fold("rene vidal")


def test_latex_is_taken_off_for_search():
    assert plain("VA-RED$^2$") == "VA-RED2"
    assert words("$\\mathcal{O}(n)$ time") == ["o", "n", "time"]


def test_numbers_are_read_whole_and_normalised():
    assert numbers("1,000.50 of 38% and 2.0, not GPT-3") == ["1000.5", "38", "2"]


def test_names_are_acronyms_camel_case_and_letters_with_digits():
    assert names("GShard beats ResNet50 and the BLEU of plain models") == [
        "GShard", "ResNet50", "BLEU",
    ]  # fmt: skip


def test_common_words_carry_no_content():
    assert content_words("What is the method of this paper?") == ["method"]


def test_stems_join_forms_of_a_word():
    assert stems("learning learned")[0] == stems("learns")[0]


@given(st.text())
def test_reading_any_text_never_fails_and_folding_is_idempotent(text: str):
    assert fold(fold(text)) == fold(text) or not text.isascii()
    words(text), numbers(text), names(text), stems(text)


def test_threads_that_stem_at_once_get_the_same_stems() -> None:
    """The stemmer keeps its word in itself: without a lock, threads mix theirs up."""
    words_ = [f"{start}{end}" for start in ("general", "inform", "relat", "oper", "condit")
              for end in ("ization", "ational", "ingly", "ements", "iveness", "ed")]  # fmt: skip
    right = {word: stem(word) for word in words_}
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(6) as pool:
            for _ in range(20):
                stem.cache_clear()
                found = pool.map(lambda k: {w: stem(w) for w in words_[k:] + words_[:k]}, range(6))
                assert all(each == right for each in found)
    finally:
        sys.setswitchinterval(interval)


@pytest.mark.parametrize(
    ("question", "stems"),
    [
        ("How long does it take to train GShard?", ["train", "gshard"]),
        ("how long did the search last", ["search"]),
        ("How do models take long contexts?", ["model", "take", "long", "context"]),
    ],
)
def test_a_question_for_a_time_is_not_about_long_or_take(question: str, stems: list[str]):
    assert question_stems(question) == stems


@pytest.mark.parametrize(
    ("name", "text", "is_spelt_out"),
    [
        ("RL", "deep reinforcement learning", True),
        ("GNNs", "graph neural networks", True),
        ("gnn", "graph neural networks", True),
        ("k-NN", "a k nearest neighbours search", True),
        ("GAN", "graph neural networks", False),
        ("GNS", "graph neural", False),
        ("X", "xylophone", False),
    ],
)
def test_an_acronym_is_spelt_out_by_words_in_a_row(name: str, text: str, is_spelt_out: bool):
    assert spelt_out(name, words(text)) is is_spelt_out
