"""Say honestly that there is no answer, or ask back what is meant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant import rendering
from assistant.answers.metadata import describe
from assistant.gate.relevance import Candidate
from assistant.types import Answer, Layout, Paper, Request, Retrieved, Status
from assistant.wording.translation import aside

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
    found = details(candidates)
    if status is not Status.NOT_IN_ABSTRACT:
        return nothing_here(request, [c.hit.paper for c in candidates], hits, found)
    paper = candidates[0].hit.paper
    lead = f"The abstract of {rendering.links(paper)} does not say."
    return Answer(
        request, status, lead=lead, closing="The full paper may.", retrieved=hits, details=found
    )


def nothing_here(
    request: Request,
    nearest: Sequence[Paper],
    hits: tuple[Retrieved, ...],
    found: Mapping[str, object],
) -> Answer:
    """Not in the collection, with the nearest papers; ``nearest`` is best first.

    A filter on the papers is named: whoever has forgotten it would take its work for a lack.
    """
    among = describe(request.filters)
    lead = "Nothing in this collection answers that."
    if among and nearest:
        lead = f"Nothing in the papers {among} answers that."
    elif among:
        lead = f"This collection holds no papers {among} that could answer that."
    rows = "\n".join(f"- {rendering.links(paper)}" for paper in nearest[:_NEAREST])
    return Answer(
        request,
        Status.NOT_IN_COLLECTION,
        lead=lead,
        closing=f"The nearest papers are:\n{rows}" if rows else "",
        retrieved=hits,
        details=found,
    )


def clarify(request: Request) -> Answer:
    """Ask back; the choices stand in the request."""
    noun = "author" if request.asks == "author" else "paper"
    lead = f"Which {noun} do you mean?"
    if not request.choices:
        lead += " Give me some words of its title."
    return Answer(request, Status.CLARIFY, Layout.PROSE, lead=lead)


def in_their_language(answer: Answer) -> Answer:
    """The answer with a word, in the language that was asked in, on how it was read."""
    told = filter(None, [answer.closing, aside(answer.request.language)])
    return replace(answer, closing="\n\n".join(told))


def details(candidates: Sequence[Candidate]) -> dict[str, object]:
    """What the gate saw, for the answer's trace."""
    best = candidates[0] if candidates else None
    return {"probability": round(best.probability, 4) if best else 0.0}
