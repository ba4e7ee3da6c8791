"""An answer as HTML, drawn from its statements and citations and never from ready-made text."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import (
    Answer,
    Filters,
    Layout,
    Paper,
    Section,
    Source,
    Statement,
    Status,
    Verdict,
)
from assistant.web.follow_ups import follow_ups
from assistant.web.html import escape, inline, link, paragraphs, rich
from assistant.web.source_view import sources

_NOTES = {
    Status.NOT_IN_COLLECTION: "Not in this collection",
    Status.NOT_IN_ABSTRACT: "Not in the abstracts",
    Status.CLARIFY: "Which one?",
    Status.REFUSED: "Not answered",
    Status.ERROR: "That did not work",
}
_VERDICTS = {
    Verdict.SUPPORTED: ("✓", "Supported by the cited text"),
    Verdict.WEAK: ("≈", "Only partly supported by the cited text"),
    Verdict.UNSUPPORTED: ("!", "Not supported by the cited text"),
}
_RATING = "".join(
    f'<button type="button" class="pa-quiet" data-rate="{rate}" aria-pressed="false" '
    f'aria-label="A {rate} answer" title="A {rate} answer"><span class="pa-thumb"></span></button>'
    for rate in ("good", "bad")
)
_LAYOUT_CLASS = {layout: f"pa-layout-{layout.value}" for layout in Layout}


def turn(number: int, question: str, body: str, running: bool = False, run: str = "") -> str:
    """One question and its answer; ``body`` is HTML, ``run`` tells asking again apart."""
    busy = ' aria-busy="true"' if running else ""
    asked = f' data-run="{run}"' if run else ""
    return (
        f'<article class="pa-turn" data-turn="{number}"{asked}{busy}>'
        f'<div class="pa-question"><h2 dir="auto">{escape(question)}</h2>'
        f'<button type="button" class="pa-quiet" data-edit="{number}" '
        f'aria-label="Edit this question">Edit</button></div>{body}</article>'
    )


def answer(value: Answer) -> str:
    """The body of an answer, complete or still growing, with its sources."""
    note = _NOTES.get(value.status, "")
    head = f'<p class="pa-status pa-{value.status.value}">{note}</p>' if note else ""
    parts = [head, _lead(value), _sections(value), _more(value)]
    parts += [paragraphs(value.closing), _choices(value)]
    body = f'<div class="pa-answer" dir="auto">{"".join(parts)}</div>'
    tail = _foot(value) if value.done else _working(value)
    return f"{body}{tail}{sources(value)}"


def _working(value: Answer) -> str:
    """What goes on; while others use the model, how many come before this question."""
    place = value.details.get("queue")
    doing = f"Waiting for the model, place {place} in the queue" if place else "Reading"
    if not place and "prose" in value.details:
        doing = "The model is writing"
    return f'<p class="pa-working" role="status">{doing}…</p>'


def _lead(value: Answer) -> str:
    return f'<div class="pa-lead">{paragraphs(value.lead)}</div>' if value.lead else ""


def _sections(value: Answer) -> str:
    if not value.sections:
        return ""
    if value.layout is Layout.TABLE:
        return _table(value)
    drawn = "".join(_section(section, value.layout) for section in value.sections)
    return f'<div class="pa-sections {_LAYOUT_CLASS[value.layout]}">{drawn}</div>'


def _more(value: Answer) -> str:
    """What was left out for brevity, folded away."""
    if not value.more:
        return ""
    drawn = "".join(_section(section, value.layout) for section in value.more)
    layout = _LAYOUT_CLASS[value.layout]
    return (
        '<details class="pa-more"><summary>More from these papers</summary>'
        f'<div class="pa-sections {layout}">{drawn}</div></details>'
    )


def _table(value: Answer) -> str:
    """A row for every aspect, a column for every paper, in the order that they were named in.

    Narrow screens read it row by row.
    """
    order = {paper.id: place for place, paper in enumerate(value.request.papers)}
    papers = sorted((c.paper for c in value.citations), key=lambda p: order.get(p.id, len(order)))
    heads = "".join(f'<th scope="col" dir="auto">{link(p.url, rich(p.label))}</th>' for p in papers)
    rows = "".join(_row(section, papers) for section in value.sections)
    return (
        '<div class="pa-table-holder" tabindex="0" role="region" aria-label="Comparison">'
        f'<table class="pa-table"><thead><tr><td></td>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )


def _row(section: Section, papers: Sequence[Paper]) -> str:
    cells = []
    for paper in papers:
        mine = [s for s in section.statements if s.papers and s.papers[0].id == paper.id]
        said = "<br>".join(map(_statement, mine)) or '<span class="pa-note">not said</span>'
        cells.append(f'<td data-of="{escape(paper.label)}">{said}</td>')
    return f'<tr><th scope="row">{rich(section.title)}</th>{"".join(cells)}</tr>'


def _section(section: Section, layout: Layout) -> str:
    title = ""
    if section.title:
        url = section.paper.url if section.paper else None
        # What a group of papers has in common; the papers follow as sections of their own.
        group = "" if section.paper or section.statements else ' class="pa-group"'
        title = f'<h3{group} dir="auto">{link(url, rich(section.title))}</h3>'
    if layout is Layout.PROSE:
        body = "<p>" + " ".join(map(_statement, section.statements)) + "</p>"
    else:
        rows = "".join(f"<li>{_statement(s)}</li>" for s in section.statements)
        body = f"<ul>{rows}</ul>" if rows else ""
    return f'<section class="pa-section">{title}{body}</section>'


def _statement(statement: Statement) -> str:
    catalog = statement.source is Source.CATALOG  # these carry our own links
    text = inline(statement.text) if catalog else _emphasised(statement)
    if statement.source is Source.QUOTE:
        text = f"<q>{text}</q>"
    elif statement.verdict is Verdict.UNSUPPORTED:
        text = f"<s>{text}</s>"
    return (
        f'<span class="pa-statement pa-{statement.verdict.value}" dir="auto">{text}'
        f'<span class="pa-marks">{_chips(statement)}{_verdict(statement)}</span></span>'
    )


def _emphasised(statement: Statement) -> str:
    """A text of others, its answering words strong; no formula is cut in two."""
    text, end, pieces = statement.text, 0, list[str]()
    for start, stop in statement.emphasis:
        pieces += [rich(text[end:start]), f"<strong>{rich(text[start:stop])}</strong>"]
        end = stop
    return "".join([*pieces, rich(text[end:])]).strip()


def _chips(statement: Statement) -> str:
    chips = []
    for number, paper in zip(statement.numbers, statement.papers, strict=False):
        marks = ",".join(str(q.position) for q in statement.quotes if q.paper.id == paper.id)
        chips.append(
            f'<button type="button" class="pa-chip" data-cite="{number}" data-marks="{marks}" '
            f'aria-label="Source {number}: {escape(paper.label)}">{number}</button>'
        )
    return "".join(chips)


def _verdict(statement: Statement) -> str:
    sign, meaning = _VERDICTS[statement.verdict]
    reason = statement.reason[:1].upper() + statement.reason[1:]
    if statement.verdict is Verdict.SUPPORTED and statement.source is not Source.MODEL:
        said = reason or meaning
    else:
        said = f"{meaning}. {reason}" if reason else meaning
    return (
        f'<span class="pa-verdict" title="{escape(said)}"><span aria-hidden="true">{sign}</span>'
        f'<span class="pa-unseen">{escape(said)}</span></span>'
    )


def _choices(value: Answer) -> str:
    if value.status is not Status.CLARIFY:
        return ""
    buttons = "".join(
        f'<button type="button" data-ask="{escape(choice)}">{rich(choice)}</button>'
        for choice in value.request.choices
    )
    return f'<div class="pa-choices">{buttons}</div>' if buttons else ""


def _foot(value: Answer) -> str:
    """How the question was understood and how long it took, folded away."""
    request = value.request
    facts = [("Kind", request.kind.value), ("Searched for", request.query)]
    facts += [("Read as", request.standalone), ("Only", _only(request.filters))]
    if request.papers:
        facts.append(("Papers named", "; ".join(paper.label for paper in request.papers)))
    if request.trace:
        facts.append(("Rules", "; ".join(request.trace)))
    if value.timings.total:
        facts.append(("Time", f"{value.timings.total:.1f} s"))
    rows = "".join(
        f'<dt>{name}</dt><dd dir="auto">{escape(text)}</dd>' for name, text in facts if text
    )
    fold = f'<details class="pa-understood"><summary>How I understood this</summary><dl>{rows}</dl>'
    shown = ""
    if count := len(value.citations):
        button = '<button type="button" class="pa-quiet pa-show-sources" data-sources>'
        shown = f"{button}Sources ({count})</button>"
    return (
        '<div class="pa-foot">'
        '<button type="button" class="pa-quiet" data-retry>Retry</button>'
        '<button type="button" class="pa-quiet" data-copy-answer>Copy</button>'
        '<button type="button" class="pa-quiet" data-link '
        'title="Copy a link that asks this again">Link</button>'
        f"{shown}{_RATING}{fold}</details></div>{_follow(value)}"
    )


def _only(filters: Filters) -> str:
    """What the papers were narrowed to, by the question or the page."""
    years = (filters.year_from, filters.year_to)
    named = [*filters.authors, *filters.venues]
    named += [f"not {name}" for name in filters.without_authors]
    named += [f"{years[0] or '…'}–{years[1] or '…'}"] if any(years) else []
    named += [f"{len(filters.paper_ids)} chosen papers"] if filters.paper_ids else []
    return "; ".join(named)


def _follow(value: Answer) -> str:
    buttons = "".join(
        f'<button type="button" dir="auto" data-ask="{escape(q)}">{rich(q)}</button>'
        for q in follow_ups(value)
    )
    label = 'role="group" aria-label="Questions to ask next"'
    return f'<div class="pa-follow" {label}>{buttons}</div>' if buttons else ""
