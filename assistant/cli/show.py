"""``show``: one paper with everything that is known of it."""

from __future__ import annotations

import json

import click

from assistant.cli import settings_options
from assistant.cli.papers import record
from assistant.errors import InputError
from assistant.settings import Settings


@click.command(
    "show",
    # Ids may begin with a hyphen; they are no options.
    context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]},
    epilog="Example: paper-assistant show FOyuZ26emy",
)
@click.argument("paper_id")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@settings_options("store")
def command(settings: Settings, paper_id: str, as_json: bool) -> None:
    """Show the paper with the id PAPER_ID."""
    from vectorstore.store import open_catalog

    found = open_catalog(settings.place).get([paper_id])
    if not found:
        message = f"There is no paper with the id {paper_id!r} in {settings.place}."
        raise InputError(message, "Find ids with: paper-assistant search WORDS")
    paper = found[0]
    if as_json:
        click.echo(json.dumps(record(paper), ensure_ascii=False, indent=1))
        return
    where = " ".join(filter(None, [paper.venue, str(paper.year or "")])).strip()
    lines = [paper.label, ", ".join(paper.authors), where, paper.url, paper.pdf]
    click.echo("\n".join(line for line in lines if line))
    kind = "digest, written in other words" if paper.text_kind == "digest" else "abstract"
    click.echo(f"\n[{kind}]\n{paper.abstract}")
