"""An embedder that remembers, so that a fit asks the model for no text twice, nor the next one."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.evidence.selection import Vectors
from assistant.models.embedding import SentenceEmbedder


class CachingEmbedder:
    """Remembers every vector, since the same papers are read for many questions.

    Args:
        inner: The model.
        file: Where vectors are kept for the next fit; nowhere by default.
    """

    def __init__(self, inner: SentenceEmbedder, file: Path | None = None) -> None:
        self._inner = inner
        self._file = file
        self._vectors: dict[str, Vectors] = {}
        if file is not None and file.exists():
            with np.load(file) as held:
                texts = json.loads(held["texts"].tobytes())
                self._vectors = dict(zip(texts, held["vectors"], strict=True))

    def keep(self) -> None:
        """Write the vectors to the file, where there is one."""
        if self._file is not None:
            texts = np.frombuffer(json.dumps(list(self._vectors)).encode(), dtype=np.uint8)
            np.savez(self._file, texts=texts, vectors=np.array(list(self._vectors.values())))

    @property
    def fingerprint(self) -> str:
        """The inner model's."""
        return self._inner.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape ``(texts, dimensions)``; only new texts reach the model."""
        new = [text for text in dict.fromkeys(texts) if text not in self._vectors]
        if new:
            self._vectors |= zip(new, self._inner.embed(new), strict=True)
        return np.array([self._vectors[text] for text in texts], dtype=np.float32)

    def embed_query(self, text: str) -> Vectors:
        """The unit vector of a question."""
        return np.asarray(self.embed([text])[0], dtype=np.float32)
