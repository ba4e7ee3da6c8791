"""Save what can be read of a damaged catalog into a new one; the damaged file is kept aside."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import StoreError
from assistant.types import Paper
from vectorstore.catalog import Catalog
from vectorstore.entry import Entry
from vectorstore.schema import FIELDS, paper_of

_AT_ONCE = 500


@dataclass(frozen=True)
class Saved:
    """How many papers were saved, and where the damaged file is kept."""

    papers: int
    aside: Path


def salvage(file: Path) -> Saved:
    """Make a whole catalog of what a damaged one still gives; its vectors are to be made again.

    Raises:
        StoreError: The files cannot be moved or written.
    """
    fresh = file.with_name(f"{file.name}.new")
    number, aside = 1, file.with_name(f"{file.name}.damaged")
    while aside.exists():
        number, aside = number + 1, file.with_name(f"{file.name}.damaged{number}")
    try:
        _remove(fresh)
        catalog = Catalog(fresh)
        batch: list[Entry] = []
        for entry in _readable(file):
            batch.append(entry)
            if len(batch) == _AT_ONCE:
                catalog.put(batch)
                batch = []
        catalog.put(batch)
        papers = catalog.count()
        catalog.close()
        file.rename(aside)
        _remove(file)  # its journal, which is of no use to another file
        fresh.rename(file)
    except OSError as error:
        message = f"The damaged catalog {file} cannot be replaced: {error.strerror}."
        raise StoreError(message, "Check free space and permissions.") from error
    return Saved(papers, aside)


def _readable(file: Path) -> Iterator[Entry]:
    """The papers of every row that can be read."""
    try:
        connection = sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)
        first, last = connection.execute("SELECT min(key), max(key) FROM papers").fetchone()
    except sqlite3.Error:
        return
    for key in range(first or 0, (last or -1) + 1):
        with contextlib.suppress(sqlite3.Error, ValueError, TypeError):
            row = connection.execute(
                f"SELECT {FIELDS}, original FROM papers WHERE key = ?", (key,)
            ).fetchone()
            if row:
                paper: Paper = paper_of(row[:-1])
                original = json.loads(row[-1]) if row[-1] else None
                yield Entry(paper, original=tuple(original) if original else None)
    connection.close()


def _remove(file: Path) -> None:
    for path in (file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))):
        path.unlink(missing_ok=True)
