"""Draw the map of a collection from its catalog and the vectors of its index."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StoreError
from assistant.types import Paper
from vectorstore.catalog import Catalog
from vectorstore.index import Index, Vectors
from vectorstore.map import projection, topics
from vectorstore.map.drawing import CollectionMap

MOST = 500_000
"""Papers that are drawn at most: each takes two kilobytes of memory."""
CENTRAL = 12
_ABSTRACTS_BELOW = 40

Tell = Callable[[str], None]
"""Told what is being done, as a short phrase."""


def draw(catalog: Catalog, index: Index, tell: Tell = lambda doing: None) -> CollectionMap:
    """The map of all papers whose vectors are stored.

    Raises:
        StoreError: The catalog or the index cannot be read, or there are too many papers.
    """
    if (there := catalog.count()) > MOST:
        message = f"A map is drawn of at most {MOST:,} papers; this collection has {there:,}."
        raise StoreError(message, "Ingest a part of them into a collection of its own: --store DIR")
    state = catalog.state()
    tell("Reading the papers")
    found = _mean_vectors(index)
    papers = [_Marked(p) for p in catalog.papers() if p.id in found]
    vectors = np.array([found.pop(p.id) for p in papers], dtype=np.float32)
    vectors = vectors if len(papers) else np.zeros((0, 1), dtype=np.float32)
    tell("Finding topics")
    points = projection.reduced(vectors) if len(papers) > 1 else vectors
    belongs = topics.cluster(points)
    names = topics.labels(_texts(papers, belongs), belongs)
    tell(f"Placing {len(papers):,} papers")
    positions = projection.project(points)
    venues = sorted({p.venue for p in papers if p.venue})
    number = {venue: i for i, venue in enumerate(venues)}
    return CollectionMap(
        state,
        np.array([p.id for p in papers], dtype=np.str_),
        positions,
        belongs,
        tuple(names),
        _central(points, belongs, len(names)),
        np.array([p.year for p in papers], dtype=np.int16),
        np.array([number.get(p.venue, -1) for p in papers], dtype=np.int32),
        tuple(venues),
    )


class _Marked:
    """What the map needs of a paper; a hundred thousand whole ones would fill the memory."""

    __slots__ = ("id", "text", "title", "venue", "year")

    def __init__(self, paper: Paper) -> None:
        self.id, self.title, self.text = paper.id, paper.title, paper.abstract[:600]
        self.venue = (paper.venue or "").strip()
        self.year = paper.year if paper.year and 0 < paper.year < 3000 else 0


def _mean_vectors(index: Index) -> dict[str, Vectors]:
    """A vector a paper: the mean of its passages' vectors."""
    sums: dict[str, Vectors] = {}
    for ids, vectors in index.vectors():
        for paper_id, vector in zip(ids, vectors, strict=True):
            sums[paper_id] = sums[paper_id] + vector if paper_id in sums else vector
    return sums


def _texts(papers: Sequence[_Marked], belongs: NDArray[np.int64]) -> list[topics.Text]:
    """Titles name a topic best; where they are few, the abstracts help."""
    few = len(papers) < _ABSTRACTS_BELOW * (int(belongs.max(initial=0)) + 1)
    return [(p.title, p.text if few or not p.title else "") for p in papers]


def _central(points: Vectors, belongs: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    central = np.full((count, CENTRAL), -1, dtype=np.int64)
    for topic, best in _nearest_the_middle(points, belongs, count):
        central[topic, : len(best)] = best
    return central


def _nearest_the_middle(
    points: Vectors, belongs: NDArray[np.int64], count: int
) -> Iterator[tuple[int, NDArray[np.int64]]]:
    for topic in range(count):
        rows = np.flatnonzero(belongs == topic)
        near = points[rows] @ points[rows].mean(axis=0)
        yield topic, rows[np.argsort(-near, kind="stable")[:CENTRAL]]
