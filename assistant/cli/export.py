"""``paper-assistant export``: write the collection's papers to a file."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from assistant.cli import settings_options
from assistant.settings import Settings
from assistant.wording.text import how_many

_BY_SUFFIX = {".jsonl": "jsonl", ".csv": "csv", ".bib": "bibtex"}


@click.command(epilog="Example: paper-assistant export papers.bib")
@click.argument("file", metavar="FILE")
@click.option("--format", "format_", metavar="F",
              type=click.Choice(["jsonl", "csv", "bibtex"]),
              help="jsonl, csv or bibtex; else by the file's ending.")  # fmt: skip
@settings_options("store")
def command(settings: Settings, file: str, format_: str | None) -> None:
    """Write every paper as JSONL, CSV or BibTeX that can be ingested again; - is the screen."""
    from assistant.errors import InputError
    from vectorstore.export import export
    from vectorstore.store import open_existing

    chosen = format_ or _BY_SUFFIX.get(Path(file).suffix, "jsonl" if file == "-" else "")
    if not chosen:
        message = f"The ending of {file} says no format."
        raise InputError(message, "Name one with --format jsonl, csv or bibtex.")
    catalog = open_existing(settings.place)
    if file == "-":
        export(catalog, sys.stdout, chosen)
        return
    try:
        with Path(file).open("w", encoding="utf-8", newline="") as stream:
            number = export(catalog, stream, chosen)
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}."
        raise InputError(message, "Name another file.") from error
    click.echo(f"{how_many(number, 'paper')} written to {file}.")
