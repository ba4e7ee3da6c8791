"""The judges and what judges them."""

import gzip
import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import InputError
from eval.evaluate import evaluate
from eval.judges import CoverageJudge, OppositeJudge, VerifierJudge, supports
from eval.llm_judges import agreement
from eval.nli import windows
from eval.perturb import (
    CHANGES,
    Gold,
    append_claim,
    gold_statements,
    measure,
    negate,
    reverse,
    swap_number,
)
from eval.scifact import RECORD, labelled_claims, mark, recorded
from eval.scifact import measure as measure_scifact
from eval.spoiling import drop_condition
from tests.eval.cases import PAPERS, answer, question
from tests.stores import builtin_papers

TEXT = "The method cuts the memory of GCN by 40% and is faster than earlier work."
JUDGE = CoverageJudge([TEXT, "Something else about protein folding.", "A third about speech."])


@pytest.mark.parametrize(
    ("statement", "supported"),
    [
        ("GCN memory is cut by 40%.", True),
        ("GCN memory is cut by 70%.", False),
        ("GCN memory is not cut by 40%.", False),
        ("The method is slower than earlier work.", False),
        ("Protein folding is solved.", False),
        ("", False),
    ],
)
def test_the_independent_check_sees_numbers_negations_and_directions(
    statement: str, supported: bool
) -> None:
    assert supports(JUDGE, statement, [TEXT]) is supported


def test_no_evidence_supports_nothing() -> None:
    assert not supports(JUDGE, "GCN memory is cut by 40%.", [])
    assert not supports(VerifierJudge(), "GCN memory is cut by 40%.", [])


def test_the_verifier_is_asked_as_it_stands() -> None:
    assert supports(VerifierJudge(), TEXT, [TEXT])
    assert not supports(VerifierJudge(), TEXT.replace("40", "70"), [TEXT])


def test_each_change_changes_what_it_says() -> None:
    rng = random.Random(0)
    swapped = swap_number(TEXT, rng)
    assert swapped is not None
    assert "40%" not in swapped
    assert negate(TEXT) == TEXT.replace("is faster", "is not faster")
    assert reverse(TEXT) == TEXT.replace("cuts", "raises")
    assert append_claim(TEXT, rng).startswith(TEXT[:-1] + ",") or "which" in append_claim(TEXT, rng)
    assert (swap_number("No digits.", rng), negate("Nothing."), reverse("Nothing.")) == (
        None,
        None,
        None,
    )


def test_gold_statements_are_about_the_built_in_papers() -> None:
    ids = {p.id for p in builtin_papers()}
    assert {g.paper_id for g in gold_statements()} <= ids
    assert len(gold_statements()) >= 50


class Gullible:
    """Believes everything that cites something."""

    name, threshold = "gullible", 0.5

    def score(self, statement: str, evidence: list[str]) -> float:
        return 1.0


def test_a_gullible_judge_is_shown_up() -> None:
    gold = [Gold("p1", "The model has 600 billion parameters and trains in 4 days.")]
    found = measure(PAPERS, [Gullible()], gold)
    assert found is not None
    rates = found["judges"]["gullible"]
    assert rates["none (false alarms)"]["value"] == 0
    assert rates["swap a number"]["value"] == 0
    assert rates["delete the citation"]["value"] == 1
    assert set(rates) <= set(CHANGES)


def test_papers_without_gold_statements_give_no_figures() -> None:
    assert measure(PAPERS, [Gullible()]) is None


def _scifact(folder: Path) -> Path:
    corpus = [
        {"id": 1, "title": "Diet", "abstract": "Aspirin lowers fever in adults. It is cheap."},
        {"id": 2, "title": "Birds", "abstract": "Sparrows migrate in winter."},
    ]
    claims = [
        {"id": 1, "text": "Aspirin lowers fever.", "cited_doc_ids": [1, 2],
         "evidence": [{"doc_id": 1, "label": "SUPPORT", "sentences": [0]}]},
        {"id": 2, "text": "Aspirin raises fever.", "cited_doc_ids": [1],
         "evidence": [{"doc_id": 1, "label": "CONTRADICT", "sentences": [0]}]},
    ]  # fmt: skip
    for name, rows in (("corpus", corpus), ("claims_train", claims)):
        with gzip.open(folder / f"{name}.jsonl.gz", "wt") as file:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    return folder


def test_agreement_with_people_is_an_auroc_per_contrast(tmp_path: Path) -> None:
    pairs = labelled_claims(_scifact(tmp_path))
    assert sorted(p.label for p in pairs) == ["CONTRADICT", "NEITHER", "SUPPORT"]
    judges = measure_scifact(tmp_path, [CoverageJudge([p.evidence for p in pairs]), Gullible()])
    assert judges["judges"]["coverage"]["supported against all others"]["value"] == 1
    assert judges["judges"]["gullible"]["supported against all others"]["value"] == 0.5


def test_kept_figures_are_shown_of_the_judges_that_made_them_and_of_no_others(
    tmp_path: Path,
) -> None:
    figures = measure_scifact(_scifact(tmp_path), [JUDGE, Gullible()])
    marks = {"coverage": mark(JUDGE), "gullible": "of an older one"}
    record = tmp_path / "record.json"
    record.write_text(json.dumps(figures | {"commit": "abc", "marks": marks}))
    shown = recorded([JUDGE, Gullible(), VerifierJudge()], record)
    assert shown is not None
    assert list(shown["judges"]) == ["coverage"]
    assert "commit abc" in shown["about"]
    assert "gullible has changed since" in shown["about"]
    assert recorded([Gullible()], record) is None
    assert recorded([JUDGE], tmp_path / "none.json") is None


def test_a_judge_that_judges_otherwise_has_another_mark() -> None:
    class Stricter(VerifierJudge):
        def score(self, statement: str, evidence: Sequence[str]) -> float:
            return super().score(statement, evidence) * 0.9

    assert mark(VerifierJudge()) == mark(VerifierJudge())
    assert mark(Stricter()) != mark(VerifierJudge())


def test_the_kept_figures_come_along() -> None:
    kept = json.loads(RECORD.read_text(encoding="utf-8"))
    assert {"coverage", "verifier", OppositeJudge.name} == set(kept["judges"]) == set(kept["marks"])
    assert kept["marks"]["coverage"] == mark(JUDGE), "run: python -m eval.scifact FOLDER"


def test_a_folder_without_claims_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no SciFact claims"):
        labelled_claims(tmp_path)


def test_windows_hold_whole_sentences_and_lose_none() -> None:
    text = " ".join(f"Sentence {i} has exactly eight words in it." for i in range(80))
    pieces = windows(text)
    assert " ".join(pieces) == text
    assert all(len(piece.split()) <= 250 and piece.endswith(".") for piece in pieces)
    assert windows("") == []


def test_a_model_judge_is_set_against_the_deterministic_score() -> None:
    good, bad = question(id="q1"), question(id="q2", question="Another?")
    answers = {"q1": answer(id="q1"), "q2": answer(id="q2", statements=[])}
    evaluation = evaluate("x", [good, bad], answers, PAPERS)
    honest = {"correctness": lambda q, a, texts: evaluation.scores["grounded_facts"][q.id].value}
    found = agreement(honest, evaluation, PAPERS, "fake")
    assert found["rows"][0]["count"] == 2
    same = {"correctness": lambda q, a, texts: 1.0}
    assert agreement(same, evaluation, PAPERS, "fake")["rows"][0]["agreement"] is None


def test_a_model_that_gives_no_score_gives_no_verdict() -> None:
    def mute(q: object, a: object, texts: object) -> float:
        message = "could not parse"
        raise ValueError(message)

    evaluation = evaluate("x", [question()], {"q1": answer()}, PAPERS)
    assert agreement({"relevancy": mute}, evaluation, PAPERS, "mute")["rows"][0]["count"] == 0


def test_a_number_is_never_swapped_for_itself():
    texts = {swap_number("It gains 2 points.", random.Random(seed)) for seed in range(20)}
    assert len(texts) > 1
    assert "It gains 2 points." not in texts


def test_what_is_denied_is_negated_by_taking_the_denial_off():
    assert negate("FooNet does not need labels.") == "FooNet does need labels."


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("FooNet improves the accuracy of large nets when the data are clean.",
         "FooNet improves the accuracy of large nets."),
        ("The bound depends on the size of nets which are, when deep, hard to train.", None),
        ("FooNet then carefully and at once evaluates if the nets agree with it.", None),
        ("FooNet always trains large nets.", None),
    ],
)  # fmt: skip
def test_a_condition_is_dropped_where_a_whole_sentence_is_left(text: str, dropped: str | None):
    assert drop_condition(text) == dropped
