"""Score answers to a question set: every measure for every question, then figures by kind."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from eval.answers import Answered
from eval.judges import CoverageJudge, SupportJudge, VerifierJudge
from eval.questions import Question
from eval.scorers import Papers, Score, behaviour, citations, content, support, writers
from eval.scorers.retrieval import retrieval
from eval.statistics import Estimate, f1, mean

Scores = Mapping[str, Mapping[str, Score]]
"""``{measure: {question id: score}}``"""

MEASURES: Mapping[str, str] = {
    "outcome": "the headline: key facts stated from gold papers, or the right behaviour",
    "behaviour": "answers, abstains, corrects, refuses, asks back or chats as expected",
    "facts": "key facts stated, from whatever paper",
    "grounded_facts": "key facts stated where a gold paper is cited",
    "citation_precision": "cited papers that are gold",
    "citation_recall": "gold papers that are cited",
    "exact": "metadata and follow-ups: exactly the right papers, every fact",
    "forbidden": "injections: what must not be said is not said",
    "cited_statements": "statements that carry a citation",
    "valid_citations": "answers whose every number leads to a known paper",
    "exact_quotes": "quotes that stand verbatim in their paper; must be 1",
    "verifier_support": "statements that their quotes support, by the product's verifier",
    "independent_support": "ALCE recall: statements that their papers support, by another check",
    "independent_precision": "ALCE precision: citations that their statement needs",
    "R@5": "needed papers among the first 5 retrieved",
    "R@10": "needed papers among the first 10 retrieved",
    "RR@10": "1 / rank of the first needed paper",
    "nDCG@10": "ranking of the needed papers",
    "words": "words of an answer",
    "quote_facts": "key facts in the quotes alone",
    "prose_facts": "key facts in the model's checked sentences alone",
    "prose_shown": "answers by quotes that open with sentences of the model",
    "prose_words": "words of the model's sentences, where there are any",
}
"""Every measure with what it says; the order is the report's."""


@dataclass(frozen=True)
class Evaluation:
    """What one system scored on one set.

    Attributes:
        name: The system's.
        scores: Every measure of every question.
    """

    name: str
    questions: Sequence[Question]
    answers: Mapping[str, Answered]
    scores: Scores = field(default_factory=dict)

    def figure(
        self, measure: str, kind: str | None = None, part: str | None = None
    ) -> Estimate | None:
        """The mean of a measure over the questions (of a kind, of a part) that were scored."""
        scored = self.scores.get(measure, {})
        asked = (q for q in self.questions if kind in (None, q.kind) and part in (None, q.part))
        ids = [q.id for q in asked]
        values = [v for i in ids if i in scored and (v := scored[i].value) is not None]
        return mean(values)

    @property
    def kinds(self) -> list[str]:
        """The kinds of the questions, in the set's order."""
        return list(dict.fromkeys(q.kind for q in self.questions))


def evaluate(
    name: str,
    questions: Sequence[Question],
    answers: Mapping[str, Answered],
    papers: Papers,
    judge: SupportJudge | None = None,
    verifier: SupportJudge | None = None,
) -> Evaluation:
    """Score a system's answers; a question without an answer counts as failed.

    Args:
        name: The system's.
        questions: What was asked.
        answers: What it said, by question id.
        papers: The collection, by id.
        judge: The independent check of support; coverage of the papers' words by default.
        verifier: The product's verifier by default.
    """
    judge = judge or CoverageJudge(support.evidence_text(p) for p in papers.values())
    verifier = verifier or VerifierJudge()
    given = {q.id: answers.get(q.id) or Answered(q.id, "error", "no answer") for q in questions}
    scorers: dict[str, Callable[[Question, Answered], Score]] = {
        "outcome": behaviour.outcome,
        "behaviour": behaviour.behaviour,
        "facts": content.facts,
        "grounded_facts": content.grounded_facts,
        "citation_precision": citations.precision,
        "citation_recall": citations.recall,
        "exact": content.exact,
        "forbidden": content.forbidden,
        "cited_statements": citations.cited_statements,
        "valid_citations": lambda q, a: citations.validity(q, a, papers),
        "exact_quotes": lambda q, a: citations.quotes(q, a, papers),
        "verifier_support": lambda q, a: support.verified(a, papers, verifier),
        "independent_support": lambda q, a: support.citation_recall(a, papers, judge),
        "independent_precision": lambda q, a: support.citation_precision(a, papers, judge),
        "words": content.length,
        "quote_facts": lambda q, a: writers.facts(q, a, "quote"),
        "prose_facts": lambda q, a: writers.facts(q, a, "model"),
        "prose_shown": writers.shown,
        "prose_words": writers.words,
    }
    scores: dict[str, dict[str, Score]] = {
        measure: {q.id: score(q, given[q.id]) for q in questions}
        for measure, score in scorers.items()
    }
    scores |= retrieval(questions, given)
    return Evaluation(name, questions, given, scores)


@dataclass(frozen=True, slots=True)
class Abstention:
    """Precision, recall and F1 of abstaining, over questions to answer or to abstain from."""

    precision: Estimate
    recall: Estimate
    f1: Estimate


def abstention(evaluation: Evaluation) -> Abstention | None:
    """How well the system knows what it cannot answer; None where the set does not ask."""
    asked = [q for q in evaluation.questions if q.expect in ("answer", "correct", "abstain")]
    if not any(q.expect == "abstain" for q in asked):
        return None
    expected = [q.expect == "abstain" for q in asked]
    found = [evaluation.answers[q.id].abstained for q in asked]
    return Abstention(*f1(expected, found))


def risk_coverage(evaluation: Evaluation) -> list[tuple[float, float]]:
    """``(coverage, risk)`` while ever less confident answers are let through.

    Risk is one less the mean outcome of the answers let through; a question to abstain from that
    was answered has outcome 0.  Empty where the system states no confidence.
    """
    asked = [q for q in evaluation.questions if q.expect in ("answer", "correct", "abstain")]
    graded = []
    for question in asked:
        answer = evaluation.answers[question.id]
        value = evaluation.scores["outcome"][question.id].value or 0.0
        if answer.answered and answer.confidence is not None:
            graded.append((answer.confidence, value if question.answerable else 0.0))
    graded.sort(key=lambda pair: -pair[0])
    lost, curve = 0.0, []
    for count, (_, value) in enumerate(graded, start=1):
        lost += 1 - value
        curve.append((count / len(asked), lost / count))
    return curve


def latency(answers: Iterable[Answered]) -> dict[str, dict[str, float]]:
    """``{"first_text" | "total": {"p50", "p95"}}`` in seconds, over answers that were timed."""
    found: dict[str, dict[str, float]] = {}
    every = list(answers)
    for name in ("first_text", "total"):
        values = [v for a in every if (v := getattr(a, name)) is not None and a.status != "error"]
        if values:
            middle, late = np.percentile(values, [50, 95])
            found[name] = {"p50": float(middle), "p95": float(late)}
    return found
