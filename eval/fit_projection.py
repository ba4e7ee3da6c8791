"""Fit the learned similarity of question and sentence (``assistant/weights/projection.npz``).

Two matrices of rank 32 are fitted together with linear weights of the readable features, so that
they learn what those leave over: softmax cross-entropy over the sentences of each abstract, AdamW
with strong weight decay (chosen by cross-validation among .3, 1, 3, 5, 8 and 14: recall of evidence
in the best sentence .590, .596, .627, .634, .637 and .617).  ``eval.fit_evidence`` calls it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from assistant.evidence.features import Vectors
from assistant.evidence.projection import Projection

RANK, DECAY, LINEAR_DECAY, RATE, EPOCHS, BATCH = 32, 8.0, 0.01, 0.01, 12, 128
_GAIN = 5.0
"""Lifts products of unit vectors into the range of log-odds, so that one rate fits both parts."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question as the fit sees it.

    Attributes:
        question: Its vector, shape ``(dimensions,)``.
        sentences: The abstract's sentences, shape ``(sentences, dimensions)``.
        rows: Their readable features, shape ``(sentences, features)``.
        right: 1 where a sentence answers, shape ``(sentences,)``.
    """

    question: Vectors
    sentences: Vectors
    rows: Vectors
    right: Vectors


def fit_projection(asked: Sequence[Asked], fingerprint: str, seed: int = 0) -> Projection:
    """The projection that best picks the right sentences of these questions."""
    import torch

    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    questions, sentences, rows, mask, wanted = (torch.tensor(a) for a in _padded(asked))
    weights = torch.zeros(rows.shape[2], requires_grad=True)
    ours, theirs = (
        (torch.randn(questions.shape[1], RANK) * 0.05).requires_grad_() for _ in range(2)
    )
    groups = [
        {"params": [weights], "weight_decay": LINEAR_DECAY},
        {"params": [ours, theirs], "weight_decay": DECAY},
    ]
    optimiser = torch.optim.AdamW(groups, lr=RATE)
    for _ in range(EPOCHS):
        order = torch.tensor(rng.permutation(len(asked)))
        for start in range(0, len(order), BATCH):
            at = order[start : start + BATCH]
            learned = ((questions[at] @ ours)[:, None, :] * (sentences[at] @ theirs)).sum(-1)
            scores = rows[at] @ weights + _GAIN * learned
            chances = scores.masked_fill(~mask[at], -1e9).log_softmax(1).masked_fill(~mask[at], 0)
            loss = -(wanted[at] * chances).sum(1).mean()
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
    return Projection(fingerprint, _GAIN * ours.detach().numpy(), theirs.detach().numpy())


def _padded(asked: Sequence[Asked]) -> tuple[np.ndarray, ...]:
    """Questions, sentences, standardised rows, which are there, and what is wanted of each."""
    count, longest = len(asked), max(len(a.rows) for a in asked)
    together = np.vstack([a.rows for a in asked])
    mean, spread = together.mean(axis=0), together.std(axis=0) + 1e-6
    sentences = np.zeros((count, longest, asked[0].question.size), dtype=np.float32)
    rows = np.zeros((count, longest, together.shape[1]), dtype=np.float32)
    mask = np.zeros((count, longest), dtype=bool)
    wanted = np.zeros((count, longest), dtype=np.float32)
    for i, a in enumerate(asked):
        size = len(a.rows)
        sentences[i, :size], mask[i, :size] = a.sentences, True
        rows[i, :size] = (a.rows - mean) / spread
        wanted[i, :size] = a.right / a.right.sum()
    questions = np.stack([a.question for a in asked]).astype(np.float32)
    return questions, sentences, rows, mask, wanted
