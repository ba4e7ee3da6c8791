"""Questions to click: each is answerable, for its answer was read off the collection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from assistant.protocols import Library
from assistant.types import Paper

_BUILT_IN = (
    (("St1giarCHLP",), "How much faster does DDIM sample than DDPM?"),
    (("pW2Q2xLwIMD", "eJIJF3-LoZO"), "Which papers study few-shot learning?"),
    (("qrwe7XHTmYb",), "What is GShard and how large a model was trained with it?"),
    (
        ("mCLVeEpplNE", "vsU0efpivw"),
        "Compare “NBDT: Neural-Backed Decision Tree” and “Shapley Explanation Networks”",
    ),
    (
        ("V1ZHVxJ6dSS",),
        "Summarize “DC3: A learning method for optimization with hard constraints”",
    ),
    (("unI5ucw_Jk",), "Papers by Mihaela van der Schaar"),
)
_SHORT = 90


def examples(library: Library, limit: int = 6) -> list[str]:
    """Up to ``limit`` questions that this collection answers."""
    questions = [
        question for ids, question in _BUILT_IN if len(library.get(ids)) == len(ids)
    ]  # fmt: skip
    papers = [p for p in islice(library.papers(), 40) if p.abstract and 0 < len(p.title) <= _SHORT]
    questions += [*_of_papers(papers), *_of_authors(papers)]
    if library.count() > 1:
        questions.append("How many papers are there?")
    return questions[:limit]


def _of_papers(papers: Sequence[Paper]) -> list[str]:
    questions = []
    if papers:
        questions.append(f"Summarize “{papers[0].title}”")
    if len(papers) > 1 and papers[1].authors:
        questions.append(f"Who wrote “{papers[1].title}”?")
    return questions


def _of_authors(papers: Sequence[Paper]) -> list[str]:
    """Of these few papers alone: to count the authors of a hundred thousand takes a second."""
    named = Counter(name for paper in papers for name in dict.fromkeys(paper.authors))
    return [f"Papers by {name}" for name, _ in named.most_common(1)]
