"""Say honestly that there is no answer, or ask back what is meant."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import rendering
from assistant.relevance import Candidate
from assistant.types import Answer, Layout, Request, Retrieved, Status

_NEAREST = 3


def on_topic(candidate: Candidate) -> bool:
    """Whether a paper is what the question is about, though its abstract does not answer."""
    return candidate.features["title_coverage"] >= 0.5 and candidate.features["dense"] >= 0.55


def abstention(
    request: Request,
    status: Status,
    candidates: Sequence[Candidate],
    hits: tuple[Retrieved, ...],
) -> Answer:
    """The abstract does not say, with its link; or not in the collection, with the nearest."""
    if status is Status.NOT_IN_ABSTRACT:
        paper = candidates[0].hit.paper
        lead = f"The abstract of {rendering.links(paper)} does not say."
        closing = "The full paper may."
    else:
        lead = "Nothing in this collection answers that."
        papers = [c.hit.paper for c in candidates[:_NEAREST]]
        nearest = "\n".join(f"- {rendering.links(paper)}" for paper in papers)
        closing = f"The nearest papers are:\n{nearest}" if nearest else ""
    return Answer(
        request,
        status,
        lead=lead,
        closing=closing,
        retrieved=hits,
        details=details(candidates),
    )


def clarify(request: Request) -> Answer:
    """Ask back; the choices stand in the request."""
    noun = "author" if request.asks == "author" else "paper"
    lead = f"Which {noun} do you mean?"
    if not request.choices:
        lead += " Give me some words of its title."
    return Answer(request, Status.CLARIFY, Layout.PROSE, lead=lead)


def details(candidates: Sequence[Candidate]) -> dict[str, object]:
    """What the gate saw, for the answer's trace."""
    best = candidates[0] if candidates else None
    return {"probability": round(best.probability, 4) if best else 0.0}
