"""How likely each paper that the search found answers the question: what ranks papers and gates.

A logistic regression over readable features of question, paper and its best sentences; the weights
are in ``assistant/weights/relevance.json`` and ``python -m eval.fit_relevance`` makes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.evidence.selection import EvidenceSelector, LinearModel, collection_rarity, fitted
from assistant.evidence.weighing import reweighed
from assistant.gate.paper_features import FEATURES, paper_features
from assistant.protocols import Judge, Library, Search
from assistant.types import EVERYTHING, Evidence, Filters, Retrieved

SURE = 0.25
"""Asked for a name that no paper knows, only a paper this probable answers.  Held out, 18 of 496
answerable questions name one, and 420 of 1,123 that nothing answers."""
FOLLOWED = 0.5
"""Share of the threshold that a paper needs which the turns before have settled on: the words of a
follow-up say less than those of a whole question, and the fit has seen whole ones alone."""
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
    """Whether the question asks for a name that no paper knows."""
    return bool(candidates) and candidates[0].features["names_unknown"] > 0


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
        if lacking := [hit.paper for hit in hits if hit.dense is None]:
            # Their vectors are away, and the weights were fitted on papers with cosines.
            made = dict(zip(lacking, self._selector.cosines(query, lacking), strict=True))
            hits = [replace(hit, dense=made.get(hit.paper, hit.dense)) for hit in hits]
        scored = self._selector.read(query, [hit.paper for hit in hits])
        rows = paper_features(query, hits, scored, collection_rarity(self._library, query))
        model = self._model or fitted("relevance", FEATURES)
        named = (dict(zip(FEATURES, map(float, row), strict=True)) for row in rows)
        read = [
            Candidate(hit, tuple(each.evidence), float(p), features)
            for hit, each, p, features in zip(
                hits, scored, model.probabilities(rows), named, strict=True
            )
        ]
        return sorted(read, key=lambda c: (-c.probability, -c.hit.score, c.hit.paper.id))
