"""Fit how much the language model's votes count: ``python -m eval.fit_judge EXAMPLES.jsonl.gz``.

The base scores are those of the shipped evidence weights, which have seen these examples, so that
the comparison leans, if at all, against the votes.  About two seconds an example on two cores.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np
from tqdm import tqdm

from assistant.evidence.selection import LinearModel, Vectors
from assistant.evidence.weighing import FEATURES, vote_features
from assistant.models.answering import AnswerModel
from assistant.models.judging import LikelihoodJudge
from assistant.settings import load_settings
from eval.fit_evidence import example_features, measured, recall_at
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import FOLDS, Example, load_examples

PENALTY = 1.0
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "judge.json"


def fit_on(examples: Sequence[Example], rows: Sequence[Vectors]) -> dict[str, object]:
    """The weights that separate evidence from other sentences of these examples."""
    labels = [i in e.evidence for e in examples for i in range(len(e.sentences))]
    return fit(np.vstack(rows), labels, FEATURES, PENALTY)


def compare(
    examples: Sequence[Example], base: Sequence[Vectors], rows: Sequence[Vectors]
) -> dict[str, object]:
    """Evidence recall at 1 to 4, without and with the votes, by cross-validation."""
    scores: list[Vectors] = list(base)
    for fold in range(FOLDS):
        train = [i for i, e in enumerate(examples) if e.fold != fold]
        model = linear_model(fit_on([examples[i] for i in train], [rows[i] for i in train]))
        for i, example in enumerate(examples):
            if example.fold == fold:
                scores[i] = model.probabilities(rows[i])
    return {
        "questions": len(examples),
        "without_votes": recall_at(examples, base),
        "with_votes": recall_at(examples, scores),
    }


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--limit", default=300, show_default=True, help="How many examples to ask about.")
def main(path: Path, limit: int) -> None:
    """Collect the votes, print whether they help, and write the weights."""
    examples = [e for e in load_examples(path) if e.evidence][:limit]
    judge = LikelihoodJudge(AnswerModel(load_settings()))
    evidence = LinearModel.load("evidence")
    base = [evidence.probabilities(rows) for rows in example_features(measured(examples))]
    rows = [
        vote_features(scores.tolist(), judge.votes(e.question, e.title, e.sentences))
        for e, scores in zip(tqdm(examples, unit="question"), base, strict=True)
    ]
    figures = compare(examples, base, rows)
    click.echo(figures)
    about = "How the language model's votes move evidence; made by python -m eval.fit_judge."
    write_weights(_WEIGHTS, about, figures, fit_on(examples, rows))


if __name__ == "__main__":
    main()
