"""The collection that comes with the product: 100 papers of ICLR 2021, told in our own words."""

from __future__ import annotations

from importlib.resources import as_file, files
from pathlib import Path

_FILE = "iclr2021_posters.jsonl"


def builtin_collection() -> Path:
    """The JSONL file of the built-in collection; its abstracts are digests (``text_kind``)."""
    with as_file(files(__name__) / _FILE) as path:
        return path
