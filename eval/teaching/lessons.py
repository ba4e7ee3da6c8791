"""Lessons for the embedded model: a question with the quotes that the product would show it.

The examples' papers make a collection of their own, and each question is asked of it by the
product's own search, reading and choice of quotes, so that the model learns from what it will see:
other papers beside the right one, and sentences missing that an answer would need.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.answers import quotes
from assistant.answers.taught import taught_prompt
from assistant.evidence.selection import EvidenceSelector
from assistant.gate.relevance import Candidate, Reader
from assistant.protocols import Embedder
from assistant.types import Evidence, Paper, Retrieved
from assistant.verification.verifier import check
from assistant.wording.text import numbers
from eval.grounded import Example, load_examples
from eval.stores import small_collection
from eval.teaching.examples import TeachingExample
from vectorstore.sentences import sentences

FOUND = 24
VALIDATION_SHARE = 0.08
BORNE = 0.8
_MARK = re.compile(r" \[\d+\]")


@dataclass(frozen=True, slots=True)
class Task:
    """A question on some papers and the answer that is wanted, before quotes are chosen.

    Attributes:
        needed: The sentences that answer, as paper id and position; empty where none does.
    """

    id: str
    kind: str
    question: str
    papers: tuple[Paper, ...]
    needed: frozenset[tuple[str, int]]
    answer: str

    @property
    def is_validation(self) -> bool:
        """By the first paper, so that no question's paper is on both sides."""
        digest = hashlib.sha256(self.papers[0].id.encode()).digest()
        return digest[0] < 256 * VALIDATION_SHARE


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the model is shown and what it should say.

    Attributes:
        quotes: Titles of papers, each with the sentences shown of it.
        prompt: The user's turn, as the product writes it.
        answer: The assistant's turn.
    """

    id: str
    kind: str
    question: str
    quotes: tuple[tuple[str, tuple[str, ...]], ...]
    prompt: str
    answer: str
    is_validation: bool


def grounded_tasks(path: Path) -> list[Task]:
    """The questions of ``grounded_qa``; their papers are made of the sentences given there."""
    return [_grounded(example) for example in load_examples(path)]


def taught_tasks(
    examples: Sequence[TeachingExample], papers: Mapping[str, Paper]
) -> Iterator[Task]:
    """The project's own examples with the texts of their papers; those without are left out."""
    for e in examples:
        if set(e.papers) <= papers.keys():
            needed = frozenset((e.papers[paper], position) for paper, position in e.evidence)
            group = tuple(papers[i] for i in e.papers)
            yield Task(e.id, e.kind, e.question, group, needed, plain(e.answer))


def plain(answer: str) -> str:
    """An answer without citation marks, which are the code's to give."""
    return _MARK.sub("", answer).strip()


def build(tasks: Sequence[Task], embedder: Embedder, folder: Path, words: int) -> Iterator[Lesson]:
    """Ask every question of the collection of all their papers.

    Args:
        tasks: The questions.
        embedder: The embedding model.
        folder: Where the collection's catalog is made.
        words: The product's budget of quoted words.
    """
    papers = {paper.id: paper for task in tasks for paper in task.papers}
    catalog, search = small_collection(list(papers.values()), embedder, folder)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)
    for task in tasks:
        if lesson := _lesson(task, _shown(task, reader, words)):
            yield lesson
    catalog.close()


def save(lessons: Iterable[Lesson], path: Path) -> int:
    """Write lessons, one JSON object a line; says how many."""
    count = 0
    with path.open("w", encoding="utf-8") as out:
        for lesson in lessons:
            record = {name: getattr(lesson, name) for name in Lesson.__slots__}
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            count += 1
    return count


def load(path: Path) -> list[Lesson]:
    """The lessons of a file, in order."""
    with path.open(encoding="utf-8") as lines:
        return [_from_record(json.loads(line)) for line in lines]


def _from_record(record: dict[str, Any]) -> Lesson:
    grouped = tuple((title, tuple(texts)) for title, texts in record.pop("quotes"))
    return Lesson(quotes=grouped, **record)


def _grounded(example: Example) -> Task:
    paper = Paper(example.paper_id, example.title, " ".join(example.sentences))
    ends, at = [], 0
    for sentence in example.sentences:
        at += len(sentence) + 1
        ends.append(at)
    # Our own splitting may differ from the file's: a sentence is needed where the two overlap.
    needed = frozenset(
        (paper.id, s.position)
        for s in sentences(paper)
        for i in example.evidence
        if s.start < ends[i] - 1 and ends[i] - len(example.sentences[i]) - 1 < s.end
    )
    kind = "single" if needed else "absent"
    return Task(example.id, kind, example.question, (paper,), needed, plain(example.answer))


def _shown(task: Task, reader: Reader, words: int) -> list[Evidence]:
    """The quotes that the product would show, the task's own papers surely among those read."""
    candidates = reader.read(task.question, reader.find(task.question, FOUND))
    chosen = quotes.choose(candidates, words)
    if not task.needed <= _positions(e for group in chosen for e in group):
        chosen = quotes.choose(_own_first(task, reader, candidates), words)
    return [evidence for group in chosen for evidence in quotes.reading_order(group)]


def _own_first(task: Task, reader: Reader, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The task's papers, then the best other one, as where a question names its papers."""
    own = {paper.id for paper in task.papers if any(paper.id == i for i, _ in task.needed)}
    mine = reader.read(task.question, [Retrieved(p, 1.0) for p in task.papers if p.id in own])
    first = [replace(candidate, probability=1.0) for candidate in mine]
    return [*first, *(c for c in candidates if c.hit.paper.id not in own)][: len(mine) + 1]


def _positions(shown: Iterable[Evidence]) -> set[tuple[str, int]]:
    return {(e.paper.id, e.sentence.position) for e in shown}


def _lesson(task: Task, shown: Sequence[Evidence]) -> Lesson | None:
    """The lesson, or None where the quotes do not bear the answer: nothing is to be made up."""
    if task.needed and not _borne(task.answer, shown):
        return None
    grouped: dict[str, list[str]] = {}
    for e in shown:
        grouped.setdefault(e.paper.title, []).append(e.sentence.text)
    return Lesson(
        task.id,
        task.kind,
        task.question,
        tuple((title, tuple(texts)) for title, texts in grouped.items()),
        taught_prompt(task.question, shown),
        task.answer,
        task.is_validation,
    )


def _borne(answer: str, shown: Sequence[Evidence]) -> bool:
    """Whether the quotes hold nearly all that the answer says, and all of its numbers."""
    whole = " ".join(f"{e.paper.title} {e.sentence.text}" for e in shown)
    held = set(numbers(answer)) <= set(numbers(whole))
    return held and check(answer, [whole]).coverage >= BORNE
