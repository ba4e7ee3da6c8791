"""Fit the probability that a paper is about a topic, which cuts lists of papers.

``python -m eval.fit_topicality STORE [SET] [--originals STORE100]``: STORE is a collection of all
papers of ICLR 2021; SET holds questions for lists with all their papers, by default
``eval/sets/surveys.jsonl``.  Every question is asked of the whole collection and of random parts of
it, so that what is learnt holds at several sizes; where a part has none of the papers, none may
pass.  STORE100 holds the 100 original abstracts; the development surveys about them, which were
judged paper by paper, teach the model how many papers a broad topic has.  Figures come from
cross-validation by topic.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click
import numpy as np

from assistant.answers import surveys
from assistant.evidence.features import Rarity
from assistant.evidence.selection import Vectors
from assistant.gate.topicality import FEATURES, LOOKED_AT, Topical, topic_features
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Search
from assistant.settings import load_settings
from assistant.types import Filters, Paper, Retrieved
from assistant.understanding.topics import topic
from assistant.wiring import open_catalog, open_search
from assistant.wording.text import content_stems
from eval.fitting import fit, linear_model, write_weights
from eval.questions import Question, load, question_set

PENALTY = 3.0
FOLDS = 5
PARTS = (100, 100, 300)
ORIGINALS: tuple[tuple[str, Literal["dev", "all"]], ...] = (
    ("fresh", "all"),
    ("final", "all"),
    ("reference", "dev"),
)
JUDGED_BY_TEXT = 5.0
"""How much a question counts whose papers were judged by their abstracts and not their titles."""
SHARED = 0.3
"""Share of their papers that two topics have in common at least, to be tested together."""
SET = Path(__file__).parent / "sets" / "surveys.jsonl"
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "topicality.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one part: the papers found, their features, and which are right.

    Attributes:
        topic: The papers that a full list would hold in the whole collection.
        collection: What was asked, for the figures.
        hits: The papers found, in the order of ``rows``.
        needed: Ids that a full list holds.
        allowed: Ids that a list may hold.
        weight: How much it counts.
    """

    topic: frozenset[str]
    collection: str
    hits: tuple[Retrieved, ...]
    rows: Vectors
    needed: frozenset[str]
    allowed: frozenset[str]
    weight: float = 1.0


def part_rarity(papers: Sequence[Paper]) -> Callable[[str], float]:
    """How rare a stem is in a part of a collection; ``evidence.collection_rarity`` for a part."""
    found: Counter[str] = Counter()
    for paper in papers:
        found.update(set(content_stems(f"{paper.title} {paper.abstract}")))
    scale = float(np.log(len(papers) + 1)) or 1.0
    return lambda stem: float(np.log((len(papers) + 1) / (found[stem] + 1))) / scale


def ask_all(
    search: Search,
    papers: Sequence[Paper],
    questions: Sequence[Question],
    sizes: Sequence[int] = PARTS,
    weight: float = 1.0,
) -> Iterator[Asked]:
    """Ask every question of the whole collection and of random parts of these sizes."""
    chance = random.Random(0)  # noqa: S311 - a fixed choice, no secret
    parts = [list(papers), *(chance.sample(papers, n) for n in sizes if n < len(papers))]
    for part in parts:
        rarity: Rarity = part_rarity(part)
        here = {paper.id for paper in part}
        filters = Filters(paper_ids=() if len(part) == len(papers) else tuple(sorted(here)))
        for question in questions:
            about = topic(question.question) or question.question
            hits = search.search(about, LOOKED_AT, filters)
            needed, allowed = frozenset(question.gold.needed), question.gold.allowed
            yield Asked(
                needed,
                f"{len(part)} papers" if weight == 1 else f"{len(part)} papers, judged by abstract",
                tuple(hits),
                topic_features(about, hits, rarity),
                needed & here,
                frozenset(allowed & here),
                weight,
            )


def folds(asked: Sequence[Asked], known: Iterable[str]) -> list[int]:
    """The fold of each question; topics with papers in common are in one.

    Args:
        asked: The questions.
        known: Ids of the smallest collection: what topics of different collections can share.
    """
    shared, topics = set(known), list(dict.fromkeys(a.topic for a in asked))
    group = {name: number for number, name in enumerate(topics)}
    for i, one in enumerate(topics):
        for other in topics[:i]:
            both = one & other & shared
            if len(both) >= max(2, SHARED * len((one | other) & shared)):
                old, new = group[one], group[other]
                group = {name: new if number == old else number for name, number in group.items()}
    numbers = {number: place for place, number in enumerate(dict.fromkeys(group.values()))}
    return [numbers[group[a.topic]] % FOLDS for a in asked]


def fit_on(asked: Sequence[Asked]) -> dict[str, object]:
    """The weights that separate the papers of a topic from the others found."""
    # Papers that a list may hold, but need not, teach nothing.
    rows = [
        (row, hit.paper.id in a.needed, a.weight)
        for a in asked
        for hit, row in zip(a.hits, a.rows, strict=True)
        if hit.paper.id in a.needed or hit.paper.id not in a.allowed
    ]
    features, right, weights = zip(*rows, strict=True)
    return fit(np.array(features), right, FEATURES, PENALTY, weights)


def figures(asked: Sequence[Asked], fold_of: Sequence[int]) -> dict[str, object]:
    """Held-out precision and recall of lists, and how many are missing, by collection."""
    judged = list[tuple[Asked, list[Topical]]]()
    for fold in range(FOLDS):
        rest = [a for a, its in zip(asked, fold_of, strict=True) if its != fold]
        model = linear_model(fit_on(rest))
        for a, its in zip(asked, fold_of, strict=True):
            if its == fold:
                found = zip(a.hits, map(float, model.probabilities(a.rows)), strict=True)
                ranked = sorted((Topical(h, p) for h, p in found), key=lambda t: -t.probability)
                judged.append((a, ranked))
    names = sorted({a.collection for a in asked})
    return {name: _figures([x for x in judged if x[0].collection == name]) for name in names}


def _figures(judged: Sequence[tuple[Asked, list[Topical]]]) -> dict[str, float]:
    told: dict[str, list[float]] = {}

    def tell(name: str, value: float) -> None:
        told.setdefault(name, []).append(value)

    for a, ranked in judged:
        listed = [t.hit.paper.id for t in surveys.choose(ranked)]
        if not a.needed:
            tell("refused_where_none_is_right", not listed)
            continue
        first = {t.hit.paper.id for t in ranked[:10]}
        tell("refused", not listed)
        tell("recall", len(a.needed & set(listed)) / len(a.needed))
        tell("recall_of_10", len(a.needed & first) / min(10, len(a.needed)))
        tell("average_precision", _average_precision(a, ranked))
        tell("missing", len(a.needed - set(listed)))
        tell("missing_by_estimate", sum(t.probability for t in ranked[len(listed) :]))
        if listed:
            tell("precision", len(a.allowed & set(listed)) / len(listed))
    return {name: round(float(np.mean(values)), 3) for name, values in told.items()}


def _average_precision(a: Asked, ranked: Sequence[Topical]) -> float:
    counted = [t.hit.paper.id for t in ranked if t.hit.paper.id not in a.allowed - a.needed]
    places = [place for place, i in enumerate(counted, start=1) if i in a.needed]
    return sum(found / place for found, place in enumerate(places, start=1)) / len(a.needed)


def _asked_of(
    store: Path, questions: Sequence[Question], sizes: Sequence[int], weight: float
) -> list[Asked]:
    settings = load_settings().alone_in(store)
    catalog = open_catalog(settings)
    search = open_search(settings, catalog, SentenceEmbedder(settings))
    return list(ask_all(search, list(catalog.papers()), questions, sizes, weight))


@click.command()
@click.argument("store", type=click.Path(exists=True, path_type=Path))
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=SET)
@click.option("--originals", type=click.Path(exists=True, path_type=Path), help="100 abstracts.")
@click.option("--keep", is_flag=True, help="Print the figures and leave the weights.")
def main(store: Path, path: Path, originals: Path | None, keep: bool) -> None:
    """Cross-validate, print the figures, and write the weights."""
    asked, known = _asked_of(store, load(path), PARTS, 1.0), set[str]()
    if originals is not None:
        sets = (q for name, part in ORIGINALS for q in load(question_set(name), part))
        lists = [q for q in sets if q.kind == "survey"]
        asked += _asked_of(originals, lists, (), JUDGED_BY_TEXT)
        known = {p.id for p in open_catalog(load_settings().alone_in(originals)).papers()}
    found = figures(asked, folds(asked, known))
    for name, values in found.items():
        click.echo(f"{name}: {values}")
    if not keep:
        about = "Probability that a paper is about a topic; made by python -m eval.fit_topicality."
        write_weights(_WEIGHTS, about, found, fit_on(asked))


if __name__ == "__main__":
    main()
