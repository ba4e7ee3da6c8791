"""The filters of a conversation as chips that can be taken off."""

from __future__ import annotations

import json

from assistant.types import Filters
from assistant.web.engine import Engine
from assistant.web.html import escape, rich

_TITLES = 3
_VENUES = 300


def filter_chips(engine: Engine, filters: Filters) -> str:
    """A chip for every restriction; its button's data says what remains without it."""
    chips = [_chip(name, {"authors": _without(filters.authors, name)}) for name in filters.authors]
    chips += [_chip(name, {"venues": _without(filters.venues, name)}) for name in filters.venues]
    if filters.year_from is not None or filters.year_to is not None:
        start, end = filters.year_from or "…", filters.year_to or "…"
        chips.append(_chip(f"{start}–{end}", {"year_from": None, "year_to": None}))
    chips += _paper_chips(engine, filters.paper_ids)
    shown = f"<span>Only</span>{''.join(chips)}" if chips else ""
    return (
        f'<div class="pa-filters" role="group" aria-label="Which papers to ask">{shown}'
        f"{_form(engine, filters)}</div>"
    )


def _form(engine: Engine, filters: Filters) -> str:
    """Years, venue and author to narrow to, folded away; the page's script reads it."""
    if not engine.state.ready:
        return ""
    venues = "".join(
        f"<option>{escape(v)}</option>" for v in engine.assistant.library.venues()[:_VENUES]
    )
    low, high = filters.year_from or "", filters.year_to or ""
    return (
        '<details class="pa-narrow"><summary>Filter</summary><form data-narrow>'
        f'<label>From <input name="year_from" type="number" min="1900" max="2100" value="{low}">'
        f'</label><label>to <input name="year_to" type="number" min="1900" max="2100" '
        f'value="{high}"></label>'
        f'<label>Venue <select name="venue"><option value="">any</option>{venues}</select></label>'
        '<label>Author <input name="author" list="pa-names" autocomplete="off"></label>'
        '<datalist id="pa-names"></datalist><button type="submit">Apply</button></form></details>'
    )


def _paper_chips(engine: Engine, ids: tuple[str, ...]) -> list[str]:
    if not ids:
        return []
    if len(ids) > _TITLES or not engine.state.ready:
        return [_chip(f"{len(ids)} chosen papers", {"paper_ids": []})]
    return [
        _chip(paper.label, {"paper_ids": _without(ids, paper.id)})
        for paper in engine.assistant.library.get(ids)
    ] or [_chip("a paper that is gone", {"paper_ids": []})]


def _without(values: tuple[str, ...], value: str) -> list[str]:
    return [v for v in values if v != value]


def _chip(label: str, rest: dict[str, object]) -> str:
    return (
        f'<span class="pa-filter" dir="auto"><span>{rich(label)}</span><button type="button" '
        f'data-unfilter="{escape(json.dumps(rest))}" aria-label="Remove {escape(label)}">×'
        "</button></span>"
    )
