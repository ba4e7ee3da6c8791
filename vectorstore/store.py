"""Where the parts of a collection lie in its folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.errors import EmptyStoreError, StoreError
from vectorstore.catalog import Catalog

CATALOG_FILE = "catalog.sqlite3"
INDEX_FOLDER = "chroma"


def catalog_file(store: Path) -> Path:
    """The SQLite file with every paper."""
    return store / CATALOG_FILE


def index_folder(store: Path) -> Path:
    """Chroma's folder; it can be made again from the catalog."""
    return store / INDEX_FOLDER


def open_catalog(store: Path) -> Catalog:
    """The collection's catalog; made empty where there is none.

    Raises:
        StoreError: The folder cannot be used.
    """
    return Catalog(catalog_file(store))


def open_existing(store: Path) -> Catalog:
    """The catalog of a collection that is there.

    Raises:
        EmptyStoreError: There is none, or it holds no papers.
        StoreError: It cannot be read.
    """
    if catalog_file(store).exists():
        catalog = open_catalog(store)
        if catalog.count():
            return catalog
    message = f"The collection {store} holds no papers yet."
    raise EmptyStoreError(message, "Bring some in: paper-assistant ingest FILE, or --builtin")


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
