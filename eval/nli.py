"""An NLI cross-encoder as judge of support; the only file of the evaluation that loads one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Any

import numpy as np

from assistant.errors import ModelError

_WORDS = 250
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z$\d(])")


class NliJudge:
    """The probability that the evidence entails the statement; the best window counts.

    Args:
        model: Name or folder of a cross-encoder with an ``entailment`` label.
        device: As in the settings.
    """

    threshold = 0.5

    def __init__(self, model: str, device: str = "auto") -> None:
        self._model, self._device = model, device

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"nli:{self._model.rstrip('/').rsplit('/', 1)[-1]}"

    @cached_property
    def _encoder(self) -> tuple[Any, int]:
        from sentence_transformers import CrossEncoder

        device = None if self._device == "auto" else self._device
        try:
            encoder = CrossEncoder(self._model, device=device)
        except Exception as error:
            message = f"The NLI model {self._model!r} cannot be loaded: {str(error)[:200]}"
            raise ModelError(message, "Check its name and the network.") from error
        labels = {str(v).lower(): int(k) for k, v in encoder.config.id2label.items()}
        found = [i for name, i in labels.items() if name.startswith("entail")]
        if not found:
            message = f"{self._model} has the labels {sorted(labels)}, none is 'entailment'."
            raise ModelError(message, "Choose an NLI cross-encoder.")
        return encoder, found[0]

    def score(self, statement: str, evidence: Sequence[str]) -> float:
        """The highest probability of entailment over windows of the evidence."""
        encoder, entailment = self._encoder
        pairs = [(window, statement) for text in evidence for window in windows(text)]
        if not pairs:
            return 0.0
        logits = np.asarray(encoder.predict(pairs, show_progress_bar=False), dtype=float)
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return float((odds / odds.sum(axis=1, keepdims=True))[:, entailment].max())


def windows(text: str) -> list[str]:
    """Whole sentences of about 250 words at most, so that no model cuts any off."""
    found, current = list[str](), list[str]()
    for sentence in _SENTENCE_END.split(text):
        if current and len(" ".join([*current, sentence]).split()) > _WORDS:
            found.append(" ".join(current))
            current = []
        current.append(sentence)
    return [*found, " ".join(current)] if "".join(current).strip() else found
