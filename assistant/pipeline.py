"""The whole way from a question to an answer; read this first.

understand → search → read (evidence, probability) → gate → write → cite → render.  One generator
yields ever fuller answers, and every face of the product consumes it.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from assistant import citations, rendering
from assistant.answers import cards, smalltalk
from assistant.answers.abstain import abstention, clarify, in_their_language
from assistant.answers.agreement import asks_agreement
from assistant.answers.lists import Lists
from assistant.answers.lookup import Lookup
from assistant.answers.prose_section import with_prose
from assistant.answers.quoted import quoted, reordered
from assistant.answers.quotes import Chosen, reading_order
from assistant.answers.several import answering
from assistant.errors import EmptyStoreError, ModelError, QuestionError
from assistant.gate.calibration import answer_threshold
from assistant.gate.decision import Gate
from assistant.gate.relevance import Candidate, Reader
from assistant.gate.topicality import TopicJudge
from assistant.protocols import Library, Writer
from assistant.provenance import asked
from assistant.settings import Settings
from assistant.types import (
    EVERYTHING,
    Answer,
    Filters,
    Kind,
    Layout,
    Paper,
    Request,
    Retrieved,
    Status,
    Turn,
)
from assistant.understanding.filters import merged
from assistant.understanding.open_ends import WHICH_PAPER
from assistant.understanding.rewriting import Rewriter
from assistant.understanding.understand import Understanding
from assistant.watching.clock import Clock
from assistant.wording.spelling import as_spelled, spelled
from assistant.wording.text import sound

_log = logging.getLogger(__name__)
MOST_CHARACTERS = 2000
FOUND = 24
"""How many papers an answer reports as found."""
_DESCRIBED = 0.08
"""Who asks for a paper's link or authors means a paper that is here: held out, the first one found
is the one meant for four in five questions even between this and .25."""


class Assistant:
    """Answers questions over one collection.

    Args:
        library: The catalog.
        reader: Searches and reads papers.
        settings: ``words`` and the gate are read.
        writer: Writes prose before the quotes, or None for quotes alone.
        origin: What made the answers, for their trail: models, weights, settings.
        rewriter: Lets a model rewrite follow-ups, or None for the rules alone.
    """

    def __init__(
        self,
        library: Library,
        reader: Reader,
        settings: Settings,
        writer: Writer | None = None,
        origin: Mapping[str, Any] = MappingProxyType({}),
        rewriter: Rewriter | None = None,
    ) -> None:
        self.library = library
        self.reader = reader
        self.settings = settings
        self.writer = writer
        self._origin = origin
        self._gate = Gate(answer_threshold(settings))
        self._topics = TopicJudge(library)
        self._lists = Lists(library, reader, self._topics, settings.list_threshold)
        self._lookup = Lookup(library, reader, self._topics, settings.list_threshold)
        self._understanding = Understanding(library, self._described, rewriter)

    def answer(
        self, question: str, history: Sequence[Turn] = (), filters: Filters = EVERYTHING
    ) -> Iterator[Answer]:
        """Ever fuller answers; the last one is ``done``.  Closing the iterator stops the work.

        Args:
            question: What was typed.
            history: The turns before it, oldest first.
            filters: Restrictions that hold beside those in the question.

        Raises:
            QuestionError: The question is empty or too long.
            EmptyStoreError: The collection holds no papers.
        """
        self._check(question)
        clock, question = Clock(), sound(question)
        history = [replace(turn, content=sound(turn.content)) for turn in history]
        request = self._understanding.request(question, history)
        request = replace(request, filters=merged(request.filters, filters))
        request, last = as_spelled(request, self.library), None
        for draft in self._route(request, clock):
            last = self._finished(draft, clock)
            yield last
        assert last is not None
        trail = {"asked": asked(history, filters), "origin": dict(self._origin)}
        timings = clock.timings(ended=True)
        yield replace(last, done=True, timings=timings, details={**last.details, **trail})

    def find(self, query: str, limit: int, filters: Filters = EVERYTHING) -> list[Retrieved]:
        """The papers nearest a query, best first."""
        return self.reader.find(query, limit, filters)

    def _check(self, question: str) -> None:
        check_question(question)
        if not self.library.count():
            message = "This collection holds no papers yet."
            hint = "Bring some in: paper-assistant ingest FILE, or paper-assistant ingest --builtin"
            raise EmptyStoreError(message, hint)

    def _route(self, request: Request, clock: Clock) -> Iterator[Answer]:
        if request.kind is Kind.CHAT:
            yield self._small_talk(request)
        elif request.choices or request.asks == WHICH_PAPER:
            yield clarify(request)
        elif request.kind is Kind.METADATA:
            yield self._metadata(request, clock)
        elif request.kind is Kind.SUMMARY:
            yield self._card(request, clock)
        elif request.kind is Kind.COMPARISON:
            yield self._comparison(request, clock)
        elif request.kind is Kind.LIST or asks_agreement(request.question):
            yield self._survey(request, clock)
        else:
            yield from self._question(request, clock)

    def _finished(self, draft: Answer, clock: Clock) -> Answer:
        if draft.request.standalone:
            read_as = f"Read as: {rendering.escape(draft.request.standalone)}"
            draft = replace(draft, lead="\n\n".join(filter(None, [read_as, draft.lead])))
        if draft.request.language:
            draft = in_their_language(draft)
        sections, numbered = citations.number(draft.sections)
        more = citations.number_more(draft.more, numbered)
        answer = replace(draft, sections=sections, citations=numbered, more=more)
        answer = replace(answer, text=rendering.markdown(answer))
        clock.first_text_is_out(bool(answer.text))
        return replace(answer, timings=clock.timings())

    # -- questions -------------------------------------------------------------------------------

    def _question(self, request: Request, clock: Clock) -> Iterator[Answer]:
        hits = self._found(request, clock)
        candidates = self.reader.read(request.query, hits)
        hits = reordered(hits, candidates)
        group = answering(self.reader, self._topics, request, hits, candidates)
        candidates = list(group.papers) or self._gate.in_focus(request, candidates)
        hits = reordered(reordered(hits, group.others), group.papers)
        status = Status.ANSWERED if group.sure else self._gate.status(request, candidates)
        if status is not Status.ANSWERED:
            yield abstention(request, status, candidates, hits)
            return
        clock.begins("write")
        candidates[0] = self._judged(request, candidates[0])
        draft, chosen = quoted(
            request, candidates, hits, self.settings.words, all_of=bool(group.papers)
        )
        yield draft
        if self.writer is not None and chosen:
            clock.begins("prose")
            yield from self._with_prose(draft, chosen)

    def _judged(self, request: Request, candidate: Candidate) -> Candidate:
        try:
            return self.reader.judged(request.query, candidate)
        except ModelError as error:
            # The judge improves the evidence a little; without it there is evidence all the same.
            _log.warning("Evidence is not judged: %s", error)
            return candidate

    def _with_prose(self, draft: Answer, chosen: Chosen) -> Iterator[Answer]:
        assert self.writer is not None
        name, words, dropped = self.writer.name, self.settings.words, self.settings.show_dropped
        evidence = [e for group in chosen for e in reading_order(group)]
        try:
            for prose in self.writer.write(draft.request, evidence):
                yield with_prose(draft, chosen, prose, name, words, dropped)
        except ModelError as error:
            # The quotes stand without the model; what is missing is said.
            yield replace(draft, closing=rendering.escape(f"No prose: {error}"))

    def _found(self, request: Request, clock: Clock) -> tuple[Retrieved, ...]:
        """The papers found, those that the question names first."""
        clock.begins("search")
        hits = self.reader.find(request.query, FOUND, request.filters)
        clock.retrieval_has_ended()
        named = {paper.id for paper in request.papers}
        known = {hit.paper.id: hit for hit in hits}
        first = [known.get(p.id, Retrieved(p, 1.0)) for p in request.papers]
        return (*first, *(hit for hit in hits if hit.paper.id not in named))

    # -- other kinds -----------------------------------------------------------------------------

    def _small_talk(self, request: Request) -> Answer:
        if request.asks == "refuse":
            return Answer(request, Status.REFUSED, Layout.PROSE, lead=smalltalk.REFUSAL)
        lead = smalltalk.reply(request.asks, self.library.count())
        return Answer(request, Status.CHAT, Layout.PROSE, lead=lead)

    def _survey(self, request: Request, clock: Clock) -> Answer:
        return self._lists.answer(request, clock)

    def _card(self, request: Request, clock: Clock) -> Answer:
        return cards.summed_up(request, self._found(request, clock), self.settings.words)

    def _comparison(self, request: Request, clock: Clock) -> Answer:
        hits = self._found(request, clock)
        read = self.reader.read(request.query, hits[: len(request.papers)])
        return cards.compared(request, hits, [c.best for c in read], self.settings.words)

    def _metadata(self, request: Request, clock: Clock) -> Answer:
        clock.begins("look up")
        found, papers = self._lookup.look_up(request)
        if found is None:
            return clarify(request)
        known = {paper.id for paper in papers}
        clock.begins("search")
        hits = self.reader.find(request.query or request.question, FOUND)
        clock.retrieval_has_ended()
        rest = [hit for hit in hits if hit.paper.id not in known]
        ranked = (*(Retrieved(paper, 1.0) for paper in papers), *rest)
        return Answer(
            request,
            found.status,
            Layout.ROWS,
            lead=found.lead,
            sections=found.sections,
            retrieved=ranked,
        )

    def _described(self, phrase: str) -> Paper | None:
        """The paper that a phrase surely describes, in words that its title may lack."""
        query = spelled(phrase, self.library)
        read = self.reader.read(query, self.reader.find(query, FOUND))
        sure = read and read[0].probability >= _DESCRIBED
        return read[0].hit.paper if sure else None


def check_question(question: str) -> None:
    """Refuse what cannot be a question.

    Raises:
        QuestionError: It is empty or too long.
    """
    if not question.strip():
        message = "The question is empty."
        raise QuestionError(message, "Type a question about the papers.")
    if len(question) > MOST_CHARACTERS:
        message = (
            f"The question has {len(question)} characters; at most {MOST_CHARACTERS} are read."
        )
        raise QuestionError(message, "Shorten it to what you want to know.")
