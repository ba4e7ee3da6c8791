"""Where the parts of a collection lie in its folder."""

from __future__ import annotations

from pathlib import Path

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
