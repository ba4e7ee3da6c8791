"""LlamaIndex's evaluators, when the user names a judge model: they judge beside, never alone.

Each verdict is set against the deterministic score nearest in meaning; a judge whose verdicts have
nothing to do with it (rank correlation near 0) is not to be believed, whatever its mean.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from assistant.settings import Settings
from assistant.types import Paper
from eval.answers import Answered
from eval.evaluate import Evaluation
from eval.questions import Question, chosen
from eval.scorers.support import evidence_text

_log = logging.getLogger(__name__)
SAMPLE = 30
"""Answers that are judged, spread over the kinds."""
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
    from assistant.models.answering import AnswerModel

    local = AnswerModel(replace(settings, answer_model=model))
    return agreement(evaluators(local.llm), evaluation, papers, local.name)


def agreement(
    judges: Mapping[str, Judge],
    evaluation: Evaluation,
    papers: Mapping[str, Paper],
    model: str,
) -> dict[str, Any]:
    """Means of the judges' verdicts and their rank correlation with the deterministic scores."""
    from tqdm import tqdm

    asked = [q for q in evaluation.questions if q.answerable and q.gold.needed]
    sample = chosen([q for q in asked if evaluation.answers[q.id].answered], SAMPLE)
    rows = []
    for name, judge in judges.items():
        verdicts = {
            q.id: _verdict(judge, q, evaluation.answers[q.id], papers)
            for q in tqdm(sample, desc=f"judging {name}", disable=None)
        }
        rows.append(_row(name, verdicts, evaluation))
    about = (
        f"{model} judged {len(sample)} answers through LlamaIndex's evaluators; an answer on which "
        "it wrote no verdict counts as not judged. Agreement is Spearman's rank correlation with "
        "the deterministic score: near 0, or with a p above .05, the judge is not to be believed."
    )
    return {"about": about, "rows": rows}


def evaluators(llm: Any) -> dict[str, Judge]:  # noqa: ANN401 - LlamaIndex ships no types
    """LlamaIndex's faithfulness, relevancy and correctness evaluators with one of its models."""
    from llama_index.core.evaluation import (
        CorrectnessEvaluator,
        FaithfulnessEvaluator,
        RelevancyEvaluator,
    )

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
    except (ValueError, TypeError, IndexError) as error:
        # A small model writes no score where the evaluator parses one: no verdict.
        _log.info("no verdict on %s: %s", question.id, error)
        return None


def _row(name: str, verdicts: Mapping[str, float | None], evaluation: Evaluation) -> dict[str, Any]:
    given = {i: v for i, v in verdicts.items() if v is not None}
    other = evaluation.scores[AGAINST[name]]
    pairs = [(v, s) for i, v in given.items() if (s := other[i].value) is not None]
    agreed, p = _correlation(pairs)
    return {
        "judge": name,
        "mean": sum(given.values()) / len(given) if given else None,
        "against": AGAINST[name],
        "agreement": agreed,
        "p": p,
        "count": len(given),
        "asked": len(verdicts),
    }


def _correlation(pairs: Sequence[tuple[float, float]]) -> tuple[float | None, float | None]:
    """Spearman's rank correlation and its p; None where one side never varies."""
    from scipy.stats import spearmanr

    left, right = [a for a, _ in pairs], [b for _, b in pairs]
    if len(pairs) < 3 or len(set(left)) < 2 or len(set(right)) < 2:
        return None, None
    found = spearmanr(left, right)
    return round(float(found.statistic), 4), round(float(found.pvalue), 4)


def _text(answer: Answered) -> str:
    return " ".join(said.text for said in answer.statements) or answer.text
