"""``paper-assistant delete``: take papers out of the collection."""

from __future__ import annotations

import click

from assistant.cli import settings_options
from assistant.settings import Settings


@click.command(
    epilog="Example: paper-assistant delete rC8sJ4i6kaH   (after -- where an id begins with -)"
)
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@settings_options("embedding_model")
def command(settings: Settings, ids: tuple[str, ...]) -> None:
    """Take papers out: their text, their vectors and their history."""
    from assistant.collection.intake import take_out

    gone = take_out(ids, settings)
    click.echo(f"{len(gone)} deleted.")
    for missing in [i for i in ids if i not in gone]:
        click.echo(f"  {missing} is not in the collection", err=True)
    if not gone:
        raise SystemExit(1)
