"""When the stages of an answer ended, in seconds since the question came."""

from __future__ import annotations

import time

from assistant.types import Timings


class Clock:
    """Runs from its making on."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._retrieval = self._first_text = 0.0

    def retrieval_has_ended(self) -> None:
        """Remember now as the end of the search."""
        self._retrieval = self._now()

    def first_text_is_out(self, text: bool) -> None:
        """Remember now as the time of the first text, where there is any."""
        if text and not self._first_text:
            self._first_text = self._now()

    def timings(self, ended: bool = False) -> Timings:
        """The times so far; the total only where the answer has ended."""
        return Timings(self._retrieval, self._first_text, self._now() if ended else 0.0)

    def _now(self) -> float:
        return time.perf_counter() - self._start
