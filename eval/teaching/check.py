"""Prove the teaching examples: papers exist, marks and numbers hold, nothing is copied out.

``python -m eval.teaching.check [--papers FILE_OR_STORE]`` exits 1 with a line a problem; what needs
the papers' texts is checked only where they are given.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from assistant.answers.prose import DOES_NOT_SAY
from assistant.types import Paper
from assistant.verification.verifier import Check, check
from assistant.wording.text import numbers, words
from eval.teaching.examples import TWO_PAPERS, TeachingExample, load, teaching_set
from vectorstore.sentences import sentence_spans, sentences

MOST_WORDS = 45
MOST_COPIED = 18
"""Words in a row that an answer may share with an abstract: names and terms cannot be reworded."""
_FORMULA = re.compile(r"\$[^$]*\$")


def problems(
    examples: Sequence[TeachingExample], papers: Mapping[str, Paper] | None = None
) -> Iterator[str]:
    """A line for everything that is wrong with the examples; nothing where all is well.

    Args:
        examples: All of them, since ids and questions must not stand twice.
        papers: The papers by id; None leaves out what needs their texts.
    """
    for what in ("id", "question"):
        counts = Counter(getattr(e, what).casefold() for e in examples)
        yield from (f"{what} {value!r} stands {n} times" for value, n in counts.items() if n > 1)
    for example in examples:
        found = [*_of_form(example), *(_of_texts(example, papers) if papers is not None else ())]
        yield from (f"{example.id}: {problem}" for problem in found)


def _of_form(example: TeachingExample) -> Iterator[str]:
    """What can be seen without the papers."""
    if (example.kind == "absent") == bool(example.evidence):
        yield "evidence belongs to every kind but 'absent', and never to that"
    if (example.answer == DOES_NOT_SAY) == bool(example.evidence):
        yield f"the answer without evidence, and no other, is {DOES_NOT_SAY!r}"
    if len(set(example.papers)) < len(example.papers):
        yield "a paper stands twice"
    sources = {paper for paper, _ in example.evidence}
    if sources != example.cited:
        yield f"evidence is from papers {sorted(sources)}, cited are {sorted(example.cited)}"
    if not sources <= set(range(len(example.papers))):
        yield f"there are {len(example.papers)} papers, cited are {sorted(sources)}"
    if example.kind in TWO_PAPERS and example.cited != {0, 1}:
        yield f"an answer of kind '{example.kind}' cites [1] and [2]"
    if example.kind == "distractor" and (len(example.papers) < 2 or example.cited != {0}):
        yield "a distractor's answer cites [1] alone, of two papers"
    if example.evidence and not example.answer.endswith("]"):
        yield "the last sentence cites nothing"
    count = sum(len(text.split()) for text, _ in example.statements)
    if count > MOST_WORDS:
        yield f"the answer has {count} words, {MOST_WORDS} at most are meant"


def _of_texts(example: TeachingExample, papers: Mapping[str, Paper]) -> Iterator[str]:
    """What the papers' texts show."""
    if missing := [i for i in example.papers if i not in papers]:
        yield f"there is no paper {missing[0]}"
        return
    texts = [[s.text for s in sentences(papers[i])] for i in example.papers]
    for paper, position in example.evidence:
        if not (paper < len(texts) and 0 <= position < len(texts[paper])):
            yield f"there is no sentence {position} of paper {paper}"
            return
    copied = {run for of_paper in texts for text in of_paper for run in _runs(text)}
    for statement, cited in example.statements:
        quotes = _quotes(example, cited, texts)
        if strange := [n for n in numbers(statement) if n not in numbers(" ".join(quotes))]:
            yield f"the number {strange[0]} is not in the evidence"
        if runs := [run for run in _runs(statement) if run in copied]:
            yield f"copied from an abstract: {' '.join(runs[0])!r}"


def _runs(text: str) -> list[tuple[str, ...]]:
    """Every run of words that is one longer than may be copied; formulas count as one word."""
    said, size = words(_FORMULA.sub(" formula ", text)), MOST_COPIED + 1
    return [tuple(said[i : i + size]) for i in range(len(said) - size + 1)]


def checks(example: TeachingExample, papers: Mapping[str, Paper]) -> list[Check]:
    """What the product's own verification says of each sentence of the answer."""
    texts = [[s.text for s in sentences(papers[i])] for i in example.papers]
    return [
        check(
            statement[start:end],
            _quotes(example, cited, texts),
            " ".join(papers[example.papers[i]].title for i in cited),
        )
        for statement, cited in example.statements
        for start, end in sentence_spans(statement)
        if statement[start:end] not in ("Yes.", "No.")
    ]


def _quotes(
    example: TeachingExample, cited: frozenset[int], texts: Sequence[Sequence[str]]
) -> list[str]:
    return [texts[paper][position] for paper, position in example.evidence if paper in cited]


def texts_of(examples: Sequence[TeachingExample], source: Path) -> dict[str, Paper]:
    """The papers that the examples name, by id; those that the source lacks are missing.

    Args:
        examples: Which papers are wanted.
        source: A collection's folder, or a file that ``ingest`` reads.
    """
    from vectorstore.catalog import Catalog
    from vectorstore.readers import read
    from vectorstore.store import catalog_file

    named = {paper for example in examples for paper in example.papers}
    if source.is_dir():
        return {paper.id: paper for paper in Catalog(catalog_file(source)).get(sorted(named))}
    return {r.id: r for r in read(source) if isinstance(r, Paper) and r.id in named}


@click.command(epilog="Example: python -m eval.teaching.check --papers my-store")
@click.option("--examples", type=click.Path(path_type=Path), help="Examples, JSONL.")
@click.option(
    "--papers",
    "source",
    type=click.Path(exists=True, path_type=Path),
    help="The papers they name: a collection's folder (at once) or a file (minutes if large).",
)
def main(examples: Path | None, source: Path | None) -> None:
    """Prove the teaching examples, with the papers' texts where a file of them is given."""
    taught = load(examples or teaching_set())
    papers = None
    if source is not None:
        papers = texts_of(taught, source)
        verdicts = Counter(
            c.verdict.value
            for example in taught
            if set(example.papers) <= papers.keys()
            for c in checks(example, papers)
        )
        click.echo(f"verification of the answers' sentences: {dict(verdicts)}")
    found = list(problems(taught, papers))
    for problem in found:
        click.echo(problem)
    click.echo(f"{dict(Counter(example.kind for example in taught))}")
    click.echo(f"{len(taught)} examples, {len(found)} problems")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
