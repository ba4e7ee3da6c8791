"""Are false premises corrected, and true ones left alone?  ``python -m eval.premises --store DIR``.

Asks the questions of ``eval/sets/premises.jsonl`` of a collection of the original abstracts.  With
``--examples`` the rules are also held against development questions that nobody wrote them for,
each beside its own abstract: all of their premises hold.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click

from assistant.answers.premise import turned_premise
from assistant.settings import load_settings
from assistant.types import Answer, Evidence, Paper
from eval.grounded import Example, load_examples
from eval.questions import load
from vectorstore.sentences import sentences

SET = Path(__file__).parent / "sets" / "premises.jsonl"


def corrects(answer: Answer) -> bool:
    """Whether an answer opens with what the abstract says against its question."""
    return answer.lead.startswith("The abstract says the opposite")


def called_false(examples: Sequence[Example]) -> list[str]:
    """The questions of development examples that their own abstract is taken to deny."""
    found = []
    for e in examples:
        paper = Paper(e.paper_id, e.title, " ".join(e.sentences))
        whole = [Evidence(sentence, 1.0) for sentence in sentences(paper)]
        if e.evidence and (against := turned_premise(e.question, whole)):
            found.append(f"{e.question}\n    {against.text}")
    return found


@click.command()
@click.option("--store", required=True, help="Folder of the collection.")
@click.option("--set", "path", default=SET, type=click.Path(exists=True, path_type=Path))
@click.option("--examples", type=click.Path(exists=True, path_type=Path))
def main(store: str, path: Path, examples: Path | None) -> None:
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
    if examples is not None:
        known = [e for e in load_examples(examples) if e.evidence]
        wrong = called_false(known)
        click.echo("\n".join(wrong))
        told["examples called false"] = [len(wrong), len(known)]
    click.echo(json.dumps(told))


if __name__ == "__main__":
    main()
