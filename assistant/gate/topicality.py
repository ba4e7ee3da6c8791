"""How likely each paper found is about a topic: what a list of papers is cut by.

A logistic regression over readable features of topic and paper, none of which needs the paper's
sentences; ``python -m eval.fit_topicality`` makes ``assistant/weights/topicality.json``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from assistant.evidence.features import Rarity
from assistant.evidence.selection import LinearModel, Vectors, collection_rarity, fitted
from assistant.protocols import Library
from assistant.types import Retrieved
from assistant.wording.text import content_stems

FEATURES = (
    "dense", "dense_below_best", "dense_z", "best_dense", "fused", "lexical_share", "coverage",
    "title_coverage", "phrase", "title_phrase", "rarest_missing", "unknown", "words", "rank",
)  # fmt: skip
LOOKED_AT = 60
"""How many of the papers found are considered for a list."""
_IN_NONE = 0.999


@dataclass(frozen=True, slots=True)
class Topical:
    """A paper that was found, and the probability that it is about the topic, from 0 to 1."""

    hit: Retrieved
    probability: float


class TopicJudge:
    """Says which of the papers found are about a topic.

    Args:
        library: Where the rarity of words comes from.
        model: The fitted weights.
    """

    def __init__(self, library: Library, model: LinearModel | None = None) -> None:
        self._library = library
        self._model = model

    def judged(self, topic: str, hits: Sequence[Retrieved]) -> list[Topical]:
        """The papers, most probably on the topic first; at most ``LOOKED_AT``."""
        hits = hits[:LOOKED_AT]
        if not hits:
            return []
        rows = topic_features(topic, hits, collection_rarity(self._library, topic))
        model = self._model or fitted("topicality", FEATURES)
        judged = [
            Topical(hit, float(p)) for hit, p in zip(hits, model.probabilities(rows), strict=True)
        ]
        return sorted(judged, key=lambda t: (-t.probability, t.hit.paper.id))


def topic_features(topic: str, hits: Sequence[Retrieved], rarity: Rarity) -> Vectors:
    """Features of each paper beside the others found, shape ``(papers, len(FEATURES))``.

    Args:
        topic: What the list is about, without the words that only ask.
        hits: Best first.
        rarity: Weights of stems.
    """
    asked = list(dict.fromkeys(content_stems(topic)))
    weights = {stem: rarity(stem) for stem in asked}
    total = sum(weights.values()) or 1.0
    known = [hit.dense for hit in hits if hit.dense is not None]
    least = min(known, default=0.0)
    dense = np.array([least if hit.dense is None else hit.dense for hit in hits])
    lexical = np.array([hit.lexical or 0.0 for hit in hits])
    unknown = sum(w for w in weights.values() if w > _IN_NONE) / total
    best, most = dense.max(), lexical.max() or 1.0
    rows = []
    for rank, hit in enumerate(hits):
        title = content_stems(hit.paper.title)
        abstract = content_stems(hit.paper.abstract)
        text = {*title, *abstract}
        missing = [w for s, w in weights.items() if s not in text]
        rows.append(
            [
                dense[rank],
                dense[rank] - best,
                (dense[rank] - dense.mean()) / (dense.std() + 1e-3),
                best,
                hit.score,
                lexical[rank] / most,
                1.0 - sum(missing) / total,
                sum(weights[s] for s in weights if s in set(title)) / total,
                _phrase(asked, title, abstract),
                _phrase(asked, title),
                max(missing, default=0.0),
                unknown,
                math.log1p(len(asked)),
                math.log1p(rank),
            ]
        )
    return np.array(rows, dtype=np.float32)


def _phrase(asked: Sequence[str], *texts: Sequence[str]) -> float:
    """Share of the topic's neighbouring words that stand side by side in one of the texts."""
    if len(asked) < 2:
        return float(bool(asked) and any(asked[0] in text for text in texts))
    pairs = set(pairwise(asked))
    return len(pairs & {pair for text in texts for pair in pairwise(text)}) / len(pairs)
