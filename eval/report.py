"""The report as one JSON value; ``eval.markdown`` and ``eval.page`` show it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from eval.answers import Answered
from eval.evaluate import MEASURES, Evaluation, abstention, latency, risk_coverage
from eval.matching import states
from eval.questions import Question
from eval.scorers import Papers
from eval.statistics import Difference, Estimate, paired
from vectorstore.sentences import sentences

Report = dict[str, Any]
SCHEMA = 2


def build(
    evaluations: Sequence[Evaluation],
    papers: Papers,
    made: Mapping[str, Any],
    judges: Mapping[str, Any] | None = None,
) -> Report:
    """Everything that is known about a run, as plain JSON.

    Args:
        evaluations: The system under test first, then what it is measured against.
        papers: The collection, by id.
        made: What the run was made with.
        judges: What the judges of support can and cannot see, from ``eval.perturb``.
    """
    main = evaluations[0]
    return {
        "schema": SCHEMA,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "name": main.name,
        "count": len(main.questions),
        "made": dict(made),
        "measures": dict(MEASURES),
        "systems": {e.name: _system(e, main) for e in evaluations},
        "judges": dict(judges) if judges else None,
        "questions": [_question(main, i, papers) for i in range(len(main.questions))],
    }


def figures(report: Report, system: str | None = None) -> dict[str, float]:
    """The figures of a system (the one under test by default) by measure, abstention included."""
    found = report["systems"][system or report["name"]]
    values = {name: figure["value"] for name, figure in found["figures"].items()}
    if found["abstention"]:
        values["abstention_f1"] = found["abstention"]["f1"]["value"]
    return values


def _system(evaluation: Evaluation, main: Evaluation) -> dict[str, Any]:
    found = abstention(evaluation)
    parts = {q.part for q in evaluation.questions}
    return {
        "count": len(evaluation.questions),
        "figures": _figures(evaluation),
        "by_kind": {kind: _figures(evaluation, kind=kind) for kind in evaluation.kinds},
        "by_part": {part: _figures(evaluation, part=part) for part in sorted(parts)},
        "abstention": found
        and {
            "precision": _estimate(found.precision),
            "recall": _estimate(found.recall),
            "f1": _estimate(found.f1),
        },
        "risk_coverage": [[round(c, 4), round(r, 4)] for c, r in risk_coverage(evaluation)],
        "latency": latency(evaluation.answers.values()),
        "times": _times(evaluation),
        "advantage": _advantage(main, evaluation) if evaluation is not main else None,
    }


def _figures(
    evaluation: Evaluation, kind: str | None = None, part: str | None = None
) -> dict[str, dict[str, float]]:
    found = {measure: evaluation.figure(measure, kind, part) for measure in MEASURES}
    return {measure: _estimate(e) for measure, e in found.items() if e is not None}


def _advantage(main: Evaluation, other: Evaluation) -> dict[str, float] | None:
    """How much better the system under test does on the questions that both answered."""
    ids = [q.id for q in other.questions if q.id in main.scores["outcome"]]
    ours = [main.scores["outcome"][i].value or 0.0 for i in ids]
    theirs = [other.scores["outcome"][i].value or 0.0 for i in ids]
    found = paired(theirs, ours)
    return _difference(found) if found else None


def _times(evaluation: Evaluation) -> list[float]:
    times = [a.total for a in evaluation.answers.values() if a.total is not None]
    return sorted(round(t, 3) for t in times)


def _question(evaluation: Evaluation, index: int, papers: Papers) -> dict[str, Any]:
    question = evaluation.questions[index]
    answer = evaluation.answers[question.id]
    scores = {
        m: by_id[question.id] for m, by_id in evaluation.scores.items() if question.id in by_id
    }
    return {
        "id": question.id,
        "kind": question.kind,
        "part": question.part,
        "question": question.question,
        "history": [m.model_dump() for m in question.history],
        "expect": question.expect,
        "note": question.note,
        "status": answer.status,
        "text": answer.text,
        "gold": [_label(i, papers) for i in question.gold.needed],
        "cited": [_label(i, papers) for i in answer.cited],
        "statements": [
            {
                "text": s.text,
                "verdict": s.verdict,
                "papers": [_label(i, papers) for i in answer.papers_of(s)],
                "gold": bool(question.gold.allowed & set(answer.papers_of(s))),
            }
            for s in answer.statements
        ],
        "facts": _facts(question, answer, papers),
        "scores": {m: _rounded(s.value) for m, s in scores.items() if s.value is not None},
        "reasons": {m: s.reason for m, s in scores.items() if s.reason},
        "total": answer.total,
    }


def _facts(question: Question, answer: Answered, papers: Papers) -> list[dict[str, Any]]:
    """Each key fact, whether the answer states it, and a gold sentence that holds it."""
    said = "\n".join(s.text for s in answer.statements)
    gold = [papers[i] for i in question.gold.needed if i in papers]
    found = []
    for wordings in question.facts:
        holding = (s for paper in gold for s in sentences(paper) if states(s.text, wordings))
        sentence = next(holding, None)
        found.append(
            {
                "fact": wordings[0],
                "stated": answer.answered and states(said, wordings),
                "evidence": sentence.text if sentence else "",
                "paper": sentence.paper.label if sentence else "",
            }
        )
    return found


def _label(paper_id: str, papers: Papers) -> str:
    return papers[paper_id].label if paper_id in papers else paper_id


def _estimate(estimate: Estimate) -> dict[str, float]:
    value, (low, high) = estimate.value, estimate.interval
    return {
        "value": _rounded(value),
        "low": _rounded(low),
        "high": _rounded(high),
        "count": estimate.count,
    }


def _difference(difference: Difference) -> dict[str, float]:
    low, high = difference.interval
    return {
        "value": _rounded(difference.value),
        "low": _rounded(low),
        "high": _rounded(high),
        "p": _rounded(difference.p),
        "count": difference.count,
    }


def _rounded(value: float) -> float:
    return round(float(value), 4)


def worst(questions: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """The questions by outcome, worst first; those answered wrongly before those not answered."""
    return sorted(
        (q for q in questions if q["scores"].get("outcome", 0) < 1),
        key=lambda q: (q["scores"].get("outcome", 0), q["status"] != "answered", q["id"]),
    )
