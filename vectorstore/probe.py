"""Read an index once (``python -m vectorstore.probe FOLDER SAMPLE``); the exit status tells.

A damaged index may end the process that reads it, so that this is done in one of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.errors import StoreError
from vectorstore.chroma import ChromaIndex


def main() -> None:
    """Open the index named on the command line, and search it with a sample of its vectors."""
    try:
        index = ChromaIndex(Path(sys.argv[1]))
        index.probe(int(sys.argv[2]))
    except StoreError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
