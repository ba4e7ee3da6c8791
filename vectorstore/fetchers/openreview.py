"""OpenReview: the submissions of a venue, by its newer interface, else by the older one."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from assistant.errors import InputError
from vectorstore.fetchers.http import Client
from vectorstore.fetchers.pages import Pages
from vectorstore.rejection import Rejection

SERVERS = ("https://api2.openreview.net", "https://api.openreview.net")
_PAGE = 1000
_INVITATIONS = ("Blind_Submission", "Submission")


def records(
    client: Client, venue: str, pages: Pages, limit: int | None = None
) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(number, record)`` of a venue id such as ``ICLR.cc/2021/Conference``, or of one paper.

    Args:
        client: Asks the servers.
        venue: The venue's id, or ``forum:ID`` of a paper's page.
        pages: Where pages are kept until all are there.
        limit: At most so many records.

    Raises:
        InputError: Neither interface knows the venue, or the server does not answer.
    """
    newer, older = SERVERS
    ways: list[tuple[str, dict[str, str]]] = [(newer, {"content.venueid": venue})]
    ways += [(s, {"invitation": f"{venue}/-/{i}"}) for s in (older, newer) for i in _INVITATIONS]
    if venue.startswith("forum:"):
        ways = [(server, {"id": venue[6:]}) for server in SERVERS]
    for way, (server, query) in enumerate(ways):
        found = False
        for number, note in _notes(client, server, query, pages, way):
            found = True
            if limit is not None and number > limit:
                return
            if isinstance(note, dict) and isinstance(note.get("content"), dict):
                yield number, record(note, _venue_of(note, venue))
            else:
                reason = "a note without content"
                yield (
                    number,
                    Rejection(f"openreview:{venue}", number, "note", reason, str(note)[:80]),
                )
        if found:
            return
    message = f"OpenReview has no submissions under {venue!r}."
    raise InputError(message, "A venue id looks like ICLR.cc/2021/Conference.")


def _notes(
    client: Client, server: str, query: dict[str, str], pages: Pages, way: int
) -> Iterator[tuple[int, Any]]:
    offset = 0
    while True:
        page = pages.get(f"{way}-{offset}")
        if page is None:
            parameters: dict[str, str | int] = {**query, "limit": _PAGE, "offset": offset}
            page = client.get(f"{server}/notes", parameters, _parse)
            pages.put(f"{way}-{offset}", page)
        yield from enumerate(page, start=offset + 1)
        offset += len(page)
        if len(page) < _PAGE:
            return


def _parse(body: bytes) -> list[Any]:
    notes = json.loads(body).get("notes")
    if not isinstance(notes, list):
        message = "a page without notes"
        raise ValueError(message)
    return notes


def _venue_of(note: dict[str, Any], asked: str) -> str:
    """The venue that was asked for, or the one that a paper's own note names."""
    if not asked.startswith("forum:"):
        return asked
    venue = note["content"].get("venueid")
    venue = venue.get("value") if isinstance(venue, dict) else venue
    return str(venue or note.get("invitation") or "").split("/-/")[0]


def record(note: dict[str, Any], venue: str) -> dict[str, Any]:
    """A note's fields as a paper's; the newer interface wraps each in ``{"value": …}``."""
    content = {
        name: value.get("value") if isinstance(value, dict) else value
        for name, value in note["content"].items()
    }
    forum = note.get("forum") or note.get("id")
    group, *rest = venue.split("/")
    return {
        "id": forum,
        "title": content.get("title"),
        "abstract": content.get("abstract"),
        "authors": content.get("authors"),
        "venue": group.removesuffix(".cc").removesuffix(".org") or None,
        "year": rest[0] if rest else None,
        "url": f"https://openreview.net/forum?id={forum}",
        "pdf": f"https://openreview.net/pdf?id={forum}" if content.get("pdf") else None,
    }
