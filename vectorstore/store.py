"""Open the parts of a collection, files in its folder or on servers, and hold it for writing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.errors import EmptyStoreError, StoreBusyError, StoreError
from vectorstore.catalog import Catalog
from vectorstore.chroma import ChromaIndex
from vectorstore.chroma_server import ChromaServer
from vectorstore.chroma_vectors import ChromaVectors
from vectorstore.place import EMBEDDED, Place, place_of

CATALOG_FILE = "catalog.sqlite3"
INDEX_FOLDER = "chroma"


def catalog_file(store: Path) -> Path:
    """The SQLite file with every paper."""
    return store / CATALOG_FILE


def index_folder(store: Path) -> Path:
    """Chroma's folder; it can be made again from the catalog."""
    return store / INDEX_FOLDER


def open_catalog(where: Place | Path) -> Catalog:
    """The collection's catalog; made empty where there is none.

    Raises:
        StoreError: The folder or the database cannot be used.
    """
    place = place_of(where)
    if place.catalog == EMBEDDED:
        return Catalog(catalog_file(place.folder))
    from vectorstore.databases.postgres import PostgresDatabase

    return Catalog(PostgresDatabase(place.catalog))


def exists(where: Place | Path) -> bool:
    """Whether there is a catalog; of one on a server that is known only when it is opened."""
    place = place_of(where)
    return place.catalog != EMBEDDED or catalog_file(place.folder).exists()


_BRING_IN = "Bring papers in: paper-assistant ingest FILE, or paper-assistant ingest --builtin."


def open_there(where: Place | Path) -> Catalog:
    """The catalog of a collection that is there; it may hold no papers yet.

    Raises:
        EmptyStoreError: There is none.
        StoreError: It cannot be read.
    """
    if exists(where):
        return open_catalog(where)
    message = f"There is no collection at {place_of(where)}."
    raise EmptyStoreError(message, _BRING_IN + " Or name another with --store.")


def open_existing(where: Place | Path) -> Catalog:
    """The catalog of a collection that is there and holds papers.

    Raises:
        EmptyStoreError: There is none, or it holds no papers.
        StoreError: It cannot be read.
    """
    catalog = open_there(where)
    if catalog.count():
        return catalog
    message = f"The collection {place_of(where)} holds no papers yet."
    raise EmptyStoreError(message, _BRING_IN)


def open_index(where: Place | Path, *, lazily: bool = False) -> ChromaVectors:
    """The collection's vectors; made empty where there are none, a server reached at first use.

    Args:
        where: The collection, or its folder.
        lazily: Open a folder at first use too.

    Raises:
        StoreError: The folder cannot be used.
    """
    place = place_of(where)
    if place.index == EMBEDDED:
        return ChromaIndex(index_folder(place.folder), lazily=lazily)
    return ChromaServer(place.index)


@contextmanager
def writing(where: Place | Path) -> Iterator[None]:
    """Hold the collection for writing: a locked file, or a lock of the database.

    Raises:
        StoreBusyError: Another process holds it.
        StoreError: The folder cannot be made or written, or the database not reached.
    """
    place = place_of(where)
    if place.catalog != EMBEDDED:
        from vectorstore.databases.postgres import held

        with held(place.catalog):
            yield
        return
    lock = _locked(place.folder)
    try:
        yield
    finally:
        lock.release()


def is_being_written(where: Place | Path) -> bool:
    """Whether another process holds the collection for writing at this moment."""
    try:
        with writing(where):
            return False
    except StoreBusyError:
        return True
    except StoreError:
        return False


def _locked(store: Path) -> FileLock:
    try:
        store.mkdir(parents=True, exist_ok=True)
        lock = FileLock(store / "write.lock", timeout=0)
        lock.acquire()
    except Timeout as error:
        message = f"Another process is writing to the collection {store}."
        raise StoreBusyError(message, "Wait until it has ended, then run this again.") from error
    except OSError as error:
        message = f"The collection folder {store} cannot be written: {error.strerror}."
        raise StoreError(message, "Choose another with --store DIR.") from error
    return lock


@dataclass(frozen=True)
class Found:
    """A collection on the disk; ``wrong`` says why it cannot be read."""

    folder: Path
    papers: int
    bytes: int
    wrong: str = ""


def collections(store: Path) -> list[Found]:
    """The collections beside a store's folder, itself among them, in order of name."""
    if not store.parent.is_dir():
        return []
    folders = sorted(p for p in store.parent.iterdir() if catalog_file(p).is_file())
    return [_found(folder) for folder in folders]


def _found(folder: Path) -> Found:
    size = sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
    try:
        catalog = open_catalog(folder)
        papers = catalog.count()
        catalog.close()
    except StoreError as error:
        return Found(folder, 0, size, error.message)
    return Found(folder, papers, size)
