"""Ratings kept by a browser become cases that the eval's own loader takes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.web.feedback import eval_cases
from eval.questions import Question, load

RATING = {
    "id": "f1", "question": "How fragile are influence functions?", "good": True, "reason": "",
    "status": "answered", "kind": "question", "papers": ["xHKVVHGDOEk"],
    "history": [{"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi."}],
}  # fmt: skip


def cases(tmp_path: Path, *ratings: object) -> list[Question]:
    file = tmp_path / "cases.jsonl"
    file.write_text(eval_cases(list(ratings)), encoding="utf-8")
    return load(file)


def test_a_good_answer_is_right_as_it_is(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, RATING)
    assert case.expect == "answer"
    assert case.gold.all == ("xHKVVHGDOEk",)
    assert [turn.role for turn in case.turns] == ["user", "assistant"]


def test_a_good_refusal_is_expected_again(tmp_path: Path) -> None:
    (case,) = cases(tmp_path, RATING | {"status": "not_in_collection", "papers": []})
    assert (case.kind, case.expect) == ("unanswerable", "abstain")


def test_a_bad_answer_says_what_a_right_one_must(tmp_path: Path) -> None:
    bad = RATING | {"good": False, "reason": "wrong", "words": "only in shallow networks"}
    (case,) = cases(tmp_path, bad)
    assert case.facts == (("only in shallow networks",),)
    (absent,) = cases(tmp_path, RATING | {"good": False, "reason": "absent"})
    assert (absent.expect, absent.gold.needed) == ("abstain", ())


@pytest.mark.parametrize(
    "rating",
    [None, "x", {}, {"question": "x"}, RATING | {"kind": "nonsense"}, RATING | {"status": "error"},
     RATING | {"good": False, "reason": "wrong", "words": " "}, RATING | {"papers": []},
     RATING | {"question": ""}],
)  # fmt: skip
def test_what_tells_too_little_is_left_out(rating: object) -> None:
    assert eval_cases([rating]) == ""
    assert eval_cases(rating) == ""


def test_one_id_stands_once() -> None:
    assert len(eval_cases([RATING, RATING]).splitlines()) == 1
    assert json.loads(eval_cases([RATING]))["id"] == "f1"
