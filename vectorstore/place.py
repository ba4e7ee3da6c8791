"""Where a collection is: files in its folder, or servers in their place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

EMBEDDED = "embedded"
_PASSWORD = re.compile(r"(?<=://)([^/@\s:]*):[^/\s]*@")
_PARAMETER = re.compile(r"([?&](?:ssl)?password=)[^&\s]*", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where a collection is.

    Attributes:
        folder: Its folder: for SQLite and Chroma's files, and for what is derived from them.
        catalog: ``embedded`` for SQLite in the folder, or ``postgresql://…``.
        index: ``embedded`` for Chroma's files in the folder, or ``http://HOST:PORT`` of a server.
    """

    folder: Path
    catalog: str = EMBEDDED
    index: str = EMBEDDED

    def __str__(self) -> str:
        return str(self.folder) if self.catalog == EMBEDDED else shown(self.catalog)


def place_of(where: Place | Path) -> Place:
    """A folder alone is a collection of files."""
    return where if isinstance(where, Place) else Place(where)


def shown(url: str) -> str:
    """A URL as it may be shown: without a password."""
    return _PARAMETER.sub(r"\1***", _PASSWORD.sub(r"\1:***@", url))
