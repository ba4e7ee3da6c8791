"""``paper-assistant calibrate``: fit the gate to the collection, without labels."""

from __future__ import annotations

import click

from assistant.cli import settings_options
from assistant.settings import Settings


@click.command(epilog="Example: paper-assistant calibrate --questions 200")
@click.option("--questions", default=150, show_default=True, type=click.IntRange(min=20),
              help="How many papers to ask about, with and without.")  # fmt: skip
@settings_options("embedding_model", "device")
def command(settings: Settings, questions: int) -> None:
    """Choose how sure an answer must be, by asking about papers that are there and left out."""
    from assistant.gate.calibration import calibrate, write
    from assistant.wiring import build

    assistant = build(settings)
    found = calibrate(assistant.library, assistant.reader, questions)
    click.echo(f"{found.questions} questions from the collection's own sentences, each asked with")
    click.echo("its paper there and with it left out:")
    click.echo("threshold  abstaining: precision  recall  answerable refused")
    for point in found.points:
        mark = " *" if point.threshold == found.answer_threshold else ""
        click.echo(
            f"{point.threshold:9.2f}  {point.precision:21.2f}  {point.recall:6.2f}  "
            f"{point.refused:18.2f}{mark}"
        )
    write(found, settings.place)
    kept = f"kept in {settings.place}"
    click.echo(f"Answers need a probability of {found.answer_threshold} here; {kept}.")
    click.echo("Another value: --answer-threshold, or answer_threshold in paper-assistant.toml.")
