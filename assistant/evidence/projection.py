"""A learned similarity of question and sentence: their vectors, projected to fewer dimensions.

Vectors of an embedding model are near where texts are *about* the same; a sentence that answers is
more than that.  Two small matrices, fitted on questions with the sentences that answer them
(``python -m eval.fit_evidence``), say which directions matter.  They fit one embedding model;
with any other the plain cosine stands in.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]
_FILE = "projection.npz"
_SPREAD = 3.0
"""The fitted similarity varies within a paper about three times as much as the cosine does."""


class Projection:
    """``(question @ ours) · (sentence @ theirs)``, in the units of a log-odds.

    Args:
        fingerprint: The embedding model whose vectors it was fitted on.
        ours: Projects questions, shape ``(dimensions, rank)``.
        theirs: Projects sentences, shape ``(dimensions, rank)``.
    """

    def __init__(self, fingerprint: str, ours: Vectors, theirs: Vectors) -> None:
        self.fingerprint = fingerprint
        self.ours, self.theirs = ours.astype(np.float32), theirs.astype(np.float32)

    def similarity(self, question: Vectors, sentences: Vectors) -> Vectors:
        """How near each sentence's meaning is to an answer, shape ``(sentences,)``."""
        return np.asarray((sentences @ self.theirs) @ (question @ self.ours), dtype=np.float32)


@cache
def fitted_projection() -> Projection:
    """The projection in ``assistant/weights/projection.npz``."""
    with as_file(files("assistant") / "weights" / _FILE) as path, np.load(path) as held:
        return Projection(str(held["fingerprint"]), held["ours"], held["theirs"])


def learned_similarity(fingerprint: str, question: Vectors, sentences: Vectors) -> Vectors:
    """The fitted similarity; for vectors of another model the cosine, spread as widely."""
    projection = fitted_projection()
    if projection.fingerprint == fingerprint:
        return projection.similarity(question, sentences)
    return np.asarray(_SPREAD * (sentences @ question), dtype=np.float32)
