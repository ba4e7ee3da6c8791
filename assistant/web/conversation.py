"""A conversation as the browser holds it: turns, filters, nothing that the server must remember.

The browser keeps all turns; a question brings along only the few before it that it may refer to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from assistant.protocols import Library
from assistant.types import EVERYTHING, Answer, Filters, Kind, Request, Status, Turn
from assistant.web import saved
from assistant.web.filters import read_filters

_MOST_TURNS = 500
_HISTORY = 6
_MOST_CITED = 60
_MOST_NUMBER = 1_000_000
_LONGEST_QUESTION = 6000


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question, what is kept of its answer, and the papers that it was narrowed to."""

    question: str
    answer: Mapping[str, Any]
    chosen: tuple[str, ...] = ()

    @property
    def papers(self) -> tuple[str, ...]:
        """Ids of the papers that the answer cites, in the order of their numbers."""
        cited = self.answer.get("citations")
        ids = (
            [c.get("paper") for c in cited if isinstance(c, Mapping)]
            if isinstance(cited, list)
            else []
        )
        return tuple(i for i in ids if isinstance(i, str))[:_MOST_CITED]

    @classmethod
    def of(cls, question: str, answer: Answer, filters: Filters = EVERYTHING) -> Exchange:
        """What the browser keeps of an answer."""
        return cls(question, saved.save(answer), filters.paper_ids)

    def value(self) -> dict[str, Any]:
        """As the browser keeps it."""
        chosen = list(self.chosen)
        return {"question": self.question, "answer": dict(self.answer), "chosen": chosen}

    def restored(self, library: Library) -> Answer:
        """The answer drawn again from the catalog; an error answer where it cannot be read."""
        try:
            return saved.restore(self.answer, self.question, library)
        except (ValueError, TypeError, KeyError):
            return failed(self.question, "This answer was kept by another version. Ask again.")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns that follow one another, and what the papers are narrowed to.

    Attributes:
        turns: All of them, or the last few, or one.
        filters: Restrictions that hold for the next question.
        number: How many turns there are in the browser, these the last of them.
    """

    turns: tuple[Exchange, ...] = ()
    filters: Filters = EVERYTHING
    number: int = 0

    @classmethod
    def read(cls, value: object) -> Conversation:
        """From the browser's value; whatever does not fit is left out, never an error."""
        if not isinstance(value, Mapping):
            return cls()
        turns, number = value.get("turns"), value.get("number")
        kept = [
            Exchange(str(t["question"])[:_LONGEST_QUESTION], t["answer"], _chosen(t))
            for t in (turns if isinstance(turns, list) else [])[-_MOST_TURNS:]
            if isinstance(t, Mapping) and isinstance(t.get("answer"), Mapping) and "question" in t
        ]
        if not isinstance(number, int) or not len(kept) <= number < _MOST_NUMBER:
            number = len(kept)
        return cls(tuple(kept), read_filters(value.get("filters")), number)

    def add(self, exchange: Exchange) -> Conversation:
        """With one turn more."""
        return replace(self, turns=(*self.turns, exchange), number=self.number + 1)

    def history(self) -> Iterator[Turn]:
        """The last turns as the assistant reads them; papers that were chosen stand among them.

        So "compare these" means what was chosen, where that was after the last answer.
        """
        chosen = self.filters.paper_ids[:_MOST_CITED]
        anew = not self.turns or self.turns[-1].chosen != self.filters.paper_ids
        if chosen and not anew:
            yield from _choice(chosen)
        for exchange in self.turns[-_HISTORY:]:
            yield Turn("user", exchange.question)
            yield Turn("assistant", str(exchange.answer.get("text", ""))[:20_000], exchange.papers)
        if chosen and anew:
            yield from _choice(chosen)


def _chosen(turn: Mapping[str, Any]) -> tuple[str, ...]:
    return read_filters({"paper_ids": turn.get("chosen")}).paper_ids


def _choice(ids: tuple[str, ...]) -> Iterator[Turn]:
    yield Turn("user", "Ask only these papers")
    yield Turn("assistant", "", ids)


def failed(question: str, message: str) -> Answer:
    """An answer that says what went wrong and what to do."""
    request = Request(question, Kind.QUESTION, "")
    return Answer(request, Status.ERROR, lead=message, text=message, done=True)
