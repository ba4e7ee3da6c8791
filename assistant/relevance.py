"""How likely each paper that the search found answers the question: what ranks papers and gates.

A logistic regression over readable features of question, paper and its best sentences; the weights
are in ``assistant/weights/relevance.json`` and ``python -m eval.fit_relevance`` makes them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from assistant.asked import Asked
from assistant.cues import wants
from assistant.evidence import (
    EvidenceSelector,
    LinearModel,
    Vectors,
    collection_rarity,
    fitted,
    log_odds,
)
from assistant.features import Rarity
from assistant.protocols import Judge, Library, Search
from assistant.text import content_stems, fold, names, numbers, stem, words
from assistant.types import EVERYTHING, Evidence, Filters, Retrieved
from assistant.weighing import reweighed

FEATURES = (
    "fused", "fused_gap", "dense", "dense_gap", "lexical_share", "coverage", "coverage_gap",
    "title_coverage", "sentence_coverage", "pair_coverage", "evidence", "evidence_gap",
    "names_missing", "names_unknown", "names_found", "unknown", "beyond_title", "beyond_best",
    "number_unmet", "name_unmet", "phrase", "asked_unmet", "asked_unmet_best", "metrics_missing",
    "counted_missing",
)  # fmt: skip
_IN_NONE = 0.999
SURE = 0.25
"""Asked in words that no paper knows, only a paper this probable answers: of the development
questions 9 % of those with an answer are so asked, and 31 % of those without."""
_FOREIGN = 0.4
READ = 8
"""How many of the papers found are read sentence by sentence."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A paper that was found and read: its sentences as evidence and its probability.

    Attributes:
        evidence: Every sentence, in the order they stand in.
        probability: That this paper answers the question, from 0 to 1.
        features: What the probability was computed from, by name.
    """

    hit: Retrieved
    evidence: tuple[Evidence, ...]
    probability: float
    features: dict[str, float]

    @property
    def best(self) -> list[Evidence]:
        """The evidence, best first."""
        return sorted(self.evidence, key=lambda e: (-e.score, e.sentence.position))


def is_foreign(candidates: Sequence[Candidate]) -> bool:
    """Whether no paper knows a name of the question, or much of what its words weigh."""
    if not candidates:
        return False
    features = candidates[0].features
    return features["names_unknown"] > 0 or features["unknown"] > _FOREIGN


class Reader:
    """Searches, reads the best papers and says how likely each answers.

    Args:
        search: Finds papers.
        selector: Scores sentences.
        library: Where the rarity of words comes from.
        judge: Votes on the evidence of the paper that a question is answered from.
        model: The fitted weights.
    """

    def __init__(
        self,
        search: Search,
        selector: EvidenceSelector,
        library: Library,
        judge: Judge | None = None,
        model: LinearModel | None = None,
    ) -> None:
        self._search = search
        self._selector = selector
        self._library = library
        self._judge = judge
        self._model = model

    def find(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
        """The papers that the search finds, best first."""
        return self._search.search(query, limit, filters)

    def judged(self, query: str, candidate: Candidate) -> Candidate:
        """The paper with its evidence weighed by the judge too, where there is one."""
        if self._judge is None:
            return candidate
        return replace(candidate, evidence=tuple(reweighed(query, candidate.evidence, self._judge)))

    def read(self, query: str, hits: Sequence[Retrieved], limit: int = READ) -> list[Candidate]:
        """The first ``limit`` papers found, most probable first."""
        hits = hits[:limit]
        if not hits:
            return []
        scored = self._selector.score(query, [hit.paper for hit in hits])
        rows = paper_features(query, hits, scored, collection_rarity(self._library, query))
        model = self._model or fitted("relevance", FEATURES)
        read = [
            Candidate(
                hit, tuple(evidence), float(p), dict(zip(FEATURES, map(float, row), strict=True))
            )
            for hit, evidence, p, row in zip(
                hits, scored, model.probabilities(rows), rows, strict=True
            )
        ]
        return sorted(read, key=lambda c: (-c.probability, -c.hit.score, c.hit.paper.id))


def paper_features(
    query: str,
    hits: Sequence[Retrieved],
    evidence: Sequence[Sequence[Evidence]],
    rarity: Rarity,
) -> Vectors:
    """Features of each paper beside the others found, shape ``(papers, len(FEATURES))``."""
    asked = {stem: rarity(stem) for stem in content_stems(query)}
    total = sum(asked.values()) or 1.0
    asked_names = {fold(n) for n in names(query)}
    texts = [words(f"{hit.paper.title} {hit.paper.abstract}") for hit in hits]
    strange = {
        n
        for n in asked_names
        if all(rarity(stem(w)) > _IN_NONE for w in words(n))
        and not any(_initials(n, text) for text in texts[:1])
    }
    want = wants(query)
    whole = [set(content_stems(f"{hit.paper.title} {hit.paper.abstract}")) for hit in hits]
    coverage = [_covered(asked, stems) / total for stems in whole]
    fused = [hit.score for hit in hits]
    dense = [hit.dense or 0.0 for hit in hits]
    details = Asked.of(query)
    pairs = set(pairwise(content_stems(query)))
    best = [max((e.score for e in group), default=0.0) for group in evidence]
    rows = []
    for i, hit in enumerate(hits):
        title = set(content_stems(hit.paper.title))
        ranked = sorted(evidence[i], key=lambda e: -e.score)[:3]
        stems = [set(content_stems(e.sentence.text)) for e in ranked[:2]]
        pair = set[str]().union(*stems)
        text_words = set(texts[i])
        missing_names = {
            n for n in asked_names if not set(words(n)) <= text_words and not _initials(n, texts[i])
        }
        beyond = {s: w for s, w in asked.items() if s not in title}
        sentences = [e.sentence.text for e in evidence[i]]
        best_sentences = [e.sentence.text for e in ranked]
        text_pairs = {
            pair
            for part in (hit.paper.title, hit.paper.abstract)
            for pair in pairwise(content_stems(part))
        }
        rows.append(
            [
                hit.score,
                hit.score - _best_other(fused, i),
                dense[i],
                dense[i] - _best_other(dense, i),
                (hit.lexical or 0.0) / (10.0 * total),
                coverage[i],
                coverage[i] - _best_other(coverage, i),
                _covered(asked, title) / total,
                max((_covered(asked, s) / total for s in stems), default=0.0),
                _covered(asked, pair | title) / total,
                log_odds(best[i]),
                log_odds(best[i]) - log_odds(_best_other(best, i)),
                float(len(missing_names)),
                float(len(strange)),
                float(len(asked_names) - len(missing_names)),
                sum(w for w in asked.values() if w > _IN_NONE) / total,
                _covered(beyond, pair) / (sum(beyond.values()) or 1.0),
                max((_covered(beyond, s) for s in stems), default=0.0)
                / (sum(beyond.values()) or 1.0),
                float(want["number"] and not _has_new(numbers, ranked, query)),
                float(want["name"] and not _has_new(names, ranked, f"{query} {hit.paper.title}")),
                len(pairs & text_pairs) / (len(pairs) or 1),
                details.unmet(sentences, hit.paper.title),
                details.unmet(best_sentences, hit.paper.title),
                details.metrics_missing(sentences),
                details.counted_missing(sentences),
            ]
        )
    return np.array(rows, dtype=np.float32)


def _initials(name: str, text: Sequence[str]) -> bool:
    """Whether words in a row begin with the letters of an acronym: RL, reinforcement learning."""
    size = len(name)
    return any(
        all(text[i + j][0] == name[j] for j in range(size)) for i in range(len(text) - size + 1)
    )


def _has_new(kind: Callable[[str], list[str]], evidence: Sequence[Evidence], known: str) -> bool:
    """Whether the best sentences hold a number or name that the question does not."""
    said = {fold(item) for item in kind(known)}
    return any(fold(item) not in said for e in evidence for item in kind(e.sentence.text))


def _covered(asked: dict[str, float], stems: set[str]) -> float:
    return sum(weight for stem, weight in asked.items() if stem in stems)


def _best_other(values: Sequence[float], i: int) -> float:
    return max((v for j, v in enumerate(values) if j != i), default=0.0)
