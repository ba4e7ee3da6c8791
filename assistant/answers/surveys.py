"""Lists of papers on a topic: all that pass a relevance cut, each with a telling sentence."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.quotes import quote
from assistant.relevance import Candidate
from assistant.types import Section

MOST_PAPERS = 12
_CUT = 0.3


def topic_score(candidate: Candidate) -> float:
    """How much a paper is about the topic, from 0 to about 1."""
    f = candidate.features
    return 0.6 * f["dense"] + 0.4 * f["coverage"] * f["dense"] + 0.3 * f["fused"]


def choose_papers(candidates: Sequence[Candidate]) -> list[Candidate]:
    """The papers that are about the topic, most so first."""
    scored = sorted(candidates, key=lambda c: (-topic_score(c), c.hit.paper.id))
    if not scored:
        return []
    best = topic_score(scored[0])
    cut = max(_CUT, 0.6 * best)
    return [c for c in scored if topic_score(c) >= cut][:MOST_PAPERS]


def survey(
    chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> tuple[str, tuple[Section, ...], str]:
    """Lead, one section a paper, and how sure it is that none is missing."""
    count = len(chosen)
    lead = "One paper here deals with that:" if count == 1 else f"{count} papers deal with that:"
    sections = tuple(
        Section(c.hit.paper.title, (quote(c.best[0]),), c.hit.paper) for c in chosen if c.evidence
    )
    return lead, sections, ""
