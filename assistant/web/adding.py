"""Papers brought in through the page: the same ingestion, its progress and its report."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from assistant.collection.giving_way import giving_way
from assistant.errors import AssistantError, InputError, UnknownFormatError
from assistant.web.html import escape
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.links import NONE, sources_of
from vectorstore.fetchers.source import Source
from vectorstore.ingest import Report

SUFFIXES = (
    ".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".bib", ".ris", ".txt", ".gz",
)  # fmt: skip
LARGEST = "100mb"
_STEP = 0.3
_NAMED = 30
_PASTED = 1_000_000
_PASTED_FILE = "pasted.txt"
_FORMATS = "Known are CSV, JSON, JSONL, Parquet, BibTeX, RIS and the text of a dataset viewer."
_LINKS = 20_000
_OUTCOMES = ("added", "updated", "unchanged", "merged")


class Takes(Protocol):
    """Brings files into the collection; tells stage, how much is done, and of how much."""

    def __call__(
        self, paths: Sequence[Path | Source], tell: Callable[[str, int, int], None], /
    ) -> Report:
        """What happened to every record."""


@dataclass(frozen=True)
class Told:
    """What the page shows of an intake; ``taken`` once nothing is left to be brought in."""

    html: str
    taken: bool = False


def add(
    take: Takes, paths: Sequence[Path], pasted: str = "", hosts: Hosts = NONE
) -> Iterator[Told]:
    """The progress, at last the report or what is wrong.

    Args:
        take: The ingestion.
        paths: Uploaded files.
        pasted: Records as text, such as BibTeX, or links to papers, one a line.
        hosts: From where files may be fetched, beside the known servers of papers.
    """
    with tempfile.TemporaryDirectory() as folder:
        try:
            found = [*_checked(paths), *_pasted(pasted, Path(folder), hosts)]
            yield from _watched(take, found)
        except AssistantError as error:
            said = _said(error, paths, Path(folder))
            yield Told(f'<p class="pa-status pa-error">{escape(said)}</p>')


def _said(error: AssistantError, paths: Sequence[Path], folder: Path) -> str:
    """The error as the page tells it: without folders of the server or flags of the commands."""
    hint = _FORMATS if isinstance(error, UnknownFormatError) else error.hint
    said = f"{error.message} {hint}".replace(str(folder / _PASTED_FILE), "The pasted text")
    for path in paths:
        said = said.replace(str(path), path.name)
    return said


def take_text(take: Takes, text: str, hosts: Hosts = NONE) -> Report:
    """Bring in records or links that came as text.

    Raises:
        InputError: There is nothing in it, it is too long, or a link leads to elsewhere.
    """
    with tempfile.TemporaryDirectory() as folder:
        found = _pasted(text, Path(folder), hosts)
        if not found:
            message = "There is nothing to add."
            raise InputError(message, "Send records, such as BibTeX, or links to papers.")
        return take(found, lambda stage, done, total: None)


def _checked(paths: Sequence[Path]) -> list[Path]:
    for path in paths:
        if path.suffix.lower() not in SUFFIXES:
            message = f"'{path.name}' is not a file of papers that can be read."
            raise InputError(message, f"Files end in {', '.join(SUFFIXES)}.")
    return list(paths)


def _pasted(pasted: str, folder: Path, hosts: Hosts) -> Sequence[Path | Source]:
    """What the pasted text names to fetch, or a file with the records that it holds."""
    if not pasted.strip():
        return []
    if sources := sources_of(pasted[:_LINKS], hosts):
        return sources
    if len(pasted) > _PASTED:
        message = f"The pasted text has {len(pasted):,} characters; at most {_PASTED:,} are read."
        raise InputError(message, "Put it into a file and choose that.")
    file = folder / _PASTED_FILE
    file.write_text(pasted, encoding="utf-8")
    return [file]


def _watched(take: Takes, paths: list[Path | Source]) -> Iterator[Told]:
    """Run the ingestion in a thread of its own and say how far it is."""
    if not paths:
        message = "There is nothing to add."
        raise InputError(message, "Choose a file, or paste records or links to papers.")
    state, outcome = ["Starting"], list[Report | Exception]()

    def tell(stage: str, done: int, total: int) -> None:
        state[0] = f"{stage.capitalize()}: {done:,}" + (f" of {total:,}" if total else "")

    def run() -> None:
        try:
            with giving_way():
                outcome.append(take(paths, tell))
        except Exception as error:  # noqa: BLE001 - handed to the page
            outcome.append(error)

    thread = threading.Thread(target=run, name="adding", daemon=True)
    thread.start()
    while thread.is_alive():
        yield Told(f'<p class="pa-working" role="status">{escape(state[0])}…</p>')
        thread.join(_STEP)
    if isinstance(result := outcome[0], AssistantError):
        raise result
    if isinstance(result, Exception):
        message = f"The papers could not be added ({type(result).__name__})."
        raise InputError(message, "What was added before stays; try the file again.") from result
    yield Told(summary(result), taken=True)


def summary(report: Report) -> str:
    """What happened: counts, then the first records that were not taken and why."""
    said = [f"{report.counts[name]:,} {name}" for name in _OUTCOMES if report.counts[name]]
    said += [f"{len(report.rejected):,} rejected"] if report.rejected else []
    head = f'<p role="status"><strong>{escape(", ".join(said) or "No records found")}</strong></p>'
    rows = "".join(f'<li dir="auto">{escape(str(r))}</li>' for r in report.rejected[:_NAMED])
    more = len(report.rejected) - _NAMED
    rows += f"<li>and {more:,} more</li>" if more > 0 else ""
    listed = f'<ul class="pa-note">{rows}</ul>' if rows else ""
    return f'<div class="pa-report">{head}{listed}</div>'
