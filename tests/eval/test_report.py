"""Figures over a set worked by hand, and what the report tells of them."""

import pytest

from eval import plots, report
from eval.evaluate import Evaluation, abstention, evaluate, latency, risk_coverage
from eval.markdown import markdown
from eval.page import html
from eval.summary import in_short
from tests.eval.cases import PAPERS, abstaining, answer, question, record

GONE = {"expect": "abstain", "gold": {}, "facts": [], "kind": "unanswerable"}
WRONG = record()["citations"][0] | {"paper_id": "p2"}
MADE = {"collection": "2 papers", "commit": "abc"}


def _sure(confidence: float, total: float = 1.0) -> dict[str, object]:
    wall = {"first_text": total / 2, "total": total}
    return {"details": {"confidence": confidence}, "wall": wall}


def _evaluation(name: str = "made") -> Evaluation:
    """Two right answers, a wrong one, one refused, one abstained from rightly, one answered."""
    questions = [question(id=f"q{i}", question=f"How big, {i}?") for i in range(4)]
    questions += [question(id=f"u{i}", question=f"Why, {i}?", **GONE) for i in range(2)]
    answers = {
        "q0": answer(id="q0", **_sure(0.9, 1.0)),
        "q1": answer(id="q1", **_sure(0.8, 2.0)),
        "q2": answer(id="q2", citations=[WRONG], **_sure(0.7, 3.0)),
        "q3": abstaining(id="q3"),
        "u0": abstaining(id="u0"),
        "u1": answer(id="u1", **_sure(0.6, 4.0)),
    }
    return evaluate(name, questions, answers, PAPERS)


def test_risk_rises_as_less_confident_answers_are_let_through() -> None:
    # Right, right, wrong, and one that should have been left unanswered; six were asked.
    assert risk_coverage(_evaluation()) == [
        (pytest.approx(1 / 6), 0.0),
        (pytest.approx(2 / 6), 0.0),
        (pytest.approx(3 / 6), pytest.approx(1 / 3)),
        (pytest.approx(4 / 6), pytest.approx(2 / 4)),
    ]


def test_a_system_that_states_no_confidence_has_no_curve() -> None:
    assert risk_coverage(evaluate("x", [question()], {"q1": answer()}, PAPERS)) == []


def test_abstaining_is_counted_over_questions_to_answer_or_to_abstain_from() -> None:
    found = abstention(_evaluation())
    assert found is not None
    # It abstained twice, once rightly; two questions had no answer.
    assert (found.precision.value, found.recall.value, found.f1.value) == (0.5, 0.5, 0.5)
    assert abstention(evaluate("x", [question()], {"q1": answer()}, PAPERS)) is None


def test_latency_is_taken_over_timed_answers_and_errors_are_left_out() -> None:
    timed = [answer(**_sure(0.5, seconds)) for seconds in (1.0, 2.0, 3.0)]
    failed = answer(status="error", **_sure(0.5, 99.0))
    found = latency([*timed, failed])
    assert found["total"] == {"p50": pytest.approx(2.0), "p95": pytest.approx(2.9)}
    assert found["first_text"]["p50"] == pytest.approx(1.0)
    assert latency([]) == {}


def test_the_report_shows_the_gold_sentence_of_every_fact_that_was_missed() -> None:
    missed = answer(statements=record()["statements"][:1])
    built = report.build([evaluate("x", [question()], {"q1": missed}, PAPERS)], PAPERS, MADE)
    facts = built["questions"][0]["facts"]
    assert [(f["fact"], f["stated"]) for f in facts] == [("600 billion", True), ("4 days", False)]
    assert facts[1]["evidence"] == "Training takes 4 days on 2048 TPU v3 accelerators."
    page = html(built)
    assert "What it should have said" in page
    assert "Training takes 4 days on 2048 TPU v3 accelerators." in page


def test_the_summary_tells_what_the_figures_say() -> None:
    main, same = _evaluation(), _evaluation("same")
    nothing = {q.id: abstaining(id=q.id) for q in main.questions}
    refusing = evaluate("refusing", main.questions, nothing, PAPERS)
    built = report.build([main, same, refusing], PAPERS, MADE)
    told = " ".join(in_short(built))
    assert "Over 6 questions the outcome is 0.50" in told
    assert "better than same and refusing could be chance" in told
    assert "Of 2 questions that nothing here answers it answers 1 all the same" in told
    assert "of 4 that something answers it refuses 1" in told
    assert "of the quotes stand verbatim" in told
    assert all(sentence in markdown(built) for sentence in in_short(built))


def test_a_kind_is_never_both_among_the_weakest_and_the_strongest() -> None:
    built = report.build([_evaluation()], PAPERS, MADE)
    kinds = {"single": 0.9, "survey": 0.4, "chat": 1.0}
    built["systems"]["made"]["by_kind"] = {
        kind: {"outcome": {"value": value, "count": 9}} for kind, value in kinds.items()
    }
    told = " ".join(in_short(built))
    assert "Weakest kinds of question: survey 0.40. Strongest: chat 1.00." in told


def test_a_sure_lead_and_a_blind_judge_are_told() -> None:
    built = report.build([_evaluation()], PAPERS, MADE)
    built["systems"]["weak"] = {"advantage": {"value": 0.4, "p": 0.001}}
    built["systems"]["strong"] = {"advantage": {"value": -0.2, "p": 0.01}}
    rates = {"reverse a direction": {"value": 0.25}, "negate": {"value": 0.9}}
    changes = ["none (false alarms)", "negate", "reverse a direction", "delete the citation"]
    built["judges"] = {"changes": changes, "judges": {"coverage": rates}}
    told = " ".join(in_short(built))
    assert "better than weak beyond chance" in told
    assert "worse than strong beyond chance" in told
    assert "“reverse a direction”" in told


def test_a_system_has_one_colour_in_every_plot() -> None:
    names = ["a", "b", "c"]
    risk = plots.curves({"c": [(0, 0), (1, 1)]}, "x", "y", names)
    times = plots.distribution({"a": [0.2, 3.0], "c": [0.5, 30.0]}, names)
    assert risk.count("var(--c)") == 2
    assert "var(--a)" in times
    assert times.count("var(--c)") == 2
    assert all(tick in times for tick in (">0.1 s<", ">1 s<", ">10 s<", ">100 s<"))
    assert plots.distribution({}, names) == ""


def test_labels_are_escaped() -> None:
    figure = {"value": 0.5, "low": 0.4, "high": 0.6, "count": 3}
    shown = plots.intervals({"<b>": figure}) + plots.bars({"<i>x": {"<u>": figure}}, ["<u>"])
    shown += plots.curves({"<s>": [(0, 0), (1, 1)]}, "<x>", "<y>")
    assert not any(tag in shown for tag in ("<b>", "<i>x", "<u>", "<s>", "<x>", "<y>"))
