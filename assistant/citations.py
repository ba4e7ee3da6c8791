"""Number citations by code: in order of first use, one number a paper, never an unknown one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.types import Citation, Section, Sentence, Source, Statement


def number(sections: Sequence[Section]) -> tuple[tuple[Section, ...], tuple[Citation, ...]]:
    """The sections with citation numbers on their statements, and the numbered references.

    Raises:
        AssertionError: A quote is not verbatim; this is a bug, never the user's doing.
    """
    numbers: dict[str, int] = {}
    numbered = []
    for section in sections:
        statements = []
        for statement in section.statements:
            _assert_verbatim(statement)
            mine = [numbers.setdefault(p.id, len(numbers) + 1) for p in statement.papers]
            statements.append(replace(statement, numbers=tuple(dict.fromkeys(mine))))
        numbered.append(replace(section, statements=tuple(statements)))
    papers = {p.id: p for s in numbered for st in s.statements for p in st.papers}
    quotes: dict[str, dict[int, Sentence]] = {paper_id: {} for paper_id in papers}
    for section in numbered:
        for statement in section.statements:
            for quote in statement.quotes:
                quotes[quote.paper.id][quote.position] = quote
    citations = [
        Citation(n, papers[paper_id], tuple(q for _, q in sorted(quotes[paper_id].items())))
        for paper_id, n in sorted(numbers.items(), key=lambda item: item[1])
    ]
    return tuple(numbered), tuple(citations)


def number_more(sections: Sequence[Section], numbered: Sequence[Citation]) -> tuple[Section, ...]:
    """Further sections with the numbers that the papers have already.

    Raises:
        AssertionError: A quote is not verbatim, or a paper has no number yet.
    """
    numbers = {citation.paper.id: citation.number for citation in numbered}
    found = []
    for section in sections:
        for statement in section.statements:
            _assert_verbatim(statement)
            assert all(p.id in numbers for p in statement.papers), "more cites a new paper"
        said = [
            replace(s, numbers=tuple(dict.fromkeys(numbers[p.id] for p in s.papers)))
            for s in section.statements
        ]
        found.append(replace(section, statements=tuple(said)))
    return tuple(found)


def _assert_verbatim(statement: Statement) -> None:
    """A quote's words are a stretch of its paper's own text; every quoted paper is cited."""
    cited = {paper.id for paper in statement.papers}
    for quote in statement.quotes:
        assert quote.paper.id in cited, f"a quote of {quote.paper.id} is not cited"
        assert quote.text in quote.paper.abstract, f"a quote of {quote.paper.id} is not verbatim"
    if statement.source is Source.QUOTE:
        assert statement.text in statement.papers[0].abstract, "a quote is not verbatim"
