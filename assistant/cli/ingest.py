"""``paper-assistant ingest``: bring files of papers into the collection."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assistant.cli import settings_options
from assistant.cli.progress import ProgressLines
from assistant.settings import Settings

if TYPE_CHECKING:
    from vectorstore.ingest import Report


@click.command(epilog="Example: paper-assistant ingest papers.csv --report report.json")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="PATH...")
@click.option("--format", "format_", metavar="F", help="The files' format; else it is recognised.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), metavar="FILE",
              help="Write what happened to every record as JSON.")  # fmt: skip
@click.option("--builtin", is_flag=True, help="Bring in the collection that comes along.")
@settings_options("embedding_model", "device")
def command(
    settings: Settings,
    paths: tuple[Path, ...],
    format_: str | None,
    report_file: Path | None,
    builtin: bool,
) -> None:
    """Read files of papers, store them and index them; what is there already is updated."""
    from assistant.intake import bring_in, bring_in_builtin

    if not paths and not builtin:
        message = "Nothing to read: name a file, or use --builtin."
        raise click.UsageError(message)
    with ProgressLines() as progress:
        if builtin:
            report = bring_in_builtin(settings, progress)
        else:
            report = bring_in(paths, settings, format_, progress)
    _tell(report)
    if report_file:
        _write(report, report_file)
    if not report.counts.total():
        raise SystemExit(1)


def _tell(report: Report) -> None:
    counts = report.counts
    names = ("added", "updated", "unchanged", "merged")
    parts = [f"{counts[name]} {name}" for name in names]
    click.echo(", ".join([*parts, f"{len(report.rejected)} rejected"]) + f" of {report.read} read.")
    for rejection in report.rejected:
        click.echo(f"  {rejection}", err=True)


def _write(report: Report, path: Path) -> None:
    import json
    from dataclasses import asdict

    record = {**report.counts, "rejected": [asdict(rejection) for rejection in report.rejected]}
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
