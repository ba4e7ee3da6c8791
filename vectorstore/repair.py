"""Find and mend what a crash, a lost file or another model has left wrong in a collection.

The catalog is the truth; the vectors are made to follow it.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import StoreError, StoreFullError
from vectorstore.catalog import Catalog
from vectorstore.chroma import ChromaIndex
from vectorstore.chroma_vectors import ChromaVectors
from vectorstore.index import Index
from vectorstore.place import EMBEDDED, Place, place_of
from vectorstore.store import exists, index_folder, open_catalog
from vectorstore.store import open_index as opened

SAMPLE = 500
"""Vectors that a thorough look tries."""
_PROBE_SECONDS = 300
_OPEN = "index.open"


@dataclass(frozen=True)
class Difference:
    """How an index differs from what the catalog says.

    Attributes:
        missing: Papers of which a vector is missing or of an older text.
        stray: Papers with vectors that the catalog does not know, or too many of.
    """

    missing: frozenset[str]
    stray: frozenset[str]

    def __bool__(self) -> bool:
        return bool(self.missing or self.stray)


def compare(catalog: Catalog, index: Index) -> Difference:
    """Compare every stored vector with the catalog; that a paper is pending is no fault."""
    found: dict[str, tuple[set[str], int]] = {}
    for paper_id, text in index.contents():
        hashes, number = found.get(paper_id, (set(), 0))
        found[paper_id] = hashes | {text}, number + 1
    missing, stray = set[str](), set[str]()
    for paper_id, text, number in catalog.indexed():
        if found.pop(paper_id, None) != ({text}, number):
            missing.add(paper_id)
    pending = {paper_id for paper_id, _ in catalog.titles()} if found else set()
    stray = set(found) - pending
    return Difference(frozenset(missing), frozenset(stray))


def reconcile(catalog: Catalog, index: Index, *, thorough: bool = False) -> Difference:
    """Take out stray vectors and mark papers without vectors as pending.

    Args:
        catalog: The truth.
        index: What is to follow it.
        thorough: Compare every vector; else only where the numbers do not agree.
    """
    if not thorough and index.count() == catalog.count_passages():
        return Difference(frozenset(), frozenset())
    difference = compare(catalog, index)
    index.delete(sorted(difference.stray))
    catalog.mark_pending(difference.missing)
    return difference


def open_index(where: Place | Path, catalog: Catalog, *, sample: int = 1) -> ChromaVectors:
    """The collection's index for writing, made anew where it cannot be opened or read.

    What it lacks is marked pending in the catalog.  Let go of it with ``close_index``: an index
    that was left open by a kill is looked at from another process first, since a damaged one may
    end the process that reads it.  A server's files are the server's own affair.

    Args:
        where: The collection, or its folder.
        catalog: Its catalog.
        sample: How many vectors to try; many are always tried from another process, and 0
            trusts what a kill has left.

    Raises:
        StoreError: It can neither be opened nor replaced.
    """
    place = place_of(where)
    if place.index != EMBEDDED:
        server = opened(place)
        server.probe(sample)
        reconcile(catalog, server)
        return server
    folder, mark = index_folder(place.folder), place.folder / _OPEN
    doubtful = sample > 1 or (sample and mark.exists())
    if doubtful and folder.exists() and probe(folder, sample):
        remove_index(folder)
    mark.touch()
    index = _opened(folder)
    reconcile(catalog, index)
    return index


def doubt(store: Path) -> None:
    """Have the index looked at from another process when it is next opened for writing."""
    with suppress(OSError):  # whoever opens it for writing will say what is wrong
        (store / _OPEN).touch()


def is_behind(catalog: Catalog, index: Index) -> bool:
    """Whether papers lack their vectors, as far as counting shows."""
    try:
        return bool(catalog.count_pending()) or index.count() != catalog.count_passages()
    except StoreError:
        return True


def close_index(where: Place | Path, index: ChromaVectors) -> None:
    """Let go of an index from ``open_index``."""
    index.close()
    (place_of(where).folder / _OPEN).unlink(missing_ok=True)


def _opened(folder: Path) -> ChromaIndex:
    index = None
    try:
        index = ChromaIndex(folder)
        index.probe()
    except StoreFullError:
        raise  # it is whole, and there is no room to make it again
    except StoreError:
        if index is not None:
            index.close()
        remove_index(folder)
        index = ChromaIndex(folder)
    return index


def remove_index(folder: Path) -> None:
    """Delete an index that cannot be read; it is a cache.

    Raises:
        StoreError: Its folder cannot be deleted.
    """
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        message = f"The vector index {folder} cannot be deleted: {error.strerror}."
        raise StoreError(message, "Delete the folder, then run this again.") from error


def probe(folder: Path, sample: int = SAMPLE) -> str:
    """What is wrong with an index, seen from a process of its own, since it may crash there."""
    if not folder.exists():
        return "there is none"
    command = [sys.executable, "-m", "vectorstore.probe", str(folder), str(sample)]
    try:
        found = subprocess.run(  # noqa: S603 - our own module
            command, capture_output=True, text=True, timeout=_PROBE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return "it does not answer"
    if found.returncode == 0:
        return ""
    lines = found.stderr.strip().splitlines()
    return lines[-1][:300] if lines else f"reading it ends with signal {-found.returncode}"


def damaged(where: Place | Path) -> list[str]:
    """What is wrong with the catalog's file or database; nothing where there is none yet."""
    if not exists(where):
        return []
    try:
        return open_catalog(where).check()
    except StoreError as error:
        return [error.message]
