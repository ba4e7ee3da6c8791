"""``show``: one paper with everything that is known of it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from assistant.cli import settings_options
from assistant.cli.papers import record
from assistant.errors import InputError
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.protocols import Library
    from assistant.types import Paper

_SEARCHED, _TOLD = 50, 8


@click.command(
    "show",
    # Ids may begin with a hyphen; they are no options.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog="Example: paper-assistant show FOyuZ26emy, or: paper-assistant show GShard",
)
@click.argument("paper_id", metavar="ID-OR-TITLE")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@settings_options("store")
def command(settings: Settings, paper_id: str, as_json: bool) -> None:
    """Show the paper with this id, or with these words in its title where one paper has them."""
    from vectorstore.store import open_there

    catalog = open_there(settings.place)
    found = catalog.get([paper_id]) or _titled(catalog, paper_id)
    if not found:
        message = f"There is no paper with the id {paper_id!r} in {settings.place}."
        raise InputError(message, "Find ids with: paper-assistant search WORDS")
    if len(found) > 1:
        told = "".join(f"\n  {paper.id}  {paper.label}" for paper in found[:_TOLD])
        message = f"{paper_id!r} stands in several titles."
        raise InputError(message, f"Give one of the ids:{told}")
    paper = found[0]
    if as_json:
        click.echo(json.dumps(record(paper), ensure_ascii=False, indent=1))
        return
    where = " ".join(filter(None, [paper.venue, str(paper.year or "")])).strip()
    lines = [paper.label, ", ".join(paper.authors), where, paper.url, paper.pdf]
    click.echo("\n".join(line for line in lines if line))
    kind = "digest, written in other words" if paper.text_kind == "digest" else "abstract"
    click.echo(f"\n[{kind}]\n{paper.abstract}")


def _titled(library: Library, text: str) -> list[Paper]:
    """The papers whose title has all the words; one alone where the title is no more than that."""
    from assistant.wording.text import words

    said = words(text)
    hits = library.search_text(text, _SEARCHED, titles_only=True) if said else []
    found = [p for p in library.get([i for i, _ in hits]) if {*said} <= {*words(p.title)}]
    whole = [paper for paper in found if words(paper.title) == said]
    return whole if len(whole) == 1 else found
