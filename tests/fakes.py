"""Fakes that behave: a library in memory, a word search, an assistant that answers by quotes."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from importlib.resources import files

import numpy as np

from assistant.protocols import PaperOrder
from assistant.types import (
    EVERYTHING,
    Answer,
    Citation,
    Filters,
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
    Timings,
    Turn,
    Verdict,
)
from assistant.wording.text import content_stems
from vectorstore.map.drawing import CollectionMap
from vectorstore.sentences import sentences


def builtin_papers() -> list[Paper]:
    """The 100 papers that travel with the product."""
    import json

    lines = files("vectorstore.builtin").joinpath("iclr2021_posters.jsonl").read_text("utf-8")
    records = [json.loads(line) for line in lines.splitlines()]
    return [Paper(**{**r, "authors": tuple(r["authors"])}) for r in records]


class FakeLibrary:
    """The catalog's reading side over a list."""

    def __init__(self, papers: Sequence[Paper]) -> None:
        self._papers = {paper.id: paper for paper in papers}

    def count(self, filters: Filters = EVERYTHING) -> int:
        return sum(1 for _ in self.papers(filters))

    def get(self, ids: Sequence[str]) -> list[Paper]:
        return [self._papers[i] for i in ids if i in self._papers]

    def papers(
        self,
        filters: Filters = EVERYTHING,
        limit: int = -1,
        offset: int = 0,
        order: PaperOrder = "added",
    ) -> Iterator[Paper]:
        found = [p for p in self._papers.values() if _passes(p, filters)]
        if order == "title":
            found.sort(key=lambda p: p.title.lower())
        elif order != "added":
            found.sort(key=lambda p: p.year or 0, reverse=order == "newest")
        yield from found[offset:] if limit < 0 else found[offset : offset + limit]

    def titles(self) -> Iterator[tuple[str, str]]:
        yield from ((p.id, p.title) for p in self._papers.values())

    def author_counts(self) -> list[tuple[str, int]]:
        return Counter(a for p in self._papers.values() for a in p.authors).most_common()

    def venues(self) -> list[str]:
        return sorted({p.venue for p in self._papers.values() if p.venue})


class FakeSearch:
    """Papers by the share of the question's words that they hold."""

    def __init__(self, library: FakeLibrary) -> None:
        self._library = library

    def search(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
        asked = set(content_stems(query)) or {""}
        hits = [
            Retrieved(p, len(asked & set(content_stems(f"{p.title} {p.abstract}"))) / len(asked))
            for p in self._library.papers(filters)
        ]
        return sorted(hits, key=lambda hit: (-hit.score, hit.paper.id))[:limit]


class FakeAssistant:
    """Answers by the sentences that share most words with the question, a paper at a time.

    Args:
        papers: The collection.
        pause: Seconds between two answers of the stream.

    Attributes:
        asked: Every question with its history and filters.
        closed: How many streams were closed before their end.
    """

    def __init__(self, papers: Sequence[Paper] = (), pause: float = 0.0) -> None:
        self.library = FakeLibrary(papers)
        self.search = FakeSearch(self.library)
        self.find = self.search.search
        self.asked: list[tuple[str, tuple[Turn, ...], Filters]] = []
        self.closed = 0
        self.pause = pause
        self.failure: Exception | None = None

    def answer(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        self.asked.append((question, tuple(history), filters))
        if self.failure:
            raise self.failure
        hits = tuple(self.search.search(question, 10, filters))
        best = [hit.paper for hit in hits[:3] if hit.score > 0.2]
        status = Status.ANSWERED if best else Status.NOT_IN_COLLECTION
        request = Request(question, Kind.QUESTION, question, trace=("fake",))
        answer = Answer(request, status, Layout.QUOTES, retrieved=hits)
        try:
            for number, paper in enumerate(best, 1):
                time.sleep(self.pause)
                answer = _grown(answer, number, paper, question)
                yield answer
            time.sleep(self.pause)
            closing = "" if best else "No paper here is about this."
            timings = Timings(0.01, 0.02, 0.03)
            text = "\n\n".join(f"> {s.text} {list(s.numbers)}" for s in answer.statements)
            yield replace(answer, closing=closing, timings=timings, text=text or closing, done=True)
        except GeneratorExit:
            self.closed += 1
            raise


def _grown(answer: Answer, number: int, paper: Paper, question: str) -> Answer:
    quotes = _best_sentences(paper, question)
    verdict = Verdict.WEAK if number == 3 else Verdict.SUPPORTED
    statements = tuple(
        Statement(q.text, Source.QUOTE, (paper,), (q,), verdict, "", (number,)) for q in quotes
    )
    return replace(
        answer,
        sections=(*answer.sections, Section(paper.title, statements, paper)),
        citations=(*answer.citations, Citation(number, paper, quotes)),
    )


def _best_sentences(paper: Paper, question: str) -> tuple[Sentence, ...]:
    asked = set(content_stems(question))
    ranked = sorted(sentences(paper), key=lambda s: -len(asked & set(content_stems(s.text))))
    return tuple(sorted(ranked[:2], key=lambda s: s.position))


def _passes(paper: Paper, filters: Filters) -> bool:
    year = paper.year
    return (
        (not filters.paper_ids or paper.id in filters.paper_ids)
        and (not filters.venues or paper.venue in filters.venues)
        and (not filters.authors or bool(set(filters.authors) & set(paper.authors)))
        and (filters.year_from is None or (year is not None and year >= filters.year_from))
        and (filters.year_to is None or (year is not None and year <= filters.year_to))
    )


class FakeMaps:
    """Maps of a list of papers: they lie on a circle, the first half is one topic.

    Attributes:
        now: The state of the collection.
        drawn: How often a map was drawn.
        wait: Drawing goes on when this is set.
        failure: Raised in place of drawing.
    """

    def __init__(self, papers: Sequence[Paper]) -> None:
        self.papers = list(papers)
        self.now = "first"
        self.drawn = 0
        self.wait: threading.Event | None = None
        self.failure: Exception | None = None
        self._kept: CollectionMap | None = None

    def state(self) -> str:
        return self.now

    def kept(self) -> CollectionMap | None:
        return self._kept

    def draw(self, tell: Callable[[str], None]) -> CollectionMap:
        tell("Placing papers")
        if self.wait:
            self.wait.wait(10)
        if self.failure:
            raise self.failure
        self.drawn += 1
        count = len(self.papers)
        angle = np.linspace(0, 6, count)
        venues = sorted({p.venue for p in self.papers if p.venue})
        self._kept = CollectionMap(
            self.now,
            np.array([p.id for p in self.papers], dtype=np.str_),
            np.stack([0.5 + 0.4 * np.cos(angle), 0.5 + 0.4 * np.sin(angle)], 1).astype(np.float32),
            (np.arange(count) * 2 // max(1, count)).astype(np.int64),
            (("neural networks", "training"), ("influence functions", "fragile")),
            np.array([[0, 1, -1], [count - 1, count - 2, -1]], dtype=np.int64),
            np.array([p.year or 0 for p in self.papers], dtype=np.int16),
            np.array([venues.index(p.venue) if p.venue else -1 for p in self.papers], np.int32),
            tuple(venues),
        )
        return self._kept
