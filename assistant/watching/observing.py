"""Tell whoever counts, logs or traces how each question went; answers pass through unchanged."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

from assistant.errors import AssistantError
from assistant.protocols import Library
from assistant.settings import Settings
from assistant.types import EVERYTHING, Answer, Filters, Retrieved, Turn
from assistant.watching import leaving, logs

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question, once its answer has ended in whatever way.

    Attributes:
        request: Id of the request, as the log lines have it.
        began: When it came, in seconds since 1970.
        seconds: How long it took, the reader's own time between two answers included.
        outcome: ``done``; ``left`` where the reader went away; ``refused`` where it could not be
            asked (an empty collection, a question too long); ``failed`` for a fault.
        answer: The last answer that came, or None.
    """

    request: str
    began: float
    seconds: float
    outcome: str
    answer: Answer | None


Observer = Callable[[Asked], None]
"""Told of every question; what it raises is logged and stops nobody."""


class AnswersQuestions(Protocol):
    """The assistant as its faces use it; ``assistant.wiring`` builds the real one."""

    @property
    def library(self) -> Library:
        """The catalog."""

    def find(self, query: str, limit: int, filters: Filters = EVERYTHING) -> Sequence[Retrieved]:
        """The papers nearest a text, best first."""

    def answer(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Ever fuller answers; the last has ``done``."""


class Observed:
    """An assistant whose every question is told to observers.

    Args:
        assistant: Answers.
        observers: Told of each question when its answer has ended.
    """

    def __init__(self, assistant: AnswersQuestions, observers: Sequence[Observer]) -> None:
        self._assistant = assistant
        self._observers = observers

    @property
    def library(self) -> Library:
        """The catalog."""
        return self._assistant.library

    def find(self, query: str, limit: int, filters: Filters = EVERYTHING) -> Sequence[Retrieved]:
        """The papers nearest a text, best first."""
        return self._assistant.find(query, limit, filters)

    def answer(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """As the assistant's own; each step is done under the id of the request."""
        request, began, start = logs.request_id(), time.time(), time.perf_counter()
        last, outcome, gone = None, "failed", leaving.reader_gone()
        # A stream may be read by one thread after another, so the id is set for each step.
        with logs.serving(request):
            stream = self._assistant.answer(question, history, filters)
        try:
            while True:
                with logs.serving(request):
                    answer = next(stream, None)
                if answer is None:
                    break
                last = answer
                if gone() and not answer.done:
                    message = "Whoever asked has gone."
                    raise leaving.LeftError(message)
                yield answer
            outcome = "done"
        except (GeneratorExit, leaving.LeftError):
            outcome = "left"
            raise
        except AssistantError:
            outcome = "refused"
            raise
        finally:
            with logs.serving(request):
                getattr(stream, "close", lambda: None)()
                seconds = time.perf_counter() - start
                self._tell(Asked(request, began, seconds, outcome, last))

    def _tell(self, asked: Asked) -> None:
        for observer in self._observers:
            with _never_in_the_way():
                observer(asked)


@contextmanager
def _never_in_the_way() -> Iterator[None]:
    try:
        yield
    except Exception:  # noqa: BLE001 - counting must not cost an answer
        _log.exception("An observer failed")


def log(asked: Asked) -> None:
    """The question's outcome and the time of each stage as a log line, without its words."""
    answer = asked.answer
    stages = {s.name: round(s.seconds, 4) for s in answer.timings.stages} if answer else {}
    fields = {
        "outcome": asked.outcome,
        "seconds": round(asked.seconds, 4),
        "status": answer.status.value if answer else None,
        "kind": answer.request.kind.value if answer else None,
        "stages": stages,
    }
    told = ", ".join(f"{name} {seconds:.3f} s" for name, seconds in stages.items())
    what = f"{answer.request.kind}, {answer.status}" if answer else asked.outcome
    _log.info(
        "%s in %.3f s: %s", what, asked.seconds, told or "no stages", extra={"fields": fields}
    )


def observers(settings: Settings) -> list[Observer]:
    """What the settings ask for: log lines, and traces where a collector is named."""
    found: list[Observer] = [log]
    if settings.traces:
        from assistant.watching.tracing import tracer

        found.append(tracer(settings.traces))
    return found
