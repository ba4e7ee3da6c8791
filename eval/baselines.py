"""The simple systems that every report measures the assistant against."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.errors import EmptyStoreError, InputError
from assistant.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Paper
from eval.stores import open_own
from eval.systems import (
    AlwaysAbstain,
    NeverAbstain,
    Record,
    Scorer,
    System,
    TopSentences,
    cosine_scorer,
    word_scorer,
)
from vectorstore.catalog import Catalog
from vectorstore.index import Index
from vectorstore.search import HybridSearch

CHEAP = ("top-3-sentences", "dense-only", "bm25-only", "never-abstain", "always-abstain")
"""Baselines that need no language model."""
SLOW = ("citation-query-engine",)
"""Baselines that take seconds a question; they answer a sample."""


@dataclass(frozen=True)
class Shelf:
    """An open collection: what the baselines are made of."""

    settings: Settings
    catalog: Catalog
    index: Index
    embedder: Embedder

    @property
    def models(self) -> dict[str, str]:
        """The models by role, and what the index holds."""
        from assistant.models.answering import AnswerModel

        name = self.embedder.fingerprint
        return {
            "embedding": name,
            "answer": AnswerModel(self.settings).name,
            "index": f"{self.index.count()} vectors of {name}",
        }

    def baseline(self, name: str, records: Mapping[str, Record]) -> tuple[System, bool]:
        """The baseline of that name, and whether it is slow.

        Raises:
            InputError: There is none of that name.
        """
        if name == "citation-query-engine":
            from eval.citation_engine import CitationEngine

            nearest = HybridSearch(self.catalog, self.index, self.embedder, dense_weight=1.0)
            return CitationEngine(self.settings, nearest), True
        if name == "always-abstain":
            return AlwaysAbstain(), False
        if name == "never-abstain":
            return NeverAbstain(records, self.top_sentences("top-3-sentences", 0.5)), False
        if name in _WEIGHTS:
            return self.top_sentences(name, _WEIGHTS[name]), False
        message = f"There is no baseline {name!r}."
        raise InputError(message, f"Known are: {', '.join(CHEAP + SLOW)}.")

    def top_sentences(self, name: str, dense_weight: float) -> TopSentences:
        """The best three sentences; ``dense_weight`` 0 searches and chooses by words alone."""
        search = HybridSearch(self.catalog, self.index, self.embedder, dense_weight)
        return TopSentences(name, search, self._scorer(dense_weight))

    @cached_property
    def _cosines(self) -> Scorer:
        """One for all systems, so that a sentence is embedded once for all of them."""
        return cosine_scorer(self.embedder)

    def _scorer(self, dense_weight: float) -> Scorer:
        if dense_weight > 0:
            return self._cosines
        from collections import Counter

        from assistant.wording.text import content_stems

        papers = list(self.catalog.papers())
        seen = Counter(s for p in papers for s in set(content_stems(f"{p.title} {p.abstract}")))
        return word_scorer(lambda stem: math.log(1 + len(papers) / (1 + seen[stem])))


_WEIGHTS = {"top-3-sentences": 0.5, "dense-only": 1.0, "bm25-only": 0.0}


def open_shelf(settings: Settings, *, builtin: bool, vectors: bool = True) -> Shelf:
    """Open the collection; with ``builtin`` load the papers that come along where they are not.

    Args:
        settings: Name the collection and the models.
        builtin: Whether it is to hold the papers that come along.
        vectors: Whether anything will search; scoring an answers file needs no embedding model.

    Raises:
        EmptyStoreError: It holds no papers.
        StoreMismatchError: Its vectors are of another embedding model.
    """
    from assistant.models.embedding import SentenceEmbedder
    from assistant.wiring import open_catalog, open_index
    from vectorstore.builtin import builtin_collection
    from vectorstore.ingest import check_model, embed_pending, ingest
    from vectorstore.readers import read
    from vectorstore.store import writing

    embedder = SentenceEmbedder(settings)
    if builtin:
        with writing(settings.store):
            catalog, index = open_own(settings)
            papers = [p for p in read(builtin_collection()) if isinstance(p, Paper)]
            ingest(papers, catalog)
            if vectors:
                embed_pending(catalog, index, embedder)
    else:
        catalog, index = open_catalog(settings), open_index(settings)
    if not catalog.count():
        message = f"The collection {settings.store} holds no papers."
        raise EmptyStoreError(message, "Bring some in: paper-assistant ingest FILE")
    if vectors:
        check_model(catalog, embedder)
    return Shelf(settings, catalog, index, embedder)
