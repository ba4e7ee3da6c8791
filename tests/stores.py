"""Real stores over small collections, with an embedder that needs no model."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.selection import EvidenceSelector
from assistant.gate.relevance import Reader
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Answer, Paper, Turn
from assistant.wording.text import content_stems
from vectorstore.builtin import builtin_collection
from vectorstore.catalog import Catalog
from vectorstore.index import MemoryIndex
from vectorstore.ingest import embed_pending
from vectorstore.readers import read
from vectorstore.search import HybridSearch


class HashingEmbedder:
    """Bags of stems hashed into a vector: texts that share words are near each other."""

    dimensions = 512

    @property
    def fingerprint(self) -> str:
        return f"hashing-{self.dimensions}"

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        rows = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for row, text in zip(rows, texts, strict=True):
            for stem in content_stems(text):
                row[int(hashlib.md5(stem.encode()).hexdigest(), 16) % self.dimensions] += 1
        norms = np.linalg.norm(rows, axis=1, keepdims=True)
        return rows / np.maximum(norms, 1e-9)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        return self.embed([text])[0]


def builtin_papers() -> list[Paper]:
    """The 100 papers that come with the product."""
    return [record for record in read(builtin_collection()) if isinstance(record, Paper)]


def builtin_catalog(folder: Path) -> Catalog:
    catalog = Catalog(folder / "catalog.sqlite3")
    catalog.put(builtin_papers())
    return catalog


def builtin_assistant(folder: Path) -> Assistant:
    """Everything real but the embedding model."""
    catalog, index, embedder = builtin_catalog(folder), MemoryIndex(), HashingEmbedder()
    embed_pending(catalog, index, embedder)
    search = HybridSearch(catalog, index, embedder)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)
    return Assistant(catalog, reader, Settings(store=folder))


def ask(assistant: Assistant, question: str, *history: str) -> Answer:
    """The whole answer; history alternates between user and assistant, oldest first."""
    turns = [Turn(("user", "assistant")[i % 2], text) for i, text in enumerate(history)]
    return list(assistant.answer(question, turns))[-1]
