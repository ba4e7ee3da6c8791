"""Put two lists of findings into one: by weighted scores, or by reciprocal ranks to compare."""

from __future__ import annotations

from collections.abc import Mapping

DENSE_WEIGHT = 0.5
"""Share of the vectors in the fused score; ``python -m eval.fit_fusion`` fits it."""
_RANK_CONSTANT = 60


def convex(
    dense: Mapping[str, float], lexical: Mapping[str, float], dense_weight: float = DENSE_WEIGHT
) -> dict[str, float]:
    """Fused score in [0, 1] of every paper found; absence from one side counts 0."""
    sides = ((_scaled(dense), dense_weight), (_scaled(lexical), 1.0 - dense_weight))
    found = {paper_id for side, _ in sides for paper_id in side}
    return {i: sum(weight * side.get(i, 0.0) for side, weight in sides) for i in found}


def reciprocal_ranks(dense: Mapping[str, float], lexical: Mapping[str, float]) -> dict[str, float]:
    """Reciprocal rank fusion (Cormack et al., SIGIR 2009) with its usual constant of 60."""
    fused = dict[str, float]()
    for side in (dense, lexical):
        for rank, paper_id in enumerate(sorted(side, key=lambda i: (-side[i], i)), start=1):
            fused[paper_id] = fused.get(paper_id, 0.0) + 1.0 / (_RANK_CONSTANT + rank)
    return fused


def _scaled(scores: Mapping[str, float]) -> dict[str, float]:
    """Min-max normalised; the lowest of many keeps a little, so that found beats not found."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    span = high - low
    if span <= 0:
        return dict.fromkeys(scores, 1.0)
    return {i: 0.01 + 0.99 * (score - low) / span for i, score in scores.items()}
