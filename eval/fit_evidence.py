"""Fit the weights of evidence selection: ``python -m eval.fit_evidence EXAMPLES.jsonl.gz``.

Five-fold cross-validation by paper gives the figures; the weights are then fitted on everything
and written to ``assistant/weights/evidence.json``, the learned similarity to ``projection.npz``.
What the weights see of the learned similarity always comes from a projection that was fitted
without the example's fold.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import click
import numpy as np

from assistant.evidence.features import (
    FEATURES,
    Rarity,
    Similarities,
    Vectors,
    question_parts,
    sentence_features,
)
from assistant.evidence.projection import Projection, fitted_projection
from assistant.evidence.selection import LinearModel
from assistant.models.embedding import SentenceEmbedder
from assistant.settings import load_settings
from assistant.wording.text import content_stems
from eval.fit_projection import Asked, fit_projection
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import FOLDS, Example, load_examples

PENALTY = 10.0
DEPTH = 4
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "evidence.json"


@dataclass(frozen=True)
class Measured:
    """The examples with their vectors: all that the fits need of the embedding model."""

    examples: Sequence[Example]
    vectors: Mapping[str, Vectors]
    fingerprint: str
    rarity: Rarity

    def rows(self, i: int, projection: Projection) -> Vectors:
        """Features of every sentence of one example, shape ``(sentences, len(FEATURES))``."""
        rows = self.readable[i].copy()
        learned = projection.similarity(self.vectors[self.examples[i].question], self.sentences(i))
        rows[:, FEATURES.index("learned")] = learned - learned.mean()
        rows[:, FEATURES.index("learned_best")] = learned >= learned.max()
        return rows

    @cached_property
    def readable(self) -> list[Vectors]:
        """Every example's features without the learned similarity, which stands at 0."""
        return [self._readable(e, self.sentences(i)) for i, e in enumerate(self.examples)]

    def _readable(self, e: Example, plain: Vectors) -> Vectors:
        question = self.vectors[e.question]
        titled = np.stack([self.vectors[text] for text in _titled(e)])
        parts = np.stack([self.vectors[part] for part in question_parts(e.question)])
        nothing = np.zeros(len(plain), dtype=np.float32)
        near = Similarities(plain @ question, titled @ question, nothing, parts @ plain.T)
        return sentence_features(e.question, e.title, e.sentences, near, self.rarity)

    def sentences(self, i: int) -> Vectors:
        """The vectors of an example's sentences."""
        return np.stack([self.vectors[text] for text in self.examples[i].sentences])


def measured(examples: Sequence[Example]) -> Measured:
    """Embed all that the examples hold, once."""
    embedder = SentenceEmbedder(load_settings())
    texts = {t for e in examples for t in (*question_parts(e.question), *e.sentences, *_titled(e))}
    order = sorted(texts | {e.question for e in examples})
    vectors = dict(zip(order, embedder.embed(order), strict=True))
    papers = {e.paper_id: " ".join((e.title, *e.sentences)) for e in examples}
    counts = Counter(stem for text in papers.values() for stem in set(content_stems(text)))
    scale = math.log(len(papers) + 1)

    def rarity(stem: str) -> float:
        return math.log((len(papers) + 1) / (counts[stem] + 1)) / scale

    return Measured(examples, vectors, embedder.fingerprint, rarity)


def example_features(data: Measured) -> list[Vectors]:
    """Features of every example, those learned by the shipped projection among them."""
    return [data.rows(i, fitted_projection()) for i in range(len(data.examples))]


def _projection(data: Measured, chosen: Sequence[int]) -> Projection:
    """The projection fitted on some of the examples."""
    asked = [
        Asked(
            data.vectors[data.examples[i].question],
            data.sentences(i),
            data.readable[i],
            np.array(_labels(data.examples[i]), dtype=np.float32),
        )
        for i in chosen
    ]
    return fit_projection(asked, data.fingerprint)


def _labels(example: Example) -> list[bool]:
    return [i in example.evidence for i in range(len(example.sentences))]


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
    labels = [label for e in examples for label in _labels(e)]
    return fit(np.vstack(rows), labels, FEATURES, PENALTY)


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def main(path: Path) -> None:
    """Cross-validate, print recall of evidence in the best 1 to 4, and write the weights."""
    data = measured([e for e in load_examples(path) if e.evidence])
    examples, everything = data.examples, range(len(data.examples))
    rows: list[Vectors] = [np.zeros(0, dtype=np.float32)] * len(examples)
    for fold in range(FOLDS):
        projection = _projection(data, [i for i in everything if examples[i].fold != fold])
        for i in (i for i in everything if examples[i].fold == fold):
            rows[i] = data.rows(i, projection)
    scores = list(rows)
    for fold in range(FOLDS):
        train = [i for i in everything if examples[i].fold != fold]
        model: LinearModel = linear_model(
            fit_on([examples[i] for i in train], [rows[i] for i in train])
        )
        for i in (i for i in everything if examples[i].fold == fold):
            scores[i] = model.probabilities(rows[i])
    figures = {
        "questions": len(examples),
        "evidence_recall_at_1_to_4": recall_at(examples, scores),
        "cosine_alone": recall_at(examples, [r[:, 0] for r in rows]),
    }
    click.echo(figures)
    about = "Weights of evidence selection; made by python -m eval.fit_evidence."
    write_weights(_WEIGHTS, about, figures, fit_on(examples, rows))
    final = _projection(data, everything)
    np.savez_compressed(
        _WEIGHTS.with_name("projection.npz"),
        fingerprint=final.fingerprint,
        ours=final.ours.astype(np.float16),
        theirs=final.theirs.astype(np.float16),
    )


if __name__ == "__main__":
    main()
