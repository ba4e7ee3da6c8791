"""The prompt of a model that was taught to answer from quotes: short, for it needs no telling."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from assistant.types import Evidence
from prompts import fill


def taught_prompt(question: str, evidence: Sequence[Evidence]) -> str:
    """The question, the quotes under their papers' titles, and the question again.

    A small model reads the quotes better when it knows what is asked, and answers better when it
    has just been asked.

    Args:
        question: The standalone question.
        evidence: The quotes, those of one paper in a row.
    """
    papers = groupby(evidence, key=lambda e: e.paper)
    blocks = (
        f"[{number}] {paper.title}\n" + "\n".join(f"- {e.sentence.text}" for e in quotes)
        for number, (paper, quotes) in enumerate(papers, 1)
    )
    return fill("taught", question=question, evidence="\n".join(blocks))
