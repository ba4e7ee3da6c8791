"""Fit the probability that a paper is about a topic, which cuts lists of papers.

``python -m eval.fit_topicality STORE [SET]``: STORE is a collection of all papers of ICLR 2021; SET
holds questions for lists with all their papers, by default ``eval/sets/surveys.jsonl``.  Every
question is asked of the whole collection and of random parts of it, so that what is learnt holds
at several sizes; where a part has none of the papers, none may pass.  Figures come from
cross-validation by topic.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np

from assistant.evidence import Vectors
from assistant.features import Rarity
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Search
from assistant.settings import load_settings
from assistant.text import content_stems
from assistant.topicality import FEATURES, LOOKED_AT, topic_features
from assistant.types import Filters, Paper
from assistant.understanding.topics import topic
from assistant.wiring import open_catalog, open_search
from eval.fitting import fit, linear_model, write_weights
from eval.questions import Question, load

PENALTY = 1.0
FOLDS = 5
PARTS = (100, 100, 300)
THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
SET = Path(__file__).parent / "sets" / "surveys.jsonl"
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights" / "topicality.json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question asked of one part: the papers found, their features, and which are right.

    Attributes:
        number: Of the topic; questions for one topic in other words share it.
        ids: Of the papers found, in the order of ``rows``.
        needed: Ids that a full list holds.
        allowed: Ids that a list may hold.
    """

    number: int
    size: int
    ids: tuple[str, ...]
    rows: Vectors
    needed: frozenset[str]
    allowed: frozenset[str]


def part_rarity(papers: Sequence[Paper]) -> Callable[[str], float]:
    """How rare a stem is in a part of a collection; ``evidence.collection_rarity`` for a part."""
    found: Counter[str] = Counter()
    for paper in papers:
        found.update(set(content_stems(f"{paper.title} {paper.abstract}")))
    scale = float(np.log(len(papers) + 1)) or 1.0
    return lambda stem: float(np.log((len(papers) + 1) / (found[stem] + 1))) / scale


def ask_all(
    search: Search, papers: Sequence[Paper], questions: Sequence[Question]
) -> Iterator[Asked]:
    """Ask every question of the whole collection and of the parts."""
    chance = random.Random(0)  # noqa: S311 - a fixed choice, no secret
    topics = list(dict.fromkeys(q.gold.needed for q in questions))
    parts = [list(papers), *(chance.sample(papers, n) for n in PARTS if n < len(papers))]
    for part in parts:
        rarity: Rarity = part_rarity(part)
        here = {paper.id for paper in part}
        filters = Filters(paper_ids=() if len(part) == len(papers) else tuple(sorted(here)))
        for question in questions:
            about = topic(question.question)
            hits = search.search(about, LOOKED_AT, filters)
            needed, allowed = set(question.gold.needed), question.gold.allowed
            yield Asked(
                topics.index(question.gold.needed),
                len(part),
                tuple(hit.paper.id for hit in hits),
                topic_features(about, hits, rarity),
                frozenset(needed & here),
                frozenset(allowed & here),
            )


def fit_on(asked: Sequence[Asked]) -> dict[str, object]:
    """The weights that separate the papers of a topic from the others found."""
    # Papers that a list may hold, but need not, teach nothing.
    rows = [(row, i in a.needed) for a in asked for i, row in zip(a.ids, a.rows, strict=True)
            if i in a.needed or i not in a.allowed]  # fmt: skip
    return fit(np.array([row for row, _ in rows]), [right for _, right in rows], FEATURES, PENALTY)


def figures(asked: Sequence[Asked]) -> dict[str, object]:
    """Held-out precision and recall of lists at each cut, by size of the collection."""
    judged = []
    for fold in range(FOLDS):
        model = linear_model(fit_on([a for a in asked if a.number % FOLDS != fold]))
        held_out = (a for a in asked if a.number % FOLDS == fold)
        judged += [(a, model.probabilities(a.rows)) for a in held_out]
    sizes = sorted({a.size for a in asked})
    return {
        f"{size} papers": {
            f"cut {cut:.2f}": _figures([x for x in judged if x[0].size == size], cut)
            for cut in THRESHOLDS
        }
        for size in sizes
    }


def _figures(judged: Sequence[tuple[Asked, Vectors]], cut: float) -> dict[str, float]:
    precision, recall, recall10, refused, foreign = [], [], [], [], []
    for a, probabilities in judged:
        ranked = [a.ids[i] for i in np.argsort(-probabilities, kind="stable")]
        chosen = ranked[: int((probabilities >= cut).sum())]
        if not a.needed:
            foreign.append(not chosen)
            continue
        refused.append(not chosen)
        recall.append(len(set(chosen) & a.needed) / len(a.needed))
        recall10.append(len(set(ranked[:10]) & a.needed) / min(10, len(a.needed)))
        if chosen:
            precision.append(len(set(chosen) & a.allowed) / len(chosen))
    return {
        "precision": _mean(precision),
        "recall": _mean(recall),
        "recall_of_10": _mean(recall10),
        "refused": _mean(refused),
        "refused_where_none_is_right": _mean(foreign),
    }


def _mean(values: Sequence[float]) -> float:
    return round(float(np.mean(values)), 3) if values else 0.0


@click.command()
@click.argument("store", type=click.Path(exists=True, path_type=Path))
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=SET)
def main(store: Path, path: Path) -> None:
    """Cross-validate, print the figures, and write the weights."""
    settings = load_settings().alone_in(store)
    catalog = open_catalog(settings)
    search = open_search(settings, catalog, SentenceEmbedder(settings))
    asked = list(ask_all(search, list(catalog.papers()), load(path)))
    found = figures(asked)
    for size, cuts in found.items():
        for cut, values in cuts.items():  # type: ignore[attr-defined]
            click.echo(f"{size}, {cut}: {values}")
    about = "Probability that a paper is about a topic; made by python -m eval.fit_topicality."
    write_weights(_WEIGHTS, about, found, fit_on(asked))


if __name__ == "__main__":
    main()
