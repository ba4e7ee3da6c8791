"""The trail of an answer, and the comparison of an answer with its replay."""

import json
from pathlib import Path

from click.testing import CliRunner

from assistant.cli.replay import command
from assistant.pipeline import Assistant
from assistant.provenance import differences
from assistant.serialise import answer_record
from assistant.types import Filters, Turn
from tests.stores import ask

QUESTION = "How much faster does DDIM sampling get than DDPM?"


def record(assistant: Assistant, *turns: str) -> dict:
    return json.loads(json.dumps(answer_record(ask(assistant, QUESTION, *turns), "q1")))


def test_an_answer_carries_its_whole_trail(assistant: Assistant):
    found = record(assistant)
    read = found["evidence"]
    quoted = [s for paper in read for s in paper["sentences"] if s["quoted"]]
    assert len(quoted) == sum(s["source"] == "quote" for s in found["statements"])
    assert all(0 <= s["score"] <= 1 for paper in read for s in paper["sentences"])
    assert all(len(c["fingerprint"]) == 12 for c in found["citations"])
    assert found["asked"] == {"history": [], "filters": {}}
    assert found["understood"]["query"]


def test_what_came_with_the_question_is_kept(assistant: Assistant):
    *_, last = assistant.answer(QUESTION, [Turn("user", "What is DDIM?")], Filters(year_from=2020))
    asked = answer_record(last)["asked"]
    assert asked["history"] == [{"role": "user", "content": "What is DDIM?"}]
    assert asked["filters"] == {"year_from": 2020}


def test_the_same_question_makes_the_same_record(assistant: Assistant):
    assert differences(record(assistant), record(assistant)) == []


def test_each_kind_of_change_is_told(assistant: Assistant):
    then, now = record(assistant), record(assistant)
    then["origin"] = {"weights": "aaaa", "version": "1"}
    now["origin"] = {"weights": "bbbb", "version": "1"}
    now["citations"][0]["fingerprint"] = "changed"
    now["statements"][0]["text"] = "Something else."
    now["status"] = "not_in_abstract"
    said = "\n".join(differences(then, now))
    for part in ("weights was 'aaaa', is 'bbbb'", "has changed", "no longer said", "newly said",
                 "status was 'answered', is 'not_in_abstract'"):  # fmt: skip
        assert part in said, part
    assert "version" not in said


def test_a_file_that_is_no_answer_is_told_so(tmp_path: Path):
    for text, said in (("{", "no JSON"), ("[1]", "no answer"), ('{"question": "x"}', "no answer")):
        path = tmp_path / "answer.json"
        path.write_text(text)
        result = CliRunner().invoke(command, [str(path)])
        assert result.exit_code != 0
        assert said in str(result.exception)
