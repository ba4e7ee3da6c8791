"""Are the needed papers among those retrieved, and how high?  Computed by ir-measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eval.answers import Answered
from eval.questions import Question
from eval.scorers import Score

MEASURES = ("R@5", "R@10", "RR@10", "nDCG@10")
"""ir-measures' names of what is reported."""


def retrieval(
    questions: Sequence[Question], answers: Mapping[str, Answered]
) -> dict[str, dict[str, Score]]:
    """``{measure: {question id: score}}`` for questions with needed papers and a retrieved list."""
    asked = [q for q in questions if q.gold.needed and q.id in answers]
    relevant = {q.id: dict.fromkeys(q.gold.needed, 1) for q in asked}
    runs = {
        q.id: {i: -float(rank) for rank, i in enumerate(answers[q.id].retrieved)}
        for q in asked
        if answers[q.id].retrieved
    }
    relevant = {i: papers for i, papers in relevant.items() if i in runs}
    scores: dict[str, dict[str, Score]] = {}
    for name, values in per_query(relevant, runs, MEASURES).items():
        scores[name] = {i: Score(value, "") for i, value in values.items()}
    return scores


def per_query(
    relevant: Mapping[str, Mapping[str, int]],
    runs: Mapping[str, Mapping[str, float]],
    measures: Sequence[str],
) -> dict[str, dict[str, float]]:
    """``{measure: {query id: value}}``; a query without results scores 0."""
    import ir_measures

    parsed = {ir_measures.parse_measure(name): name for name in measures}
    values = {name: dict.fromkeys(relevant, 0.0) for name in measures}
    if not relevant:
        return values
    for metric in ir_measures.iter_calc(list(parsed), dict(relevant), dict(runs)):
        values[parsed[metric.measure]][metric.query_id] = float(metric.value)
    return values
