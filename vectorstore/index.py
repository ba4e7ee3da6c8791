"""The vectors of a collection: a small protocol, Chroma on disk, NumPy for exactness.

An index is a cache: everything in it can be made again from the catalog.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import StoreError
from assistant.types import EVERYTHING, Filters, Paper

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
        return f"{self.paper.id}#{self.number}"


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

    def count(self) -> int:
        """How many passages are stored."""

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

    def count(self) -> int:
        """How many passages are stored."""
        return sum(len(rows) for _, rows in self._papers.values())

    def clear(self) -> None:
        """Take out everything."""
        self._papers.clear()


class ChromaIndex:
    """Chroma's embedded client through LlamaIndex's vector store, cosine distance, no telemetry.

    Args:
        folder: Chroma's own folder inside the collection's; safe to delete.

    Raises:
        StoreError: The folder cannot be opened as a Chroma database.
    """

    _NAME = "passages"

    def __init__(self, folder: Path) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings
        from llama_index.vector_stores.chroma import ChromaVectorStore

        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._client = chromadb.PersistentClient(
                str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._collection = self._open()
        except Exception as error:
            message = f"The vector index {folder} cannot be opened: {error}."
            raise StoreError(message, "Run: paper-assistant doctor --repair") from error
        self._wrap = ChromaVectorStore
        self.store = ChromaVectorStore(chroma_collection=self._collection)

    def _open(self) -> Any:  # noqa: ANN401 - Chroma's collection has no public type
        return self._client.get_or_create_collection(
            self._NAME, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )

    def replace(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages of whole papers; see ``Index``."""
        from llama_index.core.schema import TextNode

        self.delete(list(dict.fromkeys(p.paper.id for p in passages)))
        nodes = []
        for passage, vector in zip(passages, vectors, strict=True):
            paper = passage.paper
            metadata = {"paper_id": paper.id, "title": paper.title, "venue": paper.venue or ""}
            if paper.year is not None:
                metadata["year"] = paper.year  # type: ignore[assignment]
            node = TextNode(id_=passage.id, text=passage.text, metadata=metadata)
            node.embedding = vector.tolist()
            nodes.append(node)
        self.store.add(nodes)

    def delete(self, paper_ids: Sequence[str]) -> None:
        """Take out all passages of these papers."""
        if paper_ids and self.count():
            self._collection.delete(where={"paper_id": {"$in": list(paper_ids)}})

    def search(
        self, vector: Vectors, limit: int, filters: Filters = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The nearest papers by their best passage; see ``Index``."""
        from llama_index.core.vector_stores import VectorStoreQuery

        stored = self.count()
        if not stored:
            return []
        # Several passages may be of one paper, so ask for more than the papers wanted.
        query = VectorStoreQuery(
            query_embedding=vector.tolist(), similarity_top_k=min(stored, 3 * limit)
        )
        options = {"where": where} if (where := _chroma_where(filters)) else {}
        result = self.store.query(query, **options)
        best: dict[str, float] = {}
        for node, similarity in zip(result.nodes or (), result.similarities or (), strict=True):
            # LlamaIndex gives exp(-distance); the cosine is 1 - distance.
            cosine = 1.0 + float(np.log(similarity))
            paper_id = node.metadata["paper_id"]
            best[paper_id] = max(cosine, best.get(paper_id, -1.0))
        return sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]

    def count(self) -> int:
        """How many passages are stored."""
        return int(self._collection.count())

    def clear(self) -> None:
        """Take out everything."""
        self._client.delete_collection(self._NAME)
        self._collection = self._open()
        self.store = self._wrap(chroma_collection=self._collection)


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


def _chroma_where(filters: Filters) -> dict[str, Any]:
    """Chroma's filter for what the index knows; authors are narrowed to ids by the caller."""
    conditions: list[dict[str, Any]] = []
    if filters.paper_ids:
        conditions.append({"paper_id": {"$in": list(filters.paper_ids)}})
    if filters.venues:
        conditions.append({"venue": {"$in": list(filters.venues)}})
    if filters.year_from is not None:
        conditions.append({"year": {"$gte": filters.year_from}})
    if filters.year_to is not None:
        conditions.append({"year": {"$lte": filters.year_to}})
    return conditions[0] if len(conditions) == 1 else {"$and": conditions} if conditions else {}
