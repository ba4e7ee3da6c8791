"""Vectors on a plane, neighbours near each other: t-SNE of a sample, the rest placed by it.

t-SNE (van der Maaten and Hinton, 2008) of 117,281 papers would take an hour on a laptop; that of
``LANDMARKS`` papers takes seconds, and every other paper is put among its nearest landmarks.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from vectorstore.index import Vectors

LANDMARKS = 3000
DIMENSIONS = 50
_PERPLEXITY = 24
_STEPS = 500
_NEAREST = 6
_AT_ONCE = 2048
_SEED = 0

Positions = NDArray[np.float32]
"""Shape ``(papers, 2)``, each column within [0, 1]."""


def reduced(vectors: Vectors) -> Vectors:
    """The vectors' principal components, at most ``DIMENSIONS``, scaled to unit length."""
    from sklearn.decomposition import PCA

    most = min(DIMENSIONS, *vectors.shape)
    with np.errstate(invalid="ignore"):  # all vectors may be one
        found = PCA(most, svd_solver="covariance_eigh").fit_transform(vectors.astype(np.float32))
    norms = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.maximum(norms, 1e-9), dtype=np.float32)


def project(points: Vectors) -> Positions:
    """Where each point lies on the plane; the same points always lie at the same place.

    Args:
        points: Unit vectors, such as those of ``reduced``.
    """
    count = len(points)
    if count < 4:
        corners = np.array([[0.5, 0.5], [0.25, 0.5], [0.75, 0.5]], dtype=np.float32)
        return corners[:count] if count < 2 else corners[1:][:count] if count == 2 else corners
    chosen = _landmarks(count)
    landmarks = _embedded(points[chosen])
    if len(chosen) == count:
        return _scaled(landmarks)
    placed = _placed(points, points[chosen], landmarks)
    placed[chosen] = landmarks
    return _scaled(placed)


def _landmarks(count: int) -> NDArray[np.int64]:
    if count <= LANDMARKS:
        return np.arange(count)
    random = np.random.default_rng(_SEED)
    return np.sort(random.choice(count, LANDMARKS, replace=False))


def _embedded(points: Vectors) -> Positions:
    from sklearn.manifold import TSNE

    perplexity = min(_PERPLEXITY, (len(points) - 1) / 3)
    tsne = TSNE(2, perplexity=perplexity, init=_start(points), max_iter=_STEPS, random_state=_SEED)
    return np.asarray(tsne.fit_transform(points), dtype=np.float32)


def _start(points: Vectors) -> Positions:
    """The first two components, as narrow as t-SNE wants them; equal points a little apart.

    scikit-learn's tree of equal positions would never end.
    """
    first = points[:, :2] if points.shape[1] > 1 else np.repeat(points[:, :1], 2, axis=1)
    spread = max(float(first[:, 0].std()), 1e-9)
    noise = np.random.default_rng(_SEED).normal(0, 1e-6, (len(points), 2))
    return np.asarray(1e-4 * (first - first.mean(axis=0)) / spread + noise, dtype=np.float32)


def _placed(points: Vectors, landmarks: Vectors, positions: Positions) -> Positions:
    """Every point among its nearest landmarks, the nearer ones pulling more.

    A little noise, as wide as the landmarks lie apart, keeps points with the same neighbours from
    covering each other.
    """
    random = np.random.default_rng(_SEED)
    apart = _spacing(positions)
    placed = np.empty((len(points), 2), dtype=np.float32)
    for start in range(0, len(points), _AT_ONCE):
        similar = points[start : start + _AT_ONCE] @ landmarks.T
        near = np.argpartition(-similar, _NEAREST, axis=1)[:, :_NEAREST]
        cosine = np.take_along_axis(similar, near, axis=1)
        pull = np.exp(12 * (cosine - cosine.max(axis=1, keepdims=True)))
        pull /= pull.sum(axis=1, keepdims=True)
        # The weighted median landmark's side of the map, so that nobody lands between two parts.
        home = positions[near[np.arange(len(near)), np.argmax(cosine, axis=1)]]
        far = np.linalg.norm(positions[near] - home[:, None], axis=2) > 8 * apart
        pull = np.where(far, 0, pull)
        pull /= pull.sum(axis=1, keepdims=True)
        place = np.einsum("ij,ijk->ik", pull, positions[near])
        placed[start : start + len(near)] = place + random.normal(0, 0.6 * apart, place.shape)
    return placed


def _spacing(positions: Positions) -> float:
    """How far a landmark lies from its nearest neighbour, in the middle of all."""
    from sklearn.neighbors import NearestNeighbors

    distances, _ = NearestNeighbors(n_neighbors=2).fit(positions).kneighbors(positions)
    return float(np.median(distances[:, 1]))


def _scaled(positions: Positions) -> Positions:
    """Into the unit square, the shape kept, the middle in the middle."""
    low, high = positions.min(axis=0), positions.max(axis=0)
    size = max(float((high - low).max()), 1e-9)
    return np.asarray((positions - (low + high) / 2) / size + 0.5, dtype=np.float32)
