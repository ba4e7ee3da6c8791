"""A paper as a card: who, where, links, its text with the used sentences highlighted, actions."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.bibtex import bibtex
from assistant.types import Answer, Paper, Retrieved, Sentence
from assistant.web.html import escape, link, rich
from vectorstore.suspicion import suspicion

_SHOWN_AUTHORS = 12
_NEARBY = 5


def sources(answer: Answer) -> str:
    """The sources of an answer: a card for every citation, then the nearest papers not cited."""
    cards = "".join(
        card(citation.paper, citation.quotes, citation.number) for citation in answer.citations
    )
    cited = {citation.paper.id for citation in answer.citations}
    near = nearby([hit for hit in answer.retrieved if hit.paper.id not in cited])
    return f'<div class="pa-sources">{cards}{near}</div>' if cards or near else ""


def card(paper: Paper, used: Iterable[Sentence] = (), number: int | None = None) -> str:
    """One paper; ``number`` is that of its citation, where it has one."""
    badge = f'<span class="pa-number">{number}</span>' if number is not None else ""
    count = f' data-number="{number}"' if number is not None else ""
    return (
        f'<article class="pa-card"{count} data-paper="{escape(paper.id)}" tabindex="-1">'
        f'<h3 dir="auto">{badge}{link(paper.url, rich(paper.label))}</h3>'
        f"{_authors(paper)}{_facts(paper)}{_doubt(paper)}{_text(paper, used)}"
        f"{_actions(paper)}</article>"
    )


def _doubt(paper: Paper) -> str:
    """A badge on a record that speaks to a program instead of a reader."""
    if not (why := suspicion(paper.abstract)):
        return ""
    return (
        f'<p class="pa-note pa-doubt"><strong>Treat with care:</strong> {escape(why)}. '
        "Such sentences are neither quoted nor given to a model.</p>"
    )


def nearby(hits: Iterable[Retrieved]) -> str:
    """The titles of papers that were found near the question but not used."""
    rows = [
        f'<li dir="auto"><button type="button" data-open="{escape(hit.paper.id)}">'
        f"{rich(hit.paper.label)}</button></li>"
        for hit, _ in zip(hits, range(_NEARBY), strict=False)
    ]
    if not rows:
        return ""
    return f'<section class="pa-nearby"><h3>Also near</h3><ol>{"".join(rows)}</ol></section>'


def highlighted(paper: Paper, used: Iterable[Sentence]) -> str:
    """The paper's text with the used sentences marked; each mark carries its position."""
    pieces, end = list[str](), 0
    for sentence in sorted(set(used), key=lambda s: s.start):
        if sentence.start < end:
            continue
        pieces.append(rich(paper.abstract[end : sentence.start]))
        pieces.append(f'<mark data-position="{sentence.position}">{rich(sentence.text)}</mark>')
        end = sentence.end
    pieces.append(rich(paper.abstract[end:]))
    return "".join(pieces)


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return ""
    names = [
        f'<button type="button" class="pa-author" title="Papers by {escape(name)}" '
        f'data-ask="Papers by {escape(name)}">{escape(name)}</button>'
        for name in paper.authors[:_SHOWN_AUTHORS]
    ]
    if more := len(paper.authors) - _SHOWN_AUTHORS:
        names += [f"<span>and {more} more</span>"] if more > 0 else []
    return f'<p class="pa-authors" dir="auto">{", ".join(names)}</p>'


def _facts(paper: Paper) -> str:
    parts = [f"<span>{escape(paper.where)}</span>"] if paper.where else []
    parts += [link(paper.url, "Page")] if "<a" in link(paper.url, "Page") else []
    parts += [link(paper.pdf, "PDF")] if "<a" in link(paper.pdf, "PDF") else []
    return f'<p class="pa-facts">{" · ".join(parts)}</p>' if parts else ""


def _text(paper: Paper, used: Iterable[Sentence]) -> str:
    if not paper.abstract:
        return '<p class="pa-note">This record has no abstract.</p>'
    note = ""
    if paper.text_kind == "digest":
        note = (
            '<span class="pa-badge" title="A summary of the abstract, written for this '
            'collection; the page behind the title holds the original.">digest</span>'
        )
    body = highlighted(paper, used)
    return f'<div class="pa-abstract">{note}<p dir="auto">{body}</p></div>'


def _actions(paper: Paper) -> str:
    title = escape(paper.label)
    return (
        '<div class="pa-actions">'
        f'<button type="button" data-ask="Summarize “{title}”">Summarize</button>'
        f'<button type="button" data-similar="{escape(paper.id)}">Find similar</button>'
        f'<button type="button" data-only="{escape(paper.id)}" data-title="{title}">'
        "Ask only this</button>"
        f'<button type="button" data-compare="{escape(paper.id)}" data-title="{title}">'
        "Compare</button>"
        f'<button type="button" data-copy="{escape(bibtex(paper))}">BibTeX</button></div>'
    )
