"""What Chroma does for us, the same whether its files or a server hold the vectors.

LlamaIndex's vector store over Chroma costs three times the time and five times the space: it keeps
every text, and each node once more as JSON.  What LlamaIndex needs is made of the search instead.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from assistant.types import EVERYTHING, Filters
from vectorstore.index import Passage, Vectors, paper_of_passage, passage_id
from vectorstore.schema import text_hash

NAME = "passages"
_AT_ONCE = 500
_PAGE = 5000
_ROUNDING = 0.01
_SPARE, _FEW = 1.5, 25
"""Passages asked for, a paper and in all: 117,265 abstracts have 1.39 each."""
_MOST_PASSAGES = 4
"""Passages of a paper that are compared when it is asked for by id; few abstracts have more."""


class ChromaVectors(ABC):
    """An index in a collection of Chroma's, by cosine distance; see ``Index``."""

    @property
    @abstractmethod
    def _collection(self) -> Any:  # noqa: ANN401 - Chroma's collection has no public type
        """Chroma's collection, ready to be used."""

    @abstractmethod
    def _made_anew(self) -> None:
        """Put an empty collection in the place of the present one."""

    @abstractmethod
    def _told(self, what: str) -> AbstractContextManager[None]:
        """Tell Chroma's failures as ours: the index cannot be ``what``."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections; the index cannot be used afterwards."""

    def replace(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Store passages of whole papers; see ``Index``."""
        self.delete(list(dict.fromkeys(p.paper.id for p in passages)))
        hashes = {p.paper.id: text_hash(p.paper) for p in passages}
        with self._told("written"):
            for start in range(0, len(passages), _AT_ONCE):
                some = passages[start : start + _AT_ONCE]
                # Not upsert: with that, the next deletion takes seconds (Chroma 1.5.9).
                self._collection.add(
                    ids=[passage.id for passage in some],
                    embeddings=np.asarray(vectors[start : start + _AT_ONCE], dtype=np.float32),
                    metadatas=[_metadata(p, hashes[p.paper.id]) for p in some],
                )

    def delete(self, paper_ids: Sequence[str]) -> None:
        """Take out all passages of these papers."""
        if not paper_ids or not self.count():
            return
        with self._told("written"):
            for start in range(0, len(paper_ids), _AT_ONCE):
                some = list(paper_ids[start : start + _AT_ONCE])
                self._collection.delete(where={"paper_id": {"$in": some}})

    def search(
        self, vector: Vectors, limit: int, filters: Filters = EVERYTHING
    ) -> list[tuple[str, float]]:
        """The nearest papers by their best passage; see ``Index``."""
        stored, best = self.count(), dict[str, float]()
        # Several passages may be of one paper, so more are asked for than papers are wanted.
        asked = int(_SPARE * limit) + _FEW
        while stored:
            found = self._query(vector, min(stored, asked), filters)
            for passage, cosine in found:
                paper_id = paper_of_passage(passage)
                best[paper_id] = max(cosine, best.get(paper_id, -1.0))
            if len(best) >= limit or len(found) < asked:
                break
            asked *= 2
        return sorted(best.items(), key=lambda hit: (-hit[1], hit[0]))[:limit]

    def _query(self, vector: Vectors, number: int, filters: Filters) -> list[tuple[str, float]]:
        """Names and cosines of the nearest passages; what it costs grows with their number."""
        with self._told("searched"):
            result = self._collection.query(
                query_embeddings=[vector],
                n_results=number,
                where=_chroma_where(filters) or None,
                include=["distances"],
            )
        pairs = zip(result["ids"][0], result["distances"][0], strict=True)
        return [(passage, 1.0 - float(distance)) for passage, distance in pairs]

    def similarities(self, vector: Vectors, paper_ids: Sequence[str]) -> dict[str, float]:
        """The cosine of each paper's best passage; see ``Index``."""
        wanted = [passage_id(i, number) for i in paper_ids for number in range(_MOST_PASSAGES)]
        best: dict[str, float] = {}
        if not wanted:
            return best
        with self._told("read"):
            found = self._collection.get(ids=wanted, include=["embeddings"])
        if not found["ids"]:
            return best
        cosines = np.asarray(found["embeddings"], dtype=np.float32) @ vector
        for name, cosine in zip(found["ids"], cosines, strict=True):
            paper_id = paper_of_passage(name)
            best[paper_id] = max(float(cosine), best.get(paper_id, -1.0))
        return best

    def count(self) -> int:
        """How many passages are stored."""
        with self._told("read"):
            return int(self._collection.count())

    def contents(self) -> Iterator[tuple[str, str]]:
        """``(paper id, text hash)`` of every passage stored."""
        offset = 0
        while True:
            with self._told("read"):
                page = self._collection.get(include=["metadatas"], limit=_PAGE, offset=offset)
            for metadata in page["metadatas"]:
                yield str(metadata["paper_id"]), str(metadata.get("text_hash", ""))
            offset += len(page["ids"])
            if len(page["ids"]) < _PAGE:
                return

    def vectors(self) -> Iterator[tuple[list[str], Vectors]]:
        """Pages of paper ids and vectors; see ``Index``."""
        for offset in range(0, self.count(), _PAGE):
            with self._told("read"):
                page = self._collection.get(
                    include=["metadatas", "embeddings"], limit=_PAGE, offset=offset
                )
            ids = [str(metadata["paper_id"]) for metadata in page["metadatas"]]
            yield ids, np.asarray(page["embeddings"], dtype=np.float32)

    def probe(self, sample: int = 1) -> None:
        """Search with vectors that are there, spread over the index; each must find itself.

        Raises:
            StoreError: The index cannot be read, or gives other vectors than were stored.
        """
        stored = self.count()
        step = max(1, stored // max(1, sample))
        with self._told("read"):
            for offset in range(0, stored, step):
                one = self._collection.get(limit=1, offset=offset, include=["embeddings"])
                vector = np.asarray(one["embeddings"][0])
                found = self._collection.query(
                    query_embeddings=[vector], n_results=1, include=["distances"]
                )
                distances = found["distances"][0]
                if abs(np.linalg.norm(vector) - 1) > _ROUNDING or not (
                    distances and distances[0] < _ROUNDING
                ):
                    message = "a stored vector does not find itself"
                    raise ValueError(message)

    def clear(self) -> None:
        """Take out everything."""
        with self._told("written"):
            self._made_anew()


def _metadata(passage: Passage, hashed: str) -> dict[str, str | int]:
    paper = passage.paper
    metadata: dict[str, str | int] = {"paper_id": paper.id, "text_hash": hashed}
    if paper.venue:
        metadata["venue"] = paper.venue
    if paper.year is not None:
        metadata["year"] = paper.year
    return metadata


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


def opened(client: Any, name: str = NAME) -> Any:  # noqa: ANN401 - no public types
    """The collection of a Chroma client; made where it is missing."""
    return client.get_or_create_collection(
        name, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
    )
