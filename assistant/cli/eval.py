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
@click.option("--set", "question_set", default="reference", show_default=True, metavar="SET",
              help="'reference', 'unseen', 'final', 'fresh' or 'closing', on the built-in "
              "collection, or a JSONL file.")  # fmt: skip
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
@click.option("--scifact", type=_FILE, metavar="FOLDER",
              help="Measure the judges on SciFact's claims too.")  # fmt: skip
@click.option("--fail-under", multiple=True, metavar="MEASURE=VALUE",
              help="Exit 1 where a figure is lower; may be given again.")  # fmt: skip
@settings_options()
def command(settings: Settings, **options: Any) -> None:  # noqa: ANN401
    """Answer a question set, score the answers and write a report (HTML, Markdown, JSON)."""
    if click.get_current_context().invoked_subcommand:
        return
    from eval.gate import failures, limits
    from eval.markdown import markdown
    from eval.questions import question_set
    from eval.report import figures
    from eval.session import Plan, execute

    wanted = limits(options.pop("fail_under"))
    baselines = _baselines(options.pop("baselines"))
    asked = question_set(options.pop("question_set"))
    plan = Plan(settings, asked, baselines=baselines, **options)
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


@command.command("compare", epilog="Example: paper-assistant eval compare before after")
@click.argument("before", type=_FILE)
@click.argument("after", type=_FILE)
def compare_command(before: Path, after: Path) -> None:
    """Show what changed between two reports, question by question, and what could be chance."""
    from eval.compare import compare, read_report

    click.echo(compare(read_report(before), read_report(after)))


@command.command("make-exam", epilog="Example: paper-assistant --store mine eval make-exam -n 100")
@click.option("--out", type=_FILE, default=Path("exam"), show_default=True, help="Folder.")
@click.option("-n", "count", type=click.IntRange(min=4), default=60, show_default=True,
              help="About how many questions.")  # fmt: skip
@click.option("--seed", type=int, default=0, show_default=True, help="Another gives another exam.")
@click.option("--make-only", is_flag=True, help="Do not run it.")
@settings_options()
def exam_command(settings: Settings, out: Path, count: int, seed: int, make_only: bool) -> None:
    """Make an exam from your own collection, without a language model, and run it."""
    from eval.exam import write
    from eval.markdown import markdown
    from eval.session import Plan, execute

    questions, copy = write(settings, out, count, seed)
    click.echo(f"{questions} asks about {copy.store}")
    if not make_only:
        plan = Plan(copy, questions, out=out / "report", baselines=("top-3-sentences",))
        click.echo(markdown(execute(plan)))
        click.echo(f"Report: {plan.out / 'report.html'}")


@command.command("retrieval", epilog="Example: paper-assistant eval retrieval data/scifact")
@click.argument("folder", type=_FILE)
@click.option("--corpus", type=_FILE, help="Documents from elsewhere (JSONL, may be packed).")
@click.option("--variant", "variants", multiple=True,
              type=click.Choice(["lexical", "dense", "fused", "reranked"]),
              help="Only this one; may be given again.")  # fmt: skip
@click.option("--limit", type=click.IntRange(min=1), help="At most so many queries.")
@settings_options("embedding_model", "device")
def retrieval_command(
    settings: Settings,
    folder: Path,
    corpus: Path | None,
    variants: tuple[str, ...],
    limit: int | None,
) -> None:
    """Measure the search over a BEIR-style folder (corpus, queries, qrels).

    With --store the collection there is searched as it stands, in place of the folder's documents.
    """
    from eval.ablation import benchmark_folder

    click.echo(benchmark_folder(settings, folder, corpus, variants, limit))
