"""Bring papers into the collection that the settings name: one way for command line and page."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from assistant.errors import InputError
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Paper
from vectorstore import ingest, readers, repair
from vectorstore.builtin import builtin_collection
from vectorstore.catalog import Catalog
from vectorstore.entry import Entry
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.source import FILE, Source
from vectorstore.rejection import Rejection
from vectorstore.store import open_catalog, writing

Progress = Callable[[str, int, int], None]
"""Told the stage (``reading`` or ``embedding``), how much is done, and of how much (0: unknown)."""


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def bring_in(
    paths: Sequence[Path | Source],
    settings: Settings,
    format_: str | None = None,
    progress: Progress = _silent,
    embedder: Embedder | None = None,
    options: readers.Options | None = None,
    report: ingest.Report | None = None,
) -> ingest.Report:
    """Read files into the collection and index them.

    Args:
        paths: Files of papers, or sources to fetch from; one that cannot be read is a
            rejection unless none can.
        settings: Names the collection and the embedding model.
        format_: The files' format, or None to recognise it.
        progress: See ``Progress``.
        embedder: In place of the one that the settings name.
        options: In place of ``format_``, with columns.
        report: One to go on with, so that the caller has it when this is stopped midway.

    Raises:
        InputError: No file can be read.
        StoreError: The collection cannot be written, or another process is writing to it.
        ModelError: The embedding model cannot be loaded.
    """
    records = _records(paths, options or readers.Options(format_), settings)
    return take_in(records, settings, progress, embedder, report)


def bring_in_builtin(
    settings: Settings, progress: Progress = _silent, embedder: Embedder | None = None
) -> ingest.Report:
    """Load the collection that comes with the product; see ``bring_in``."""
    return bring_in([builtin_collection()], settings, "jsonl", progress, embedder)


def take_in(
    records: Iterable[Paper | Entry | Rejection],
    settings: Settings,
    progress: Progress = _silent,
    embedder: Embedder | None = None,
    report: ingest.Report | None = None,
) -> ingest.Report:
    """Store and index papers from anywhere; what an earlier run left undone is done too.

    See ``bring_in`` for the arguments and errors.
    """
    embedder = embedder or SentenceEmbedder(settings)
    with writing(settings.place):
        catalog = open_catalog(settings.place)
        try:
            ingest.check_model(catalog, embedder)
            report = ingest.ingest(
                records, catalog, lambda done: progress("reading", done, 0), report
            )
            _index(settings, catalog, embedder, progress)
        finally:
            catalog.close()
    return report


def _index(settings: Settings, catalog: Catalog, embedder: Embedder, progress: Progress) -> None:
    if not catalog.count():
        return
    index = repair.open_index(settings.place, catalog)
    try:
        ingest.embed_pending(
            catalog, index, embedder, lambda done, total: progress("embedding", done, total)
        )
    finally:
        repair.close_index(settings.place, index)


def take_out(ids: Sequence[str], settings: Settings) -> list[str]:
    """Delete papers everywhere; the ids that were there come back.

    Raises:
        StoreError: The collection cannot be written, or another process is writing to it.
    """
    with writing(settings.place):
        catalog = open_catalog(settings.place)
        index = repair.open_index(settings.place, catalog)
        try:
            return ingest.delete(ids, catalog, index)
        finally:
            repair.close_index(settings.place, index)
            catalog.close()


def _entries(
    path: Path | Source, options: readers.Options, settings: Settings
) -> Iterator[Entry | Rejection]:
    if isinstance(path, Path):
        yield from readers.entries(path, options)
    elif path.kind == FILE:
        from vectorstore.fetchers.download import download

        with tempfile.TemporaryDirectory() as folder:
            file = download(path.query, Path(folder), Hosts.of(settings.allow_host))
            yield from readers.entries(file, options)
    else:
        from vectorstore.fetchers import fetch

        yield from fetch(path, settings.cache / "fetched", columns=options.columns)


def _records(
    paths: Sequence[Path | Source], options: readers.Options, settings: Settings
) -> Iterator[Entry | Rejection]:
    """All files' entries; a file that cannot be read is told where its records would stand."""
    read, failure = 0, InputError("There is nothing to read.")
    for path in paths:
        try:
            for entry in _entries(path, options, settings):
                read += 1
                yield entry
        except InputError as error:
            failure = error
            if len(paths) > 1 or read:
                yield Rejection(path.name, 0, "file", str(error))
    if paths and not read:
        raise failure
