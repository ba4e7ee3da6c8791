from __future__ import annotations

import numpy as np
import pytest

from vectorstore.map import projection


def three_heaps(each: int) -> tuple[np.ndarray, np.ndarray]:
    """Unit vectors about three directions, and which direction each is about."""
    random = np.random.default_rng(1)
    middles = random.normal(size=(3, 32))
    heap = np.arange(3 * each) % 3
    vectors = middles[heap] + 0.3 * random.normal(size=(3 * each, 32))
    return (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32), heap


def neighbours_of_one_heap(positions: np.ndarray, heap: np.ndarray) -> float:
    apart = np.linalg.norm(positions[:, None] - positions[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    return float((heap[apart.argsort(axis=1)[:, :3]] == heap[:, None]).mean())


def test_what_is_alike_lies_together() -> None:
    vectors, heap = three_heaps(30)
    positions = projection.project(projection.reduced(vectors))
    assert neighbours_of_one_heap(positions, heap) > 0.95


def test_points_beyond_the_landmarks_lie_among_their_like(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projection, "LANDMARKS", 60)
    vectors, heap = three_heaps(100)
    positions = projection.project(projection.reduced(vectors))
    assert neighbours_of_one_heap(positions, heap) > 0.9
    assert len(np.unique(positions, axis=0)) == 300


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 12])
def test_any_number_of_points_lies_within_the_square(count: int) -> None:
    vectors = np.eye(16, dtype=np.float32)[:count]
    positions = projection.project(projection.reduced(vectors) if count > 1 else vectors)
    assert positions.shape == (count, 2)
    assert ((positions >= 0) & (positions <= 1)).all()


def test_equal_vectors_do_no_harm() -> None:
    same = np.tile(np.eye(8, dtype=np.float32)[0], (9, 1))
    assert np.isfinite(projection.project(projection.reduced(same))).all()
