import json
from pathlib import Path

import pytest

from assistant.errors import InputError, QuestionError
from eval.answers import parse
from eval.questions import Question
from eval.run import run
from eval.scorers import citations
from eval.systems import AlwaysAbstain, AssistantSystem, NeverAbstain
from tests.eval.cases import question, record
from tests.eval.shelves import builtin_shelf
from tests.fakes import FakeAssistant, builtin_papers


class Counting:
    """Answers rightly and counts how often it was asked."""

    name = "counting"

    def __init__(self, failing: str = "") -> None:
        self.asked: list[str] = []
        self._failing = failing

    def answer(self, question: Question) -> dict[str, object]:
        self.asked.append(question.id)
        if question.id == self._failing:
            message = "no such thing"
            raise QuestionError(message)
        return record(id=question.id)


QUESTIONS = [question(id=f"q{i}", question=f"Question {i}?") for i in range(4)]


def test_a_stopped_run_goes_on_where_it_was(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    run(Counting(), QUESTIONS[:2], out, {"commit": "a"})
    with out.open("a") as file:
        file.write('{"id": "q2", "sta')
    second = Counting()
    records = run(second, QUESTIONS, out, {"commit": "a"})
    assert second.asked == ["q2", "q3"]
    assert list(records) == ["q0", "q1", "q2", "q3"]
    assert len(out.read_text().splitlines()) == 4


def test_answers_of_another_commit_are_not_kept(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    run(Counting(), QUESTIONS, out, {"commit": "a"})
    again = Counting()
    run(again, QUESTIONS, out, {"commit": "b"})
    assert len(again.asked) == 4
    assert len(out.read_text().splitlines()) == 4


def test_a_failing_question_is_an_error_record_and_is_tried_again(tmp_path: Path) -> None:
    out = tmp_path / "answers.jsonl"
    records = run(Counting(failing="q1"), QUESTIONS, out, {})
    assert records["q1"]["status"] == "error"
    assert "no such thing" in records["q1"]["text"]
    again = Counting()
    run(again, QUESTIONS, out, {})
    assert again.asked == ["q1"]


def test_several_at_once_give_the_same_answers_in_the_same_order() -> None:
    assert run(Counting(), QUESTIONS, jobs=3) == run(Counting(), QUESTIONS)


def test_the_assistant_is_timed_from_outside_and_its_last_answer_counts() -> None:
    assistant = FakeAssistant(builtin_papers(), pause=0.02)
    found = AssistantSystem(assistant).answer(
        question(question="graph neural networks over-squashing bottleneck")
    )
    assert found["id"] == "q1"
    assert 0 < found["wall"]["first_text"] <= found["wall"]["total"]
    assert found["wall"]["total"] >= 0.02
    json.dumps(found)


def test_history_reaches_the_assistant() -> None:
    assistant = FakeAssistant(builtin_papers())
    history = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "Hello."}]
    AssistantSystem(assistant).answer(question(history=history))
    assert [turn.content for turn in assistant.asked[0][1]] == ["hi", "Hello."]


def test_never_abstain_keeps_answers_and_fills_abstentions() -> None:
    asked = question()
    kept = NeverAbstain({"q1": record()}, AlwaysAbstain())
    assert kept.answer(asked) == record()
    filled = NeverAbstain({"q1": record(status="not_in_abstract")}, Counting())
    assert filled.answer(asked)["status"] == "answered"


@pytest.mark.parametrize("name", ["top-3-sentences", "dense-only", "bm25-only"])
def test_top_sentences_quote_verbatim_from_the_papers_found_first(
    name: str, tmp_path: Path
) -> None:
    system, slow = builtin_shelf(tmp_path).baseline(name, {})
    asked = question(question="Which graph networks suffer from a bottleneck?")
    answer = parse(system.answer(asked))
    papers = {p.id: p for p in builtin_papers()}
    assert not slow
    assert len(answer.statements) == 3
    assert citations.quotes(asked, answer, papers).value == 1
    assert citations.validity(asked, answer, papers).value == 1
    assert set(answer.cited) <= set(answer.retrieved[:5])
    assert len(answer.retrieved) >= 10


def test_the_simple_systems_embed_a_sentence_once_for_all_of_them(tmp_path: Path) -> None:
    shelf = builtin_shelf(tmp_path)
    embedded = list[str]()
    embed = shelf.embedder.embed
    shelf.embedder.embed = lambda texts: embedded.extend(texts) or embed(texts)
    asked = question(question="Which graph networks suffer from a bottleneck?")
    for name in ("top-3-sentences", "dense-only", "top-3-sentences"):
        shelf.baseline(name, {})[0].answer(asked)
    told = [text for text in embedded if text != asked.question]
    assert told
    assert len(told) == len(set(told))


def test_an_unknown_baseline_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no baseline"):
        builtin_shelf(tmp_path).baseline("oracle", {})


def test_a_log_tells_how_far_a_run_is(capsys: pytest.CaptureFixture[str]) -> None:
    run(Counting(), QUESTIONS)
    assert "counting: 4 of 4 questions" in capsys.readouterr().err
