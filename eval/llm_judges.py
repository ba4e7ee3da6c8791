"""LlamaIndex's evaluators, when the user names a judge model: they judge beside, never alone.

Each verdict is set against the deterministic score nearest in meaning; a judge whose verdicts have
nothing to do with it (rank correlation near 0) is not to be believed, whatever its mean.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.settings import Settings
from assistant.types import Paper
from eval.answers import Answered
from eval.evaluate import Evaluation
from eval.questions import Question
from eval.scorers.support import evidence_text

_SAMPLE = 30
AGAINST: Mapping[str, str] = {
    "faithfulness": "independent_support",
    "relevancy": "outcome",
    "correctness": "grounded_facts",
}

Judge = Callable[[Question, Answered, Sequence[str]], float | None]
"""A verdict in [0, 1] on an answer and the texts it cites; None where the model gave none."""


def judged(
    model: str, settings: Settings, evaluation: Evaluation, papers: Mapping[str, Paper]
) -> dict[str, Any]:
    """Let a language model judge a sample of the answers; plain JSON for the report.

    Raises:
        ModelError: The model cannot be loaded.
    """
    return agreement(evaluators(model, settings), evaluation, papers, model)


def agreement(
    judges: Mapping[str, Judge],
    evaluation: Evaluation,
    papers: Mapping[str, Paper],
    model: str,
) -> dict[str, Any]:
    """Means of the judges' verdicts and their rank correlation with the deterministic scores."""
    asked = [q for q in evaluation.questions if q.answerable and q.gold.needed]
    sample = [q for q in asked if evaluation.answers[q.id].answered][:_SAMPLE]
    rows = []
    for name, judge in judges.items():
        verdicts = {q.id: _verdict(judge, q, evaluation.answers[q.id], papers) for q in sample}
        rows.append(_row(name, verdicts, evaluation))
    about = (
        f"{model} judged {len(sample)} answers through LlamaIndex's evaluators. Agreement is "
        "Spearman's rank correlation with the deterministic score; near 0, the judge sees nothing."
    )
    return {"about": about, "rows": rows}


def evaluators(model: str, settings: Settings) -> dict[str, Judge]:
    """LlamaIndex's faithfulness, relevancy and correctness evaluators with one model."""
    from llama_index.core.evaluation import (
        CorrectnessEvaluator,
        FaithfulnessEvaluator,
        RelevancyEvaluator,
    )

    from assistant.models.answering import AnswerModel

    llm = AnswerModel(replace(settings, answer_model=model)).llm
    faithful, relevant = FaithfulnessEvaluator(llm=llm), RelevancyEvaluator(llm=llm)
    correct = CorrectnessEvaluator(llm=llm)

    def correctness(question: Question, answer: Answered, texts: Sequence[str]) -> float | None:
        reference = "; ".join(wordings[0] for wordings in question.facts)
        found = correct.evaluate(
            query=question.question, response=_text(answer), reference=reference or None
        )
        return None if found.score is None else (float(found.score) - 1) / 4

    return {
        "faithfulness": lambda q, a, texts: (
            faithful.evaluate(response=_text(a), contexts=texts).score
        ),
        "relevancy": lambda q, a, texts: (
            relevant.evaluate(query=q.question, response=_text(a), contexts=texts).score
        ),
        "correctness": correctness,
    }


def _verdict(
    judge: Judge, question: Question, answer: Answered, papers: Mapping[str, Paper]
) -> float | None:
    texts = [evidence_text(papers[i]) for i in answer.cited[:3] if i in papers]
    try:
        return judge(question, answer, texts)
    except ValueError:
        # A small model writes no score where the evaluator parses one: no verdict.
        return None


def _row(name: str, verdicts: Mapping[str, float | None], evaluation: Evaluation) -> dict[str, Any]:
    given = {i: v for i, v in verdicts.items() if v is not None}
    other = evaluation.scores[AGAINST[name]]
    pairs = [(v, s) for i, v in given.items() if (s := other[i].value) is not None]
    return {
        "judge": name,
        "mean": sum(given.values()) / len(given) if given else 0.0,
        "against": AGAINST[name],
        "agreement": _correlation(pairs),
        "count": len(given),
    }


def _correlation(pairs: Sequence[tuple[float, float]]) -> float | None:
    from scipy.stats import spearmanr

    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    if len(set(left)) < 2 or len(set(right)) < 2:
        return None
    return float(spearmanr(left, right).statistic)


def _text(answer: Answered) -> str:
    return " ".join(said.text for said in answer.statements) or answer.text
