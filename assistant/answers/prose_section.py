"""Set prose above the quotes it rests on, in as many words together, and tell how it came about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import quotes
from assistant.types import Answer, Prose, Section


def with_prose(
    draft: Answer,
    chosen: quotes.Chosen,
    prose: Prose,
    model: str,
    words: int,
    show_dropped: bool = False,
) -> Answer:
    """The answer by quotes with the prose before them.

    ``details["prose"]`` tells model, tokens and what was refused; ``details["queue"]`` the place
    among those that wait, only while there is one.

    Args:
        draft: The quotes.
        chosen: The evidence that they quote.
        prose: What the model has written so far.
        model: Its name.
        words: How many words prose and quotes may have together; quotes that are too many go to
            what "more" gives.
        show_dropped: Whether refused sentences are shown too, as unsupported.
    """
    told = {
        "model": model,
        "tokens": prose.tokens,
        "kept": len(prose.statements),
        "dropped": [{"text": s.text, "reason": s.reason} for s in prose.dropped],
        "note": prose.note,
    }
    details = {**draft.details, "prose": told}
    if prose.place:
        details["queue"] = prose.place
    shown = prose.statements + (prose.dropped if show_dropped else ())
    if not shown:
        return replace(draft, details=details)
    said = sum(len(statement.text.split()) for statement in prose.statements)
    kept = quotes.within(chosen, words - said)
    question = draft.request.question
    sections = (Section("", shown), *quotes.sections(kept, question))
    folded = _before(quotes.sections(quotes.without(chosen, kept), question), draft.more)
    # A paper of which nothing is said any more has no number that "more" could show.
    cited = {p.id for section in sections for s in section.statements for p in s.papers}
    more = tuple(s for s in folded if s.paper and s.paper.id in cited)
    return replace(draft, sections=sections, more=more, details=details)


def _before(first: Sequence[Section], further: Sequence[Section]) -> tuple[Section, ...]:
    """Both, a paper's statements in one section."""
    later = {section.paper: section for section in further}
    joined = [
        replace(s, statements=s.statements + later.pop(s.paper).statements)
        if s.paper in later
        else s
        for s in first
    ]
    return (*joined, *later.values())
