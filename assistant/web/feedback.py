"""Ratings of answers as cases that ``paper-assistant eval --set`` runs, as far as they tell enough.

A good answer is right as it is.  Of a bad one, only what a right answer must say, or that the
papers do not answer, makes a case; a rating without either is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from assistant.types import Kind, Status

_KINDS = {
    Kind.QUESTION: "single", Kind.LIST: "survey", Kind.METADATA: "metadata",
    Kind.SUMMARY: "summary", Kind.COMPARISON: "comparison", Kind.CHAT: "chat",
}  # fmt: skip
_EXPECTED = {
    Status.ANSWERED: "answer", Status.NOT_IN_COLLECTION: "abstain",
    Status.NOT_IN_ABSTRACT: "abstain", Status.CHAT: "chat", Status.REFUSED: "refuse",
    Status.CLARIFY: "clarify",
}  # fmt: skip
NOT_ANSWERED = "absent"
"""What a reader says of a question that the papers do not answer."""
_MOST = 500


def eval_cases(ratings: object) -> str:
    """The ratings that a browser kept, as a question set; see ``eval.questions``."""
    kept = ratings[-_MOST:] if isinstance(ratings, list) else []
    return "".join(f"{json.dumps(case, ensure_ascii=False)}\n" for case in _cases(kept))


def _cases(ratings: Iterable[object]) -> Iterator[dict[str, Any]]:
    seen = set[str]()
    for number, rating in enumerate(ratings, 1):
        if not isinstance(rating, Mapping) or not str(rating.get("question") or "").strip():
            continue
        try:
            case = _case(rating)
        except ValueError:  # an unknown kind or status: not from this page
            continue
        identity = str(rating.get("id") or f"f{number}")[:60]
        if case is not None and identity not in seen:
            seen.add(identity)
            yield {"id": identity, **case}


def _case(rating: Mapping[str, Any]) -> dict[str, Any] | None:
    status, kind = Status(str(rating.get("status"))), Kind(str(rating.get("kind")))
    case: dict[str, Any] = {
        "kind": _KINDS[kind],
        "question": str(rating["question"])[:6000],
        "history": _history(rating.get("history")),
        "note": f"from a reader: {str(rating.get('reason') or 'a good answer')[:500]}",
    }
    if rating.get("good"):
        return _good(case, status, rating)
    if rating.get("reason") == NOT_ANSWERED:
        return case | {"kind": "unanswerable", "expect": "abstain"}
    words = str(rating.get("words") or "").strip()[:300]
    return case | {"expect": "answer", "facts": [[words]]} if words else None


def _good(case: dict[str, Any], status: Status, rating: Mapping[str, Any]) -> dict[str, Any] | None:
    if status not in _EXPECTED:
        return None
    expected = _EXPECTED[status]
    if expected != "answer":
        kind = {"abstain": "unanswerable", "clarify": "clarify", "refuse": "injection"}
        return case | {"kind": kind.get(expected, "chat"), "expect": expected}
    papers = rating.get("papers")
    cited = [str(i) for i in papers[:100]] if isinstance(papers, list) else []
    return case | {"expect": "answer", "gold": {"all": cited}} if cited else None


def _history(turns: object) -> list[dict[str, str]]:
    if not isinstance(turns, list):
        return []
    return [
        {"role": str(turn["role"]), "content": str(turn["content"])[:20_000]}
        for turn in turns[-12:]
        if isinstance(turn, Mapping)
        and turn.get("role") in ("user", "assistant")
        and turn.get("content")
    ]
