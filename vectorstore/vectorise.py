"""Make the vectors of pending papers: one thread computes, another stores what is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from assistant.protocols import Embedder
from assistant.types import Paper
from vectorstore.catalog import Catalog
from vectorstore.chunking import passages
from vectorstore.index import Index, Passage, Vectors

BATCH = 256
"""Papers that are embedded, stored and marked together; a kill loses at most two of these."""

Progress = Callable[[int, int], None]
"""Told how many papers are embedded and how many there are to do."""


def vectorise(catalog: Catalog, index: Index, embedder: Embedder, progress: Progress) -> int:
    """Embed and store all pending papers, longest first; how many there were.

    The time left, reckoned from the long ones, comes down rather than up.
    """
    total, done = catalog.count_pending(), 0
    storing: Future[int] | None = None
    progress(done, total)
    with ThreadPoolExecutor(1, thread_name_prefix="storing") as worker:
        try:
            for papers, pieces in _batches(catalog):
                vectors = embedder.embed([piece.text for piece in pieces])
                if storing is not None:
                    done += storing.result()
                    progress(done, total)
                storing = worker.submit(_store, catalog, index, papers, pieces, vectors)
            done += storing.result() if storing is not None else 0
        finally:
            worker.submit(catalog.close).result()
    progress(done, total)
    return done


def _batches(catalog: Catalog) -> Iterator[tuple[list[Paper], list[Passage]]]:
    """Pending papers and their passages; a batch may still be pending when the next is read."""
    last: Paper | None = None
    while papers := catalog.pending(BATCH, after=last):
        last = papers[-1]
        yield papers, [piece for paper in papers for piece in passages(paper)]


def _store(
    catalog: Catalog, index: Index, papers: list[Paper], pieces: list[Passage], vectors: Vectors
) -> int:
    index.replace(pieces, np.asarray(vectors, dtype=np.float32))
    catalog.mark_indexed(papers, Counter(piece.paper.id for piece in pieces))
    return len(papers)
