"""Vectors of papers' texts that were made once: embedding takes most of an answer's time."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from itertools import accumulate, pairwise
from threading import Lock

import numpy as np

from assistant.protocols import Embedder, Vectors

MOST = 2000
"""Papers that are kept; their sentences take about 25 kB each."""


class Remembered:
    """Makes vectors of groups of texts and keeps those made last; safe to share between threads.

    Args:
        embedder: Makes them.
        most: How many groups are kept.
    """

    def __init__(self, embedder: Embedder, most: int = MOST) -> None:
        self._embedder = embedder
        self._most = most
        self._known: dict[Hashable, Vectors] = {}
        self._lock = Lock()

    def vectors(self, keys: Sequence[Hashable], groups: Sequence[Sequence[str]]) -> list[Vectors]:
        """The vectors of each group, shape ``(texts, dimensions)``, in the order given.

        Args:
            keys: What names each group; the same key always has the same texts.
            groups: Their texts.
        """
        with self._lock:
            known = {key: self._known[key] for key in keys if key in self._known}
        new = {k: group for k, group in zip(keys, groups, strict=True) if k not in known}
        if texts := [text for group in new.values() for text in group]:
            made = self._embedder.embed(texts)
        else:
            made = np.zeros((0, 1), np.float32)
        ends = accumulate(map(len, new.values()), initial=0)
        known |= {k: made[a:b] for k, (a, b) in zip(new, pairwise(ends), strict=True)}
        with self._lock:
            for key in known:  # what was asked for last goes last
                self._known.pop(key, None)
            self._known |= known
            while len(self._known) > self._most:
                del self._known[next(iter(self._known))]
        return [known[key] for key in keys]
