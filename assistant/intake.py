"""Bring papers into the collection that the settings name: one way for command line and page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from pathlib import Path

from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Paper
from vectorstore import ingest, readers
from vectorstore.builtin import builtin_collection
from vectorstore.cleaning import Rejection
from vectorstore.index import ChromaIndex
from vectorstore.store import index_folder, open_catalog

Progress = Callable[[str, int, int], None]
"""Told the stage (``reading`` or ``embedding``), how much is done, and of how much (0: unknown)."""


def bring_in(
    paths: Sequence[Path],
    settings: Settings,
    format_: str | None = None,
    progress: Progress = lambda stage, done, total: None,
    embedder: Embedder | None = None,
) -> ingest.Report:
    """Read files into the collection and index them.

    Args:
        paths: Files of papers.
        settings: Names the collection and the embedding model.
        format_: The files' format, or None to recognise it.
        progress: See ``Progress``.
        embedder: In place of the one that the settings name.

    Raises:
        InputError: A file cannot be read.
        StoreError: The collection cannot be written, or another process is writing to it.
        ModelError: The embedding model cannot be loaded.
    """
    records = chain.from_iterable(readers.read(path, format_) for path in paths)
    return take_in(records, settings, progress, embedder)


def bring_in_builtin(
    settings: Settings,
    progress: Progress = lambda stage, done, total: None,
    embedder: Embedder | None = None,
) -> ingest.Report:
    """Load the collection that comes with the product; see ``bring_in``."""
    return bring_in([builtin_collection()], settings, "jsonl", progress, embedder)


def take_in(
    records: Iterable[Paper | Rejection],
    settings: Settings,
    progress: Progress = lambda stage, done, total: None,
    embedder: Embedder | None = None,
) -> ingest.Report:
    """Store and index papers from anywhere; see ``bring_in``."""
    embedder = embedder or SentenceEmbedder(settings)
    with ingest.writing(settings.store):
        catalog = open_catalog(settings.store)
        ingest.check_model(catalog, embedder)
        report = ingest.ingest(records, catalog, lambda done: progress("reading", done, 0))
        if catalog.count_pending():
            index = ChromaIndex(index_folder(settings.store))
            ingest.embed_pending(
                catalog, index, embedder, lambda done, total: progress("embedding", done, total)
            )
    return report


def take_out(ids: Sequence[str], settings: Settings) -> list[str]:
    """Delete papers everywhere; the ids that were there come back.

    Raises:
        StoreError: The collection cannot be written, or another process is writing to it.
    """
    with ingest.writing(settings.store):
        catalog = open_catalog(settings.store)
        return ingest.delete(ids, catalog, ChromaIndex(index_folder(settings.store)))
