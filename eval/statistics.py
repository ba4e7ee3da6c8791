"""Intervals and tests over questions; every function is seeded and says what it returns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_RESAMPLES = 2000
_LEVEL = 0.95


class Interval(NamedTuple):
    """A 95 % interval."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure over ``count`` items with its 95 % bootstrap interval."""

    value: float
    interval: Interval
    count: int


@dataclass(frozen=True, slots=True)
class Difference:
    """Run B less run A on the same questions.

    Attributes:
        p: Two-sided p-value of a paired sign-flip permutation test.
    """

    value: float
    interval: Interval
    p: float
    count: int


def mean(values: Sequence[float]) -> Estimate | None:
    """The mean with its bootstrap interval over items; None where there is nothing.

    Where all items are 0, or all are 1, resampling says that the mean is sure; there the interval
    is the exact binomial one (Clopper and Pearson, 1934), so that few items still look like few.
    """
    if not values:
        return None
    data = np.asarray(values, dtype=float)
    first = float(data[0])
    if first in (0.0, 1.0) and (data == first).all():
        inner = 1 - ((1 - _LEVEL) / 2) ** (1 / len(data))
        ends = Interval(0.0, inner) if first == 0 else Interval(1 - inner, 1.0)
        return Estimate(first, ends, len(data))
    return Estimate(float(data.mean()), _percentiles(_resampled_means(data)), len(data))


def paired(before: Sequence[float], after: Sequence[float]) -> Difference | None:
    """How much ``after`` exceeds ``before``, item by item; None where there is nothing."""
    if not before:
        return None
    change = np.asarray(after, dtype=float) - np.asarray(before, dtype=float)
    observed = float(change.mean())
    signs = np.random.default_rng(0).choice((-1.0, 1.0), size=(5 * _RESAMPLES, len(change)))
    extreme = np.abs((signs * change).mean(axis=1)) >= abs(observed) - 1e-12
    p = float((extreme.sum() + 1) / (len(signs) + 1))
    return Difference(observed, _percentiles(_resampled_means(change)), p, len(change))


def auroc(positive: Sequence[float], negative: Sequence[float]) -> Estimate | None:
    """The chance that a positive scores above a negative (ties half), resampling both."""
    if not positive or not negative:
        return None
    high, low = np.asarray(positive, dtype=float), np.asarray(negative, dtype=float)
    rng = np.random.default_rng(0)
    draws = [_area(rng.choice(high, len(high)), rng.choice(low, len(low))) for _ in range(300)]
    return Estimate(_area(high, low), _percentiles(np.asarray(draws)), len(high) + len(low))


def f1(expected: Sequence[bool], found: Sequence[bool]) -> tuple[Estimate, Estimate, Estimate]:
    """Precision, recall and F1 of ``found`` with intervals; 0 where a figure has no base."""
    pairs = np.column_stack([expected, found]).astype(bool).reshape(-1, 2)
    rng = np.random.default_rng(0)
    draws = np.array(
        [_precision_recall(pairs[rng.integers(0, len(pairs), len(pairs))]) for _ in range(1000)]
        if len(pairs)
        else [(0.0, 0.0, 0.0)]
    )
    values = _precision_recall(pairs)
    counts = (int(pairs[:, 1].sum()), int(pairs[:, 0].sum()), len(pairs))
    first, second, third = (
        Estimate(value, _percentiles(draws[:, i]), count)
        for i, (value, count) in enumerate(zip(values, counts, strict=True))
    )
    return first, second, third


def _precision_recall(pairs: NDArray[np.bool_]) -> tuple[float, float, float]:
    both = float((pairs[:, 0] & pairs[:, 1]).sum())
    precision = both / pairs[:, 1].sum() if pairs[:, 1].any() else 0.0
    recall = both / pairs[:, 0].sum() if pairs[:, 0].any() else 0.0
    total = precision + recall
    return float(precision), float(recall), float(2 * precision * recall / total if total else 0.0)


def _area(high: NDArray[np.float64], low: NDArray[np.float64]) -> float:
    ordered = np.sort(low)
    below = np.searchsorted(ordered, high, side="left")
    upto = np.searchsorted(ordered, high, side="right")
    return float((below + upto).mean() / (2 * len(low)))


def _resampled_means(data: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.asarray(data[_rows(len(data))].mean(axis=1), dtype=np.float64)


@lru_cache(maxsize=32)
def _rows(count: int) -> NDArray[np.int32]:
    """Which items each resample holds; the same for every figure over as many items."""
    return np.random.default_rng(0).integers(0, count, size=(_RESAMPLES, count), dtype=np.int32)


def _percentiles(draws: NDArray[np.float64]) -> Interval:
    tail = 50 * (1 - _LEVEL)
    low, high = np.percentile(draws, [tail, 100 - tail])
    return Interval(float(low), float(high))
