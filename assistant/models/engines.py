"""What every engine that runs a language model offers, and which one a setting names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from assistant.models.naming import EngineKind, parse

if TYPE_CHECKING:
    from assistant.settings import Settings
    from assistant.types import Turn

NEW_TOKENS = 160
"""The most that an answer may have."""
THINKING = 1024
"""The most that a model may write where its thinking cannot be switched off."""
CONTEXT = 4096
"""The most of a model's context that is used: answers rest on a few sentences."""


class Stop:
    """Asks an engine to end; may be set from any thread, once and for all."""

    def __init__(self) -> None:
        self._set = threading.Event()
        self._lock = threading.Lock()
        self._actions: list[Callable[[], None]] = []

    def set(self) -> None:
        """Ask to end now."""
        with self._lock:
            self._set.set()
            actions, self._actions = self._actions, []
        for action in actions:
            action()

    def is_set(self) -> bool:
        """Whether the end was asked for."""
        return self._set.is_set()

    def then(self, action: Callable[[], None]) -> None:
        """Do this when the end is asked for; at once where it already was."""
        with self._lock:
            if not self._set.is_set():
                self._actions.append(action)
                return
        action()


@dataclass(frozen=True, slots=True)
class Piece:
    """What a model wrote next; ``tokens`` counts what it took, hidden thinking included."""

    text: str
    tokens: int = 1


class Engine(Protocol):
    """A language model that is ready to write.

    Attributes:
        context: How many tokens prompt and answer may have together.
        most: How many tokens one answer may need, thinking included.
        examples: Whether the prompt should show examples; a model that was taught needs none.
    """

    context: int
    most: int
    examples: bool

    def count(self, turns: Sequence[Turn]) -> int:
        """How many tokens these turns are as a prompt; never too few."""

    def stream(self, turns: Sequence[Turn], stop: Stop) -> Iterator[Piece]:
        """The answer piece by piece; ends within half a second after ``stop`` was set.

        Raises:
            ModelError: The model fails, or its server does.
        """


def open_engine(settings: Settings) -> Engine:
    """The engine that ``answer_model`` names, loaded or reached.

    Raises:
        ModelError: It cannot be found, loaded or reached.
    """
    name = parse(settings.answer_model)
    if name.kind is EngineKind.OPENAI:
        from assistant.models.endpoint import OpenAIEngine

        return OpenAIEngine(name, settings.patience)
    if name.kind is EngineKind.OLLAMA:
        from assistant.models.ollama import OllamaEngine

        return OllamaEngine(name, settings.patience)
    if name.kind is EngineKind.LLAMA_CPP:
        from assistant.models.llamacpp import LlamaCppEngine

        return LlamaCppEngine(name, settings.device)
    from assistant.models.loading import load

    return load(name, settings)


def places(settings: Settings) -> int:
    """How many answers the model may write at once: one on this machine, more at a server."""
    kind = parse(settings.answer_model).kind
    if kind.local:
        return 1
    return settings.answers_at_once or (4 if kind is EngineKind.OPENAI else 1)
