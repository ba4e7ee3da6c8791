"""Any server that speaks OpenAI's chat completions: vLLM, llama.cpp's, LM Studio, and others."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assistant.errors import ModelError
from assistant.models.engines import CONTEXT, THINKING, Piece, Stop
from assistant.models.naming import ModelName
from assistant.models.wire import RefusedError, Wire
from assistant.types import Turn

_PLAINEST = 2
_CHARACTERS, _PER_TURN = 3, 8
"""A token holds more than three characters of English; so many signs surround a turn."""


class OpenAIEngine:
    """Writes through ``POST /chat/completions``, streamed.

    Args:
        name: Model and address.
        patience: Seconds that the server may stay silent.

    Raises:
        ModelError: The server cannot be reached.
    """

    examples = True
    most = THINKING
    """Thinking counts against it; what a person sees is cut earlier."""

    def __init__(self, name: ModelName, patience: float) -> None:
        self._model = name.model
        self._wire = Wire(name.address, patience)
        self.served = _served(self._wire)
        self.context = min(self.served.get(self._model) or CONTEXT, CONTEXT)
        self._form = 0

    def count(self, turns: Sequence[Turn]) -> int:
        """An estimate that is never too small for English."""
        return count_characters(turns)

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        """The answer piece by piece; a stop closes the connection."""
        for form, body in list(enumerate(self._bodies(turns)))[self._form :]:
            try:
                for piece in self._pieces(body, stop):
                    self._form = form
                    yield piece
                return
            except RefusedError as error:
                # Servers refuse fields that they do not know; the form that passes is remembered.
                if error.status not in (400, 422) or form == _PLAINEST:
                    raise self._named(error) from error

    def _bodies(self, turns: Sequence[Turn]) -> list[dict[str, Any]]:
        room = max(1, min(self.most, self.context - self.count(turns)))
        plain: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": t.role, "content": t.content} for t in turns],
            "stream": True,
        }
        usual = plain | {"temperature": 0, "max_tokens": room}
        return [
            usual | {"chat_template_kwargs": {"enable_thinking": False}},
            usual,
            plain | {"max_completion_tokens": room},
        ]

    def _pieces(self, body: Mapping[str, object], stop: Stop) -> Iterator[Piece]:
        for line in self._wire.lines("chat/completions", body, stop):
            data = line.removeprefix("data:").strip()
            if data == "[DONE]":
                return
            if line.startswith("data:") and data:
                yield self._piece(data)

    def _piece(self, data: str) -> Piece:
        try:
            event = json.loads(data)
            if event.get("error"):
                message = f"The model server at {self._wire.address} failed: {event['error']}"
                raise ModelError(message[:300])
            choices = event.get("choices") or [{}]
            delta = choices[0].get("delta") or {}
            text = delta.get("content") or ""
        except (ValueError, AttributeError, TypeError, IndexError) as error:
            message = f"The model server at {self._wire.address} sends what no one can read."
            raise ModelError(message, "Is it a server of chat completions?") from error
        # What it reasons stands elsewhere and is not shown, but it is a sign of life.
        return Piece(str(text), 1 if delta else 0)

    def _named(self, error: RefusedError) -> RefusedError:
        if error.status == 404 and self.served:
            hint = f"It serves: {', '.join(sorted(self.served)[:8])}."
            return RefusedError(error.message, hint, error.status, error.said)
        return error


def count_characters(turns: Sequence[Turn]) -> int:
    """An estimate of the tokens of turns, where there is no tokenizer at hand."""
    return sum(len(turn.content.encode()) // _CHARACTERS + 1 + _PER_TURN for turn in turns)


def _served(wire: Wire) -> dict[str, int]:
    """The models that the server names, with their context where it tells it, else 0."""
    try:
        listed = wire.get("models")
    except RefusedError as error:
        if error.status in (401, 403):
            raise
        return {}
    models = listed.get("data") if isinstance(listed, dict) else None
    return {str(m["id"]): _context(m) for m in models or () if isinstance(m, dict) and "id" in m}


def _context(model: Mapping[str, Any]) -> int:
    """VLLM tells ``max_model_len``, llama.cpp ``meta.n_ctx``."""
    meta = model.get("meta")
    told = model.get("max_model_len") or (meta.get("n_ctx") if isinstance(meta, dict) else 0)
    return told if isinstance(told, int) else 0
