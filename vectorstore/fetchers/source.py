"""What a user names to fetch from: ``openreview:VENUE``, ``arxiv:QUERY``, ``hf:DATASET``."""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("openreview", "arxiv", "hf")
FILE = "file"
"""The kind of a link to a file, which only the page takes, from hosts that the settings name."""


@dataclass(frozen=True)
class Source:
    """What to fetch from where: ``arxiv:cat:cs.CL`` is the query ``cat:cs.CL`` at arXiv."""

    kind: str
    query: str

    @property
    def name(self) -> str:
        """How the source stands in the papers' records."""
        if self.kind == FILE:
            return self.query
        return f"{self.kind}:{self.query}"


def source_of(text: str) -> Source | None:
    """The source that a command-line argument names, or None where it is a path."""
    kind, colon, query = text.partition(":")
    return Source(kind, query.strip()) if colon and kind in KINDS and query.strip() else None
