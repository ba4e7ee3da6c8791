"""``paper-assistant eval``: how good the answers are, in one command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli import settings_options
from assistant.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

_EXAMPLE = "Example: paper-assistant eval --part test --out report --fail-under outcome=0.6"
_FILE = click.Path(path_type=Path)


@click.group(invoke_without_command=True, epilog=_EXAMPLE)
@click.option("--set", "questions_file", type=_FILE, help="Question set (JSONL); else the "
              "reference set on the built-in collection.")  # fmt: skip
@click.option("--part", type=click.Choice(["all", "dev", "test"]), default="all",
              help="Which part of the set.")  # fmt: skip
@click.option("--answers", "answers_file", type=_FILE,
              help="Score this answers file in place of running the assistant.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="At most so many questions.")
@click.option("--baselines", default="cheap", metavar="NAMES",
              help="'cheap', 'all', 'none', or names with commas.")  # fmt: skip
@click.option("--out", type=_FILE, default=Path("eval-report"), show_default=True,
              help="Folder for answers and reports; a run that was stopped goes on.")  # fmt: skip
@click.option("--jobs", type=click.IntRange(min=1), default=1, help="Questions at once.")
@click.option("--nli", metavar="MODEL", help="Judge support by this NLI cross-encoder.")
@click.option("--judge-model", metavar="MODEL",
              help="A language model that judges too: 'embedded' or a name.")  # fmt: skip
@click.option("--fail-under", multiple=True, metavar="MEASURE=VALUE",
              help="Exit 1 where a figure is lower; may be given again.")  # fmt: skip
@settings_options()
def command(settings: Settings, **options: Any) -> None:  # noqa: ANN401
    """Answer a question set, score the answers and write a report (HTML, Markdown, JSON)."""
    if click.get_current_context().invoked_subcommand:
        return
    from eval.gate import failures, limits
    from eval.report import figures, markdown
    from eval.session import Plan, execute

    wanted = limits(options.pop("fail_under"))
    baselines = _baselines(options.pop("baselines"))
    plan = Plan(settings=settings, baselines=baselines, **options)
    result = execute(plan)
    click.echo(markdown(result))
    click.echo(f"Reports: {plan.out / 'report.html'}, report.md, report.json")
    _end(failures(figures(result), wanted))


def _end(failed: list[str]) -> None:
    for line in failed:
        click.echo(f"Below the limit: {line}", err=True)
    if failed:
        raise SystemExit(1)


def _baselines(names: str) -> tuple[str, ...]:
    from eval.baselines import CHEAP, SLOW

    known: Mapping[str, tuple[str, ...]] = {"cheap": CHEAP, "all": CHEAP + SLOW, "none": ()}
    return known.get(names) or tuple(n.strip() for n in names.split(",") if n.strip() != "none")
