"""Hybrid search: the vectors' and the words' findings, each scaled to [0, 1], in one weighted sum.

Convex fusion of min-max normalised scores (Bruch et al., arXiv 2210.11934) keeps how much better
one paper is than the next, which reciprocal ranks throw away.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.errors import StoreError
from assistant.protocols import Embedder
from assistant.types import EVERYTHING, Filters, Retrieved
from vectorstore.catalog import Catalog
from vectorstore.index import Index

_log = logging.getLogger(__name__)

DENSE_WEIGHT = 0.5
"""Share of the vectors in the fused score; .5 was best on SciFact (see ``eval/README.md``)."""
_CANDIDATES = 100


class HybridSearch:
    """Papers nearest a query by meaning and by words.

    Args:
        catalog: Where papers and their words are.
        index: Where their vectors are; a failing index leaves the words to search by.
        embedder: The model that made the index's vectors.
        dense_weight: Share of the vectors in the fused score, from 0 (words alone) to 1.
    """

    def __init__(
        self,
        catalog: Catalog,
        index: Index,
        embedder: Embedder,
        dense_weight: float = DENSE_WEIGHT,
    ) -> None:
        self._catalog = catalog
        self._index = index
        self._embedder = embedder
        self._dense_weight = dense_weight

    def search(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
        """At most ``limit`` papers that pass the filters, best first; ties in order of id."""
        if filters.authors or filters.without_authors:
            # The index knows no authors; an author's papers are few enough to name.
            ids = tuple(paper.id for paper in self._catalog.papers(filters))
            if not ids:
                return []
            filters = replace(filters, authors=(), without_authors=(), paper_ids=ids)
        wanted = max(limit, _CANDIDATES)
        lexical, dense = dict[str, float](), dict[str, float]()
        if self._dense_weight < 1:
            lexical = dict(self._catalog.search_text(query, wanted, filters))
        if self._dense_weight > 0:
            dense = dict(self._dense(query, wanted, filters))
        scores = fuse(dense, lexical, self._dense_weight)
        best = sorted(scores, key=lambda paper_id: (-scores[paper_id], paper_id))[:limit]
        # An id that the catalog does not know is a stray vector of a deleted paper.
        return [
            Retrieved(paper, scores[paper.id], dense.get(paper.id), lexical.get(paper.id))
            for paper in self._catalog.get(best)
        ]

    def _dense(self, query: str, limit: int, filters: Filters) -> Sequence[tuple[str, float]]:
        if not query.strip():
            return []
        try:
            return self._index.search(self._embedder.embed_query(query), limit, filters)
        except StoreError as error:
            _log.warning("Searching by words alone: %s", error)
            return []


def fuse(
    dense: Mapping[str, float], lexical: Mapping[str, float], dense_weight: float
) -> dict[str, float]:
    """Fused score in [0, 1] of every paper found; absence from one side counts 0."""
    sides = ((_scaled(dense), dense_weight), (_scaled(lexical), 1.0 - dense_weight))
    found = {paper_id for side, _ in sides for paper_id in side}
    return {i: sum(weight * side.get(i, 0.0) for side, weight in sides) for i in found}


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    """Min-max normalised; the lowest of many keeps a little, so that found beats not found."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    span = high - low
    if span <= 0:
        return dict.fromkeys(scores, 1.0)
    return {i: 0.01 + 0.99 * (score - low) / span for i, score in scores.items()}
