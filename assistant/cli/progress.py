"""Progress of long work: a bar with rate and time left on a terminal, a log line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self

_SECONDS_BETWEEN_LINES = 10.0


class ProgressLines:
    """Call it with a stage, how much is done, and of how much (0: unknown).

    Args:
        unit: What is counted, in the plural.
        clock: Seconds that only grow.
    """

    def __init__(self, unit: str = "papers", clock: Callable[[], float] = time.monotonic) -> None:
        self._unit, self._clock = unit, clock
        self._bar: Any = None
        self._stage = ""
        self._began = self._told = self._last = clock()
        self._at_first = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._close()

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show the progress; the first call of a stage begins it."""
        first = stage != self._stage
        if first:
            self._close()
            # A stage began where the one before it ended: its first call tells of work done.
            self._stage, self._began, self._at_first = stage, self._last, 0
            self._told = self._began
        self._last = self._clock()
        if sys.stderr.isatty():
            self._draw(done, total)
        else:
            self._log(done, total)
        if first:
            # The first step also waited for a model to load, which the others do not.
            self._began, self._at_first = self._last, done

    def _draw(self, done: int, total: int) -> None:
        from tqdm import tqdm

        if self._bar is None:
            self._bar = tqdm(total=total or None, desc=self._stage, unit=f" {self._unit}")
        self._bar.update(done - self._bar.n)

    def _log(self, done: int, total: int) -> None:
        now = self._last
        if now - self._told < _SECONDS_BETWEEN_LINES and done != total:
            return
        self._told = now
        if not (done or total):
            sys.stderr.write(f"{self._stage} …\n")
            return
        rate = (done - self._at_first) / max(now - self._began, 1e-3)
        of = f" of {total}" if total else ""
        pace = f"{rate:.0f}/s" if rate >= 3 else f"{60 * rate:.0f}/min"
        left = f", {_clock_time((total - done) / rate)} left" if total > done and rate else ""
        sys.stderr.write(f"{self._stage}: {done}{of} {self._unit}, {pace}{left}\n")
        sys.stderr.flush()

    def _close(self) -> None:
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def _clock_time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
