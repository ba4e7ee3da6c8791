"""The embedding model: the embedded one by torch alone, any other by sentence-transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.models import embedded, hush
from assistant.models.minilm import MiniLM
from assistant.settings import EMBEDDED, Settings


class Encoder(Protocol):
    """A loaded model."""

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Vectors of passages, shape ``(texts, dimensions)``."""

    def encode_query(self, text: str) -> NDArray[np.float32]:
        """The vector of a question, shape ``(dimensions,)``."""


class SentenceEmbedder:
    """Unit vectors of texts; loads the model on first use.

    Args:
        settings: ``embedding_model``, ``device`` and ``cache`` are read.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @property
    def fingerprint(self) -> str:
        """Names the model; for a local folder with a hash of its configuration."""
        name = self._settings.embedding_model
        if name == EMBEDDED:
            return embedded.EMBEDDING_NAME
        config = Path(name) / "config.json"
        if config.exists():
            return f"{Path(name).name}@{hashlib.sha256(config.read_bytes()).hexdigest()[:8]}"
        return name

    @cached_property
    def model(self) -> Encoder:
        """The loaded model; its name goes to the hub only where a setting names one.

        Raises:
            ModelError: It cannot be found or loaded.
        """
        name, device = self._settings.embedding_model, self._settings.device
        try:
            if name == EMBEDDED:
                folder = embedded.embedding_folder(self._settings.cache)
                return _Embedded(folder, _fastest() if device == "auto" else device)
            return _AnyModel(name, None if device == "auto" else device)
        except ModelError:
            raise
        except Exception as error:
            message = f"The embedding model {name!r} cannot be loaded: {_first_line(error)}"
            hint = "Check the name and the network, or use --embedding-model embedded."
            raise ModelError(message, hint) from error

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of texts, shape ``(texts, dimensions)``, in the order given."""
        return _unit(self.model.encode(texts))

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape ``(dimensions,)``."""
        return _unit(self.model.encode_query(text))


class _Embedded(MiniLM):
    def encode_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self.encode([text])[0], dtype=np.float32)


class _AnyModel:
    """A model of sentence-transformers, with the prompts that it was trained with."""

    _BATCH = 16

    def __init__(self, name: str, device: str | None) -> None:
        local = Path(name).is_dir()
        hush(local)
        from sentence_transformers import SentenceTransformer

        self._model: Any = SentenceTransformer(name, device=device, local_files_only=local)

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        # It sorts by length itself.
        vectors = self._model.encode_document(list(texts), batch_size=self._BATCH)
        return np.asarray(vectors, dtype=np.float32)

    def encode_query(self, text: str) -> NDArray[np.float32]:
        return np.asarray(self._model.encode_query(text), dtype=np.float32)


def _fastest() -> str:
    """A GPU where there is one."""
    import torch

    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
