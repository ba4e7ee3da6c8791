"""Set prose above the quotes it rests on, and tell how it came about."""

from __future__ import annotations

from dataclasses import replace

from assistant.types import Answer, Prose, Section


def with_prose(draft: Answer, prose: Prose, model: str, show_dropped: bool = False) -> Answer:
    """The answer by quotes with the prose before them.

    ``details["prose"]`` tells model, tokens and what was refused; ``details["queue"]`` the place
    among those that wait, only while there is one.

    Args:
        draft: The quotes.
        prose: What the model has written so far.
        model: Its name.
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
    sections = (Section("", shown), *draft.sections) if shown else draft.sections
    return replace(draft, sections=sections, details=details)
