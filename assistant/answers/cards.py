"""A summary card of one paper, and the table that sets two to five beside each other."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.answers.quotes import quote
from assistant.answers.roles import Role, by_role
from assistant.types import Evidence, Paper, Section, Source, Statement
from vectorstore.sentences import sentences

_ROWS = (Role.PROBLEM, Role.APPROACH, Role.DATA, Role.RESULTS)
_ASKED = "On your question"


def card(paper: Paper) -> tuple[Section, ...]:
    """Who and where, then problem, approach, results and limits, each a quote."""
    about = Section("Paper", (catalog_line(paper),))
    parts = by_role(sentences(paper))
    return (about, *(_section(role, [Evidence(s, 1.0)]) for role, s in parts.items()))


def table(papers: Sequence[Paper], asked: Sequence[Evidence] = ()) -> tuple[Section, ...]:
    """One section a role; its statements are the papers' sentences in that role.

    Args:
        papers: Two to five.
        asked: The sentence of each that answers the question best; left out where a row has it.
    """
    parts = {paper.id: by_role(sentences(paper)) for paper in papers}
    shown = {part for roles in parts.values() for role, part in roles.items() if role in _ROWS}
    new = [e for e in asked if e.sentence not in shown]
    rows = [Section(_ASKED, tuple(map(quote, new)))] if new else []
    for role in _ROWS:
        cells = [parts[p.id][role] for p in papers if role in parts[p.id]]
        if cells:
            rows.append(_section(role, [Evidence(s, 1.0) for s in cells]))
    return tuple(rows)


def catalog_line(paper: Paper) -> Statement:
    """Authors, venue, year and links of a paper, read off the catalog."""
    from assistant.rendering import escape, link

    who = escape(", ".join(paper.authors)) or "authors not recorded"
    where = " ".join(filter(None, [paper.venue, str(paper.year or "")])).strip()
    pdf = f"[pdf]({paper.pdf})" if paper.pdf else ""
    text = ". ".join(filter(None, [link(paper), who, escape(where), pdf]))
    return Statement(text, Source.CATALOG, papers=(paper,), reason="read off the catalog")


def _section(role: Role, evidence: Sequence[Evidence]) -> Section:
    return Section(role.value, tuple(map(quote, evidence)))
