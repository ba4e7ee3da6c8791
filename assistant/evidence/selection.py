"""Choose the sentences that answer: a small fitted model weighs readable features of each.

The weights are in ``assistant/weights/evidence.json`` and ``projection.npz``;
``python -m eval.fit_evidence`` makes them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from assistant.evidence.features import (
    FEATURES,
    Rarity,
    Similarities,
    question_parts,
    sentence_features,
)
from assistant.evidence.projection import learned_similarity
from assistant.evidence.remembered import Remembered
from assistant.protocols import Embedder, Library
from assistant.types import Evidence, Paper, Sentence
from assistant.wording.text import stem, words
from vectorstore.chunking import passages
from vectorstore.sentences import sentences

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near the sentences of one paper come to a question; what the gate reads beside evidence.

    Attributes:
        plain: The greatest cosine of the question and a sentence.
        titled: The same with the title before the sentence.
        learned: The greatest learned similarity (``assistant.evidence.projection``).
        best: The cosine of the sentence that is the best evidence.
    """

    plain: float = 0.0
    titled: float = 0.0
    learned: float = 0.0
    best: float = 0.0


@dataclass(frozen=True, slots=True)
class PaperRead:
    """A paper that was read for a question: its sentences as evidence, in order, and how near."""

    evidence: list[Evidence]
    near: Nearness


class LinearModel:
    """A logistic regression over named features, as its file holds it.

    Args:
        weights: Weight of each standardised feature, by name.
        means: Mean of each feature where it was fitted.
        scales: Standard deviation of each feature where it was fitted.
        intercept: The log-odds of an average row.
    """

    def __init__(
        self,
        weights: dict[str, float],
        means: dict[str, float],
        scales: dict[str, float],
        intercept: float,
    ) -> None:
        self.names = tuple(weights)
        self._weights = np.array([weights[n] / scales[n] for n in self.names], dtype=np.float64)
        shift = sum(weights[n] * means[n] / scales[n] for n in self.names)
        self._intercept = intercept - shift

    @classmethod
    def load(cls, name: str) -> LinearModel:
        """The model in ``assistant/weights/NAME.json``."""
        text = files("assistant").joinpath("weights", f"{name}.json").read_text(encoding="utf-8")
        model = json.loads(text)["model"]
        return cls(model["weights"], model["means"], model["scales"], model["intercept"])

    def probabilities(self, rows: Vectors) -> Vectors:
        """Probability for each row of features, shape ``(rows,)``."""
        logits = rows.astype(np.float64) @ self._weights + self._intercept
        return np.asarray(1.0 / (1.0 + np.exp(-np.clip(logits, -30, 30))), dtype=np.float32)


class EvidenceSelector:
    """Scores every sentence of some papers as evidence for a question.

    Args:
        embedder: The embedding model.
        library: Where the rarity of words comes from.
        model: The fitted weights.
    """

    def __init__(
        self, embedder: Embedder, library: Library, model: LinearModel | None = None
    ) -> None:
        self._embedder = embedder
        self._library = library
        self._model = model or fitted("evidence", FEATURES)
        self._sentences = Remembered(embedder)
        self._passages = Remembered(embedder)

    def score(self, query: str, papers: Sequence[Paper]) -> list[list[Evidence]]:
        """For each paper its sentences as evidence, in the order they stand in."""
        return [read.evidence for read in self.read(query, papers)]

    def cosines(self, query: str, papers: Sequence[Paper]) -> list[float]:
        """The cosine of each paper's best passage, where the index is away and has none to give."""
        question = self._embedder.embed_query(query)
        texts = [[piece.text for piece in passages(paper)] for paper in papers]
        found = self._passages.vectors([_key(paper) for paper in papers], texts)
        return [float((vectors @ question).max()) for vectors in found]

    def read(self, query: str, papers: Sequence[Paper]) -> list[PaperRead]:
        """For each paper its sentences as evidence, and how near they come to the question."""
        question = self._embedder.embed_query(query)
        pieces = question_parts(query)
        parts = np.stack(
            [question] if pieces == [query] else [self._embedder.embed_query(p) for p in pieces]
        )
        rarity = collection_rarity(self._library, query)
        result = list[PaperRead]()
        for paper, (plain, titled) in zip(papers, self._vectors(papers), strict=True):
            group = sentences(paper)
            if not group:
                result.append(PaperRead([], Nearness()))
                continue
            near = Similarities(
                plain @ question,
                titled @ question,
                learned_similarity(self._embedder.fingerprint, question, plain),
                parts @ plain.T,
            )
            evidence = self._paper(query, group, near, rarity)
            result.append(PaperRead(evidence, _nearness(evidence, near)))
        return result

    def _vectors(self, papers: Sequence[Paper]) -> list[tuple[Vectors, Vectors]]:
        """Vectors of each paper's sentences, alone and after the title; remembered by paper."""
        texts = list[list[str]]()
        for paper in papers:
            alone = [sentence.text for sentence in sentences(paper)]
            texts.append([*alone, *(f"{paper.title}. {text}" for text in alone)])
        found = self._sentences.vectors([_key(paper) for paper in papers], texts)
        return [(both[: len(both) // 2], both[len(both) // 2 :]) for both in found]

    def _paper(
        self, query: str, group: Sequence[Sentence], near: Similarities, rarity: Rarity
    ) -> list[Evidence]:
        texts = [sentence.text for sentence in group]
        rows = sentence_features(query, group[0].paper.title, texts, near, rarity)
        scores = self._model.probabilities(rows)
        return [Evidence(s, float(p)) for s, p in zip(group, scores, strict=True)]


def _key(paper: Paper) -> tuple[str, str]:
    return paper.title, paper.abstract


def _nearness(evidence: Sequence[Evidence], near: Similarities) -> Nearness:
    best = max(range(len(evidence)), key=lambda i: evidence[i].score)
    plain, titled, learned = (float(side.max()) for side in (near.plain, near.titled, near.learned))
    return Nearness(plain, titled, learned, float(near.plain[best]))


def collection_rarity(library: Library, query: str) -> Rarity:
    """How rare each stem of the query is in the collection, from 0 (in all) to 1 (in none)."""
    stems = sorted({stem(word) for word in words(query)})
    counts = library.document_frequencies(stems)
    papers = library.count()
    scale = math.log(papers + 1) or 1.0

    def rarity(stem: str) -> float:
        return math.log((papers + 1) / (counts.get(stem, 0) + 1)) / scale

    return rarity


@cache
def fitted(name: str, features: tuple[str, ...]) -> LinearModel:
    """The model in ``assistant/weights/NAME.json``, which must weigh just these features.

    Raises:
        ValueError: The file was made for other features.
    """
    model = LinearModel.load(name)
    if model.names != features:
        message = f"assistant/weights/{name}.json is of other features; run eval.fit_{name}"
        raise ValueError(message)
    return model


def log_odds(probability: float, least: float = 1e-3) -> float:
    """The log-odds of a probability, which is first kept ``least`` away from 0 and 1."""
    clipped = min(max(probability, least), 1 - least)
    return math.log(clipped / (1 - clipped))
