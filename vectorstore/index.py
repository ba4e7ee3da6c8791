"""The vectors of a collection: a small protocol, and NumPy for exactness; Chroma has its own file.

An index is a cache: everything in it can be made again from the catalog.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.types import EVERYTHING, Filters, Paper
from vectorstore.schema import text_hash

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a paper that gets one vector; ``number`` counts from 0 within the paper."""

    paper: Paper
    number: int
    text: str

    @property
    def id(self) -> str:
        """Unique within a collection."""
        return passage_id(self.paper.id, self.number)


def passage_id(paper_id: str, number: int) -> str:
    """The name of a paper's passage; ``paper_of_passage`` takes it apart."""
    return f"{paper_id}#{number}"


def paper_of_passage(name: str) -> str:
    """The id of the paper that a passage is of."""
    return name.rpartition("#")[0]


class Index(Protocol):
    """Vectors of passages, found by cosine similarity."""

    def replace(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages of whole papers, shape ``(passages, dimensions)``; old ones of them go."""

    def delete(self, paper_ids: Sequence[str]) -> None:
        """Take out all passages of these papers; unknown ids are ignored."""

    def search(
        self, vector: Vectors, limit: int, filters: Filters = EVERYTHING
    ) -> list[tuple[str, float]]:
        """``(paper id, cosine)`` of the best passage of the nearest papers, best first."""

    def similarities(self, vector: Vectors, paper_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of the best passage of each of these papers; unknown ids are left out."""

    def count(self) -> int:
        """How many passages are stored."""

    def contents(self) -> Iterator[tuple[str, str]]:
        """``(paper id, text hash)`` of every passage stored; see ``schema.text_hash``."""

    def vectors(self) -> Iterator[tuple[list[str], Vectors]]:
        """Pages of paper ids and the vectors of their passages, ``(passages, dimensions)``."""

    def clear(self) -> None:
        """Take out everything."""


class MemoryIndex:
    """An exact index in memory; what it finds is right by definition."""

    def __init__(self) -> None:
        self._papers: dict[str, tuple[Paper, Vectors]] = {}

    def replace(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages of whole papers; see ``Index``."""
        for paper_id in dict.fromkeys(p.paper.id for p in passages):
            rows = [i for i, p in enumerate(passages) if p.paper.id == paper_id]
            self._papers[paper_id] = (passages[rows[0]].paper, _unit(vectors[rows]))

    def delete(self, paper_ids: Sequence[str]) -> None:
        """Take out all passages of these papers."""
        for paper_id in paper_ids:
            self._papers.pop(paper_id, None)

    def search(
        self, vector: Vectors, limit: int, filters: Filters = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The nearest papers by their best passage; see ``Index``."""
        query = _unit(vector)
        scored = [
            (paper_id, float((rows @ query).max()))
            for paper_id, (paper, rows) in self._papers.items()
            if _passes(paper, filters)
        ]
        return sorted(scored, key=lambda hit: (-hit[1], hit[0]))[:limit]

    def similarities(self, vector: Vectors, paper_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of the best passage of each of these papers; see ``Index``."""
        query = _unit(vector)
        known = {i: self._papers[i][1] for i in paper_ids if i in self._papers}
        return {i: float((rows @ query).max()) for i, rows in known.items()}

    def contents(self) -> Iterator[tuple[str, str]]:
        """``(paper id, text hash)`` of every passage stored."""
        for paper_id, (paper, rows) in self._papers.items():
            yield from [(paper_id, text_hash(paper))] * len(rows)

    def vectors(self) -> Iterator[tuple[list[str], Vectors]]:
        """Pages of paper ids and vectors; see ``Index``."""
        for paper_id, (_, rows) in self._papers.items():
            yield [paper_id] * len(rows), rows

    def count(self) -> int:
        """How many passages are stored."""
        return sum(len(rows) for _, rows in self._papers.values())

    def clear(self) -> None:
        """Take out everything."""
        self._papers.clear()


def _unit(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _passes(paper: Paper, filters: Filters) -> bool:
    year = paper.year
    return (
        (not filters.paper_ids or paper.id in filters.paper_ids)
        and (not filters.venues or paper.venue in filters.venues)
        and (filters.year_from is None or (year is not None and year >= filters.year_from))
        and (filters.year_to is None or (year is not None and year <= filters.year_to))
    )
