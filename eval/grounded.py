"""Development questions with the sentences that answer them: the data that the fits learn from.

A line of the file (``.jsonl.gz``) holds ``paper_id``, ``title``, ``sentences`` (of the abstract),
``question``, ``evidence`` (positions of the sentences that answer; empty where none does) and a
short ``answer``.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

FOLDS = 5


@dataclass(frozen=True, slots=True)
class Example:
    """A question about one paper and the positions of the sentences that answer it."""

    id: str
    paper_id: str
    title: str
    sentences: tuple[str, ...]
    question: str
    evidence: frozenset[int]
    answer: str

    @property
    def fold(self) -> int:
        """Which of the ``FOLDS`` parts it is in; all questions on a paper are in one."""
        return int(hashlib.sha256(self.paper_id.encode()).hexdigest(), 16) % FOLDS


def load_examples(path: Path) -> list[Example]:
    """All examples of a file, in order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        records = [json.loads(line) for line in lines]
    return [
        Example(
            id=r["id"],
            paper_id=r["paper_id"],
            title=r["title"],
            sentences=tuple(r["sentences"]),
            question=r["question"],
            evidence=frozenset(r["evidence"]),
            answer=r["answer"],
        )
        for r in records
    ]
