"""``papers``: list the collection, by author, venue or year."""

from __future__ import annotations

import json

import click

from assistant.cli import settings_options
from assistant.settings import Settings
from assistant.types import Filters, Paper


@click.command("papers", epilog="Example: paper-assistant papers --author 'Rene Vidal' --json")
@click.option("--author", multiple=True, help="An author's whole name; accents do not matter.")
@click.option("--venue", multiple=True, help="A venue, spelled as in the collection.")
@click.option("--since", type=int, help="First year.")
@click.option("--until", type=int, help="Last year.")
@click.option("--limit", default=50, show_default=True, help="At most how many; 0 for all.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object a line.")
@settings_options("store")
def command(
    settings: Settings,
    author: tuple[str, ...],
    venue: tuple[str, ...],
    since: int | None,
    until: int | None,
    limit: int,
    as_json: bool,
) -> None:
    """List papers, in the order they came in."""
    from vectorstore.store import open_catalog

    catalog = open_catalog(settings.place)
    filters = Filters(authors=author, venues=venue, year_from=since, year_to=until)
    total = catalog.count(filters)
    for paper in catalog.papers(filters, limit or -1):
        click.echo(json.dumps(record(paper), ensure_ascii=False) if as_json else _line(paper))
    if not as_json:
        shown = min(total, limit or total)
        click.echo(f"{shown} of {total} papers" if shown < total else f"{total} papers")


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
