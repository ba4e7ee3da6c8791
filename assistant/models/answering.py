"""The answer model as the assistant uses it: a queue, a stream that stops, no loops, no stalls."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Protocol

from assistant.errors import ModelError
from assistant.models import embedded, streams
from assistant.models.engines import NEW_TOKENS, Engine, Stop, open_engine, places
from assistant.models.naming import EngineKind, parse
from assistant.models.queueing import Ticket, Turnstile
from assistant.settings import Settings
from assistant.types import Turn

BEAT = 0.2
"""Seconds after which a stream says that it still waits, so that whoever reads can close it."""
_LEAVING = 0.5

Fits = Callable[[Sequence[Turn]], bool]
"""Whether turns leave room for an answer in the model's context."""
Compose = Callable[[Fits, bool], Sequence[Turn]]
"""Makes the prompt: told what fits, and whether the model wants examples."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an answer of the model is.

    Attributes:
        text: What it has written so far, without thinking and loops.
        place: Its place among those that wait for the model; 0 when it is its turn.
        tokens: How many tokens were written.
        cut: Why it was ended before its end (``loop``, ``length``), or empty.
    """

    text: str = ""
    place: int = 0
    tokens: int = 0
    cut: str = ""


@dataclass(frozen=True, slots=True)
class Usage:
    """What a model has done since the start, for whoever counts: its speed is tokens / seconds."""

    answers: int = 0
    tokens: int = 0
    seconds: float = 0.0


class TextModel(Protocol):
    """A language model that writes."""

    def stream(self, compose: Compose) -> Generator[Progress]:
        """The answer so far, ever longer; closing the generator stops the model."""


class AnswerModel:
    """The model that a setting names; loads on first use.

    Args:
        settings: ``answer_model`` and what belongs to it are read.
        open_: Makes the engine; the one that the settings name by default.
    """

    def __init__(
        self, settings: Settings, open_: Callable[[Settings], Engine] = open_engine
    ) -> None:
        self._settings = settings
        self._open = open_
        self._opening = threading.Lock()
        self._counting = threading.Lock()
        self._turnstile = Turnstile(places(settings))
        self.usage = Usage()

    @property
    def name(self) -> str:
        """What the model is called in reports and measurements."""
        name = parse(self._settings.answer_model)
        is_embedded = name.kind is EngineKind.EMBEDDED
        return embedded.answer_name(self._settings.adapter) if is_embedded else str(name)

    @property
    def waiting(self) -> int:
        """How many wait for the model."""
        return self._turnstile.waiting

    @property
    def engine(self) -> Engine:
        """What writes; loaded on first use, tried again where that failed.

        Raises:
            ModelError: It cannot be found, loaded or reached.
        """
        with self._opening:
            return self._engine

    @cached_property
    def _engine(self) -> Engine:
        return self._open(self._settings)

    @cached_property
    def llm(self) -> Any:  # noqa: ANN401 - LlamaIndex ships no types
        """The model as LlamaIndex's LLM.

        Raises:
            ModelError: It cannot be found, loaded or reached.
        """
        from assistant.models.llama_index import as_llm

        return as_llm(self.engine, self.name)

    @contextmanager
    def held(self) -> Iterator[tuple[Any, Any]]:
        """The bare model and its tokenizer, for one user at a time; transformers only."""
        engine: Any = self.engine
        with self._turnstile.join():
            yield engine.model, engine.tokenizer

    def stream(self, compose: Compose) -> Generator[Progress]:
        """The answer so far, ever longer, at least every ``BEAT`` seconds.

        Closing the generator stops the model and frees it for the next.

        Raises:
            ModelError: The model cannot be loaded, fails, or says nothing for too long.
        """
        ticket, stop = self._turnstile.join(), Stop()
        worker = _Worker(self, ticket, stop, compose)
        try:
            while not ticket.wait(BEAT):
                yield Progress(place=ticket.place)
            worker.start()
            yield from self._read(worker)
        finally:
            stop.set()
            worker.leave()

    def _read(self, worker: _Worker) -> Iterator[Progress]:
        raw, shown, written = "", Progress(), 0
        while True:
            try:
                item = worker.pieces.get(timeout=BEAT)
            except queue.Empty:
                worker.complain(self._settings.patience, self.name)
                yield shown
                continue
            if isinstance(item, Exception):
                raise _told(item, self.name)
            raw += item.text if item else ""
            written += item.tokens if item and not streams.thinks(raw) else 0
            text = streams.visible(raw, ended=item is None)
            shown = replace(shown, text=text, tokens=shown.tokens + (item.tokens if item else 0))
            if (start := streams.loop_start(text)) is not None:
                yield replace(shown, text=text[:start].rstrip(), cut="loop")
                return
            yield shown
            if item is None or streams.has_ended(raw):
                return
            if written >= NEW_TOKENS:
                yield replace(shown, text=streams.visible(raw), cut="length")
                return

    def count(self, tokens: int, seconds: float) -> None:
        """Remember what an answer took."""
        with self._counting:
            seen = self.usage
            self.usage = Usage(seen.answers + 1, seen.tokens + tokens, seen.seconds + seconds)


@dataclass(frozen=True, slots=True)
class _Said:
    text: str
    tokens: int


class _Worker:
    """Reads the model in a thread of its own, so that its reader never waits for a token."""

    def __init__(self, model: AnswerModel, ticket: Ticket, stop: Stop, compose: Compose) -> None:
        self._model, self._ticket, self._stop, self._compose = model, ticket, stop, compose
        self._thread = threading.Thread(target=self._run, name="answer-stream")
        self._silent_since = 0.0
        self.pieces: queue.SimpleQueue[_Said | Exception | None] = queue.SimpleQueue()
        """What the model writes; None at its end."""

    def start(self) -> None:
        self._thread.start()

    def leave(self) -> None:
        """Give the place up; a model that is being loaded keeps it until it is."""
        if self._thread.ident is None:
            self._ticket.leave()
        else:
            self._thread.join(_LEAVING)

    def complain(self, patience: float, name: str) -> None:
        """Fail where the model has been silent for too long; loading may take its time."""
        since = self._silent_since
        if since and time.monotonic() - since > patience:
            message = f"The answer model {name!r} said nothing for {patience:.0f} seconds."
            raise ModelError(message, "Choose a smaller model, or --patience 300.")

    def _run(self) -> None:
        tokens, began = 0, 0.0
        try:
            messages = self._prompt()
            self._silent_since = began = time.monotonic()
            for response in self._model.llm.stream_chat(messages, stop=self._stop):
                if self._stop.is_set():
                    return
                self._silent_since = time.monotonic()
                new = response.additional_kwargs["tokens"]
                tokens += new
                self.pieces.put(_Said(response.delta, new))
            self.pieces.put(None)
        except Exception as error:  # noqa: BLE001 - handed to the reader
            self.pieces.put(error)
        finally:
            if began:
                self._model.count(tokens, time.monotonic() - began)
            self._ticket.leave()

    def _prompt(self) -> list[Any]:
        from llama_index.core.base.llms.types import ChatMessage

        engine = self._model.engine

        def fits(turns: Sequence[Turn]) -> bool:
            return engine.count(turns) + engine.most <= engine.context

        turns = self._compose(fits, engine.examples)
        return [ChatMessage(role=t.role, content=streams.harmless(t.content)) for t in turns]


def _told(error: Exception, name: str) -> ModelError:
    if isinstance(error, ModelError):
        return error
    first = str(error).strip().split("\n")[0][:200] or type(error).__name__
    return ModelError(f"The answer model {name!r} failed: {first}", "Or use --writer quotes.")
