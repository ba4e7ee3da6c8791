"""``python -m vectorstore.probe FOLDER``: read an index once; the exit status says whether it went.

A damaged index may end the process that reads it, so that this is done in one of its own.
"""

from __future__ import annotations

import sys
from pathlib import Path

from assistant.errors import StoreError
from vectorstore.chroma import ChromaIndex


def main() -> None:
    """Open, count, search and list the index named on the command line."""
    try:
        index = ChromaIndex(Path(sys.argv[1]))
        index.probe()
        for _ in index.contents():
            pass
    except StoreError as error:
        sys.exit(error.message)


if __name__ == "__main__":
    main()
