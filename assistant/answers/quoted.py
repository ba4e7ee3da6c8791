"""The answer to a plain question: quotes with a lead, what "more" adds, and the trail of it."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers import quotes
from assistant.answers.abstain import abstention, details
from assistant.answers.premise import turned_premise
from assistant.answers.quotable import harmless
from assistant.gate.relevance import Candidate
from assistant.provenance import evidence_record
from assistant.types import Answer, Evidence, Request, Retrieved, Status


def quoted(
    request: Request,
    candidates: Sequence[Candidate],
    hits: tuple[Retrieved, ...],
    words: int,
    *,
    all_of: bool = False,
) -> tuple[Answer, list[list[Evidence]]]:
    """The answer by quotes, and the evidence that it quotes, a list a paper.

    Args:
        request: The question.
        candidates: The papers read, best first.
        hits: The papers found.
        words: About how many words may be quoted.
        all_of: Whether each of the papers answers and is quoted.
    """
    if all_of:
        chosen = quotes.one_each(candidates, words)
    else:
        chosen = quotes.choose(candidates, words, request.query)
    if not chosen:
        return abstention(request, Status.NOT_IN_ABSTRACT, candidates, hits), []
    first = next(c for c in candidates if c.hit.paper == chosen[0][0].paper)
    against = None if all_of else turned_premise(request.query, harmless(first.evidence))
    if against:
        chosen = _opened_by(chosen, against.evidence, words)
    draft = Answer(
        request,
        Status.ANSWERED,
        lead=against.text if against else quotes.lead(chosen),
        sections=quotes.sections(chosen, request.question),
        more=quotes.sections(quotes.rest(candidates, chosen), request.question),
        retrieved=hits,
        details=details(candidates) | {"evidence": evidence_record(candidates, chosen)},
    )
    return draft, chosen


def is_denied(request: Request, candidate: Candidate) -> bool:
    """Whether a paper denies what a question takes for granted, which answers the question."""
    return turned_premise(request.query, harmless(candidate.evidence)) is not None


def _opened_by(
    chosen: Sequence[Sequence[Evidence]], evidence: Evidence, words: int
) -> list[list[Evidence]]:
    """The quotes with one of the first paper before the others, which make room for it."""
    if evidence not in chosen[0]:
        left = quotes.within(chosen, words - len(evidence.sentence.text.split()))
        chosen = [[*left[0], evidence], *left[1:]]
    return [quotes.led_by(chosen[0], evidence), *map(list, chosen[1:])]


def reordered(hits: Sequence[Retrieved], candidates: Sequence[Candidate]) -> tuple[Retrieved, ...]:
    """The papers read, most probable first, then the others as the search had them."""
    read = {c.hit.paper.id for c in candidates}
    return (*(c.hit for c in candidates), *(hit for hit in hits if hit.paper.id not in read))
