"""What the page has beside the chat, each where it is given."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from assistant.web.adding import Takes
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.links import NONE
from vectorstore.map.stored import Maps


@dataclass(frozen=True)
class Features:
    """The parts of the page that may be left out.

    Attributes:
        take: Brings papers in; nobody may add any where it is not given.
        hosts: From where files may be added by link, beside the known servers of papers.
        maps: Where the map of the collection comes from.
        map_ahead: Whether the map is drawn before somebody opens it.
        reports: The folder below which evaluation reports are looked for.
        requests_a_minute: How many one address may send; 0 for any number.
        mcp: Whether a Model Context Protocol server listens beside the page.
    """

    take: Takes | None = None
    hosts: Hosts = NONE
    maps: Maps | None = None
    map_ahead: bool = True
    reports: Path | None = None
    requests_a_minute: int = 240
    mcp: bool = False


PLAIN = Features()
"""The chat and the papers alone."""
