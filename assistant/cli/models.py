"""`models`: which answer models are here, how well they write, and how to get more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import click

from assistant.cli import settings_options
from assistant.cli.progress import ProgressLines
from assistant.settings import Settings

if TYPE_CHECKING:
    from assistant.models.answering import AnswerModel
    from assistant.models.capability import Capability


@click.group(
    "models",
    invoke_without_command=True,
    epilog="Example: paper-assistant models check ollama:qwen3:4b",
)
@settings_options("answer_model", "adapter")
def command(settings: Settings) -> None:
    """List the answer models that can be used now, with what was measured of each."""
    if click.get_current_context().invoked_subcommand:
        return
    from assistant.models.capability import Capabilities
    from assistant.models.shelf import SUGGESTED, on_this_machine

    measured = Capabilities(settings.cache).all()
    found = on_this_machine(settings)
    for model in found:
        sign = "*" if model.name == settings.answer_model else " "
        size = f", {model.size / 1e9:.1f} GB" if model.size else ""
        told = _told(measured, model.name, settings)
        click.echo(f"{sign} {model.name}\n    {model.where}{size}; {told}")
    click.echo("\n* is used. To use another: --answer-model NAME, or answer_model in the settings.")
    more = [n for n in SUGGESTED if n not in {m.name for m in found}]
    for name in more:
        click.echo(f"  paper-assistant models download {name}   # {SUGGESTED[name]}")


@command.command("check", epilog="Example: paper-assistant models check Qwen/Qwen3-0.6B")
@click.argument("name", required=False)
@click.option("--questions", type=click.IntRange(min=0), default=24, show_default=True,
              help="How many to measure it on; 0 only lets it say a sentence.")  # fmt: skip
@settings_options("answer_model", "adapter", "embedding_model", "device", "precision", "patience")
def check_command(settings: Settings, name: str | None, questions: int) -> None:
    """Load or reach a model, measure how well it writes, and remember that for writer = auto."""
    from assistant.models.answering import AnswerModel
    from assistant.models.capability import Capabilities

    if name:
        settings = replace(settings, answer_model=name)
    with ProgressLines("questions") as progress:
        if not questions:
            _say_something(AnswerModel(settings))
            return
        from eval.capability import measure

        found = measure(settings, progress, questions).capability
    shown = AnswerModel(settings).name
    Capabilities(settings.cache).put(shown, found)
    click.echo(f"{shown}: {describe(found)}")
    verdict = "writes prose" if found.writes else "is left to quotes, unless writer = 'prose'"
    click.echo(f"With writer = 'auto' this model {verdict}.")


@command.command("download", epilog="Example: paper-assistant models download Qwen/Qwen3-0.6B")
@click.argument("name")
@settings_options("patience")
def download_command(settings: Settings, name: str) -> None:
    """Fetch a model of the Hugging Face hub (safetensors alone), or let Ollama fetch one."""
    from assistant.models.naming import parse
    from assistant.models.shelf import download

    with ProgressLines("bytes") as progress:
        where = download(parse(name), settings, progress)
    click.echo(f"{name} is here: {where}\nMeasure it with: paper-assistant models check {name}")


def describe(found: Capability) -> str:
    """A measurement in one line."""
    return (
        f"{found.facts:.0%} of the key facts, {found.kept:.0%} of its sentences pass the check, "
        f"prose for {found.answered:.0%} of {found.questions} questions, "
        f"{found.tokens_per_second:g} tokens a second ({found.measured})"
    )


def _told(measured: Mapping[str, Capability], name: str, settings: Settings) -> str:
    from assistant.models.answering import AnswerModel

    key = AnswerModel(replace(settings, answer_model=name)).name
    return describe(measured[key]) if key in measured else "not measured yet"


def _say_something(model: AnswerModel) -> None:
    from assistant.types import Turn

    question = [Turn("user", "In one short sentence: what is an abstract?")]
    *_, last = model.stream(lambda fits, examples: question)
    used = model.usage
    click.echo(f"{model.name} says: {last.text}")
    click.echo(f"{used.tokens} tokens in {used.seconds:.1f} s")
