"""``paper-assistant doctor``: check the collection and mend what can be mended."""

from __future__ import annotations

import click

from assistant.cli import settings_options
from assistant.cli.progress import ProgressLines
from assistant.settings import Settings


@click.command(epilog="Example: paper-assistant doctor --repair")
@click.option("--repair", "mend", is_flag=True, help="Mend what is wrong.")
@settings_options("embedding_model", "device")
def command(settings: Settings, mend: bool) -> None:
    """Check the catalog, its text search and every vector; exit 1 where something is wrong."""
    from assistant.collection.checkup import examine
    from assistant.collection.checkup import mend as mend_all

    findings = examine(settings)
    for finding in findings:
        click.echo(f"{'ok     ' if finding.well else 'WRONG  '}{finding.text}")
    if all(finding.well for finding in findings):
        return
    if not mend:
        click.echo("Mend it with: paper-assistant doctor --repair")
        raise SystemExit(1)
    with ProgressLines() as progress:
        for line in mend_all(settings, progress):
            click.echo(f"mended {line}")
    findings = [finding for finding in examine(settings) if not finding.well]
    for finding in findings:
        click.echo(f"WRONG  {finding.text}")
    if findings:
        raise SystemExit(1)
