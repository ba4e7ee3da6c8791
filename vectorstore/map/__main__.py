"""Draw the map of a collection and keep it beside it: ``python -m vectorstore.map STORE``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assistant.errors import AssistantError
from vectorstore.chroma import ChromaIndex
from vectorstore.map.drawing import keep, map_file
from vectorstore.map.making import draw
from vectorstore.store import index_folder, open_existing


def main(store: Path) -> None:
    """Draw and keep; every phase is a line on standard output."""
    if hasattr(os, "nice"):
        os.nice(10)
    catalog = open_existing(store)
    index = ChromaIndex(index_folder(store))
    try:
        keep(draw(catalog, index, _tell), map_file(store))
    finally:
        index.close()
        catalog.close()


def _tell(doing: str) -> None:
    sys.stdout.write(f"{doing}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except AssistantError as error:
        sys.exit(str(error))
