"""``paper-assistant ingest``: bring files of papers into the collection."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli import settings_options
from assistant.cli.progress import ProgressLines
from assistant.settings import Settings

if TYPE_CHECKING:
    from vectorstore.ingest import Report
    from vectorstore.readers import Preview

_OUTCOMES = ("added", "updated", "unchanged", "merged")
_SHOWN = 20


@click.command(epilog="Example: paper-assistant ingest papers.csv talks/ 'more/*.bib' -")
@click.argument("paths", nargs=-1, metavar="PATH...")
@click.option("--format", "format_", metavar="F", help="The files' format; else it is recognised.")
@click.option("--map", "pairs", multiple=True, metavar="FIELD=COLUMN",
              help="Read a field from this column; may be given several times.")  # fmt: skip
@click.option("--dry-run", is_flag=True, help="Show columns and first records; store nothing.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), metavar="FILE",
              help="Write what happened to every record as JSON.")  # fmt: skip
@click.option("--builtin", is_flag=True, help="Bring in the collection that comes along.")
@settings_options("embedding_model", "device", "draw_map")
def command(
    settings: Settings,
    paths: tuple[str, ...],
    format_: str | None,
    pairs: tuple[str, ...],
    dry_run: bool,
    report_file: Path | None,
    builtin: bool,
) -> None:
    """Read files, folders, patterns or - (standard input); store and index their papers.

    A PATH may also be openreview:VENUE, arxiv:QUERY or hf:DATASET, which is fetched.

    What is there already is updated. Stopped at any time, the same command goes on. The map of the
    collection is drawn in the background afterwards.
    """
    from vectorstore.builtin import builtin_collection
    from vectorstore.columns import Columns, parse_map
    from vectorstore.fetchers.source import source_of
    from vectorstore.readers import Options, expand

    options = Options(format_, Columns(parse_map(pairs)))
    sources = {path: source for path in paths if (source := source_of(path))}
    local = expand([path for path in paths if path not in sources])
    files = [*([builtin_collection()] if builtin else []), *local, *sources.values()]
    if not files:
        message = "Nothing to read: name a file, or use --builtin."
        raise click.UsageError(message)
    if dry_run:
        _preview(local, options)
        return
    report = _bring_in(files, settings, options)
    show(report)
    if report_file:
        write(report, report_file)
    if not report.counts.total():
        raise SystemExit(1)
    if settings.draw_map:
        from vectorstore.map.stored import draw_later

        draw_later(settings.place)


def _bring_in(files: list[Any], settings: Settings, options: Any) -> Report:  # noqa: ANN401
    from assistant.collection.giving_way import giving_way
    from assistant.collection.intake import bring_in
    from vectorstore.ingest import Report

    report = Report()
    try:
        with ProgressLines() as progress, giving_way():
            return bring_in(files, settings, None, progress, None, options, report)
    except KeyboardInterrupt:
        show(report)
        click.echo("Stopped; what was read is kept. Run the same command to go on.", err=True)
        raise SystemExit(130) from None


def show(report: Report) -> None:
    """Print the summary, and the rejections by reason with the first places of each."""
    parts = [f"{report.counts[name]} {name}" for name in _OUTCOMES]
    click.echo(", ".join([*parts, f"{len(report.rejected)} rejected"]) + f" of {report.read} read.")
    for title, records in (("Rejected", report.rejected), ("Taken with a doubt", report.flagged)):
        if records:
            click.echo(f"{title}:", err=True)
        for record in records[:_SHOWN]:
            sample = f"  [{record.sample[:50]}]" if record.sample else ""
            click.echo(f"  {record}{sample}", err=True)
        if len(records) > _SHOWN:
            click.echo(f"  … and {len(records) - _SHOWN} more; --report FILE has all:", err=True)
            for reason, number in Counter(r.reason for r in records).most_common(_SHOWN):
                click.echo(f"  {number:>7}  {reason}", err=True)


def write(report: Report, path: Path) -> None:
    """Write the report as JSON: the counts, and every rejection and doubt with its place.

    Raises:
        InputError: The file cannot be written.
    """
    from assistant.errors import InputError

    record = {
        "read": report.read,
        **{name: report.counts[name] for name in _OUTCOMES},
        "rejected": [asdict(rejection) for rejection in report.rejected],
        "rejected_by_reason": dict(Counter(r.reason for r in report.rejected)),
        "flagged": [asdict(flag) for flag in report.flagged],
    }
    try:
        text = json.dumps(record, ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8", errors="replace")
    except OSError as error:
        message = f"The report {path} cannot be written: {error.strerror}."
        raise InputError(message, "The papers are stored; name another file.") from error


def _preview(files: list[Path], options: Any) -> None:  # noqa: ANN401
    from assistant.errors import InputError
    from vectorstore.readers import preview

    for path in files:
        click.echo(f"{path}")
        try:
            _show_preview(preview(path, options))
        except InputError as error:
            click.echo(f"  cannot be read: {error}")


def _show_preview(found: Preview) -> None:
    from vectorstore.entry import Entry

    for field, columns in found.columns.items():
        others = f"  (else {', '.join(columns[1:])})" if columns[1:] else ""
        click.echo(f"  {field:<10} from  {columns[0]}{others}")
    if found.unused:
        click.echo(f"  not used: {', '.join(found.unused)}")
    for entry in found.first:
        if isinstance(entry, Entry):
            paper = entry.paper
            click.echo(f"  {paper.id}: {paper.title}")
            click.echo(f"    {', '.join(paper.authors)} ({paper.venue}, {paper.year}) {paper.url}")
            click.echo(f"    {paper.abstract[:160]}")
        else:
            click.echo(f"  rejected {entry}")
