"""The embedding model, by sentence-transformers through LlamaIndex's interface."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.errors import ModelError
from assistant.models import embedded, hush
from assistant.settings import EMBEDDED, Settings


class SentenceEmbedder:
    """Unit vectors of texts; loads the model on first use.

    Args:
        settings: ``embedding_model``, ``device`` and ``cache`` are read.
    """

    _BATCH = 16

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
    def model(self) -> Any:  # noqa: ANN401 - LlamaIndex ships no types
        """LlamaIndex's embedding; the name goes to the hub only where a setting names one.

        Raises:
            ModelError: It cannot be found or loaded.
        """
        name = self._settings.embedding_model
        local = name == EMBEDDED or Path(name).is_dir()
        hush(local)
        from llama_index.embeddings.huggingface import HuggingFaceEmbedding

        path = str(embedded.embedding_folder(self._settings.cache)) if name == EMBEDDED else name
        device = None if self._settings.device == "auto" else self._settings.device
        try:
            return HuggingFaceEmbedding(
                model_name=path,
                device=device,
                embed_batch_size=self._BATCH,
                local_files_only=local,
            )
        except Exception as error:
            message = f"The embedding model {name!r} cannot be loaded: {_first_line(error)}"
            hint = "Check the name and the network, or use --embedding-model embedded."
            raise ModelError(message, hint) from error

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of texts, shape ``(texts, dimensions)``, in the order given."""
        # Batches of one length waste no padding.
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        vectors = self.model.get_text_embedding_batch([texts[i] for i in order])
        result = np.empty((len(texts), len(vectors[0]) if vectors else 0), dtype=np.float32)
        result[order] = np.asarray(vectors, dtype=np.float32)
        result /= np.maximum(np.linalg.norm(result, axis=1, keepdims=True), 1e-12)
        return result

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question, shape ``(dimensions,)``."""
        vector = np.asarray(self.model.get_query_embedding(text), dtype=np.float32)
        return vector / max(float(np.linalg.norm(vector)), 1e-12)


def _first_line(error: Exception) -> str:
    return str(error).strip().split("\n")[0][:200]
