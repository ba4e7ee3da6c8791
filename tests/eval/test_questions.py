import json
from dataclasses import replace
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.types import Paper
from eval.check_sets import problems
from eval.questions import SHIPPED, Question, load, question_set, reference_set, save
from vectorstore.builtin import builtin_collection
from vectorstore.readers import read

GOOD = {"id": "q1", "kind": "single", "question": "How big?", "expect": "answer"}
PAPER = Paper("p1", "Large Nets", "We train 600 billion weights in 4 days.", ("Ada Lovelace",))


def _file(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "set.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def test_the_reference_set_is_valid_on_the_built_in_digests() -> None:
    papers = [r for r in read(builtin_collection()) if isinstance(r, Paper)]
    questions = load(reference_set())
    assert list(problems(questions, papers)) == []
    assert len(questions) >= 160


@pytest.mark.parametrize("name", ["unseen", "final", "fresh", "closing"])
def test_a_set_kept_for_measuring_is_valid_and_shares_no_question_with_another(name: str) -> None:
    papers = [r for r in read(builtin_collection()) if isinstance(r, Paper)]
    kept = load(question_set(name))
    assert list(problems(kept, papers)) == []
    assert len(kept) >= 150
    assert {q.part for q in kept} == {"test"}
    others = [q for other in SHIPPED if other != name for q in load(question_set(other))]
    known = {(q.question.casefold(), q.history) for q in others}
    assert known.isdisjoint((q.question.casefold(), q.history) for q in kept)


def test_the_split_is_fixed_and_covers_every_kind() -> None:
    dev, test = load(reference_set(), "dev"), load(reference_set(), "test")
    assert {q.id for q in dev}.isdisjoint(q.id for q in test)
    assert len(dev) + len(test) == len(load(reference_set()))
    assert {q.kind for q in dev} == {q.kind for q in test}
    assert Question(**GOOD, facts=(("x",),)).part == "test"
    assert Question(**GOOD, facts=(("x",),), split="dev").part == "dev"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "riddle"}, "field 'kind'"),
        ({"extra": 1}, "field 'extra'"),
        ({"expect": "answer"}, "needs gold papers or facts"),
        ({"expect": "abstain", "gold": {"all": ["p1"]}}, "has no gold.all"),
        ({"gold": {"all": ["p1"], "may": ["p1"]}}, "both needed and allowed"),
        ({"facts": [[]]}, "no wording"),
    ],
)
def test_a_wrong_line_is_named_with_its_field(
    tmp_path: Path, change: dict[str, object], said: str
) -> None:
    with pytest.raises(InputError, match=said) as caught:
        load(_file(tmp_path, GOOD | {"gold": {"all": ["p1"]}}, GOOD | {"id": "q2"} | change))
    assert "set.jsonl:2" in str(caught.value)


def test_an_id_may_not_stand_twice(tmp_path: Path) -> None:
    line = GOOD | {"gold": {"all": ["p1"]}}
    with pytest.raises(InputError, match="stands twice"):
        load(_file(tmp_path, line, line))


def test_broken_json_and_a_missing_file_are_told(tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text("{", encoding="utf-8")
    with pytest.raises(InputError, match="no JSON"):
        load(path)
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path / "none.jsonl")


def test_saving_and_loading_gives_the_same_questions(tmp_path: Path) -> None:
    questions = load(reference_set())[:40]
    save(tmp_path / "copy.jsonl", questions)
    assert load(tmp_path / "copy.jsonl") == questions


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"gold": {"all": ["p9"]}}, "no paper p9"),
        ({"facts": [["2048"]]}, "occurs in the gold papers"),
        ({"facts": [["big"], ["4 days"]]}, "question itself says 'big'"),
        ({"expect": "abstain", "gold": {}, "facts": [], "absent": ["Nets"]}, "but occurs"),
        ({"facts": [["4 days"]] * 5}, "5 facts"),
    ],
)
def test_the_checker_finds_what_is_wrong(change: dict[str, object], said: str) -> None:
    base = GOOD | {"gold": {"all": ["p1"]}, "facts": [["600 billion"]]}
    question = Question.model_validate(base | change)
    assert any(said in problem for problem in problems([question], [PAPER]))


@pytest.mark.parametrize(("fact", "right"), [("ICLR", True), ("2021", True), ("2020", False)])
def test_venue_and_year_are_facts_of_a_paper(fact: str, right: bool) -> None:
    paper = replace(PAPER, venue="ICLR", year=2021)
    line = {"question": "Where and when?", "gold": {"all": ["p1"]}, "facts": [[fact]]}
    question = Question.model_validate(GOOD | {"kind": "metadata"} | line)
    assert (list(problems([question], [paper])) == []) is right


def test_a_repeated_question_is_found_unless_the_history_differs() -> None:
    first = Question.model_validate(GOOD | {"gold": {"all": ["p1"]}})
    again = first.model_copy(update={"id": "q2"})
    assert any("same question" in p for p in problems([first, again], [PAPER]))
