"""``search``: the papers nearest a query, or a TREC run over many queries."""

from __future__ import annotations

import json
from pathlib import Path

import click

from assistant.cli import settings_options
from assistant.errors import InputError
from assistant.settings import Settings
from assistant.wording.text import how_many

TAG = "paper-assistant"


@click.command("search", epilog="Example: paper-assistant search 'graph attention' -k 5")
@click.argument("query", required=False)
@click.option("-k", "limit", default=10, show_default=True, type=click.IntRange(1, 1000),
              help="How many papers.")  # fmt: skip
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--batch", type=click.Path(path_type=Path), help="Queries, a JSON object a line: id, text."
)
@click.option("--run", "run_file", type=click.Path(path_type=Path), help="Where the TREC run goes.")
@settings_options("embedding_model", "reranker", "device")
def command(
    settings: Settings,
    query: str | None,
    limit: int,
    as_json: bool,
    batch: Path | None,
    run_file: Path | None,
) -> None:
    """Find the papers nearest QUERY, or nearest each query of --batch, written to --run."""
    if (query is None) == (batch is None) or (batch is None) != (run_file is None):
        message = "Give one query, or --batch FILE with --run FILE."
        raise click.UsageError(message)
    from assistant.models.embedding import SentenceEmbedder
    from assistant.serialise import retrieved_record
    from assistant.wiring import open_search
    from vectorstore.store import open_existing

    catalog = open_existing(settings.place)
    search = open_search(settings, catalog, SentenceEmbedder(settings))
    if query is not None:
        hits = search.search(query, limit)
        if as_json:
            click.echo(json.dumps([retrieved_record(hit) for hit in hits], ensure_ascii=False))
        else:
            for rank, hit in enumerate(hits, start=1):
                click.echo(f"{rank:>3}. {hit.score:.3f}  {hit.paper.label}")
                click.echo("     " + "  ".join(filter(None, [hit.paper.id, hit.paper.url])))
        return
    assert batch is not None
    assert run_file is not None
    from tqdm import tqdm

    lines = []
    for query_id, text in tqdm(_queries(batch), unit="query", disable=None):
        for rank, hit in enumerate(search.search(text, limit), start=1):
            lines.append(f"{query_id} Q0 {hit.paper.id} {rank} {hit.score:.6f} {TAG}\n")
    try:
        run_file.write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        message = f"The run cannot be written to {run_file}: {error.strerror}."
        raise InputError(message, "Choose another file with --run.") from error
    click.echo(f"{how_many(len(lines), 'line')} written to {run_file}")


def _queries(path: Path) -> list[tuple[str, str]]:
    import gzip

    try:
        raw = path.read_bytes()
        text = (gzip.decompress(raw) if raw[:2] == b"\x1f\x8b" else raw).decode("utf-8-sig")
        records = [json.loads(line) for line in text.splitlines() if line.strip()]
        return [(str(record["id"]), str(record["text"])) for record in records]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        message = f"The queries in {path} cannot be read: {error}."
        raise InputError(message, 'Expected a line a query: {"id": "1", "text": "…"}') from error
