"""Blind comparison: sides by lot, votes counted by the key."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.errors import InputError
from eval.side_by_side import SIDES, counted, lay_out, main, questions

ASKED = questions(20)
ANSWERS = [(f"ours {i}", f"theirs {i}") for i in range(len(ASKED))]


def test_development_questions_of_several_kinds_are_asked():
    assert {q.part for q in ASKED} == {"dev"}
    assert len({q.kind for q in ASKED}) > 3


def test_sides_are_drawn_anew_for_each_question_and_the_key_tells_them():
    sheet, key = lay_out(ASKED, ANSWERS, ("us", "them"), 7)
    assert (sheet, key) == lay_out(ASKED, ANSWERS, ("us", "them"), 7)
    assert {sides["left"] for sides in key.values()} == {"us", "them"}
    for part, question, (ours, _) in zip(sheet.split("## a-")[1:], ASKED, ANSWERS, strict=False):
        left = part.partition("### left")[2].partition("### right")[0]
        assert (ours in left.split("\n")) is (key[question.id]["left"] == "us")
    assert "us" not in {line.strip("# ") for line in sheet.splitlines()}


def test_votes_go_to_whoever_stood_on_that_side(tmp_path: Path):
    _, key = lay_out(ASKED, ANSWERS, ("us", "them"), 7)
    ours = [next(s for s in SIDES if key[q.id][s] == "us") for q in ASKED]
    rows = [f"{q.id},{side}," for q, side in zip(ASKED[:5], ours, strict=False)]
    rows += [f"{ASKED[5].id},same,", f"{ASKED[6].id},,"]
    (tmp_path / "key.json").write_text(json.dumps(key))
    (tmp_path / "votes.csv").write_text("\n".join(["question,vote,why", *rows]))
    told = CliRunner().invoke(main, ["score", str(tmp_path)]).output
    assert "us: preferred 5 times, 1.00" in told
    assert "them: preferred 0 times" in told
    assert "same: 1 times; not voted: 1" in told


@pytest.mark.parametrize("vote", [("a-001", "ours"), ("zzz", "left")])
def test_a_vote_that_cannot_be_counted_is_refused(vote: tuple[str, str]):
    with pytest.raises(InputError, match="cannot be counted"):
        counted([vote], {"a-001": {"left": "us", "right": "them"}})
