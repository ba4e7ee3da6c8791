"""Fit the probability that a paper answers the question, which ranks papers and gates answers.

``python -m eval.fit_relevance STORE EXAMPLES.jsonl.gz``: STORE is a collection that holds the
examples' papers.  The examples' questions are asked of a collection of their papers and the
built-in ones; the development questions about the built-in collection are asked of that.  Every
question is asked twice: with its paper there, and with it taken out, when no paper may count as an
answer.  Figures come from cross-validation by question.
"""

from __future__ import annotations

import math
import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from tqdm import tqdm

from assistant.evidence import EvidenceSelector, Vectors
from assistant.features import Rarity
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder, Library
from assistant.relevance import FEATURES, READ, paper_features
from assistant.settings import load_settings
from assistant.text import stem, words
from assistant.types import Kind, Paper
from assistant.understanding.understand import Understanding
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import FOLDS, Example, load_examples
from eval.questions import Question, load, reference_set
from eval.stores import small_collection
from vectorstore.builtin import builtin_collection
from vectorstore.catalog import Catalog
from vectorstore.readers import read

PENALTY = 10.0
SILENT_WEIGHT = 2.0
PAPERS = 200
"""How many of the examples' papers are used: all with a question that has no answer, and others."""
ABSTAINING = Path(__file__).parent / "sets" / "abstaining.jsonl"
_KINDS = frozenset(("single", "typo", "false_premise", "unanswerable", "detail"))
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
class Case:
    """A question, the papers that it is about, and whether their abstracts answer it."""

    question: str
    papers: frozenset[str]
    answers: bool
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A case asked of a collection: features of the papers read, and which are its own.

    Attributes:
        present: Whether its papers were there.
    """

    case: Case
    rows: Vectors
    own: tuple[bool, ...]
    present: bool

    @property
    def answerable(self) -> bool:
        """Whether some paper there answers."""
        return self.present and self.case.answers


class Shelf:
    """A small collection to ask questions of; vectors in memory, the catalog in a folder."""

    def __init__(self, papers: Sequence[Paper], embedder: Embedder, folder: Path) -> None:
        self.catalog, self._search = small_collection(papers, embedder, folder)
        self._selector = EvidenceSelector(embedder, self.catalog)

    def ask(self, case: Case) -> Iterator[Asked]:
        """The case with its papers there, and with them taken out."""
        hits = self._search.search(case.question, READ + len(case.papers))
        gone = [hit.paper for hit in hits if hit.paper.id in case.papers]
        for present in (True, False):
            shown = [h for h in hits if present or h.paper.id not in case.papers][:READ]
            if not shown or (not present and not gone):
                continue
            evidence = self._selector.score(case.question, [h.paper for h in shown])
            rarity = rarity_without(self.catalog, case.question, () if present else gone)
            rows = paper_features(case.question, shown, evidence, rarity)
            own = tuple(h.paper.id in case.papers for h in shown)
            yield Asked(case, rows, own, present)


def rarity_without(library: Library, query: str, gone: Collection[Paper]) -> Rarity:
    """How rare the query's stems are in a collection once some papers have been taken out."""
    stems = sorted({stem(word) for word in words(query)})
    counts = library.document_frequencies(stems)
    papers = library.count() - len(gone)
    for paper in gone:
        for held in {stem(w) for w in words(f"{paper.title} {paper.abstract}")} & set(stems):
            counts[held] = max(0, counts.get(held, 0) - 1)
    scale = math.log(papers + 1) or 1.0
    return lambda wanted: math.log((papers + 1) / (counts.get(wanted, 0) + 1)) / scale


def chosen_papers(examples: Sequence[Example], known: Collection[str], count: int) -> list[str]:
    """Ids of the examples' papers to use: those with unanswerable questions, then any others."""
    silent = sorted({e.paper_id for e in examples if not e.evidence and e.paper_id in known})
    others = sorted({e.paper_id for e in examples if e.paper_id in known} - set(silent))
    random.Random(1).shuffle(others)  # noqa: S311 - a fixed choice, no secret
    return [*silent, *others][:count]


def built_in_cases(questions: Sequence[Question], library: Library) -> Iterator[Case]:
    """Questions about the built-in collection that go through the gate: no lists, no follow-ups."""
    understanding = Understanding(library, lambda phrase: None)
    for q in questions:
        plain = q.kind in _KINDS and not q.history
        if plain and understanding.request(q.question).kind is Kind.QUESTION:
            source = "reference" if q.id[0] in "ab" else "own"
            yield Case(q.question, frozenset(q.gold.needed or q.gold.may), q.answerable, source)


def labels(asked: Asked) -> list[bool]:
    """For each paper read: it is the case's own and its abstract answers."""
    return [asked.answerable and own for own in asked.own]


def fit_on(asked: Sequence[Asked]) -> dict[str, object]:
    """The weights that separate papers that answer from those that do not."""
    flat = [label for a in asked for label in labels(a)]
    # A paper on the topic whose abstract does not say is rare in the data and common in life.
    weights = [SILENT_WEIGHT if own and not a.case.answers else 1.0 for a in asked for own in a.own]
    return fit(np.vstack([a.rows for a in asked]), flat, FEATURES, PENALTY, weights)


def figures(asked: Sequence[Asked]) -> dict[str, object]:
    """Held-out: the right paper first, and how the gate separates, by source of the questions."""
    questions = sorted({a.case.question for a in asked})
    fold = {question: i % FOLDS for i, question in enumerate(questions)}
    judged = list[tuple[Asked, float, bool]]()
    for k in range(FOLDS):
        model = linear_model(fit_on([a for a in asked if fold[a.case.question] != k]))
        for a in (a for a in asked if fold[a.case.question] == k):
            scores = model.probabilities(a.rows)
            judged.append((a, float(scores.max()), a.own[int(scores.argmax())]))
    found: dict[str, object] = {"all": _separation(judged)}
    for source in sorted({a.case.source for a in asked}):
        found[source] = _separation([j for j in judged if j[0].case.source == source])
    return found


def _separation(judged: Sequence[tuple[Asked, float, bool]]) -> dict[str, object]:
    """How many of each sort of question are refused at each threshold."""
    sorts = {
        "answerable": [(p, right) for a, p, right in judged if a.answerable],
        "absent": [(p, right) for a, p, right in judged if not a.present],
        "not_said": [(p, right) for a, p, right in judged if a.present and not a.case.answers],
    }
    firsts = [right for _, right in sorts["answerable"]]
    return {
        "questions": {name: len(found) for name, found in sorts.items()},
        "right_paper_first": round(float(np.mean(firsts)), 3) if firsts else None,
        "refused_at": {
            f"{t:.2f}": {
                name: round(float(np.mean([p < t for p, _ in found])), 3)
                for name, found in sorts.items()
                if found
            }
            for t in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
        },
    }


def ask_all(papers: dict[str, Paper], examples: Sequence[Example], embedder: Embedder,
            count: int = PAPERS) -> Iterator[Asked]:  # fmt: skip
    """Ask the examples' questions and the development questions."""
    ours = [p for p in read(builtin_collection()) if isinstance(p, Paper)]
    ids = set(chosen_papers(examples, papers, count))
    with TemporaryDirectory() as folder:
        shelf = Shelf([*(papers[i] for i in sorted(ids)), *ours], embedder, Path(folder))
        for e in tqdm([e for e in examples if e.paper_id in ids], unit="question"):
            case = Case(e.question, frozenset((e.paper_id,)), bool(e.evidence), "examples")
            yield from shelf.ask(case)
        shelf.catalog.close()
    with TemporaryDirectory() as folder:
        shelf = Shelf(ours, embedder, Path(folder))
        questions = [*load(reference_set(), "dev"), *load(ABSTAINING)]
        for case in tqdm(list(built_in_cases(questions, shelf.catalog)), unit="question"):
            yield from shelf.ask(case)
        shelf.catalog.close()


@click.command()
@click.argument("store", type=click.Path(exists=True, path_type=Path))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--papers", "count", default=PAPERS, show_default=True, help="Papers of examples.")
def main(store: Path, path: Path, count: int) -> None:
    """Cross-validate, print the figures, and write the weights."""
    examples = load_examples(path)
    papers = {p.id: p for p in Catalog(store / "catalog.sqlite3").papers()}
    asked = list(
        ask_all(papers, examples, CachingEmbedder(SentenceEmbedder(load_settings())), count)
    )
    found = figures(asked)
    click.echo(found)
    about = "Probability that a paper answers; made by python -m eval.fit_relevance."
    write_weights(_WEIGHTS, about, found, fit_on(asked))


if __name__ == "__main__":
    main()
