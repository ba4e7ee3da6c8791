"""The built-in collection opened with an embedder that needs no model."""

from pathlib import Path

from assistant.settings import Settings
from eval.baselines import Shelf
from tests.stores import HashingEmbedder, builtin_catalog
from vectorstore.index import MemoryIndex
from vectorstore.ingest import embed_pending


def builtin_shelf(folder: Path) -> Shelf:
    catalog, index, embedder = builtin_catalog(folder), MemoryIndex(), HashingEmbedder()
    embed_pending(catalog, index, embedder)
    return Shelf(Settings(store=folder, cache=folder), catalog, index, embedder)
