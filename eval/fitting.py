"""Fit a logistic regression on named features and write it as a file that a person can read."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.selection import LinearModel

Rows = NDArray[np.float32]


def fit(
    rows: Rows,
    labels: Sequence[bool],
    names: Sequence[str],
    penalty: float,
    weights: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Weights, means, scales and intercept of a logistic regression.

    Args:
        rows: Features, shape ``(examples, features)``.
        labels: Whether each row is a positive.
        names: The features' names, in order.
        penalty: Inverse of scikit-learn's ``C``; larger draws weights nearer to 0.
        weights: How much each row counts; 1 each by default.
    """
    from sklearn.linear_model import LogisticRegression

    means, scales = rows.mean(axis=0), rows.std(axis=0)
    scales[scales < 1e-6] = 1.0
    model = LogisticRegression(C=1.0 / penalty, max_iter=3000)
    model.fit((rows - means) / scales, np.asarray(labels), weights)
    return {
        "weights": _named(names, model.coef_[0]),
        "means": _named(names, means),
        "scales": _named(names, scales),
        "intercept": round(float(model.intercept_[0]), 5),
    }


def linear_model(fitted: Mapping[str, Any]) -> LinearModel:
    """What ``fit`` gave, ready to weigh rows."""
    return LinearModel(fitted["weights"], fitted["means"], fitted["scales"], fitted["intercept"])


def write_weights(path: Path, about: str, figures: Mapping[str, Any], fitted: Any) -> None:  # noqa: ANN401
    """Write a weights file: what it is, the figures on held-out data, the model."""
    record = {"about": about, "held_out": figures, "model": fitted}
    path.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _named(names: Sequence[str], values: Rows) -> dict[str, float]:
    return {name: round(float(value), 5) for name, value in zip(names, values, strict=True)}
