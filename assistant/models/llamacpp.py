"""A GGUF file in this process, by llama.cpp (the extra ``llama-cpp``)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.errors import ModelError
from assistant.models.engines import CONTEXT, THINKING, Piece, Stop
from assistant.models.naming import ModelName
from assistant.types import Turn

_PER_TURN = 12
"""Signs that a chat template puts around a turn, generously."""


class LlamaCppEngine:
    """Writes with llama.cpp; one answer at a time.

    Args:
        name: The GGUF file.
        device: ``cpu`` keeps the layers off a graphics card.

    Raises:
        ModelError: The package or the file is missing, or the file cannot be read.
    """

    examples = True
    most = THINKING

    def __init__(self, name: ModelName, device: str) -> None:
        path = Path(name.model).expanduser()
        if not path.is_file():
            message = f"There is no file {name.model}."
            raise ModelError(message, "Give a GGUF file: llama.cpp:/path/model.gguf")
        try:
            import llama_cpp
        except ImportError as error:
            message = "Models in GGUF need the package llama-cpp-python, which is not installed."
            hint = "Run: pip install 'paper-assistant[llama-cpp]'"
            raise ModelError(message, hint) from error
        try:
            self._llama = llama_cpp.Llama(
                model_path=str(path),
                n_ctx=CONTEXT,
                n_gpu_layers=0 if device == "cpu" else -1,
                verbose=False,
            )
        except (ValueError, RuntimeError, MemoryError, AssertionError) as error:
            message = f"llama.cpp cannot load {name.model}: {str(error)[:160]}"
            raise ModelError(message, "Is it a whole GGUF file, and does it fit?") from error
        self.context = min(int(self._llama.n_ctx()), CONTEXT)
        self._stop = Stop()
        # llama.cpp asks this between the parts of its graph, so a long prompt can be left too.
        self._ask = llama_cpp.ggml_abort_callback(lambda _: self._stop.is_set())
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._ask, None)

    def count(self, turns: Sequence[Turn]) -> int:
        """How many tokens these turns are as a prompt, a little generously."""
        return sum(
            len(self._llama.tokenize(turn.content.encode(), add_bos=False)) + _PER_TURN
            for turn in turns
        )

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        """The answer piece by piece; ``stop`` is seen within a part of the graph."""
        self._stop = stop
        try:
            events: Iterator[dict[str, Any]] = self._llama.create_chat_completion(
                messages=[{"role": t.role, "content": t.content} for t in turns],
                max_tokens=min(self.most, self.context - self.count(turns)),
                temperature=0.0,
                stream=True,
            )
            for event in events:
                if stop.is_set():
                    return
                text = event["choices"][0]["delta"].get("content")
                if text:
                    yield Piece(text)
        except (ValueError, RuntimeError) as error:
            if not stop.is_set():
                message = f"llama.cpp failed: {str(error)[:200]}"
                raise ModelError(message, "Or use --writer quotes.") from error
        finally:
            self._stop = Stop()
