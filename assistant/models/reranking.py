"""A cross-encoder that orders the best papers anew, by sentence-transformers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import numpy as np

from assistant.models.cross_encoder import load_cross_encoder, raw_outputs
from assistant.settings import Settings
from assistant.types import Retrieved

_BATCH = 16


class CrossEncoderReranker:
    """Reads query and paper together and orders the papers by what the model thinks of each.

    Args:
        settings: ``reranker`` names the model, ``device`` where it runs; loaded on first use.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def model(self) -> Any:  # noqa: ANN401 - sentence-transformers ships no types
        """The cross-encoder; the name goes to the hub only where it is no folder.

        Raises:
            ModelError: It cannot be found or loaded.
        """
        return load_cross_encoder(
            self._settings.reranker, self._settings.device, "reranker", "reranker"
        )

    def rerank(self, query: str, hits: Sequence[Retrieved]) -> list[Retrieved]:
        """The same papers, best first; scores are the model's, between 0 and 1."""
        if not hits:
            return []
        pairs = [(query, f"{hit.paper.title}\n{hit.paper.abstract}") for hit in hits]
        raw = np.asarray(
            self.model.predict(
                pairs, batch_size=_BATCH, show_progress_bar=False, activation_fn=raw_outputs
            ),
            dtype=np.float64,
        ).reshape(len(hits), -1)
        # One output is the relevance; of several, the last is the class "relevant".
        scores = 1.0 / (1.0 + np.exp(-np.clip(raw[:, -1], -30, 30)))
        scored = [replace(hit, score=float(s)) for hit, s in zip(hits, scores, strict=True)]
        return sorted(scored, key=lambda hit: (-hit.score, hit.paper.id))
