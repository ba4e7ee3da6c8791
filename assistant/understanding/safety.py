"""Take orders to the assistant out of a question and keep the question beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.understanding.rules import INJECTION, fired
from assistant.wording.text import content_words, fold

_CLAUSE = re.compile(r"(?<=[.!?;\n])\s+|(?<=:)\s+|\s+(?=by the way\b|also,)", re.IGNORECASE)
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\U000e0000-\U000e007f]")
_LEAD = re.compile(r"^(?:by the way|also|and|but|then|so|oh|ok|okay|please)[, ]+", re.IGNORECASE)
_QUESTION = re.compile(
    r"\?|\b(?:what|which|who|how|why|when|where|does|do|is|are|can|summari[sz]e|compare|list|find)\b",
    re.IGNORECASE,
)
_ENOUGH = 1


def visible(text: str) -> str:
    """The text without characters that show nothing, such as tag letters and direction marks."""
    return _INVISIBLE.sub("", text).strip()


def without_ordering(clauses: Iterable[str]) -> tuple[str, tuple[str, ...]]:
    """Clauses without those that order, joined, and the names of the rules that fired."""
    named = [(clause, fired(INJECTION, fold(clause))) for clause in clauses]
    kept = " ".join(clause for clause, name in named if clause and not name)
    return kept, tuple(name for _, name in named if name)


def without_orders(question: str) -> tuple[str, tuple[str, ...]]:
    """The question with ordering clauses taken out, and the names of the rules that fired.

    What is left is empty where no question stands beside the orders.
    """
    if not fired(INJECTION, fold(question)):
        return question, ()
    kept, names = list[str](), list[str]()
    for clause in _CLAUSE.split(question):
        if name := fired(INJECTION, fold(clause)):
            names.append(name)
        else:
            kept.append(clause)
    if not names:
        # The words of a rule were spread over several clauses: nothing here is a plain question.
        return "", ("orders",)
    left = _LEAD.sub("", " ".join(kept).strip())
    asks = len(content_words(left)) >= _ENOUGH and _QUESTION.search(left)
    return (left if asks else ""), tuple(names)
