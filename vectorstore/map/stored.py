"""The map of a stored collection: drawn in a process of its own, kept until something changes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from assistant.errors import StoreError
from vectorstore.map import drawing
from vectorstore.map.drawing import CollectionMap
from vectorstore.place import Place, place_of
from vectorstore.store import open_catalog

CATALOG, INDEX = "PAPER_ASSISTANT_CATALOG", "PAPER_ASSISTANT_INDEX"


def draw_later(where: Place | Path) -> None:
    """Have the map drawn by a process that outlives this one; returns at once.

    What goes wrong there is nobody's trouble: the page draws the map where there is none.
    """
    quiet = subprocess.DEVNULL
    subprocess.Popen(
        **_process(place_of(where)), stdin=quiet, stdout=quiet, stderr=quiet,
        start_new_session=True,
    )  # fmt: skip


def _process(place: Place) -> dict[str, Any]:
    # Servers by the environment, which other users cannot read, as there may be a password.
    servers = {CATALOG: place.catalog, INDEX: place.index}
    command = [sys.executable, "-m", "vectorstore.map", str(place.folder)]
    return {"args": command, "env": {**os.environ, **servers}}


class Maps(Protocol):
    """Where a map comes from."""

    def state(self) -> str:
        """What the collection holds now, as ``Catalog.state`` says it."""

    def kept(self) -> CollectionMap | None:
        """The map drawn last, which may be older than the collection."""

    def draw(self, tell: Callable[[str], None]) -> CollectionMap:
        """A new map; told what is being done."""


class StoredMaps:
    """Maps of the collection in a folder.

    Drawing takes a minute of computing for a hundred thousand papers and memory for all their
    vectors; in a process of its own, of low priority, it leaves the chat alone.

    Args:
        where: The collection, or its folder; the map is kept in the folder.
    """

    def __init__(self, where: Place | Path) -> None:
        self._place = place_of(where)

    def state(self) -> str:
        """What the collection holds now; see ``Maps``."""
        catalog = open_catalog(self._place)
        try:
            return catalog.state()
        finally:
            catalog.close()

    def kept(self) -> CollectionMap | None:
        """The map drawn last; see ``Maps``."""
        return drawing.kept(drawing.map_file(self._place.folder))

    def draw(self, tell: Callable[[str], None]) -> CollectionMap:
        """A new map; see ``Maps``.

        Raises:
            StoreError: It cannot be drawn.
        """
        with subprocess.Popen(
            **_process(self._place), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            assert process.stderr is not None
            try:
                for line in process.stdout:
                    tell(line.strip())
                said = process.stderr.read().strip().splitlines()
            except BaseException:
                process.kill()
                raise
        found = self.kept() if process.returncode == 0 else None
        if found is None:
            reason = said[-1][:300] if said else f"it ended with {process.returncode}"
            message = f"The map could not be drawn: {reason}"
            raise StoreError(message, "Run: paper-assistant doctor")
        return found
