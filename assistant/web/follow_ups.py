"""What to ask next: only what the catalog or the cited papers are sure to answer."""

from __future__ import annotations

from assistant.types import Answer, Kind, Paper, Status

_MOST = 3


def follow_ups(answer: Answer) -> list[str]:
    """Up to three questions about the papers that the answer cites; none after a failure."""
    if answer.status is not Status.ANSWERED or not answer.citations:
        return []
    papers = [citation.paper for citation in answer.citations if citation.paper.title]
    questions = _about(answer.request.kind, papers) if papers else []
    return [q for q in questions if q != answer.request.question][:_MOST]


def _about(kind: Kind, papers: list[Paper]) -> list[str]:
    first, questions = papers[0], list[str]()
    if kind is not Kind.SUMMARY and first.abstract:
        questions.append(f"Summarize “{first.title}”")
    if len(papers) > 1 and kind is not Kind.COMPARISON and papers[1].abstract:
        questions.append(f"Compare “{first.title}” and “{papers[1].title}”")
    if kind is not Kind.METADATA and first.authors:
        questions.append(f"Who wrote “{first.title}”?")
    if first.authors:
        questions.append(f"Papers by {first.authors[-1]}")
    return questions
