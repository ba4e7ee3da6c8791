"""Which of two systems would a reader rather have?  A blind sheet, and what its votes say.

``python -m eval.side_by_side make FOLDER --store DIR`` asks development questions of the assistant
and of LlamaIndex's CitationQueryEngine with the same models, and writes ``sheet.md`` (left and
right by lot), ``votes.csv`` to fill in (``left``, ``right`` or ``same``, and why) and ``key.json``,
which nobody should open before.  ``python -m eval.side_by_side score FOLDER`` counts.  A reader can
often tell quotes from a model's prose, so the sheet hides whose an answer is, not of what sort.
"""

from __future__ import annotations

import csv
import json
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import click

from assistant.errors import InputError
from assistant.settings import load_settings
from eval.questions import Question, chosen, load, reference_set
from eval.statistics import mean
from eval.systems import AssistantSystem, System

NUMBER, SEED = 20, 7
SIDES = ("left", "right")
_ASKED = ("single", "multi", "comparison", "summary", "false_premise", "typo")


def questions(number: int) -> list[Question]:
    """Answerable development questions without a history, from every kind in turn."""
    asked = [q for q in load(reference_set(), "dev") if q.kind in _ASKED and not q.history]
    return chosen(asked, number)


def lay_out(
    asked: Sequence[Question], answers: Sequence[tuple[str, str]], names: tuple[str, str], seed: int
) -> tuple[str, dict[str, dict[str, str]]]:
    """The sheet, and by question id which system stands on which side.

    Args:
        asked: The questions.
        answers: For each the two systems' answers.
        names: What the two systems are called.
        seed: Of the lot.
    """
    rng = random.Random(seed)  # noqa: S311 - draws sides
    pages, key = [], {}
    for question, pair in zip(asked, answers, strict=True):
        swap = rng.random() < 0.5
        order = (1, 0) if swap else (0, 1)
        key[question.id] = {side: names[i] for side, i in zip(SIDES, order, strict=True)}
        texts = "\n\n".join(
            f"### {side}\n\n{pair[i].strip() or '(nothing)'}"
            for side, i in zip(SIDES, order, strict=True)
        )
        pages.append(f"## {question.id}: {question.question}\n\n{texts}\n")
    return "\n".join(pages), key


def counted(votes: Sequence[tuple[str, str]], key: dict[str, dict[str, str]]) -> Counter[str]:
    """How often each system was preferred, and how often neither.

    Args:
        votes: Question id and ``left``, ``right`` or ``same``.
        key: What ``lay_out`` gave.

    Raises:
        InputError: A vote is none of these, or of an unknown question.
    """
    found: Counter[str] = Counter()
    for question, vote in votes:
        if question not in key or vote not in (*SIDES, "same"):
            message = f"The vote {vote!r} on {question!r} cannot be counted."
            raise InputError(message, "Write left, right or same for a question of the sheet.")
        found["same" if vote == "same" else key[question][vote]] += 1
    return found


@click.group()
def main() -> None:
    """Compare two systems blindly."""


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--store", required=True, help="Folder of the collection.")
@click.option("--number", default=NUMBER, show_default=True)
@click.option("--seed", default=SEED, show_default=True)
def make(folder: Path, store: str, number: int, seed: int) -> None:
    """Ask both systems and write sheet, votes to fill in, and key."""
    from assistant.wiring import build
    from eval.baselines import open_shelf

    settings = load_settings({"store": store})
    engine, _ = open_shelf(settings, builtin=False).baseline("citation-query-engine", {})
    systems: tuple[System, System] = (AssistantSystem(build(settings)), engine)
    asked, answers = questions(number), []
    for done, question in enumerate(asked, 1):
        first, second = (str(system.answer(question)["text"]) for system in systems)
        answers.append((first, second))
        # Written at once: a slow model may be stopped before the end.
        write(folder, asked[:done], answers, (systems[0].name, systems[1].name), seed)
        click.echo(f"{done} of {len(asked)}", err=True)


def write(
    folder: Path,
    asked: Sequence[Question],
    answers: Sequence[tuple[str, str]],
    names: tuple[str, str],
    seed: int,
) -> None:
    """The sheet, the votes to fill in, and the key, of as many questions as are answered."""
    sheet, key = lay_out(asked, answers, names, seed)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "sheet.md").write_text(sheet, encoding="utf-8")
    (folder / "key.json").write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
    lines = ["question,vote,why", *(f"{q.id},," for q in asked)]
    (folder / "votes.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")


@main.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
def score(folder: Path) -> None:
    """Count the votes; a 95 % interval for the share of those that prefer one."""
    key = json.loads((folder / "key.json").read_text(encoding="utf-8"))
    with (folder / "votes.csv").open(encoding="utf-8", newline="") as file:
        votes = [(row["question"], row["vote"].strip()) for row in csv.DictReader(file)]
    found = counted([vote for vote in votes if vote[1]], key)
    for name in sorted({n for sides in key.values() for n in sides.values()}):
        others = sum(found.values()) - found["same"] - found[name]
        rate = mean([1.0] * found[name] + [0.0] * others)
        told = ""
        if rate:
            low, high = rate.interval
            told = f", {rate.value:.2f} [{low:.2f}, {high:.2f}] of those that prefer one"
        click.echo(f"{name}: preferred {found[name]} times{told}")
    click.echo(f"same: {found['same']} times; not voted: {len(votes) - sum(found.values())}")


if __name__ == "__main__":
    try:
        main(standalone_mode=True)
    except InputError as error:
        sys.exit(str(error))
