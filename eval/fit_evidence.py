"""Fit the weights of evidence selection: ``python -m eval.fit_evidence EXAMPLES.jsonl.gz``.

Five-fold cross-validation by paper gives the figures; the weights are then fitted on everything
and written to ``assistant/weights/evidence.json``.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click
import numpy as np

from assistant.evidence import LinearModel
from assistant.features import FEATURES, Vectors, sentence_features
from assistant.models.embedding import SentenceEmbedder
from assistant.settings import load_settings
from assistant.text import content_stems
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import FOLDS, Example, load_examples

PENALTY = 10.0
DEPTH = 4
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "evidence.json"


def example_features(examples: Sequence[Example]) -> list[Vectors]:
    """Features of every sentence of every example, one array an example."""
    embedder = SentenceEmbedder(load_settings())
    texts = {text for e in examples for text in (e.question, *e.sentences, *_titled(e))}
    order = sorted(texts)
    vectors = dict(zip(order, embedder.embed(order), strict=True))
    papers = {e.paper_id: " ".join((e.title, *e.sentences)) for e in examples}
    counts = Counter(stem for text in papers.values() for stem in set(content_stems(text)))
    scale = math.log(len(papers) + 1)

    def rarity(stem: str) -> float:
        return math.log((len(papers) + 1) / (counts[stem] + 1)) / scale

    rows = []
    for e in examples:
        question = vectors[e.question]
        plain = np.array([vectors[s] @ question for s in e.sentences])
        titled = np.array([vectors[s] @ question for s in _titled(e)])
        rows.append(sentence_features(e.question, e.title, e.sentences, plain, titled, rarity))
    return rows


def _titled(example: Example) -> list[str]:
    return [f"{example.title}. {sentence}" for sentence in example.sentences]


def recall_at(examples: Sequence[Example], scores: Sequence[Vectors]) -> list[float]:
    """Share of the evidence sentences among the best 1, 2, 3 and 4, averaged over examples."""
    totals = np.zeros(DEPTH)
    for example, values in zip(examples, scores, strict=True):
        order = np.argsort(-values)
        for k in range(DEPTH):
            totals[k] += len(example.evidence & set(order[: k + 1])) / len(example.evidence)
    return [round(float(total / len(examples)), 4) for total in totals]


def fit_on(examples: Sequence[Example], rows: Sequence[Vectors]) -> dict[str, object]:
    """The weights that separate evidence from other sentences of these examples."""
    labels = [i in e.evidence for e in examples for i in range(len(e.sentences))]
    return fit(np.vstack(rows), labels, FEATURES, PENALTY)


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def main(path: Path) -> None:
    """Cross-validate, print recall of evidence in the best 1 to 4, and write the weights."""
    examples = [e for e in load_examples(path) if e.evidence]
    rows = example_features(examples)
    scores: list[Vectors] = [np.zeros(0, dtype=np.float32)] * len(examples)
    for fold in range(FOLDS):
        train = [i for i, e in enumerate(examples) if e.fold != fold]
        model: LinearModel = linear_model(
            fit_on([examples[i] for i in train], [rows[i] for i in train])
        )
        for i, example in enumerate(examples):
            if example.fold == fold:
                scores[i] = model.probabilities(rows[i])
    figures = {
        "questions": len(examples),
        "evidence_recall_at_1_to_4": recall_at(examples, scores),
        "cosine_alone": recall_at(examples, [r[:, 0] for r in rows]),
    }
    click.echo(figures)
    about = "Weights of evidence selection; made by python -m eval.fit_evidence."
    write_weights(_WEIGHTS, about, figures, fit_on(examples, rows))


if __name__ == "__main__":
    main()
