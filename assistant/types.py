"""The values that pass through the assistant; each holds the thing it came from.

Paper → Sentence → Evidence → Statement → Section → Answer.  All are frozen: a stage returns new
values and never changes those it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from assistant.watching.clock import Timings as Timings


class Kind(StrEnum):
    """What sort of answer a question wants."""

    QUESTION = "question"
    LIST = "list"
    METADATA = "metadata"
    SUMMARY = "summary"
    COMPARISON = "comparison"
    CHAT = "chat"


class Status(StrEnum):
    """How the assistant dealt with a question."""

    ANSWERED = "answered"
    NOT_IN_COLLECTION = "not_in_collection"
    NOT_IN_ABSTRACT = "not_in_abstract"
    CHAT = "chat"
    CLARIFY = "clarify"
    REFUSED = "refused"
    ERROR = "error"


class Verdict(StrEnum):
    """What the check of a statement against its cited sentences found."""

    SUPPORTED = "supported"
    WEAK = "weak"
    UNSUPPORTED = "unsupported"


class Source(StrEnum):
    """Who wrote a statement: copied from the paper, by the model, or read off the catalog."""

    QUOTE = "quote"
    MODEL = "model"
    CATALOG = "catalog"


@dataclass(frozen=True, slots=True)
class Paper:
    """One record of the collection.

    Attributes:
        id: Stable identity; the OpenReview forum id where there is one.
        title: Cleaned title; empty when the record has none.
        abstract: Cleaned text that answers may quote; empty when the record has none.
        authors: Names in published order.
        text_kind: ``abstract``, or ``digest`` where the text was written in other words.
        source: Where the record came from, as ``file:line`` or a fetcher's name.
    """

    id: str
    title: str
    abstract: str
    authors: tuple[str, ...] = ()
    venue: str | None = None
    year: int | None = None
    url: str | None = None
    pdf: str | None = None
    text_kind: str = "abstract"
    source: str = ""

    @property
    def label(self) -> str:
        """The title, or the first words of the abstract where there is none."""
        return self.title or (self.abstract[:60].rstrip() + "…")

    @property
    def where(self) -> str:
        """Venue and year as they are told, as far as they are known."""
        return " ".join(str(part) for part in (self.venue, self.year) if part).strip()


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a paper's abstract: ``paper.abstract[start:end] == text`` always holds."""

    paper: Paper
    position: int
    start: int
    end: int

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.paper.abstract[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Retrieved:
    """A paper that the search found; higher scores are nearer the query.

    Attributes:
        score: Fused score in [0, 1], comparable within one query only.
        dense: Cosine similarity of the best passage, or None where only the text search found it.
        lexical: BM25 score, or None where only the vector search found it.
    """

    paper: Paper
    score: float
    dense: float | None = None
    lexical: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may answer the question, with the probability that it does."""

    sentence: Sentence
    score: float

    @property
    def paper(self) -> Paper:
        """The paper that the sentence stands in."""
        return self.sentence.paper


@dataclass(frozen=True, slots=True)
class Statement:
    """One thing the answer says, what it rests on, and whether the check found that it does.

    Attributes:
        papers: The papers cited; never empty except for statements about the whole catalog.
        quotes: The sentences of those papers that the statement rests on.
        reason: Why the verdict is what it is, for a person.
        numbers: Citation numbers, given by ``citations.number``; 1-based, sequential.
        emphasis: Offsets of the words that answer, for the rendering alone.
    """

    text: str
    source: Source
    papers: tuple[Paper, ...] = ()
    quotes: tuple[Sentence, ...] = ()
    verdict: Verdict = Verdict.SUPPORTED
    reason: str = ""
    numbers: tuple[int, ...] = ()
    emphasis: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """Statements that belong together, under a title (a paper, or an aspect such as Results)."""

    title: str
    statements: tuple[Statement, ...]
    paper: Paper | None = None


@dataclass(frozen=True, slots=True)
class Prose:
    """What a model has written so far, each sentence checked.

    Attributes:
        statements: What the check bore out; empty where too little of the whole was.
        dropped: What the check refused, with the reason.
        place: Place among those that wait for the model; 0 when it is their turn.
        tokens: How many tokens the model has written.
        note: Why there is no prose, or why it ends early; empty where all went well.
    """

    statements: tuple[Statement, ...] = ()
    dropped: tuple[Statement, ...] = ()
    place: int = 0
    tokens: int = 0
    note: str = ""


class Layout(StrEnum):
    """How the sections are set."""

    PROSE = "prose"
    QUOTES = "quotes"
    ROWS = "rows"
    CARD = "card"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Citation:
    """A numbered reference: the paper and the sentences of it that the answer rests on."""

    number: int
    paper: Paper
    quotes: tuple[Sentence, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation so far; role is ``user`` or ``assistant``.

    Attributes:
        papers: Ids of the papers that the message cited, in order, where the chat has kept them.
    """

    role: str
    content: str
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filters:
    """Restrictions that a question or the page puts on the papers; empty means no restriction."""

    authors: tuple[str, ...] = ()
    without_authors: tuple[str, ...] = ()
    venues: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    paper_ids: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return self != EVERYTHING


EVERYTHING = Filters()
"""No restriction."""


@dataclass(frozen=True, slots=True)
class Request:
    """A question as the assistant understood it.

    Attributes:
        question: As typed.
        query: Standalone text to search with: pronouns resolved, command words taken off.
        asks: The catalog field or operation a metadata question wants (``authors``, ``link``,
            ``pdf``, ``venue``, ``year``, ``papers``, ``count``, ``top_authors``), else empty.
        papers: Papers that the question or the conversation names.
        standalone: A follow-up as it reads by itself; empty where the question stands alone.
        choices: What to ask back with where a mention fits several papers or authors.
        trace: The rules that fired, in order, for a person.
        language: The code of the language that was asked in, where it is not English.
        several: Why the question asks more than one paper; empty where one may answer it.
    """

    question: str
    kind: Kind
    query: str
    asks: str = ""
    papers: tuple[Paper, ...] = ()
    filters: Filters = EVERYTHING
    choices: tuple[str, ...] = ()
    trace: tuple[str, ...] = ()
    standalone: str = ""
    language: str = ""
    several: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the assistant has to say so far; the pipeline yields ever fuller ones.

    Attributes:
        lead: Opening text without claims of its own about papers.
        closing: Closing text, such as the nearest papers of an abstention.
        more: What was left out for brevity, of papers that the sections cite.
        text: The Markdown that a person sees.
        done: Whether this is the last of the stream.
    """

    request: Request
    status: Status
    layout: Layout = Layout.QUOTES
    lead: str = ""
    sections: tuple[Section, ...] = ()
    closing: str = ""
    citations: tuple[Citation, ...] = ()
    retrieved: tuple[Retrieved, ...] = ()
    text: str = ""
    timings: Timings = Timings()
    details: Mapping[str, Any] = field(default_factory=dict)
    done: bool = False
    more: tuple[Section, ...] = ()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Every statement of every section, in reading order."""
        return tuple(s for section in self.sections for s in section.statements)
