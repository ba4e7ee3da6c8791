"""Answers as the plain values that a browser keeps, and back; what comes back is not trusted.

The browser holds ids, offsets and the statements; the papers themselves are read from the catalog
again, so that a record that changed since shows its present text without the old highlights.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assistant.protocols import Library
from assistant.types import (
    Answer,
    Citation,
    Kind,
    Layout,
    Paper,
    Request,
    Retrieved,
    Section,
    Sentence,
    Source,
    Statement,
    Status,
    Verdict,
)
from assistant.web.filters import filter_values, read_filters

_NEAR = 8
_LONGEST = 20_000
_MOST = 400
_TRAIL = ("evidence", "asked", "origin")


def save(answer: Answer) -> dict[str, Any]:
    """What is kept of an answer: enough to draw it again from the same catalog."""
    return {
        "status": answer.status.value,
        "kind": answer.request.kind.value,
        "query": answer.request.query,
        "trace": list(answer.request.trace),
        "standalone": answer.request.standalone,
        "filters": filter_values(answer.request.filters),
        "choices": list(answer.request.choices),
        "papers": [paper.id for paper in answer.request.papers],
        "layout": answer.layout.value,
        "lead": answer.lead,
        "closing": answer.closing,
        "text": answer.text,
        "sections": [_saved_section(section) for section in answer.sections],
        "more": [_saved_section(section) for section in answer.more],
        "citations": [
            {"number": c.number, "paper": c.paper.id, "quotes": [_saved_quote(q) for q in c.quotes]}
            for c in answer.citations
        ],
        "trail": {name: answer.details[name] for name in _TRAIL if name in answer.details},
        "near": [hit.paper.id for hit in answer.retrieved[:_NEAR]],
    }


def _saved_section(section: Section) -> dict[str, Any]:
    return {
        "title": section.title,
        "paper": section.paper.id if section.paper else "",
        "statements": [_saved_statement(s) for s in section.statements],
    }


def _saved_statement(statement: Statement) -> dict[str, Any]:
    return {
        "text": statement.text,
        "source": statement.source.value,
        "verdict": statement.verdict.value,
        "reason": statement.reason,
        "numbers": list(statement.numbers),
        "papers": [paper.id for paper in statement.papers],
        "quotes": [_saved_quote(quote) for quote in statement.quotes],
        "emphasis": [list(span) for span in statement.emphasis],
    }


def _saved_quote(quote: Sentence) -> list[Any]:
    return [quote.paper.id, quote.position, quote.start, quote.end, quote.text[:24]]


def restore(saved: Mapping[str, Any], question: str, library: Library) -> Answer:
    """The answer again; papers that are gone and highlights that no longer fit are left out.

    Raises:
        ValueError, TypeError, KeyError: The value was not made by ``save``.
    """
    papers, trail = _papers(saved, library), dict(saved.get("trail") or {})
    request = Request(
        question,
        Kind(saved["kind"]),
        _text(saved["query"]),
        filters=read_filters(saved.get("filters")),
        standalone=_text(saved.get("standalone", "")),
        papers=tuple(papers[i] for i in saved.get("papers", []) if i in papers),
        choices=tuple(map(_text, saved["choices"])),
        trace=tuple(map(_text, saved["trace"])),
    )
    return Answer(
        request,
        Status(saved["status"]),
        Layout(saved["layout"]),
        _text(saved["lead"]),
        tuple(_section(section, papers) for section in saved["sections"][:_MOST]),
        _text(saved["closing"]),
        tuple(
            Citation(int(c["number"]), papers[c["paper"]], _quotes(c["quotes"], papers))
            for c in saved["citations"][:_MOST]
            if c["paper"] in papers
        ),
        tuple(Retrieved(papers[i], 0.0) for i in saved["near"] if i in papers),
        text=_text(saved["text"]),
        details={name: trail[name] for name in _TRAIL if name in trail},
        done=True,
        more=tuple(_section(section, papers) for section in saved.get("more", [])[:_MOST]),
    )


def _papers(saved: Mapping[str, Any], library: Library) -> dict[str, Paper]:
    ids = [c["paper"] for c in saved["citations"]] + list(saved["near"])
    ids += list(saved.get("papers", []))
    ids += [section["paper"] for section in saved["sections"]]
    ids += [p for section in saved["sections"] for s in section["statements"] for p in s["papers"]]
    wanted = [str(i) for i in dict.fromkeys(ids)][:_MOST]
    return {paper.id: paper for paper in library.get(wanted)}


def _section(section: Mapping[str, Any], papers: Mapping[str, Paper]) -> Section:
    statements = tuple(_statement(s, papers) for s in section["statements"][:_MOST])
    return Section(_text(section["title"]), statements, papers.get(section["paper"]))


def _statement(saved: Mapping[str, Any], papers: Mapping[str, Paper]) -> Statement:
    cited = [
        (number, papers[paper_id])
        for number, paper_id in zip(saved["numbers"], saved["papers"], strict=False)
        if paper_id in papers
    ]
    text = _text(saved["text"])
    spans = [(int(a), int(b)) for a, b in saved.get("emphasis", [])[:_MOST]]
    return Statement(
        text,
        Source(saved["source"]),
        tuple(paper for _, paper in cited),
        _quotes(saved["quotes"], papers),
        Verdict(saved["verdict"]),
        _text(saved["reason"]),
        tuple(int(number) for number, _ in cited),
        tuple((a, b) for a, b in spans if 0 <= a < b <= len(text)),
    )


def _quotes(saved: Sequence[Any], papers: Mapping[str, Paper]) -> tuple[Sentence, ...]:
    quotes = []
    for paper_id, position, start, end, opening in saved[:_MOST]:
        paper = papers.get(paper_id)
        if paper and 0 <= start < end <= len(paper.abstract):
            quote = Sentence(paper, int(position), start, end)
            quotes += [quote] if quote.text[:24] == opening else []
    return tuple(quotes)


def _text(value: object) -> str:
    return str(value)[:_LONGEST]
