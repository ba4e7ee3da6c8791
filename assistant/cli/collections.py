"""``paper-assistant collections``: list the collections that lie side by side."""

from __future__ import annotations

import click

from assistant.cli import settings_options
from assistant.settings import Settings
from assistant.wording.text import how_many


@click.command(epilog="Example: paper-assistant collections")
@settings_options("store")
def command(settings: Settings) -> None:
    """List the collections beside the present one; --store DIR chooses among them."""
    from vectorstore.place import EMBEDDED, Place
    from vectorstore.store import collections, open_catalog

    if settings.catalog != EMBEDDED:
        click.echo(f"* {settings.place}  {how_many(open_catalog(settings.place).count(), 'paper')}")
    found = collections(settings.store)
    for one in found:
        mark = "*" if Place(one.folder) == settings.place else " "
        size = one.bytes / 1e6
        number = how_many(one.papers, "paper")
        click.echo(f"{mark} {one.folder}  {number}, {size:.1f} MB  {one.wrong}".rstrip())
    if not found and settings.catalog == EMBEDDED:
        click.echo(f"No collection yet beside {settings.store}.")
