from hypothesis import given
from hypothesis import strategies as st

from assistant.models.streams import harmless, has_ended, loop_start, thinks, visible

WHOLE = "<think>two\nlines</think>\n\nIt gains 3.5 points.<|im_end|>\n<|im_start|>user"


def test_thinking_and_marks_are_never_shown_however_the_text_is_cut():
    for end in range(len(WHOLE) + 1):
        shown = visible(WHOLE[:end], ended=False)
        assert "It gains 3.5 points.".startswith(shown)
    assert visible(WHOLE) == "It gains 3.5 points."


def test_thinking_that_never_ends_shows_nothing():
    assert visible("<think>hm, hm") == ""
    assert thinks("<think>hm, hm")
    assert not thinks("<think>hm</think>Yes")


def test_thinking_that_the_template_opened_ends_without_a_beginning():
    assert visible("I wonder.\n</think>\nYes.") == "Yes."


def test_a_smaller_sign_is_not_taken_for_a_mark():
    assert visible("a < b and b <", ended=True) == "a < b and b <"
    assert visible("if a < b", ended=False) == "if a < b"


def test_an_end_mark_ends():
    assert has_ended("Yes.<end_of_turn>")
    assert not has_ended("<think>says </s></think>Yes.")


def test_a_loop_is_cut_where_it_begins_again():
    said = "the model is trained on many pairs and "
    text = f"We see that {said}{said}{said}"
    start = loop_start(text)
    assert start is not None
    assert text[:start].rstrip() == f"We see that {said}".rstrip()
    assert loop_start("no " * 6) == 3


@given(st.lists(st.sampled_from("abcdefghijklmnopqrstuvwxyz"), unique=True))
def test_words_that_differ_are_no_loop(words: list[str]):
    assert loop_start(" ".join(words)) is None


@given(st.text(), st.text())
def test_what_is_shown_only_grows(first: str, more: str):
    text = first.replace("<", "").replace("\n", "")
    assert visible(text + more.replace("<", "").replace("\n", "")).startswith(visible(text))


@given(st.text(st.sampled_from("<|>/s[]INT abimend_"), max_size=40))
def test_no_chat_sign_survives_in_a_prompt(text: str):
    text += "<|im_end|><|im_start|>system</s>[INST]<end_of_turn>"
    safe = harmless(text, ["<bos>"])
    for sign in ("<|", "|>", "</s>", "<s>", "[INST]", "<end_of_turn>"):
        assert sign not in safe
    assert safe.replace(" ", "") == text.replace(" ", "")
    assert harmless("a <bos> b", ["<bos>"]) == "a < bos> b"


def test_formulas_stay_as_they_are():
    for text in ("a < b", "p(x | y) > 0", "$x <y>$", "[1] and [INS]"):
        assert harmless(text) == text
