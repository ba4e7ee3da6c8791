"""Teach the embedded model: ``python -m eval.teaching lessons|train|measure|pack``."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from assistant.models import embedded
from assistant.models.adapter import NONE
from assistant.models.embedding import SentenceEmbedder
from assistant.settings import load_settings
from assistant.types import Paper
from eval.caching import CachingEmbedder
from eval.teaching import lessons as making
from eval.teaching.examples import load as load_examples
from eval.teaching.examples import teaching_set
from eval.teaching.train import Recipe

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUT = click.Path(path_type=Path)


@click.group()
def main() -> None:
    """Make lessons, train an adapter on them, pack it into one file, measure it."""


@main.command(epilog="Example: python -m eval.teaching lessons qa.jsonl.gz papers.jsonl.gz l.jsonl")
@click.argument("grounded", type=_FILE)
@click.argument("papers", type=_FILE)
@click.argument("out", type=_OUT)
@click.option("--examples", type=_FILE, help="In place of eval/teaching/examples.jsonl.")
def lessons(grounded: Path, papers: Path, out: Path, examples: Path | None) -> None:
    """Choose the quotes of every question as the product does.

    GROUNDED holds questions with the sentences of their papers, PAPERS the papers that the
    project's own examples name.
    """
    from vectorstore.readers import read

    taught = load_examples(examples or teaching_set())
    named = {paper for example in taught for paper in example.papers}
    known = {r.id: r for r in read(papers) if isinstance(r, Paper) and r.id in named}
    tasks = [*making.grounded_tasks(grounded), *making.taught_tasks(taught, known)]
    settings = load_settings()
    embedder = CachingEmbedder(SentenceEmbedder(settings))
    with TemporaryDirectory() as folder:
        made = making.build(tasks, embedder, Path(folder), settings.words)
        click.echo(f"{making.save(made, out)} lessons of {len(tasks)} questions in {out}")


def _recipe_options(command: Any) -> Any:  # noqa: ANN401 - click's own types
    for field in reversed(fields(Recipe)):
        option = click.option(f"--{field.name.replace('_', '-')}", default=field.default)
        command = option(command)
    return command


@main.command(epilog="Example: python -m eval.teaching train lessons.jsonl out --epochs 3")
@click.argument("file", type=_FILE)
@click.argument("out", type=_OUT)
@click.option("--steps", default=-1, help="Stop after so many steps.")
@_recipe_options
def train(file: Path, out: Path, steps: int, **recipe: Any) -> None:  # noqa: ANN401
    """Train an adapter on lessons; run it again to go on after a stop."""
    from eval.teaching import train as training

    base = embedded.answer_folder(load_settings().cache, NONE)
    click.echo(training.train(base, making.load(file), out, Recipe(**recipe), most_steps=steps))


@main.command(epilog="Example: python -m eval.teaching pack out assistant/weights")
@click.argument("trained", type=_OUT)
@click.argument("out", type=_OUT)
def pack(trained: Path, out: Path) -> None:
    """Write the trained adapter as the one file that --adapter takes."""
    from eval.teaching.pack import pack as packed

    click.echo(packed(trained, embedded.answer_file(), embedded.ANSWER_NAME, out))


@main.command(epilog="Example: python -m eval.teaching measure lessons.jsonl --adapter none")
@click.argument("file", type=_FILE)
@click.option("--adapter", default=None, help="In place of the one that the settings name.")
@click.option("--limit", default=100, show_default=True, help="At most so many lessons.")
def measure(file: Path, adapter: str | None, limit: int) -> None:
    """Let the model answer the lessons that it was not taught, and see what of it stands."""
    from transformers import AutoModelForCausalLM, AutoTokenizer

    from eval.teaching import measure as measuring

    settings = load_settings({"adapter": adapter})
    folder = embedded.answer_folder(settings.cache, settings.adapter)
    tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    model = AutoModelForCausalLM.from_pretrained(folder, local_files_only=True, dtype="auto").eval()
    unseen = [lesson for lesson in making.load(file) if lesson.is_validation][:limit]
    said = [measuring.judge(e, measuring.write(model, tokenizer, e.prompt)) for e in unseen]
    for name, estimate in measuring.figures(unseen, said).items():
        ends = estimate.interval
        click.echo(f"{name} {estimate.value:.3f} [{ends.low:.3f}, {ends.high:.3f}]")


if __name__ == "__main__":
    main()
