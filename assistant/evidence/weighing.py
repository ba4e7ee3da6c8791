"""Let the language model's votes move the evidence of one paper, by fitted weights.

The weights are in ``assistant/weights/judge.json``; ``python -m eval.fit_judge`` makes them and
prints whether the votes help.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from assistant.evidence.selection import LinearModel, Vectors, fitted, log_odds
from assistant.protocols import Judge
from assistant.types import Evidence

FEATURES = ("evidence", "question_given_sentence", "question_best", "sentence_given_question")


def vote_features(scores: Sequence[float], votes: Vectors) -> Vectors:
    """Features of a paper's sentences, shape ``(sentences, len(FEATURES))``.

    Args:
        scores: The evidence probabilities without the votes.
        votes: What ``Judge.votes`` gave, shape ``(sentences, 2)``.
    """
    logits = [log_odds(score) for score in scores]
    forward, backward = _standard(votes[:, 0]), _standard(votes[:, 1])
    best = (forward >= forward.max()).astype(np.float32)
    return np.stack([np.array(logits, dtype=np.float32), forward, best, backward], axis=1)


def reweighed(
    question: str, evidence: Sequence[Evidence], judge: Judge, model: LinearModel | None = None
) -> list[Evidence]:
    """The evidence of one paper after the votes, in the order given."""
    if not evidence:
        return []
    texts = [e.sentence.text for e in evidence]
    votes = judge.votes(question, evidence[0].paper.title, texts)
    rows = vote_features([e.score for e in evidence], votes)
    scores = (model or fitted("judge", FEATURES)).probabilities(rows)
    return [replace(e, score=float(p)) for e, p in zip(evidence, scores, strict=True)]


def _standard(values: Vectors) -> Vectors:
    return np.asarray((values - values.mean()) / (values.std() + 1e-3), dtype=np.float32)
