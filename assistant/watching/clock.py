"""When the stages of an answer began and ended, in seconds since the question came."""

from __future__ import annotations

import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the way to an answer: when it began, in seconds since the question, and its length.

    Attributes:
        name: ``understand``, ``look up``, ``search``, ``read``, ``write`` or ``prose``.
    """

    name: str
    began: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Timings:
    """Seconds since the question arrived, or 0.0 where the stage has not ended."""

    retrieval: float = 0.0
    first_text: float = 0.0
    total: float = 0.0
    stages: tuple[Stage, ...] = ()


class Clock:
    """Runs from its making on, in the stage ``understand`` until another one begins."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._retrieval = self._first_text = 0.0
        self._ended: list[Stage] = []
        self._stage = ("understand", 0.0)

    def begins(self, stage: str) -> None:
        """Remember now as the end of the stage before and the beginning of this one."""
        now = self._now()
        self._ended.append(_stage(*self._stage, now))
        self._stage = (stage, now)

    def retrieval_has_ended(self) -> None:
        """Remember now as the end of the search; what was found is read from here on."""
        self._retrieval = self._now()
        self.begins("read")

    def first_text_is_out(self, text: bool) -> None:
        """Remember now as the time of the first text, where there is any."""
        if text and not self._first_text:
            self._first_text = self._now()

    def timings(self, ended: bool = False) -> Timings:
        """The times so far; the total and the last stage only where the answer has ended."""
        now = self._now()
        stages = (*self._ended, _stage(*self._stage, now)) if ended else tuple(self._ended)
        return Timings(self._retrieval, self._first_text, now if ended else 0.0, stages)

    def _now(self) -> float:
        return time.perf_counter() - self._start


def _stage(name: str, began: float, now: float) -> Stage:
    return Stage(name, began, now - began)
