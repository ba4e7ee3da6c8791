"""An answer as the Markdown that a person reads on a terminal or in another chat."""

from __future__ import annotations

import re

from assistant.bibtex import bibtex
from assistant.types import Answer, Layout, Paper, Section, Source, Statement, Status, Verdict

_SPECIAL = re.compile(r"([\[\]*_`<>|])")
# What would make a link, a picture, HTML, emphasis or another citation mark out of a quote.
_ACTIVE = re.compile(r"((?<=\])[(\[:]|\[(?=[\d, –-]+\])|[*`]|<(?=[a-z/!?]))", re.IGNORECASE)
_ACTIVE_IN_FORMULA = re.compile(r"((?<=\])[(\[]|<(?=[a-z/!?][^<>]*>)|`)", re.IGNORECASE)


def markdown(answer: Answer) -> str:
    """The answer's text: lead, sections in their layout, closing."""
    parts = [answer.lead]
    if answer.layout is Layout.TABLE:
        parts.append(_table(answer))
    else:
        parts += [_section(section, answer.layout) for section in answer.sections]
    if answer.status is Status.CLARIFY:
        parts.append("\n".join(f"- {escape(choice)}" for choice in answer.request.choices))
    parts.append(answer.closing)
    if answer.layout is Layout.CARD:
        parts += [f"```bibtex\n{bibtex(c.paper)}\n```" for c in answer.citations[:1]]
    return "\n\n".join(part for part in parts if part).strip()


def more(answer: Answer) -> str:
    """What was left out for brevity, as Markdown; empty where nothing was."""
    return "\n\n".join(_section(section, answer.layout) for section in answer.more)


def escape(text: str) -> str:
    """Text whose Markdown signs show as themselves."""
    return _SPECIAL.sub(r"\\\1", text)


def link(paper: Paper) -> str:
    """The title, linked to the paper's page where it has one."""
    page = paper.url or paper.pdf
    return f"[{escape(paper.label)}]({page})" if page else f"*{escape(paper.label)}*"


def links(paper: Paper) -> str:
    """The title with its links to page and pdf."""
    pdf = f" ([pdf]({paper.pdf}))" if paper.pdf and paper.url else ""
    return f"{link(paper)}{pdf}"


def marks(statement: Statement) -> str:
    """The citation numbers after a statement."""
    return "".join(f"[{n}]" for n in statement.numbers)


def _section(section: Section, layout: Layout) -> str:
    heading = _heading(section)
    if layout is Layout.PROSE:
        return " ".join([*filter(None, [heading]), *map(_sentence, section.statements)])
    if layout is Layout.CARD and section.title and not section.paper:
        return f"**{section.title}:** " + " ".join(map(_sentence, section.statements))
    sign = "- " if layout is Layout.ROWS else "> "
    lines = [sign + _sentence(statement) for statement in section.statements]
    joint = "\n" if layout is Layout.ROWS else "\n>\n"
    return "\n".join(filter(None, [heading, "" if heading else None, joint.join(lines)]))


def _heading(section: Section) -> str:
    if section.paper:
        return f"**{links(section.paper)}**"
    return f"**{escape(section.title)}**" if section.title else ""


def _sentence(statement: Statement) -> str:
    flag = "" if statement.verdict is Verdict.SUPPORTED else f" *({statement.verdict.value})*"
    # Catalog statements carry our own links; everything else is somebody's text.
    text = statement.text if statement.source is Source.CATALOG else _emphasised(statement)
    if statement.source is Source.MODEL and statement.verdict is Verdict.UNSUPPORTED:
        said, why = escape(statement.text.strip()), escape(statement.reason)
        return f"~~{said}~~ *(not shown by default: {why})*"
    return f"{text} {marks(statement)}{flag}".strip()


def _emphasised(statement: Statement) -> str:
    """A text of others with its answering words in bold; nothing in it can link or format."""
    text, end, pieces = statement.text, 0, list[str]()
    for start, stop in statement.emphasis:
        pieces += [_inert(text[end:start]), f"**{_inert(text[start:stop])}**"]
        end = stop
    return "".join([*pieces, _inert(text[end:])]).strip()


def _inert(text: str) -> str:
    """Text that no Markdown reader takes for links, pictures, HTML or emphasis; formulas stay."""
    pieces = text.split("$")
    if len(pieces) % 2 == 0:  # A lone dollar sign opens no formula.
        return _ACTIVE.sub(r"\\\1", text)
    return "$".join(
        (_ACTIVE_IN_FORMULA if i % 2 else _ACTIVE).sub(r"\\\1", piece)
        for i, piece in enumerate(pieces)
    )


def _table(answer: Answer) -> str:
    """Rows are the sections, columns the papers that the first row cites."""
    papers = [c.paper for c in answer.citations]
    head = "| | " + " | ".join(f"{link(p)} [{i}]" for i, p in enumerate(papers, 1)) + " |"
    rows = [head, "|" + "---|" * (len(papers) + 1)]
    for section in answer.sections:
        cells = []
        for paper in papers:
            mine = [s for s in section.statements if s.papers and s.papers[0].id == paper.id]
            cells.append(" ".join(_sentence(s).replace("|", "\\|") for s in mine) or "–")
        rows.append(f"| **{section.title}** | " + " | ".join(cells) + " |")
    return "\n".join(rows)
