"""Try one thing on many inputs made by chance; the smallest input that breaks it is told.

Inputs come from hypothesis, which makes the same ones again at each run and shrinks what fails.
"""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any

LONGEST = 20.0
"""Seconds after which an input counts as a hang, on a busy machine."""


@dataclass(frozen=True)
class Target:
    """Something that takes input from outside.

    Attributes:
        name: For the report.
        inputs: A hypothesis strategy.
        takes: Given one input; raises only where the program is wrong.
    """

    name: str
    inputs: Any
    takes: Callable[[Any], None]


@dataclass(frozen=True)
class Tried:
    """What came of it: how many inputs, the slowest in seconds, and what broke, with its input."""

    name: str
    inputs: int
    seconds: float
    slowest: float
    fault: str = ""


class HangError(Exception):
    """An input took too long."""


def tried(target: Target, number: int, longest: float = LONGEST, chance: int = 0) -> Tried:
    """Give the target so many inputs; it stops at the first that breaks it, made small.

    Args:
        target: What is tried.
        number: How many inputs.
        longest: Seconds after which one counts as a hang.
        chance: Another number makes other inputs; the same one the same.
    """
    from hypothesis import HealthCheck, Phase, given, seed, settings

    count, slowest, fault = 0, 0.0, ""

    def once(value: Any) -> None:  # noqa: ANN401 - whatever the strategy makes
        nonlocal count, slowest, fault
        start = time.monotonic()
        try:
            with _within(longest):
                target.takes(value)
        except Exception as error:
            fault = f"{type(error).__name__}: {str(error)[:500]} for {repr(value)[:1500]}"
            raise
        finally:
            count += 1
            slowest = max(slowest, time.monotonic() - start)

    run: Callable[[], None] = seed(chance)(settings(
        max_examples=number, deadline=None, database=None,
        report_multiple_bugs=False, phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )(given(target.inputs)(once)))  # type: ignore[no-untyped-call]  # fmt: skip
    began = time.monotonic()
    try:
        run()
    except Exception as error:  # noqa: BLE001 - told, with the input
        fault = fault or f"{type(error).__name__}: {error}"
    return Tried(target.name, count, time.monotonic() - began, slowest, fault)


@contextmanager
def _within(seconds: float) -> Iterator[None]:
    """Interrupt what takes longer, where the system and the thread allow it."""
    if (
        not hasattr(signal, "setitimer")
        or threading.current_thread() is not threading.main_thread()
    ):
        yield
        return

    def ring(number: int, frame: FrameType | None) -> None:
        message = f"no answer within {seconds:.0f} s"
        raise HangError(message)

    before = signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
