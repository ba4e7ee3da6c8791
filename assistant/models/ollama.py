"""A model behind an Ollama server, by its own interface, which alone sets the context's length."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.errors import ModelError
from assistant.models.endpoint import count_characters
from assistant.models.engines import CONTEXT, NEW_TOKENS, THINKING, Piece, Stop
from assistant.models.naming import ModelName
from assistant.models.wire import RefusedError, Wire
from assistant.types import Turn


class OllamaEngine:
    """Writes through ``POST /api/chat``, streamed.

    Args:
        name: Model and address.
        patience: Seconds that the server may stay silent.

    Raises:
        ModelError: The server cannot be reached or does not have the model.
    """

    examples = True

    def __init__(self, name: ModelName, patience: float) -> None:
        self._model = name.model
        self._wire = Wire(name.address, patience)
        try:
            about = self._wire.post("api/show", {"model": name.model})
        except RefusedError as error:
            if error.status != 404:
                raise
            message = f"Ollama at {name.address} has no model {name.model!r}."
            hint = f"Run: paper-assistant models download {name}"
            raise ModelError(message, hint) from error
        self._thinks = "thinking" in (about.get("capabilities") or ())
        # Told to think not, most obey; what the others think is hidden and needs room.
        self.most = THINKING if self._thinks else NEW_TOKENS
        self.context = min(_context(about.get("model_info") or {}), CONTEXT)

    def count(self, turns: Sequence[Turn]) -> int:
        """An estimate that is never too small for English."""
        return count_characters(turns)

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        """The answer piece by piece; a stop closes the connection."""
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [{"role": t.role, "content": t.content} for t in turns],
            "stream": True,
            # Without num_ctx the server cuts long prompts off without a word.
            "options": {"temperature": 0, "num_predict": self.most, "num_ctx": self.context},
        }
        if self._thinks:
            body["think"] = False
        for line in self._wire.lines("api/chat", body, stop):
            try:
                event = json.loads(line)
                error, message = event.get("error"), event.get("message") or {}
                text = str(message.get("content") or "")
            except (ValueError, AttributeError) as failure:
                said = f"What listens at {self._wire.address} is no Ollama server."
                raise ModelError(said, "Check its address in the settings.") from failure
            if error:
                raise ModelError(f"Ollama failed: {error}"[:300])
            if event.get("done"):
                return
            yield Piece(text)


def pull(name: ModelName, patience: float) -> Iterator[tuple[str, int, int]]:
    """Let the server download a model: ``(what, bytes done, bytes in all)`` as it goes.

    Raises:
        ModelError: The server cannot be reached, or there is no such model.
    """
    wire = Wire(name.address, patience)
    for line in wire.lines("api/pull", {"model": name.model, "stream": True}, Stop()):
        event = json.loads(line)
        if event.get("error"):
            raise ModelError(f"Ollama cannot download {name.model!r}: {event['error']}"[:300])
        done, total = int(event.get("completed") or 0), int(event.get("total") or 0)
        yield str(event.get("status", "")), done, total


def installed(address: str, patience: float = 2.0) -> list[str]:
    """The models that an Ollama server has; none where no server answers."""
    try:
        listed = Wire(address, patience).get("api/tags")
        return sorted(str(m["name"]) for m in listed.get("models") or ())
    except (ModelError, AttributeError, KeyError, TypeError):
        return []


def _context(info: dict[str, Any]) -> int:
    """The model's context length; its key begins with the name of the architecture."""
    told = [v for k, v in info.items() if k.endswith(".context_length") and isinstance(v, int)]
    return told[0] if told else CONTEXT
