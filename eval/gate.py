"""Limits that a run must reach, for CI: ``outcome=0.6``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.errors import SettingsError
from eval.evaluate import MEASURES

_NAMES = (*(m for m in MEASURES if m != "words"), "abstention_f1")


def limits(given: Sequence[str]) -> dict[str, float]:
    """``{measure: lowest value}`` from ``measure=value`` texts.

    Raises:
        SettingsError: A measure is unknown or a value is no number.
    """
    wanted = {}
    for text in given:
        name, _, value = text.partition("=")
        if name not in _NAMES:
            message = f"--fail-under names the unknown measure {name!r}."
            raise SettingsError(message, f"Known are: {', '.join(_NAMES)}.")
        try:
            wanted[name] = float(value)
        except ValueError as error:
            message = f"--fail-under {text!r} has no number after '='."
            raise SettingsError(message, "Write it as outcome=0.6") from error
    return wanted


def failures(figures: Mapping[str, float], wanted: Mapping[str, float]) -> list[str]:
    """A line for every limit that is missed; a measure that was not scored misses it too."""
    lines = []
    for name, lowest in wanted.items():
        value = figures.get(name)
        if value is None:
            lines.append(f"{name} was not scored; at least {lowest:g} is wanted")
        elif value < lowest:
            lines.append(f"{name} is {value:.3f}; at least {lowest:g} is wanted")
    return lines
