"""Look a collection over, and mend it: the catalog's file, its text search, every vector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.errors import StoreError
from assistant.intake import Progress
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder
from assistant.settings import Settings
from vectorstore import ingest, repair
from vectorstore.catalog import Catalog
from vectorstore.chroma import ChromaIndex
from vectorstore.salvage import salvage
from vectorstore.store import catalog_file, index_folder, open_catalog


@dataclass(frozen=True)
class Finding:
    """One thing looked at, in words, and whether it is well."""

    well: bool
    text: str


def examine(settings: Settings, embedder: Embedder | None = None) -> list[Finding]:
    """What is well and what is not; nothing is changed."""
    file = catalog_file(settings.store)
    if not file.exists():
        return [Finding(True, f"no collection yet in {settings.store}")]
    if wrong := repair.damaged(settings.store):
        return [Finding(False, f"catalog {file}: {wrong[0]}")]
    catalog = open_catalog(settings.store)
    try:
        search = catalog.check_search()
        return [
            Finding(True, f"catalog {file}: {catalog.count()} papers"),
            *(Finding(False, f"text search: {wrong}") for wrong in search),
            *_examine_vectors(settings, catalog, embedder or SentenceEmbedder(settings)),
        ]
    finally:
        catalog.close()


def _examine_vectors(settings: Settings, catalog: Catalog, embedder: Embedder) -> Iterator[Finding]:
    pending = catalog.count_pending()
    if pending:
        now = ", and another process is at work" if ingest.is_being_written(settings.store) else ""
        yield Finding(False, f"vectors: {pending} papers wait for theirs{now}")
    try:
        ingest.check_model(catalog, embedder)
    except StoreError as error:
        yield Finding(False, f"embedding model: {error.message}")
    folder = index_folder(settings.store)
    if not catalog.count():
        return
    if wrong := repair.probe(folder):
        yield Finding(False, f"vectors {folder}: {wrong}")
        return
    index = ChromaIndex(folder)
    try:
        difference = repair.compare(catalog, index)
        number = index.count()
    finally:
        index.close()
    if difference:
        text = f"{len(difference.missing)} papers lack theirs, {len(difference.stray)} are strays"
        yield Finding(False, f"vectors {folder}: {text}")
    elif not pending:
        yield Finding(True, f"vectors {folder}: {number}, one or more for every paper")


def mend(settings: Settings, progress: Progress, embedder: Embedder | None = None) -> Iterator[str]:
    """Mend everything that ``examine`` finds; what was done, in words.

    Raises:
        StoreError: Something cannot be mended, or another process is writing.
        ModelError: The embedding model cannot be loaded.
    """
    embedder = embedder or SentenceEmbedder(settings)
    with ingest.writing(settings.store):
        if repair.damaged(settings.store):
            kept = salvage(catalog_file(settings.store))
            yield f"catalog: {kept.papers} papers saved; the damaged file is kept as {kept.aside}"
        catalog = open_catalog(settings.store)
        if catalog.check_search():
            catalog.rebuild_search()
            yield "text search: made again"
        index = repair.open_index(settings.store, catalog, sample=repair.SAMPLE)
        try:
            yield from _mend_vectors(catalog, index, embedder, progress)
        finally:
            repair.close_index(settings.store, index)
            catalog.close()


def _mend_vectors(
    catalog: Catalog, index: ChromaIndex, embedder: Embedder, progress: Progress
) -> Iterator[str]:
    try:
        ingest.check_model(catalog, embedder)
    except StoreError:
        ingest.forget_vectors(catalog, index)
        yield "vectors: those of the other embedding model are dropped"
    difference = repair.reconcile(catalog, index, thorough=True)
    if difference.stray:
        yield f"vectors: strays of {len(difference.stray)} papers taken out"
    made = ingest.embed_pending(
        catalog, index, embedder, lambda done, total: progress("embedding", done, total)
    )
    if made:
        yield f"vectors: made for {made} papers"
