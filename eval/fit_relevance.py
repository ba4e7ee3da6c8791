"""Fit the probability that a paper answers the question, which ranks papers and gates answers.

``python -m eval.fit_relevance STORE EXAMPLES.jsonl.gz``: STORE is a large collection that holds the
examples' papers.  The examples' questions are asked of small collections of their papers and of the
whole STORE, so that the weights hold at either size; the development questions about the built-in
collection are asked of that, and with ``--originals`` of its papers' own abstracts too.  Every
question is asked twice: with its paper there, and with it taken out, when no paper may count as an
answer.  Figures come from cross-validation by paper.
``--vectors FILE`` keeps what was embedded, which takes most of the time: about twenty minutes of a
core for 440 papers and 350 questions to the whole; ``--dry`` writes no weights.
"""

from __future__ import annotations

import json
import math
import random
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click
import numpy as np
from tqdm import tqdm

from assistant.evidence.features import Rarity
from assistant.evidence.selection import EvidenceSelector, Vectors
from assistant.gate.paper_features import FEATURES, paper_features
from assistant.gate.relevance import READ
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder, Library, Search
from assistant.settings import load_settings
from assistant.types import Kind, Paper
from assistant.understanding.understand import Understanding
from assistant.wiring import open_catalog, open_search
from assistant.wording.text import stem, words
from eval.caching import CachingEmbedder
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import FOLDS, Example, load_examples
from eval.questions import Question, load, reference_set
from eval.stores import small_collection
from vectorstore.builtin import builtin_collection
from vectorstore.catalog import Catalog
from vectorstore.readers import read

PENALTY = 10.0
SILENT_WEIGHT = 2.0
PAPERS = 440
"""How many of the examples' papers are used: all with a question that has no answer, and others."""
SHELF = 110
"""Papers of one small collection."""
WHOLE = 350
"""How many of the examples' questions are asked of the whole store."""
SETS = tuple(
    Path(__file__).parent / "sets" / f"{name}.jsonl" for name in ("abstaining", "dev_more")
)
_KINDS = frozenset(("single", "typo", "false_premise", "unanswerable", "detail"))
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "relevance.json"


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
    """A collection to ask questions of."""

    def __init__(self, catalog: Catalog, search: Search, embedder: Embedder) -> None:
        self.catalog = catalog
        self._search = search
        self._selector = EvidenceSelector(embedder, catalog)

    def ask(self, case: Case) -> Iterator[Asked]:
        """The case with its papers there, and with them taken out."""
        hits = self._search.search(case.question, READ + len(case.papers))
        gone = [hit.paper for hit in hits if hit.paper.id in case.papers]
        for present in (True, False):
            shown = [h for h in hits if present or h.paper.id not in case.papers][:READ]
            if not shown or (not present and not gone):
                continue
            read = self._selector.read(case.question, [h.paper for h in shown])
            rarity = rarity_without(self.catalog, case.question, () if present else gone)
            rows = paper_features(case.question, shown, read, rarity)
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
    subjects = sorted({_subject(a.case) for a in asked})
    random.Random(0).shuffle(subjects)  # noqa: S311 - a fixed choice, no secret
    fold = {subject: i % FOLDS for i, subject in enumerate(subjects)}
    judged = list[tuple[Asked, float, bool]]()
    for k in range(FOLDS):
        model = linear_model(fit_on([a for a in asked if fold[_subject(a.case)] != k]))
        for a in (a for a in asked if fold[_subject(a.case)] == k):
            scores = model.probabilities(a.rows)
            judged.append((a, float(scores.max()), a.own[int(scores.argmax())]))
    found: dict[str, object] = {"all": _separation(judged)}
    for source in sorted({a.case.source for a in asked}):
        found[source] = _separation([j for j in judged if j[0].case.source == source])
    return found


def _subject(case: Case) -> str:
    """The paper asked about; all questions on it are in one part."""
    return min(case.papers, default=case.question)


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


def ask_all(
    store: Path,
    examples: Sequence[Example],
    embedder: Embedder,
    count: int = PAPERS,
    originals: Path | None = None,
) -> Iterator[Asked]:
    """Ask the examples' questions and the development questions."""
    ours = [[p for p in read(builtin_collection()) if isinstance(p, Paper)]]
    if originals is not None:
        ours.append(list(open_catalog(load_settings().alone_in(originals)).papers()))
    questions = [*load(reference_set(), "dev"), *(q for path in SETS for q in load(path))]
    for texts in ours:
        with shelf(texts, embedder) as built_in:
            for case in tqdm(list(built_in_cases(questions, built_in.catalog)), unit="question"):
                yield from built_in.ask(case)
    settings = load_settings().alone_in(store)
    catalog = open_catalog(settings)
    papers = {p.id: p for p in catalog.get(sorted({e.paper_id for e in examples}))}
    chosen = chosen_papers(examples, papers, count)
    random.Random(2).shuffle(chosen)  # noqa: S311 - a fixed choice, no secret
    shelves = max(1, len(chosen) // SHELF)
    for ids in (set(chosen[start::shelves]) for start in range(shelves)):
        with shelf([papers[i] for i in sorted(ids)], embedder) as small:
            for e in tqdm([e for e in examples if e.paper_id in ids], unit="question"):
                yield from small.ask(_case(e, "examples"))
    whole = Shelf(catalog, open_search(settings, catalog, embedder), embedder)
    asked = [e for e in examples if e.paper_id in chosen]
    random.Random(3).shuffle(asked)  # noqa: S311 - a fixed choice, no secret
    for e in tqdm(asked[:WHOLE], unit="question"):
        yield from whole.ask(_case(e, "whole"))


def _case(example: Example, source: str) -> Case:
    answers = bool(example.evidence)
    return Case(example.question, frozenset((example.paper_id,)), answers, source)


@contextmanager
def shelf(papers: Sequence[Paper], embedder: Embedder) -> Iterator[Shelf]:
    """A small collection that is gone afterwards."""
    with TemporaryDirectory() as folder:
        made = Shelf(*small_collection(papers, embedder, Path(folder)), embedder)
        yield made
        made.catalog.close()


@click.command()
@click.argument("store", type=click.Path(exists=True, path_type=Path))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--papers", "count", default=PAPERS, show_default=True, help="Papers of examples.")
@click.option(
    "--originals",
    type=click.Path(exists=True, path_type=Path),
    help="A collection of the built-in papers' original abstracts, to be asked too.",
)
@click.option("--vectors", type=click.Path(path_type=Path), help="Keeps what was embedded (.npz).")
@click.option("--dry", is_flag=True, help="Print the figures and write no weights.")
def main(
    store: Path,
    path: Path,
    count: int,
    originals: Path | None,
    vectors: Path | None,
    dry: bool,
) -> None:
    """Cross-validate, print the figures, and write the weights."""
    examples = load_examples(path)
    embedder = CachingEmbedder(SentenceEmbedder(load_settings()), vectors)
    try:
        asked = list(ask_all(store, examples, embedder, count, originals))
    finally:
        embedder.keep()
    found = figures(asked)
    click.echo(json.dumps(found, indent=1))
    if not dry:
        about = "Probability that a paper answers; made by python -m eval.fit_relevance."
        write_weights(_WEIGHTS, about, found, fit_on(asked))


if __name__ == "__main__":
    main()
