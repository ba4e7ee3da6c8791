"""An answer as the JSON that outside tools rely on."""

from __future__ import annotations

from typing import Any

from assistant.provenance import filters_record, paper_fingerprint
from assistant.types import Answer, Retrieved, Statement
from vectorstore.suspicion import suspicion

RETRIEVED = 20
_TRAIL = ("evidence", "asked", "origin")


def answer_record(answer: Answer, question_id: str = "") -> dict[str, Any]:
    """The answer line of ``ask --json`` and ``--batch``; ``text`` is the Markdown people see.

    ``evidence``, ``asked`` and ``origin`` are its trail: what was read with which scores, what came
    with the question, and what made the answer (``paper-assistant replay`` reads them).
    """
    return {
        "id": question_id,
        "question": answer.request.question,
        "status": answer.status.value,
        "kind": answer.request.kind.value,
        "text": answer.text,
        "statements": [_statement(s) for s in answer.statements],
        "more": [_statement(s) for section in answer.more for s in section.statements],
        "citations": [
            {
                "number": c.number,
                "paper_id": c.paper.id,
                "title": c.paper.title,
                "url": c.paper.url,
                "pdf": c.paper.pdf,
                "text_kind": c.paper.text_kind,
                "quotes": [quote.text for quote in c.quotes],
                "fingerprint": paper_fingerprint(c.paper),
                "suspicion": suspicion(c.paper.abstract),
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
            "filters": filters_record(answer.request.filters),
            "trace": list(answer.request.trace),
        },
        "evidence": answer.details.get("evidence", []),
        "asked": answer.details.get("asked", {}),
        "origin": answer.details.get("origin", {}),
        "details": {k: v for k, v in answer.details.items() if k not in _TRAIL},
    }


def _statement(said: Statement) -> dict[str, Any]:
    return {
        "text": said.text,
        "citations": list(said.numbers),
        "verdict": said.verdict.value,
        "source": said.source.value,
        "reason": said.reason,
        "emphasis": [list(span) for span in said.emphasis],
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
