"""Look a collection over, and mend it: the catalog's file, its text search, every vector."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assistant.collection.intake import Progress
from assistant.errors import StoreError
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder
from assistant.settings import Settings
from vectorstore import ingest, repair
from vectorstore.catalog import Catalog
from vectorstore.index import Index
from vectorstore.place import EMBEDDED, Place, shown
from vectorstore.salvage import salvage
from vectorstore.store import (
    catalog_file,
    exists,
    index_folder,
    is_being_written,
    open_catalog,
    open_index,
    writing,
)

_PROBED = 20
"""Vectors of a server that are tried: each takes two requests."""


@dataclass(frozen=True)
class Finding:
    """One thing looked at, in words, and whether it is well."""

    well: bool
    text: str


def examine(settings: Settings, embedder: Embedder | None = None) -> list[Finding]:
    """What is well and what is not; nothing is changed."""
    place = settings.place
    if not exists(place):
        return [Finding(True, f"no collection yet in {place.folder}")]
    if wrong := repair.damaged(place):
        file = catalog_file(place.folder) if place.catalog == EMBEDDED else place
        return [Finding(False, f"catalog {file}: {wrong[0]}")]
    catalog = open_catalog(place)
    try:
        search = catalog.check_search()
        return [
            Finding(True, f"catalog {catalog.database.place}: {catalog.count()} papers"),
            *(Finding(False, f"text search: {wrong}") for wrong in search),
            *_examine_vectors(settings, catalog, embedder or SentenceEmbedder(settings)),
        ]
    finally:
        catalog.close()


def _examine_vectors(settings: Settings, catalog: Catalog, embedder: Embedder) -> Iterator[Finding]:
    pending = catalog.count_pending()
    if pending:
        now = ", and another process is at work" if is_being_written(settings.place) else ""
        yield Finding(False, f"vectors: {pending} papers wait for theirs{now}")
    try:
        ingest.check_model(catalog, embedder)
    except StoreError as error:
        yield Finding(False, f"embedding model: {error.message}")
    if catalog.count():
        place = vectors_at(settings.place)
        try:
            yield from _examine_index(settings.place, catalog, all_there=not pending)
        except StoreError as error:
            yield Finding(False, f"vectors {place}: {error}")


def _examine_index(place: Place, catalog: Catalog, *, all_there: bool) -> Iterator[Finding]:
    where = vectors_at(place)
    if place.index == EMBEDDED and (wrong := repair.probe(index_folder(place.folder))):
        yield Finding(False, f"vectors {where}: {wrong}")
        return
    index = open_index(place)
    try:
        if place.index != EMBEDDED:
            index.probe(_PROBED)
        difference = repair.compare(catalog, index)
        number = index.count()
    finally:
        index.close()
    if difference:
        text = f"{len(difference.missing)} papers lack theirs, {len(difference.stray)} are strays"
        yield Finding(False, f"vectors {where}: {text}")
    elif all_there:
        yield Finding(True, f"vectors {where}: {number}, one or more for every paper")


def vectors_at(place: Place) -> str:
    """Where the vectors are, as people are told."""
    return str(index_folder(place.folder)) if place.index == EMBEDDED else shown(place.index)


def mend(settings: Settings, progress: Progress, embedder: Embedder | None = None) -> Iterator[str]:
    """Mend everything that ``examine`` finds; what was done, in words.

    Raises:
        StoreError: Something cannot be mended, or another process is writing.
        ModelError: The embedding model cannot be loaded.
    """
    embedder = embedder or SentenceEmbedder(settings)
    place = settings.place
    with writing(place):
        if repair.damaged(place) and place.catalog == EMBEDDED:
            kept = salvage(catalog_file(settings.store))
            yield f"catalog: {kept.papers} papers saved; the damaged file is kept as {kept.aside}"
        catalog = open_catalog(place)
        if catalog.check_search():
            catalog.rebuild_search()
            yield "text search: made again"
        index = repair.open_index(place, catalog, sample=repair.SAMPLE)
        try:
            yield from _mend_vectors(catalog, index, embedder, progress)
        finally:
            repair.close_index(place, index)
            catalog.close()


def _mend_vectors(
    catalog: Catalog, index: Index, embedder: Embedder, progress: Progress
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
