"""The collection as a table: a page of rows at a time, searched, sorted, chosen from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.protocols import PaperOrder
from assistant.types import EVERYTHING, Filters, Paper
from assistant.web.engine import Engine
from assistant.web.filters import read_filters
from assistant.web.html import escape, link, rich

ROWS = 50
_FOUND = 200
_LONGEST = 500
_AUTHORS = 3
_ORDERS: Mapping[PaperOrder, str] = {
    "added": "As added",
    "newest": "Newest",
    "oldest": "Oldest",
    "title": "Title",
}


@dataclass(frozen=True, slots=True)
class Shelf:
    """Which part of the collection is looked at."""

    query: str = ""
    order: PaperOrder = "added"
    page: int = 0
    filters: Filters = EVERYTHING

    @classmethod
    def read(cls, value: object) -> Shelf:
        """From the browser's value; what does not fit is left out."""
        if not isinstance(value, Mapping):
            return cls()
        order, page = value.get("order"), value.get("page")
        return cls(
            str(value.get("query") or "")[:_LONGEST].strip(),
            next((known for known in _ORDERS if known == order), "added"),
            page if isinstance(page, int) and page >= 0 else 0,
            read_filters(value.get("filters")),
        )


def table(engine: Engine, shelf: Shelf) -> str:
    """The rows of one page, how many there are, and the way to the others."""
    papers, total = _papers(engine, shelf)
    if not papers:
        return '<p class="pa-note">No paper fits. Use other words or take a filter off.</p>'
    rows = "".join(map(_row, papers))
    noun = "paper" if total == 1 else "papers"
    nearest = shelf.query and shelf.order == "added"
    found = f"{total:,} {noun}" + (", nearest first" if nearest else "")
    return (
        f'<p class="pa-note" role="status">{found}</p>'
        '<table class="pa-list"><thead><tr><th scope="col"><span class="pa-unseen">Choose</span>'
        '</th><th scope="col">Paper</th><th scope="col">Where</th></tr></thead>'
        f"<tbody>{rows}</tbody></table>{_pager(shelf.page, total)}"
    )


def _papers(engine: Engine, shelf: Shelf) -> tuple[Sequence[Paper], int]:
    start, library = shelf.page * ROWS, engine.assistant.library
    if shelf.query:
        hits = engine.assistant.find(shelf.query, _FOUND, shelf.filters)
        found = _ordered([hit.paper for hit in hits], shelf.order)
        return found[start : start + ROWS], len(found)
    papers = list(library.papers(shelf.filters, ROWS, start, shelf.order))
    return papers, library.count(shelf.filters)


def _ordered(found: list[Paper], order: PaperOrder) -> list[Paper]:
    """What was found, nearest first where no other order is asked for; no year comes last."""
    if order == "title":
        return sorted(found, key=lambda paper: paper.title.lower())
    if order in ("newest", "oldest"):
        sign = -1 if order == "newest" else 1
        return sorted(found, key=lambda paper: (paper.year is None, sign * (paper.year or 0)))
    return found


def _row(paper: Paper) -> str:
    names = ", ".join(paper.authors[:_AUTHORS])
    names += f" and {more} more" if (more := len(paper.authors) - _AUTHORS) > 0 else ""
    pdf = link(paper.pdf, "PDF")
    pdf = pdf if pdf.startswith("<a") else ""
    label, paper_id = escape(paper.label), escape(paper.id)
    return (
        f'<tr><td><input type="checkbox" data-choose="{paper_id}" data-title="{label}" '
        f'aria-label="Choose {label}"></td><td dir="auto"><button type="button" '
        f'data-open="{paper_id}">{rich(paper.label)}</button><span>{escape(names)}</span></td>'
        f"<td>{escape(paper.where)} {pdf}</td></tr>"
    )


def _pager(page: int, total: int) -> str:
    last = max(0, (total - 1) // ROWS)
    if not last:
        return ""
    back = "" if page else " disabled"
    on = "" if page < last else " disabled"
    return (
        '<nav class="pa-pager" aria-label="Pages">'
        f'<button type="button" data-page="{page - 1}"{back}>Earlier</button>'
        f"<span>{page + 1:,} of {last + 1:,}</span>"
        f'<button type="button" data-page="{page + 1}"{on}>Later</button></nav>'
    )


def frame() -> str:
    """Search, order and what can be done with the chosen papers; the rows come by themselves."""
    orders = "".join(f'<option value="{k}">{v}</option>' for k, v in _ORDERS.items())
    return (
        '<div class="pa-shelf"><div class="pa-shelf-head">'
        '<input id="pa-shelf-search" type="search" placeholder="Search the collection" '
        'aria-label="Search the collection">'
        f'<select id="pa-shelf-order" aria-label="Order">{orders}</select></div>'
        '<div id="pa-chosen" hidden><span></span>'
        '<button type="button" data-chosen="ask">Ask only these</button>'
        '<button type="button" data-chosen="compare">Compare</button>'
        '<button type="button" data-chosen="bibtex">BibTeX</button>'
        '<button type="button" data-chosen="clear">Clear</button></div>'
        '<div id="pa-rows" aria-live="polite"></div></div>'
    )
