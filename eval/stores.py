"""Collections that the evaluation makes for itself, in the cache; they can always be made again."""

from __future__ import annotations

import shutil
from dataclasses import replace

from assistant.errors import StoreError
from assistant.settings import Settings
from vectorstore.catalog import Catalog
from vectorstore.index import Index


def own_store(settings: Settings, name: str) -> Settings:
    """The settings with a store under the cache, one for each embedding model."""
    from assistant.models.embedding import SentenceEmbedder

    model = SentenceEmbedder(settings).fingerprint.replace("/", "-")
    return replace(settings, store=settings.cache / "eval" / f"{name}-{model}")


def open_own(settings: Settings) -> tuple[Catalog, Index]:
    """Open such a store; one that an older version made is thrown away and begun anew."""
    from assistant.wiring import open_catalog, open_index

    try:
        return open_catalog(settings), open_index(settings)
    except StoreError:
        shutil.rmtree(settings.store, ignore_errors=True)
        return open_catalog(settings), open_index(settings)
