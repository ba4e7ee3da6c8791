"""What the pipeline asks of its parts; ``assistant.wiring`` names the classes that provide it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.types import EVERYTHING, Evidence, Filters, Paper, Prose, Request, Retrieved

Vectors = NDArray[np.float32]
PaperOrder = Literal["added", "newest", "oldest", "title"]


class Embedder(Protocol):
    """Turns texts into vectors."""

    @property
    def fingerprint(self) -> str:
        """Names the model; vectors of different fingerprints cannot be compared."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts, shape ``(texts, dimensions)``, in the order given."""

    def embed_query(self, text: str) -> Vectors:
        """The unit vector of a question, shape ``(dimensions,)``."""


class Library(Protocol):
    """The catalog as the pipeline reads it."""

    def count(self, filters: Filters = EVERYTHING) -> int:
        """How many papers pass the filters."""

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, in the order asked for; unknown ids are left out."""

    def papers(
        self,
        filters: Filters = EVERYTHING,
        limit: int = -1,
        offset: int = 0,
        order: PaperOrder = "added",
    ) -> Iterator[Paper]:
        """Papers that pass the filters, in the order they came in or in the one asked for."""

    def titles(self) -> Iterator[tuple[str, str]]:
        """``(id, title)`` of every paper."""

    def author_counts(self) -> list[tuple[str, int]]:
        """Every author with the number of papers, most first."""

    def venues(self) -> list[str]:
        """Every venue once."""

    def search_text(
        self, query: str, limit: int, filters: Filters = EVERYTHING, titles_only: bool = False
    ) -> list[tuple[str, float]]:
        """``(id, BM25 score)`` of the papers that share words with the query, best first."""

    def search_phrase(self, phrase: str, limit: int) -> list[str]:
        """Ids of papers whose title or abstract holds these words in a row."""

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """How many papers hold each stem."""


class Search(Protocol):
    """Finds the papers nearest a query."""

    def search(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
        """The nearest papers, best first."""


class Reranker(Protocol):
    """A model that reads query and paper together; slower than a search and finer."""

    def rerank(self, query: str, hits: Sequence[Retrieved]) -> list[Retrieved]:
        """The same papers in the order of the model's scores, which take the place of theirs."""


class Judge(Protocol):
    """A language model that does not write: it says how well a sentence predicts a question."""

    def votes(self, question: str, title: str, sentences: Sequence[str]) -> Vectors:
        """Log-probabilities of a paper's sentences as answers, ``(sentences, 2)``, in nats."""


class Writer(Protocol):
    """Turns evidence into statements, ever more of them; each is already verified."""

    @property
    def name(self) -> str:
        """The model that writes, for reports."""

    def write(self, request: Request, evidence: Sequence[Evidence]) -> Iterator[Prose]:
        """The prose so far; the last value is the whole."""
