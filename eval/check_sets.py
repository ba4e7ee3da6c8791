"""Prove a question set against a collection: facts occur, absent terms don't, ids exist.

``python -m eval.check_sets [--set FILE] [--collection FILE]...`` exits 1 with a line a problem.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from assistant.types import Paper
from eval.matching import mentions, states
from eval.questions import Question, load, question_set

_MOST_FACTS = 4


def problems(questions: Sequence[Question], papers: Sequence[Paper]) -> Iterator[str]:
    """A line for everything that is wrong with the questions; nothing where all is well."""
    texts = {paper.id: _text(paper) for paper in papers}
    everything = "\n".join(texts.values())
    asked: dict[tuple[object, ...], str] = {}
    for question in questions:
        for problem in _of_one(question, texts, everything, len(papers)):
            yield f"{question.id}: {problem}"
        key = (question.question.casefold(), question.history)
        if key in asked:
            yield f"{question.id}: the same question as {asked[key]}"
        asked[key] = question.id


def _of_one(
    question: Question, texts: dict[str, str], everything: str, count: int
) -> Iterator[str]:
    for paper_id in question.gold.allowed:
        if paper_id not in texts:
            yield f"the collection has no paper {paper_id}"
    if len(question.facts) > _MOST_FACTS:
        yield f"{len(question.facts)} facts; at most {_MOST_FACTS} are meant"
    gold = [texts[i] for i in (*question.gold.needed, *question.gold.may) if i in texts]
    source = "\n".join(gold) if question.kind != "metadata" else _with_counts(gold, question, count)
    for wordings in question.facts:
        if not states(source, wordings):
            yield f"no wording of {list(wordings)} occurs in the gold papers"
        for wording in wordings:
            if states(question.question, [wording]):
                yield f"the question itself says {wording!r}"
    for term in question.absent:
        # A detail is absent from the paper asked about; a method from the whole collection.
        if mentions("\n".join(gold) if question.gold.may else everything, term):
            yield f"{term!r} is said to be absent but occurs"


def _with_counts(gold: list[str], question: Question, count: int) -> str:
    """Gold text plus the counts that a metadata question may ask for: papers, authors, all."""
    authors = [len(text.split("\n")[1].split(";")) for text in gold]
    counts = [count, len(question.gold.all), *authors]
    if not question.gold.all:
        counts += range(len(gold) + 1)
    return "\n".join([*gold, *map(str, counts)])


def _text(paper: Paper) -> str:
    told = [paper.title, ";".join(paper.authors), paper.abstract]
    known = [paper.url, paper.pdf, paper.venue, paper.year]
    return "\n".join(str(field or "") for field in told + known)


@click.command(epilog="Example: python -m eval.check_sets --set exam.jsonl --collection mine.csv")
@click.option("--set", "set_", default="reference", help="A set's name, or a JSONL file.")
@click.option("--collection", multiple=True, type=click.Path(path_type=Path), help="Papers.")
def main(set_: str, collection: tuple[Path, ...]) -> None:
    """Prove a question set against a collection (by default the built-in ones)."""
    from vectorstore.builtin import builtin_collection
    from vectorstore.readers import read

    questions = load(question_set(set_))
    found = 0
    for path in collection or (builtin_collection(),):
        papers = [record for record in read(path) if isinstance(record, Paper)]
        for problem in problems(questions, papers):
            click.echo(f"{path.name}: {problem}")
            found += 1
        click.echo(f"{path.name}: {len(questions)} questions, {len(papers)} papers")
    click.echo(f"{found} problems")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
