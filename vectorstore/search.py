"""Hybrid search: what the vectors find and what the words find, every paper scored by both.

Convex fusion of min-max normalised scores (Bruch et al., arXiv 2210.11934) keeps how much better
one paper is than the next, which reciprocal ranks throw away.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeVar

from assistant.errors import StoreError
from assistant.protocols import Embedder, Reranker, Vectors
from assistant.types import EVERYTHING, Filters, Paper, Retrieved
from assistant.wording.spelling import spelled
from assistant.wording.text import fold, words
from vectorstore import bm25
from vectorstore.catalog import Catalog
from vectorstore.fusion import DENSE_WEIGHT, convex
from vectorstore.index import Index

T = TypeVar("T")
_log = logging.getLogger(__name__)

_CANDIDATES = 100
"""Papers that vectors and words each put forward."""
_FEW = 200
"""Where filters leave no more papers than this, each is scored and nothing is searched."""
_MOST_PENDING = 0.1
"""Share of the papers that may lack vectors; where more do, those few would outrank the rest."""
_SPARE = 1.0
"""So many times the papers are fetched of which as many as wanted would pass a filter by chance."""
_MORE = 4
"""So many times as many are fetched where too few of them pass a filter."""
_ROUNDS = 2
"""How often more are fetched where words have found as many papers as are wanted."""
_RERANKED = 30
_TELLING = 3
"""Words that a title has at least before it can name one work alone."""


class HybridSearch:
    """Papers nearest a query by meaning and by words.

    Args:
        catalog: Where papers and their words are.
        index: Where their vectors are; a failing index leaves the words to search by.
        embedder: The model that made the index's vectors.
        dense_weight: Share of the vectors in the fused score, from 0 (words alone) to 1.
        reranker: Orders the best papers anew, where one is configured.
        lost: Told that the index failed, so that somebody may make it again.
    """

    def __init__(
        self,
        catalog: Catalog,
        index: Index,
        embedder: Embedder,
        dense_weight: float = DENSE_WEIGHT,
        reranker: Reranker | None = None,
        lost: Callable[[], None] = lambda: None,
    ) -> None:
        self._catalog = catalog
        self._index = index
        self._embedder = embedder
        self._dense_weight = dense_weight
        self._reranker = reranker
        self._lost = lost

    def search(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
        """At most ``limit`` papers that pass the filters, best first; ties in order of id."""
        depth = max(limit, _CANDIDATES)
        query = spelled(query, self._catalog)
        passing = self._catalog.count(filters) if filters else 0
        if filters and passing <= _FEW:
            papers = list(self._catalog.papers(filters))
            dense = self._similarities(self._vector(query), [paper.id for paper in papers])
        else:
            papers, dense = self._candidates(query, depth, limit, filters, passing)
        lexical = self._lexical(query, papers)
        found = [paper for paper in papers if paper.id in dense or paper.id in lexical]
        # Without vectors the words' scores take their whole range, as readers of scores expect.
        scores = convex(dense, lexical, self._dense_weight if dense else 0.0)
        hits = [
            Retrieved(paper, scores[paper.id], dense.get(paper.id), lexical.get(paper.id))
            for paper in found
        ]
        hits.sort(key=lambda hit: (-hit.score, hit.paper.id))
        hits = self._reranked(query, one_a_work(hits)[:limit])
        return hits if dense else self._with_cosines(query, hits)

    def _candidates(
        self, query: str, depth: int, least: int, filters: Filters, passing: int
    ) -> tuple[list[Paper], dict[str, float]]:
        """What vectors and words put forward, and the cosine of each of those papers."""
        ids = list[str]()
        if self._dense_weight < 1:
            ids = [paper_id for paper_id, _ in self._catalog.search_text(query, depth, filters)]
        dense, vector = dict[str, float](), self._vector(query)
        if vector is not None:
            rounds = _ROUNDS if len(ids) >= least else passing
            dense = self._nearest(vector, depth, least, filters, passing, rounds)
            dense |= self._similarities(vector, [i for i in ids if i not in dense])
        # An id that the catalog does not know is a stray vector of a deleted paper.
        return self._catalog.get(list(dict.fromkeys([*ids, *dense]))), dense

    def _lexical(self, query: str, papers: Sequence[Paper]) -> dict[str, float]:
        if self._dense_weight >= 1:
            return {}
        statistics = self._catalog.statistics(query)
        scored = ((paper.id, bm25.score(statistics, paper)) for paper in papers)
        return {paper_id: score for paper_id, score in scored if score > 0}

    def _vector(self, query: str) -> Vectors | None:
        if self._dense_weight <= 0 or not query.strip() or self._is_partial():
            return None
        return self._embedder.embed_query(query)

    def _with_cosines(self, query: str, hits: list[Retrieved]) -> list[Retrieved]:
        """What words alone have found, with the cosines that are known: readers of hits want them.

        Making them anew while papers come in took most of an answer's time.
        """
        if self._dense_weight <= 0 or not hits or not self._is_partial():
            return hits
        known = self._similarities(self._embedder.embed_query(query), [h.paper.id for h in hits])
        return [replace(hit, dense=known.get(hit.paper.id)) for hit in hits]

    def _is_partial(self) -> bool:
        """Whether so many vectors are being made that those which are there would mislead."""
        if self._dense_weight >= 1:
            return False
        pending = self._catalog.count_pending()
        return bool(pending) and pending > _MOST_PENDING * self._catalog.count()

    def _nearest(
        self,
        vector: Vectors,
        limit: int,
        least: int,
        filters: Filters,
        passing: int,
        rounds: int,
    ) -> dict[str, float]:
        """The cosines of the nearest papers that pass the filters, of which there are ``passing``.

        The catalog picks them out of ever more of the nearest, until ``least`` pass; where few
        pass, the index looks among those alone, or each is scored, since it knows no authors.
        Where words have found papers enough, that ends after some ``rounds``: what is missing then
        is farther from the query than thousands that do not pass, and the index's own filter would
        take longer than all the rest of the search.
        """
        try:
            if not filters:
                return dict(self._index.search(vector, limit))
            wanted = int(_SPARE * limit * self._catalog.count() / max(1, passing)) + 1
            found = list[tuple[str, float]]()
            while 2 * wanted <= passing and rounds:
                found = self._passing(self._index.search(vector, wanted), filters)
                if len(found) >= least:
                    break
                wanted, rounds = wanted * _MORE, rounds - 1
            if found and (len(found) >= least or not rounds):
                return dict(found[:limit])
            if filters.authors or filters.without_authors:
                ids = sorted(self._catalog.passing(filters))
                scored = self._index.similarities(vector, ids).items()
                return dict(sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:limit])
            return dict(self._passing(self._index.search(vector, limit, filters), filters))
        except StoreError as error:
            return self._without_vectors(error, {})

    def _passing(
        self, found: Sequence[tuple[str, float]], filters: Filters
    ) -> list[tuple[str, float]]:
        ids = {i for i, _ in found} & set(filters.paper_ids or (i for i, _ in found))
        known = self._catalog.passing(replace(filters, paper_ids=tuple(ids))) if ids else set()
        return [(paper_id, cosine) for paper_id, cosine in found if paper_id in known]

    def _similarities(self, vector: Vectors | None, ids: Sequence[str]) -> dict[str, float]:
        try:
            return self._index.similarities(vector, ids) if vector is not None and ids else {}
        except StoreError as error:
            return self._without_vectors(error, {})

    def _without_vectors(self, error: StoreError, nothing: T) -> T:
        _log.warning("Searching by words alone: %s", error)
        self._lost()
        return nothing

    def _reranked(self, query: str, hits: list[Retrieved]) -> list[Retrieved]:
        if self._reranker is None or not hits:
            return hits
        return self._reranker.rerank(query, hits[:_RERANKED]) + hits[_RERANKED:]


def one_a_work(hits: Sequence[Retrieved]) -> list[Retrieved]:
    """The hits without later records of a work that stands before: a title and an author in common.

    Such as a submission that was rejected here and published there, with its text rewritten.
    """
    kept, seen = list[Retrieved](), dict[tuple[str, ...], list[set[str]]]()
    for hit in hits:
        title = tuple(words(hit.paper.title))
        authors = {fold(name) for name in hit.paper.authors}
        before = seen.setdefault(title, [])
        if len(title) >= _TELLING and any(authors & others for others in before):
            continue
        before.append(authors)
        kept.append(hit)
    return kept
