"""Fit the probability that a paper answers the question.

``python -m eval.fit_relevance STORE EXAMPLES.jsonl.gz``: STORE is a collection that holds the
examples' papers and a few thousand others.  Small collections are cut out of it, each with its
nearest neighbours, so that what is learnt holds at several sizes.  Every question is asked twice:
with its paper there, and with it taken out, when no paper may count as an answer.  Figures come
from cross-validation by paper.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from tqdm import tqdm

from assistant.evidence import EvidenceSelector, Vectors, collection_rarity
from assistant.models.embedding import SentenceEmbedder
from assistant.relevance import FEATURES, READ, paper_features
from assistant.settings import load_settings
from assistant.types import Paper
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import FOLDS, Example, load_examples
from vectorstore.catalog import Catalog
from vectorstore.chunking import passages
from vectorstore.index import MemoryIndex
from vectorstore.search import HybridSearch

PENALTY = 10.0
SMALL = 100
SILENT_WEIGHT = 5.0
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "relevance.json"


class CachingEmbedder:
    """Remembers every vector, since the same papers are read for many questions."""

    def __init__(self, inner: SentenceEmbedder) -> None:
        self._inner = inner
        self._vectors: dict[str, Vectors] = {}

    @property
    def fingerprint(self) -> str:
        """The inner model's."""
        return self._inner.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape ``(texts, dimensions)``; only new texts reach the model."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors |= zip(new, self._inner.embed(new), strict=True)
        return np.array([self._vectors[text] for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """The unit vector of a question."""
        return np.asarray(self.embed([text])[0], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one collection: the features of the papers read, and which is right."""

    example: Example
    rows: Vectors
    right: int | None
    present: bool


def collections(
    papers: dict[str, Paper], examples: Sequence[Example], embedder: CachingEmbedder
) -> Iterator[tuple[list[Paper], list[Example]]]:
    """Small collections of half examples' papers, half their neighbours; then the whole."""
    ids = sorted({e.paper_id for e in examples if e.paper_id in papers})
    random.Random(0).shuffle(ids)  # noqa: S311 - a fixed split, no secret
    others = [p for i, p in papers.items() if i not in set(ids)]
    vectors = {p.id: embedder.embed([passages(p)[0].text])[0] for p in papers.values()}
    matrix = np.array([vectors[p.id] for p in others])
    for start in range(0, len(ids), SMALL // 2):
        chosen = ids[start : start + SMALL // 2]
        nearness = np.array([vectors[i] for i in chosen]) @ matrix.T
        near = [others[j] for j in np.argsort(-nearness.max(axis=0))[: SMALL - len(chosen)]]
        group = [papers[i] for i in chosen] + near
        yield group, [e for e in examples if e.paper_id in set(chosen)]
    yield list(papers.values()), [e for e in examples if e.paper_id in papers]


def ask_all(
    group: Sequence[Paper], examples: Sequence[Example], embedder: CachingEmbedder, folder: Path
) -> Iterator[Asked]:
    """Ask every example of a collection of these papers, with its paper there and without it."""
    catalog, index = Catalog(folder / "catalog.sqlite3"), MemoryIndex()
    catalog.put(group)
    for paper in group:
        pieces = passages(paper)
        index.replace(pieces, embedder.embed([piece.text for piece in pieces]))
    search = HybridSearch(catalog, index, embedder)
    selector = EvidenceSelector(embedder, catalog)
    for example in examples:
        rarity = collection_rarity(catalog, example.question)
        hits = search.search(example.question, READ + 1)
        for present in (True, False):
            shown = [h for h in hits if present or h.paper.id != example.paper_id][:READ]
            if not shown:
                continue
            evidence = selector.score(example.question, [h.paper for h in shown])
            rows = paper_features(example.question, shown, evidence, rarity)
            ids = [h.paper.id for h in shown]
            right = ids.index(example.paper_id) if example.paper_id in ids else None
            yield Asked(example, rows, right, present)
    catalog.close()


def labels(asked: Asked) -> list[bool]:
    """For each paper read: it is the example's own and its abstract answers."""
    answers = bool(asked.example.evidence)
    return [answers and i == asked.right for i in range(len(asked.rows))]


def fit_on(asked: Sequence[Asked]) -> dict[str, object]:
    """The weights that separate papers that answer from those that do not."""
    flat = [label for a in asked for label in labels(a)]
    weights = [_weight(a, i) for a in asked for i in range(len(a.rows))]
    return fit(np.vstack([a.rows for a in asked]), flat, FEATURES, PENALTY, weights)


def _weight(asked: Asked, i: int) -> float:
    """The right paper with an abstract that does not say is rare in the data and common in life."""
    return SILENT_WEIGHT if i == asked.right and not asked.example.evidence else 1.0


def figures(asked: Sequence[Asked]) -> dict[str, object]:
    """Held-out: right paper first, by search and by probability, and separation of the gate."""
    from sklearn.metrics import roc_auc_score

    first, search_first, count = 0, 0, 0
    answerable, top = list[bool](), list[float]()
    for fold in range(FOLDS):
        model = linear_model(fit_on([a for a in asked if a.example.fold != fold]))
        for a in (a for a in asked if a.example.fold == fold):
            scores = model.probabilities(a.rows)
            top.append(float(scores.max()))
            answerable.append(a.present and bool(a.example.evidence))
            if answerable[-1]:
                count += 1
                first += int(a.right is not None and int(scores.argmax()) == a.right)
                search_first += int(a.right == 0)
    order = np.array(top)
    truth = np.array(answerable)
    return {
        "questions": count,
        "right_paper_first": round(first / count, 4),
        "right_paper_first_by_search": round(search_first / count, 4),
        "gate_auroc": round(float(roc_auc_score(truth, order)), 4),
        "refused_at": {
            f"{t:.2f}": {
                "answerable": round(float((order[truth] < t).mean()), 4),
                "unanswerable": round(float((order[~truth] < t).mean()), 4),
            }
            for t in (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)
        },
    }


@click.command()
@click.argument("store", type=click.Path(exists=True, path_type=Path))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def main(store: Path, path: Path) -> None:
    """Cross-validate, print the figures, and write the weights."""
    examples = load_examples(path)
    papers = {p.id: p for p in Catalog(store / "catalog.sqlite3").papers()}
    embedder = CachingEmbedder(SentenceEmbedder(load_settings()))
    asked: list[Asked] = []
    for group, some in tqdm(list(collections(papers, examples, embedder)), unit="collection"):
        with TemporaryDirectory() as folder:
            asked += ask_all(group, some, embedder, Path(folder))
    found = figures(asked)
    click.echo(found)
    about = "Probability that a paper answers; made by python -m eval.fit_relevance."
    write_weights(_WEIGHTS, about, found, fit_on(asked))


if __name__ == "__main__":
    main()
