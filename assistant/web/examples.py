"""Questions to click: each is answerable, for its answer was read off the collection."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from assistant.protocols import Library
from assistant.types import Paper

_BUILT_IN = (
    ("FOyuZ26emy", "What is wrong with self-expressive deep subspace clustering?"),
    ("unI5ucw_Jk", "What is Interpole and what was it tested on?"),
)
_SHORT = 90


def examples(library: Library, limit: int = 6) -> list[str]:
    """Up to ``limit`` questions that this collection answers."""
    present = {paper.id for paper in library.get([paper_id for paper_id, _ in _BUILT_IN])}
    questions = [question for paper_id, question in _BUILT_IN if paper_id in present]
    papers = [p for p in islice(library.papers(), 40) if p.abstract and 0 < len(p.title) <= _SHORT]
    questions += _of_papers(papers[len(questions) :])
    questions += _of_authors(library)
    if (total := library.count()) > 1:
        questions.append("How many papers are there?" if total else "")
    return list(dict.fromkeys(questions))[:limit]


def _of_papers(papers: Sequence[Paper]) -> list[str]:
    questions = []
    if papers:
        questions.append(f"Summarize “{papers[0].title}”")
    if len(papers) > 1 and papers[1].authors:
        questions.append(f"Who wrote “{papers[1].title}”?")
    return questions


def _of_authors(library: Library) -> list[str]:
    top = library.author_counts()[:1]
    return [f"Papers by {name}" for name, _ in top]
