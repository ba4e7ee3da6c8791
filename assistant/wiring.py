"""Put the concrete parts together; the only file that names them all."""

from __future__ import annotations

import logging

from assistant.answers.prose import ProseWriter
from assistant.errors import StoreError
from assistant.evidence import EvidenceSelector
from assistant.models.answering import LocalModel
from assistant.models.embedding import SentenceEmbedder
from assistant.models.judging import LikelihoodJudge
from assistant.pipeline import Assistant
from assistant.protocols import Embedder
from assistant.relevance import Reader
from assistant.settings import EMBEDDED, Settings
from vectorstore.catalog import Catalog
from vectorstore.chroma import ChromaIndex
from vectorstore.index import MemoryIndex
from vectorstore.ingest import check_model
from vectorstore.search import HybridSearch
from vectorstore.store import catalog_file, index_folder

_log = logging.getLogger(__name__)


def open_catalog(settings: Settings) -> Catalog:
    """The collection's catalog; made when missing."""
    return Catalog(catalog_file(settings.store))


def open_index(settings: Settings) -> ChromaIndex:
    """The collection's vector index; made when missing."""
    return ChromaIndex(index_folder(settings.store))


def open_search(settings: Settings, catalog: Catalog, embedder: Embedder) -> HybridSearch:
    """The search over a collection.

    Raises:
        StoreMismatchError: Its vectors are of another embedding model.
    """
    check_model(catalog, embedder)
    try:
        return HybridSearch(catalog, open_index(settings), embedder)
    except StoreError as error:
        # The index is a cache: without it the words still find papers.
        _log.warning("Searching by words alone: %s", error)
        return HybridSearch(catalog, MemoryIndex(), embedder, dense_weight=0.0)


def build(settings: Settings) -> Assistant:
    """The assistant over the collection that the settings name; models load on first use."""
    catalog, embedder = open_catalog(settings), SentenceEmbedder(settings)
    search = open_search(settings, catalog, embedder)
    model = LocalModel(settings)
    judge = LikelihoodJudge(model) if settings.judge and settings.answer_model != "none" else None
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog, judge)
    return Assistant(catalog, reader, settings, _writer(settings, model))


def _writer(settings: Settings, model: LocalModel) -> ProseWriter | None:
    """The prose writer, where it is asked for or the model has shown that it can write."""
    if settings.writer == "quotes" or settings.answer_model == "none":
        return None
    if settings.writer == "auto" and settings.answer_model == EMBEDDED:
        # Measured: as it comes it states 5 to 19 % of the key facts, loops and invents.
        return None
    return ProseWriter(model)
