"""``python -m eval.fuzz --number 10000``: so many broken inputs for each parser and each way in.

The assistant is the real one over the built-in papers, with vectors of hashed words, since what is
looked for is faults and not quality.  Inputs are the same at each run with the same ``--seed``, so
that several seeds make up a long run; ``--only`` takes the targets whose names hold a text.  It
ends with 1 where anything broke.
"""

from __future__ import annotations

import importlib.util
import logging
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from assistant.evidence.selection import EvidenceSelector
from assistant.gate.relevance import Reader
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Paper
from eval.bench_ingest import StandIn
from eval.fuzz import files, requests, texts
from eval.fuzz.trying import Target, tried
from eval.stores import small_collection
from vectorstore.builtin import builtin_collection
from vectorstore.readers import read


def small_assistant(folder: Path) -> Assistant:
    """Everything real but the embedding model."""
    embedder = StandIn()
    papers = [record for record in read(builtin_collection()) if isinstance(record, Paper)]
    catalog, search = small_collection(papers, embedder, folder)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)
    return Assistant(catalog, reader, Settings(store=folder))


def every_target(folder: Path) -> Iterator[Target]:
    """Parsers, texts and requests, in this order."""
    yield from files.targets(folder)
    assistant = small_assistant(folder)
    yield from texts.targets(assistant)
    yield from requests.targets(assistant, mcp=importlib.util.find_spec("mcp") is not None)


@click.command()
@click.option("--number", default=10_000, show_default=True, help="Inputs for each target.")
@click.option("--seed", default=0, show_default=True, help="Another makes other inputs.")
@click.option("--only", default="", help="Targets whose names hold this text.")
def main(number: int, seed: int, only: str) -> None:
    """Print a line a target, and what broke."""
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # Gradio imports that library
    logging.disable(logging.CRITICAL)  # each broken upload would be told
    faults = 0
    with tempfile.TemporaryDirectory() as folder:
        click.echo(f"{'target':36} {'inputs':>7} {'seconds':>8} {'slowest':>8}")
        for target in every_target(Path(folder)):
            if only not in target.name:
                continue
            found = tried(target, number, chance=seed)
            faults += bool(found.fault)
            click.echo(
                f"{found.name:36} {found.inputs:7} {found.seconds:8.1f} {found.slowest:8.2f}"
                f"  {found.fault}"
            )
    if faults:
        message = f"{faults} targets broke."
        raise click.ClickException(message)


if __name__ == "__main__":
    main()
