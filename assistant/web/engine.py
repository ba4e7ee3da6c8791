"""The assistant, made ready in the background so that the page is there at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from assistant.collection.upkeep import Upkeep, Upkept
from assistant.errors import AssistantError
from assistant.watching.observing import AnswersQuestions, Observed, Observer, log
from assistant.web.examples import examples
from assistant.web.metrics import Metrics

__all__ = ["AnswersQuestions", "Engine", "Readiness", "Told"]

Told = Callable[[str], None]
"""Told what is being done now, as a short phrase."""


@dataclass(frozen=True, slots=True)
class Readiness:
    """How far the start has come: ``problem`` is set where it failed."""

    ready: bool = False
    doing: str = "Starting"
    problem: str = ""


class Engine:
    """Builds the assistant once, in a thread of its own.

    Args:
        build: Makes the assistant; told to report what it does.
        fill: Makes it anew with the built-in papers brought in; ``build`` where not given.
        observers: Told of every question, beside the metrics.

    Attributes:
        metrics: What was asked and answered since the start.
    """

    def __init__(
        self,
        build: Callable[[Told], AnswersQuestions],
        fill: Callable[[Told], AnswersQuestions] | None = None,
        observers: Sequence[Observer] = (log,),
    ) -> None:
        self.metrics = Metrics()
        self._observers: tuple[Observer, ...] = (self.metrics, *observers)
        self._build = build
        self._fill = fill or build
        self._assistant: AnswersQuestions | None = None
        self._upkeep: Upkeep | None = None
        self._state = Readiness()
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._then: list[Callable[[], object]] = []
        self._examples: tuple[int, list[str]] = (-1, [])

    def keep(self, upkeep: Upkeep) -> None:
        """Tell how this upkeep is getting on, and end it at the end, in place of another."""
        self.stop()
        self._upkeep = upkeep

    @property
    def upkept(self) -> Upkept:
        """What is being done to the vectors."""
        return self._upkeep.state if self._upkeep else Upkept()

    def stop(self) -> None:
        """End what works in the background."""
        if self._upkeep:
            self._upkeep.stop()

    def start(self) -> None:
        """Begin, or begin again after a failure; returns at once."""
        with self._changed:
            if not (self._assistant or self._running()):
                self._begin(self._build)

    def fill(self) -> None:
        """Bring the built-in papers into an empty collection; returns at once."""
        with self._changed:
            if not self._running():
                self._assistant = None
                self._begin(self._fill)

    def _running(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def _begin(self, build: Callable[[Told], AnswersQuestions]) -> None:
        self._state = Readiness()
        self._thread = threading.Thread(
            target=self._run, args=(build,), name="assistant", daemon=True
        )
        self._thread.start()

    def _run(self, build: Callable[[Told], AnswersQuestions]) -> None:
        try:
            assistant = build(lambda doing: self._set(Readiness(doing=doing)))
        except AssistantError as error:
            self._set(Readiness(problem=str(error)))
        except Exception as error:  # noqa: BLE001 - whatever it was, the page must say it
            self._set(Readiness(problem=f"The assistant could not start: {error}"))
        else:
            self._assistant = Observed(assistant, self._observers)
            self._set(Readiness(ready=True, doing="Ready"))
            for action in self._then:
                action()

    def then(self, action: Callable[[], object]) -> None:
        """Have something done whenever the assistant has become ready."""
        self._then.append(action)
        if self._state.ready:
            action()

    def _set(self, state: Readiness) -> None:
        with self._changed:
            self._state = state
            self._changed.notify_all()

    @property
    def state(self) -> Readiness:
        """How far it is."""
        return self._state

    @property
    def assistant(self) -> AnswersQuestions:
        """The assistant.

        Raises:
            AssistantError: It is not ready, or could not be made.
        """
        if self._assistant is None:
            message = self._state.problem or "The assistant is still starting."
            raise AssistantError(message, "" if self._state.problem else "Wait a few seconds.")
        return self._assistant

    def examples(self) -> list[str]:
        """Questions to click; found anew where the number of papers has changed.

        Counting the authors of a hundred thousand papers takes a second.
        """
        library = self.assistant.library
        count = library.count()
        if self._examples[0] != count:
            self._examples = (count, examples(library))
        return self._examples[1]

    def wait(self, step: float = 0.4) -> Iterator[Readiness]:
        """States until it is ready or has failed; the last one tells which."""
        if not self._state.problem:
            self.start()
        while True:
            with self._changed:
                state = self._state
                if not (state.ready or state.problem):
                    self._changed.wait(step)
            yield state
            if state.ready or state.problem:
                return
