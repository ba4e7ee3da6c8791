"""Exact answers read off the catalog: authors, links, years, lists and counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers.cards import catalog_line
from assistant.bibtex import bibliography
from assistant.protocols import Library
from assistant.rendering import escape, link
from assistant.types import Filters, Paper, Request, Section, Source, Statement, Status
from assistant.wording.text import fold, how_many

MOST_ROWS = 60
OF_THESE = " of these"
"""The restriction in words where papers just shown are counted."""
_PLACE = re.compile(r"\b(first|lead|last|senior) author\b")


@dataclass(frozen=True, slots=True)
class Finding:
    """What the catalog says to a metadata question."""

    status: Status
    lead: str = ""
    sections: tuple[Section, ...] = ()


def about_paper(request: Request, paper: Paper) -> Finding:
    """A field of one paper: its authors, links, year or venue."""
    text = _FIELDS[request.asks](paper)
    place = _PLACE.search(fold(request.question))
    if place and paper.authors and _FIELDS[request.asks] is _authors:
        which, who = ("first", 0) if place.group(1) in ("first", "lead") else ("last", -1)
        text = f"The {which} author is {escape(paper.authors[who])}. {text}"
    if strangers := request.filters.without_authors:
        verb = "is" if len(strangers) == 1 else "are"
        text = f"{escape(' and '.join(strangers))} {verb} not among its authors: {text}"
    statement = Statement(text, Source.CATALOG, papers=(paper,), reason="read off the catalog")
    return Finding(Status.ANSWERED, sections=(Section("", (statement,)),))


def entries(papers: Sequence[Paper]) -> Finding:
    """The BibTeX of some papers, above a line each."""
    lead = f"```bibtex\n{bibliography(papers).strip()}\n```"
    return Finding(Status.ANSWERED, lead, (Section("", tuple(map(catalog_line, papers))),))


def paper_list(request: Request, papers: list[Paper], most: int | None = None) -> Finding:
    """The papers of some authors, years and topic, all of them, each with its link.

    Args:
        request: Whose filters and topic they pass.
        papers: In the order to tell them.
        most: Where a model judged which are on the topic, the most that it lists.
    """
    total = len(papers)
    what = f"{restriction(request)} in this collection".strip()
    if not papers:
        return Finding(Status.NOT_IN_COLLECTION, f"There are no papers {what}.")
    noun = "paper" if total == 1 else "papers"
    verb = "is" if total == 1 else "are"
    number = f"at least {total}" if total == most else total
    lead = f"There {verb} {number} {noun} {what}"
    rows = tuple(catalog_line(paper) for paper in papers[:MOST_ROWS])
    more = f" (the first {MOST_ROWS} follow)" if total > MOST_ROWS else ""
    sure = ", as far as I can tell" if most else ""
    return Finding(Status.ANSWERED, f"{lead}{more}{sure}:", (Section("", rows),))


def collection_size(library: Library, filters: Filters) -> Finding:
    """How many papers there are, or pass the filters."""
    count = library.count(filters)
    what = describe(filters)
    text = f"This collection holds {how_many(count, 'paper')}{' ' + what if what else ''}."
    return Finding(Status.ANSWERED, sections=(Section("", (_plain(text),)),))


def counted(*texts: str) -> Finding:
    """Facts that were counted over papers, one row each."""
    return Finding(Status.ANSWERED, sections=(Section("", tuple(map(_plain, texts))),))


def restriction(request: Request) -> str:
    """Filters and topic in words, with a space before; empty where there is none."""
    topic = f"on “{escape(request.query)}”" if request.query else ""
    what = " ".join(filter(None, [describe(request.filters), topic]))
    return f" {what}" if what else ""


def describe(filters: Filters) -> str:
    """The filters in words: ``by A and B since 2020``."""
    parts = []
    if filters.authors:
        parts.append("by " + " and ".join(filters.authors))
    if filters.without_authors:
        parts.append("not by " + " or ".join(filters.without_authors))
    low, high = filters.year_from, filters.year_to
    if low and high:
        parts.append(f"from {low}" if low == high else f"from {low} to {high}")
    elif low or high:
        parts.append(f"since {low}" if low else f"until {high}")
    if filters.venues:
        parts.append("at " + " or ".join(filters.venues))
    return escape(" ".join(parts))


def _plain(text: str) -> Statement:
    return Statement(text, Source.CATALOG, reason="counted in the catalog")


def _authors(paper: Paper) -> str:
    if not paper.authors:
        return f"No authors are recorded for {link(paper)}."
    count = len(paper.authors)
    who = escape(", ".join(paper.authors))
    return f"{link(paper)} is by {who} ({count} {'author' if count == 1 else 'authors'})."


def _link(paper: Paper) -> str:
    page = f"<{paper.url}>" if paper.url else "no page is recorded"
    pdf = f"; pdf: <{paper.pdf}>" if paper.pdf else ""
    return f"{link(paper)}: {page}{pdf}"


def _pdf(paper: Paper) -> str:
    pdf = f"<{paper.pdf}>" if paper.pdf else "no pdf is recorded"
    page = f"; page: <{paper.url}>" if paper.url else ""
    return f"{link(paper)}: {pdf}{page}"


def _when(paper: Paper) -> str:
    return f"{link(paper)} appeared at {escape(paper.where) or 'a place that is not recorded'}."


_FIELDS = {"authors": _authors, "who wrote": _authors, "authors of": _authors, "link": _link,
           "pdf": _pdf, "year": _when, "venue": _when}  # fmt: skip
