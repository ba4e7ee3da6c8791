"""An answer as the JSON that outside tools rely on."""

from __future__ import annotations

from typing import Any

from assistant.types import Answer, Retrieved

RETRIEVED = 20


def answer_record(answer: Answer, question_id: str = "") -> dict[str, Any]:
    """The answer line of ``ask --json`` and ``--batch``; ``text`` is the Markdown people see."""
    return {
        "id": question_id,
        "question": answer.request.question,
        "status": answer.status.value,
        "kind": answer.request.kind.value,
        "text": answer.text,
        "statements": [
            {
                "text": s.text,
                "citations": list(s.numbers),
                "verdict": s.verdict.value,
                "source": s.source.value,
                "reason": s.reason,
            }
            for s in answer.statements
        ],
        "citations": [
            {
                "number": c.number,
                "paper_id": c.paper.id,
                "title": c.paper.title,
                "url": c.paper.url,
                "pdf": c.paper.pdf,
                "text_kind": c.paper.text_kind,
                "quotes": [quote.text for quote in c.quotes],
            }
            for c in answer.citations
        ],
        "retrieved": [retrieved_record(hit) for hit in answer.retrieved[:RETRIEVED]],
        "timings": {
            "retrieval": round(answer.timings.retrieval, 4),
            "first_text": round(answer.timings.first_text, 4),
            "total": round(answer.timings.total, 4),
        },
        "understood": {
            "query": answer.request.query,
            "asks": answer.request.asks,
            "papers": [paper.id for paper in answer.request.papers],
            "trace": list(answer.request.trace),
        },
        "details": dict(answer.details),
    }


def error_record(question_id: str, question: str, message: str) -> dict[str, Any]:
    """The answer line of a question that failed."""
    return {
        "id": question_id,
        "question": question,
        "status": "error",
        "kind": "question",
        "text": message,
        "statements": [],
        "citations": [],
        "retrieved": [],
        "timings": {"retrieval": 0.0, "first_text": 0.0, "total": 0.0},
    }


def retrieved_record(hit: Retrieved) -> dict[str, Any]:
    """A search hit as ``search --json`` gives it."""
    return {
        "paper_id": hit.paper.id,
        "score": round(hit.score, 6),
        "title": hit.paper.title,
        "url": hit.paper.url,
    }
