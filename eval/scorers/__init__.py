"""Scorers: small pure functions of a question and an answer that give a value and its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.types import Paper

Papers = Mapping[str, Paper]


@dataclass(frozen=True, slots=True)
class Score:
    """A value in [0, 1] (or a count) with its reason; a value of None was *not scored*."""

    value: float | None
    reason: str = ""


def unscored(reason: str) -> Score:
    """A score that does not count, apart from zero."""
    return Score(None, reason)


def share(part: int, whole: int, reason: str) -> Score:
    """``part`` of ``whole`` as a score."""
    return Score(part / whole, reason) if whole else unscored(reason)
