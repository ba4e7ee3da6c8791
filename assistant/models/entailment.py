"""A cross-encoder that says whether a text bears a statement, by sentence-transformers.

Natural-language-inference models (entailment, neutral, contradiction) and models of hallucination
(one output: consistent or not) both fit; the check of statements asks it in place of its own fitted
weights.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from assistant.errors import ModelError
from assistant.models.cross_encoder import load_cross_encoder, raw_outputs
from assistant.settings import Settings

_BEARS = ("entail", "support", "consistent")
_OPPOSES = ("contradict", "refute")


class EntailmentModel:
    """Judges statements by the model that ``support_model`` names; loaded on first use.

    Args:
        settings: ``support_model`` and ``device`` are read.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def opinion(self, statement: str, quotes: Sequence[str], title: str) -> tuple[float, float]:
        """Probabilities that the quotes bear the statement, and that they say the opposite.

        Raises:
            ModelError: The model cannot be loaded, or its labels do not tell what they mean.
        """
        premise = " ".join(filter(None, [f"{title}." if title else "", *quotes]))
        raw = self.model.predict(
            [(premise, statement)], show_progress_bar=False, activation_fn=raw_outputs
        )
        logits = np.asarray(raw, dtype=np.float64).reshape(-1)
        if len(logits) == 1:
            return float(1 / (1 + np.exp(-np.clip(logits[0], -30, 30)))), 0.0
        odds = np.exp(logits - logits.max())
        chances = odds / odds.sum()
        bears, opposes = self._labels
        return float(chances[bears]), float(chances[opposes]) if opposes is not None else 0.0

    @cached_property
    def model(self) -> Any:  # noqa: ANN401 - sentence-transformers ships no types
        """The cross-encoder; the name goes to the hub only where it is no folder.

        Raises:
            ModelError: It cannot be found or loaded.
        """
        return load_cross_encoder(
            self._settings.support_model, self._settings.device, "support model", "support-model"
        )

    @cached_property
    def _labels(self) -> tuple[int, int | None]:
        """Which output means "bears", and which "says the opposite" where there is one."""
        named = {int(i): str(n).lower() for i, n in self.model.config.id2label.items()}
        bears = [i for i, name in named.items() if name.startswith(_BEARS)]
        opposes = [i for i, name in named.items() if name.startswith(_OPPOSES)]
        if not bears:
            message = (
                f"{self._settings.support_model} has the labels {sorted(named.values())}; "
                "none means that the text bears the statement."
            )
            raise ModelError(message, "Choose a model with an 'entailment' label, or one output.")
        return bears[0], opposes[0] if opposes else None
