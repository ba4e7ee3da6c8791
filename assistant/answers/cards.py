"""A summary card of one paper, and the table that sets two to five beside each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers.quotable import harmless, quotable
from assistant.answers.quotes import quote
from assistant.answers.roles import Role, by_role, summary
from assistant.rendering import escape, link
from assistant.types import (
    Answer,
    Evidence,
    Layout,
    Paper,
    Request,
    Retrieved,
    Section,
    Sentence,
    Source,
    Statement,
    Status,
)

_ROWS = tuple(Role)
_ASKED = "On your question"
WORDS = 120
_LEAST_EACH = 50
"""Words that every column may quote."""


def summed_up(request: Request, hits: tuple[Retrieved, ...], words: int) -> Answer:
    """The answer that sums up the paper that a request names."""
    sections = card(request.papers[0], words)
    more = rest(request.papers[:1], sections)
    return Answer(request, Status.ANSWERED, Layout.CARD, "", sections, "", (), hits, more=more)


def compared(
    request: Request, hits: tuple[Retrieved, ...], read: Sequence[Sequence[Evidence]], words: int
) -> Answer:
    """The answer that sets the papers that a request names beside each other.

    Args:
        request: Names two to five papers.
        hits: The papers found.
        read: The evidence of each paper, best first.
        words: How many words an answer has.
    """
    asked = [best[0] for group in read if (best := harmless(group))]
    sections = table(request.papers, asked, words)
    more = rest(request.papers, sections)
    return Answer(request, Status.ANSWERED, Layout.TABLE, "", sections, "", (), hits, more=more)


def card(paper: Paper, words: int = WORDS) -> tuple[Section, ...]:
    """Who and where, then problem, approach, data, results and limits in quotes.

    Args:
        paper: What is summed up.
        words: How many words of it are quoted at most.
    """
    about = Section("Paper", (catalog_line(paper),))
    return (
        about,
        *(_section(role, group) for role, group in summary(quotable(paper), words).items()),
    )


def table(
    papers: Sequence[Paper], asked: Sequence[Evidence] = (), words: int = WORDS
) -> tuple[Section, ...]:
    """One section a row; its statements are the papers' own, in the order given.

    The first row says whose they are, which also numbers the columns in that order.

    Args:
        papers: Two to five, as the question names them.
        asked: The sentence of each that answers the question best.
        words: How many words an answer has; a table, which is scanned, may quote half as many
            again.
    """
    each = max(_LEAST_EACH, 3 * words // (2 * len(papers)))
    answering = {e.paper.id: e.sentence for e in asked}
    columns = [_column(p, answering.get(p.id), each) for p in papers]
    rows = [Section("By", tuple(map(_by, papers)))]
    for title in (_ASKED, *_ROWS):
        if cells := [s for column in columns for s in column.get(title, ())]:
            rows.append(_section(title, cells))
    return tuple(rows)


def rest(papers: Sequence[Paper], shown: Sequence[Section]) -> tuple[Section, ...]:
    """What "more" gives: the sentences of the papers that the sections do not show."""
    quoted = {q for section in shown for s in section.statements for q in s.quotes}
    left = [(p, [s for s in quotable(p) if s not in quoted]) for p in papers]
    return tuple(replace(_section(p.title, group), paper=p) for p, group in left if group)


def _column(paper: Paper, answering: Sentence | None, words: int) -> Mapping[str, list[Sentence]]:
    """The cells of a paper by row: what answers, then what sums it up while the words last."""
    found = quotable(paper)
    shown = answering is not None and answering not in by_role(found).values()
    if answering is None or not shown or 2 * len(answering.text.split()) > words:
        return _titled(summary(found, words))
    left = words - len(answering.text.split())
    return {_ASKED: [answering], **_titled(summary(found, left, [answering]))}


def _titled(parts: Mapping[Role, list[Sentence]]) -> dict[str, list[Sentence]]:
    return {role.value: group for role, group in parts.items()}


def _by(paper: Paper) -> Statement:
    """First author, venue and year, read off the catalog."""
    who = paper.authors[0] + (" et al." if len(paper.authors) > 1 else "") if paper.authors else ""
    text = escape(", ".join(filter(None, [who, paper.where]))) or "authors not recorded"
    return Statement(text, Source.CATALOG, papers=(paper,), reason="read off the catalog")


def catalog_line(paper: Paper) -> Statement:
    """Authors, venue, year and links of a paper, read off the catalog."""
    who = escape(", ".join(paper.authors)) or "authors not recorded"
    pdf = f"[pdf]({paper.pdf})" if paper.pdf else ""
    text = ". ".join(filter(None, [link(paper), who, escape(paper.where), pdf]))
    return Statement(text, Source.CATALOG, papers=(paper,), reason="read off the catalog")


def _section(title: str, group: Sequence[Sentence]) -> Section:
    return Section(str(title), tuple(quote(Evidence(s, 1.0)) for s in group))
