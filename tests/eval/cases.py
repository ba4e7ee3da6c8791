"""Two papers, questions about them, and answers whose scores are known by hand."""

from typing import Any

from assistant.types import Paper
from eval.answers import Answered, parse
from eval.questions import Question

GSHARD = Paper(
    "p1",
    "Sharding Giant Models",
    "We scale a translation model to 600 billion parameters. "
    "Training takes 4 days on 2048 TPU v3 accelerators.",
    ("Ada Lovelace", "Alan Turing"),
    "ICLR",
    2021,
    "https://example.org/p1",
)
GRAPHS = Paper(
    "p2",
    "Bottlenecks of Graph Networks",
    "Messages from distant nodes are squeezed into fixed-size vectors. "
    "GCN and GIN suffer more than GAT.",
    ("Grace Hopper",),
    "ICLR",
    2021,
)


PAPERS = {p.id: p for p in (GSHARD, GRAPHS)}


def question(**changes: object) -> Question:
    base: dict[str, Any] = {
        "id": "q1",
        "kind": "single",
        "question": "How big is the sharded model?",
        "gold": {"all": ["p1"]},
        "facts": [["600 billion", "600B"], ["4 days"]],
        "expect": "answer",
    }
    return Question.model_validate(base | changes)


def record(**changes: object) -> dict[str, Any]:
    """A right answer: two quotes from the gold paper."""
    base: dict[str, Any] = {
        "id": "q1",
        "question": "How big is the sharded model?",
        "status": "answered",
        "kind": "question",
        "text": "It has 600 billion parameters [1]. It trained for 4 days [1].",
        "statements": [
            {
                "text": "We scale a translation model to 600 billion parameters.",
                "citations": [1],
                "verdict": "supported",
                "source": "quote",
            },
            {
                "text": "Training takes 4 days on 2048 TPU v3 accelerators.",
                "citations": [1],
                "verdict": "supported",
                "source": "quote",
            },
        ],
        "citations": [
            {
                "number": 1,
                "paper_id": "p1",
                "title": "Sharding Giant Models",
                "url": None,
                "pdf": None,
                "quotes": ["We scale a translation model to 600 billion parameters."],
            }
        ],
        "retrieved": [{"paper_id": "p1", "score": 1.0}, {"paper_id": "p2", "score": 0.1}],
        "timings": {"retrieval": 0.1, "first_text": 0.2, "total": 0.4},
    }
    return base | changes


def answer(**changes: object) -> Answered:
    return parse(record(**changes))


def abstaining(**changes: object) -> Answered:
    return answer(
        status="not_in_collection", text="Not here.", statements=[], citations=[], **changes
    )
