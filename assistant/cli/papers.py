"""``papers``: list the collection, by author, venue or year."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from assistant.cli import settings_options
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.types import Filters, Paper
from assistant.wording.text import how_many

if TYPE_CHECKING:
    from assistant.protocols import Library

_TOLD = 8
"""How many names a message gives to choose from."""


@click.command("papers", epilog="Example: paper-assistant papers --author 'Rene Vidal' --json")
@click.option("--author", multiple=True, help="An author; a surname will do where only one has it. "
              "Of several, the papers they wrote together.")  # fmt: skip
@click.option("--venue", multiple=True, help="A venue, in capitals or not; several give either's.")
@click.option("--year", type=int, help="One year; the same as --since and --until of it.")
@click.option("--since", type=int, help="First year.")
@click.option("--until", type=int, help="Last year.")
@click.option("--limit", default=50, show_default=True, help="At most how many; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@settings_options("store")
def command(
    settings: Settings,
    author: tuple[str, ...],
    venue: tuple[str, ...],
    year: int | None,
    since: int | None,
    until: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List papers, in the order they came in."""
    from vectorstore.store import open_there

    catalog = open_there(settings.place)
    filters = Filters(
        authors=_authors(catalog, author) if author else (),
        venues=_venues(catalog.venues(), venue) if venue else (),
        year_from=since if year is None else year,
        year_to=until if year is None else year,
    )
    total = catalog.count(filters)
    for paper in catalog.papers(filters, limit or -1):
        click.echo(json.dumps(record(paper), ensure_ascii=False) if as_json else _line(paper))
    if not as_json:
        shown = min(total, limit or total)
        said = how_many(total, "paper")
        click.echo(f"{shown} of {said}" if shown < total else said)


def _authors(library: Library, given: Sequence[str]) -> tuple[str, ...]:
    """The authors meant, as the catalog spells them.

    Raises:
        InputError: A name is nobody's, or several people's.
    """
    from assistant.understanding.people import People
    from assistant.wording.text import fold

    counts = dict(library.author_counts())
    whole = {fold(name): name for name in counts}
    people, meant = People(counts.items()), list[str]()
    for name in given:
        found = (whole[fold(name)],) if fold(name) in whole else people.named(name)
        if not found:
            near = people.like(name)
            hint = f"Did you mean {_either(near)}?" if near else "Give a name or a part of one."
            message = f"No author here is called {name!r}."
            raise InputError(message, hint)
        if len(found) > 1:
            message = f"{len(found)} authors are called {name!r}."
            most = sorted(found, key=lambda one: -counts[one])
            raise InputError(message, f"Give the whole name: {_either(most)}.")
        meant += found
    return tuple(meant)


def _venues(here: Sequence[str], given: Sequence[str]) -> tuple[str, ...]:
    """The venues meant, in every spelling that the collection has of them.

    Raises:
        InputError: There is no such venue.
    """
    meant = list[str]()
    for name in given:
        found = [venue for venue in here if venue.casefold() == name.casefold()]
        if not found:
            message = f"No paper here is from {name!r}."
            holding = [venue for venue in here if name.casefold() in venue.casefold()]
            named = _either(holding or here) if here else "none"
            raise InputError(message, f"Venues here: {named}.")
        meant += found
    return tuple(meant)


def _either(names: Sequence[str]) -> str:
    rest = len(names) - _TOLD
    return ", ".join(names[:_TOLD]) + (f" and {rest} more" if rest > 0 else "")


def record(paper: Paper) -> dict[str, object]:
    """A paper in the fields of the record contract."""
    return {
        "id": paper.id,
        "title": paper.title,
        "abstract": paper.abstract,
        "authors": list(paper.authors),
        "venue": paper.venue,
        "year": paper.year,
        "url": paper.url,
        "pdf": paper.pdf,
        "text_kind": paper.text_kind,
    }


def _line(paper: Paper) -> str:
    where = " ".join(filter(None, [paper.venue, str(paper.year or "")])).strip()
    return f"{paper.id}  {paper.label} ({where or 'no date'})"
