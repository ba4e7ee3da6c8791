"""Sentences are slices of the abstract, and stops inside formulas and abbreviations end none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Paper
from eval.sentences import ODDITIES, boundaries, score
from vectorstore.chunking import PASSAGE_WORDS, passages
from vectorstore.sentences import sentence_spans, sentences


@pytest.mark.parametrize("gold", ODDITIES, ids=lambda gold: gold[0][:30])
def test_the_oddities_of_abstracts_are_split_as_people_split_them(gold: tuple[str, ...]):
    text = " ".join(gold)
    assert [text[a:b] for a, b in sentence_spans(text)] == list(gold)


@given(st.text(alphabet="ab.!? $\\{}()1éA\n\t“”\u00a0", max_size=120))
def test_sentences_are_slices_in_order_that_leave_out_only_space(text: str):
    paper = Paper("1", "", text)
    found = sentences(paper)
    assert all(s.text == text[s.start : s.end] == s.text.strip() for s in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert "".join("".join(s.text.split()) for s in found) == "".join(text.split())


def test_a_long_abstract_becomes_passages_of_whole_sentences_under_the_title():
    text = " ".join(f"Sentence {i} has exactly six words here." for i in range(80))
    pieces = passages(Paper("1", "The title", text))
    assert len(pieces) > 1
    assert all(piece.text.startswith("The title\nSentence") for piece in pieces)
    assert all(len(piece.text.split()) <= PASSAGE_WORDS + 2 for piece in pieces)
    assert " ".join(piece.text.removeprefix("The title\n") for piece in pieces) == text


def test_a_paper_without_an_abstract_has_one_passage():
    assert [piece.text for piece in passages(Paper("1", "The title", ""))] == ["The title"]


def test_boundaries_are_scored_by_hand():
    gold = ["One a.", "Two b.", "Three."]
    assert boundaries(gold) == [6, 13]
    found = score(gold, lambda text: [6, 9, len(text)])
    assert (found.right, found.found, found.marked, found.f1) == (1, 2, 2, 0.5)


@pytest.mark.parametrize("space", ["\u00a0", "\u2003", "\u202f", "\u3000"])
def test_a_space_that_does_not_break_before_a_full_stop_is_read(space: str):
    text = f"It has rank A{space}. We prove it."
    assert [text[a:b] for a, b in sentence_spans(text)] == [
        f"It has rank A{space}.",
        "We prove it.",
    ]
