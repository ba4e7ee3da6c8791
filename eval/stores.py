"""Collections that the evaluation makes for itself, in the cache; they can always be made again."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from assistant.errors import StoreError
from assistant.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Paper
from vectorstore.catalog import Catalog
from vectorstore.index import Index, MemoryIndex
from vectorstore.ingest import embed_pending
from vectorstore.search import HybridSearch


def own_store(settings: Settings, name: str) -> Settings:
    """The settings with a store under the cache, one for each embedding model."""
    from assistant.models.embedding import SentenceEmbedder

    model = SentenceEmbedder(settings).fingerprint.replace("/", "-")
    return settings.alone_in(settings.cache / "eval" / f"{name}-{model}")


def open_own(settings: Settings) -> tuple[Catalog, Index]:
    """Open such a store; one that an older version made is thrown away and begun anew."""
    from assistant.wiring import open_catalog, open_index

    try:
        return open_catalog(settings), open_index(settings)
    except StoreError:
        shutil.rmtree(settings.store, ignore_errors=True)
        return open_catalog(settings), open_index(settings)


def small_collection(
    papers: Sequence[Paper], embedder: Embedder, folder: Path
) -> tuple[Catalog, HybridSearch]:
    """A collection for one fit: the catalog in a folder, exact vectors in memory."""
    catalog, index = Catalog(folder / "catalog.sqlite3"), MemoryIndex()
    catalog.put(papers)
    # Through the catalog's own books: the search leaves out vectors that are still being made.
    embed_pending(catalog, index, embedder)
    return catalog, HybridSearch(catalog, index, embedder)
