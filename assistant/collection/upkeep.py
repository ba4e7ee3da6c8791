"""Make a collection's vectors again while it is being served, once they are found to be lost.

Answers go by words meanwhile.  One writer at a time: where another process is writing, this waits
for it and then looks again.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.collection.giving_way import giving_way
from assistant.collection.intake import take_in
from assistant.errors import AssistantError, StoreBusyError
from assistant.protocols import Embedder, Vectors
from assistant.settings import Settings
from vectorstore import repair

_log = logging.getLogger(__name__)
_REST = 60.0
_PATIENCE = 3.0
_PIECE = 8
"""Texts that are embedded before questions have their turn and it is looked whether to stop."""


@dataclass(frozen=True, slots=True)
class Upkept:
    """How far the upkeep is.

    Attributes:
        doing: ``looking``, ``waiting`` (another process is writing), ``embedding``, or empty.
        done: Papers whose vectors are made.
        total: Papers whose vectors were lost.
        problem: Why the vectors could not be made, in a sentence.
    """

    doing: str = ""
    done: int = 0
    total: int = 0
    problem: str = ""


class Upkeep:
    """Restores the index of a collection in a thread of low priority.

    Args:
        settings: Name the collection.
        embedder: Makes the vectors; the one that searches use, so that no model is loaded twice.
        rest: Seconds after one look before the next, so that a fault which a look does not mend
            costs little.
        patience: Seconds between tries while another process is writing.
    """

    def __init__(
        self,
        settings: Settings,
        embedder: Embedder,
        rest: float = _REST,
        patience: float = _PATIENCE,
    ) -> None:
        self._settings = settings
        self._embedder = _Stoppable(embedder)
        self._rest, self._patience = rest, patience
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._next = 0.0
        self.state = Upkept()

    def look(self) -> None:
        """Look the index over and make what is lost, in the background; returns at once."""
        with self._lock:
            running = self._thread is not None and self._thread.is_alive()
            if running or self._embedder.stop.is_set() or time.monotonic() < self._next:
                return
            self.state = Upkept("looking")
            self._thread = threading.Thread(target=self._begin, name="upkeep", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """End it; what is not made is left for the next start."""
        self._embedder.stop.set()
        if self._thread is not None:
            self._thread.join(10)

    def _begin(self) -> None:
        with giving_way():
            self._run()

    def _run(self) -> None:
        while not self._embedder.stop.is_set():
            try:
                repair.doubt(self._settings.store)
                take_in((), self._settings, self._told, self._embedder)
                self._ended(Upkept())
                return
            except StoreBusyError:
                self.state = Upkept("waiting")
                self._embedder.stop.wait(self._patience)
            except _Stopped:
                return
            except AssistantError as error:
                _log.warning("The vectors cannot be made again: %s", error)
                self._ended(Upkept(problem=str(error)))
                return
            except Exception:
                _log.exception("The vectors cannot be made again")
                self._ended(Upkept(problem="A fault of the program; its log tells more."))
                raise

    def _ended(self, state: Upkept) -> None:
        if self.state.total and not state.problem:
            _log.warning("The vectors of %d papers were made again.", self.state.total)
        self._next = time.monotonic() + self._rest
        self.state = state

    def _told(self, stage: str, done: int, total: int) -> None:
        if stage == "embedding":
            self.state = Upkept(stage, done, total)


class _Stopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """The server ends."""


class _Stoppable:
    """An embedder that stops within seconds where it is told to."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self.stop = threading.Event()

    @property
    def fingerprint(self) -> str:
        return self._embedder.fingerprint

    def embed(self, texts: Sequence[str]) -> Vectors:
        made = list[Vectors]()
        for start in range(0, len(texts), _PIECE):
            if self.stop.is_set():
                raise _Stopped
            made.append(self._embedder.embed(texts[start : start + _PIECE]))
        return np.concatenate(made)

    def embed_query(self, text: str) -> Vectors:
        return self._embedder.embed_query(text)
