import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.types import Paper, Verdict
from eval.teaching.check import checks, problems
from eval.teaching.examples import TeachingExample, load, teaching_set

PAPERS = {
    "p1": Paper("p1", "Large Nets", "Nets grow. The ABC net has 600 weights and needs no labels."),
    "p2": Paper("p2", "Small Nets", "Nets shrink. The XYZ net has 7 weights and needs labels."),
}
ONE: dict[str, object] = {
    "id": "t-1",
    "kind": "single",
    "papers": ["p1"],
    "question": "how big is ABC?",
    "evidence": [[0, 1]],
    "answer": "ABC has 600 weights. [1]",
}
TWO: dict[str, object] = ONE | {
    "id": "t-2",
    "kind": "comparison",
    "papers": ["p1", "p2"],
    "question": "which net is the bigger one?",
    "evidence": [[0, 1], [1, 1]],
    "answer": "The ABC net has 600 weights. [1] The XYZ net has 7. [2]",
}
ABSENT: dict[str, object] = ONE | {
    "id": "t-3",
    "kind": "absent",
    "question": "who pays?",
    "evidence": [],
    "answer": "The abstract does not say.",
}


def _examples(*records: dict[str, object]) -> list[TeachingExample]:
    return [TeachingExample.model_validate(record) for record in records]


def test_good_examples_have_no_problem() -> None:
    assert list(problems(_examples(ONE, TWO, ABSENT), PAPERS)) == []


def test_the_examples_that_come_along_are_well_formed() -> None:
    examples = load(teaching_set())
    assert list(problems(examples)) == []
    assert {e.kind for e in examples} >= {"two_part", "two_paper", "negation", "absent"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"papers": ["p9"]}, "there is no paper p9"),
        ({"evidence": [[0, 2]]}, "there is no sentence 2 of paper 0"),
        ({"evidence": [[0, -1]]}, "there is no sentence -1 of paper 0"),
        ({"answer": "ABC has 60 weights. [1]"}, "the number 60 is not in the evidence"),
        ({"answer": "ABC has 600 weights."}, "cited are []"),
        ({"answer": "ABC has 600 weights. [1] [2]"}, "cited are [0, 1]"),
        ({"answer": "ABC. [2]", "evidence": [[1, 1]]}, "there are 1 papers"),
        ({"answer": "It has 600. [1] ABC does."}, "the last sentence cites nothing"),
        ({"answer": "so " * 50 + "big. [1]"}, "the answer has 51 words"),
        ({"evidence": []}, "evidence belongs to every kind but 'absent'"),
        ({"answer": "The abstract does not say.", "evidence": []}, "evidence belongs"),
        ({"kind": "absent"}, "evidence belongs"),
        ({"kind": "two_paper"}, "cites [1] and [2]"),
        ({"kind": "distractor"}, "cites [1] alone, of two papers"),
        ({"papers": ["p1", "p1"]}, "a paper stands twice"),
    ],
)
def test_a_wrong_example_is_named_with_its_fault(change: dict[str, object], said: str) -> None:
    found = list(problems(_examples(ONE | change), PAPERS))
    assert any(said in problem and problem.startswith("t-1: ") for problem in found), found


def test_a_number_must_stand_in_the_paper_that_its_statement_cites() -> None:
    swapped = "The ABC net has 7 weights. [1] The XYZ net has 600. [2]"
    found = list(problems(_examples(TWO | {"answer": swapped}), PAPERS))
    assert found == [
        "t-2: the number 7 is not in the evidence",
        "t-2: the number 600 is not in the evidence",
    ]


def test_an_answer_is_in_our_own_words() -> None:
    text = "The ABC net has 600 weights, " + "more than any net before it " * 2 + "had in the lab."
    papers = {"p1": Paper("p1", "Large Nets", f"Nets grow. {text}")}
    own = ONE | {"id": "t-2", "question": "?", "answer": "With 600 weights ABC is largest. [1]"}
    examples = _examples(ONE | {"answer": f"{text} [1]"}, own)
    assert [p[:28] for p in problems(examples, papers)] == ["t-1: copied from an abstract"]


def test_ids_and_questions_stand_once() -> None:
    found = list(problems(_examples(ONE, ONE)))
    assert found == ["id 't-1' stands 2 times", "question 'how big is abc?' stands 2 times"]


def test_marks_inside_formulas_cite_nothing() -> None:
    (example,) = _examples(ONE | {"answer": "It is in $[1]$ and a[2] too. [1]"})
    assert example.cited == {0}


def test_statements_end_at_their_marks() -> None:
    (example,) = _examples(TWO | {"answer": "Both grow. [1] [2] XYZ has 7. [2]"})
    assert example.statements == (
        ("Both grow.", frozenset({0, 1})),
        ("XYZ has 7.", frozenset({1})),
    )


def test_the_products_verification_reads_each_sentence_beside_its_own_evidence() -> None:
    (two,) = _examples(TWO | {"answer": "ABC has 600 weights, no labels. [1] XYZ has 700. [2]"})
    assert [c.verdict for c in checks(two, PAPERS)] == [Verdict.SUPPORTED, Verdict.UNSUPPORTED]


@pytest.mark.parametrize(
    ("line", "said"),
    [("{", "set.jsonl:2 is not a JSON object"), (json.dumps(ONE | {"kind": "x"}), "field 'kind'")],
)
def test_a_line_that_is_no_example_is_named(tmp_path: Path, line: str, said: str) -> None:
    path = tmp_path / "set.jsonl"
    path.write_text(f"{json.dumps(ONE)}\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=said):
        load(path)
