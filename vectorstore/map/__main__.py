"""Draw the map of a collection and keep it beside it: ``python -m vectorstore.map STORE``.

Nothing is drawn where the map is of today's collection; a second drawing waits for the first.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from filelock import FileLock

from assistant.errors import AssistantError
from vectorstore.catalog import Catalog
from vectorstore.map.drawing import keep, kept, map_file
from vectorstore.map.making import draw
from vectorstore.map.stored import CATALOG, INDEX
from vectorstore.place import EMBEDDED, Place
from vectorstore.store import open_existing, open_index


def main(place: Place) -> None:
    """Draw and keep; every phase is a line on standard output."""
    if hasattr(os, "nice"):
        os.nice(10)
    catalog = open_existing(place)
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(place.folder / "map.lock"):
            found = kept(map_file(place.folder))
            if found is None or found.state != catalog.state():
                _draw(place, catalog)
    finally:
        catalog.close()


def _draw(place: Place, catalog: Catalog) -> None:
    index = open_index(place)
    try:
        keep(draw(catalog, index, _tell), map_file(place.folder))
    finally:
        index.close()


def _tell(doing: str) -> None:
    sys.stdout.write(f"{doing}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        servers = [os.environ.get(name, EMBEDDED) for name in (CATALOG, INDEX)]
        main(Place(Path(sys.argv[1]), *servers))
    except AssistantError as error:
        sys.exit(str(error))
