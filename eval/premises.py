"""Are false premises corrected, and true ones left alone?  ``python -m eval.premises --store DIR``.

Asks the questions of ``eval/sets/premises.jsonl`` of a collection of the original abstracts.
"""

from __future__ import annotations

import json
from pathlib import Path

import click

from assistant.settings import load_settings
from assistant.types import Answer
from eval.questions import load

SET = Path(__file__).parent / "sets" / "premises.jsonl"


def corrects(answer: Answer) -> bool:
    """Whether an answer opens with what the abstract says against its question."""
    return answer.lead.startswith("The abstract says the opposite")


@click.command()
@click.option("--store", required=True, help="Folder of the collection.")
@click.option("--set", "path", default=SET, type=click.Path(exists=True, path_type=Path))
def main(store: str, path: Path) -> None:
    """Print how many false premises are corrected and how many right ones are called false."""
    from assistant.wiring import build

    assistant = build(load_settings({"store": store, "writer": "quotes"}))
    found = {True: [0, 0], False: [0, 0]}
    for question in load(path):
        *_, answer = assistant.answer(question.question, question.turns)
        is_false = question.expect == "correct"
        found[is_false][0] += corrects(answer)
        found[is_false][1] += 1
        if corrects(answer) != is_false:
            click.echo(
                f"{question.id}: {question.question}\n    {answer.lead or '(no correction)'}"
            )
    told = {"false premises corrected": found[True], "right ones called false": found[False]}
    click.echo(json.dumps(told))


if __name__ == "__main__":
    main()
