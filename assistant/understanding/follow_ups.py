"""What a question that leans on the turns before it means: read to stand alone.

Three ways, tried in order: the question before is asked again with something changed ("and in
2020?", "what about graph attention?"); papers spoken of are meant ("its code", "compare the first
two"); or the question is joined with the one before it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.protocols import Library
from assistant.types import EVERYTHING, Filters, Kind, Paper, Request, Turn
from assistant.understanding import conversation, rules
from assistant.understanding.catalog_questions import CatalogQuestions
from assistant.understanding.filters import explained
from assistant.understanding.rules import fired
from assistant.understanding.titles import Titles
from assistant.understanding.topics import topic
from assistant.wording.text import content_words, fold

Read = Callable[[str, Sequence[Turn]], Request]
_TURNS_BACK = 6
_SHORT = 4


class FollowUps:
    """Resolves follow-up questions.

    Args:
        library: The catalog, for papers that the chat's own state names by id.
        titles: Resolves mentions of papers.
        catalog: Reads authors, years and venues.
        read: Understands a question after a history.
    """

    def __init__(
        self, library: Library, titles: Titles, catalog: CatalogQuestions, read: Read
    ) -> None:
        self._library = library
        self._titles = titles
        self._catalog = catalog
        self._read = read

    def resolved(self, request: Request, history: Sequence[Turn]) -> tuple[Request, bool]:
        """The request to stand alone, and whether its kind is settled too."""
        folded = fold(request.query)
        if fired(rules.NEW_TOPIC, fold(request.question)):
            return request, False
        # "ICLR 2021" behind a paper shown is no name of the one paper whose text holds "ICLR".
        bare = [replace(t, content=self._catalog.without_venues(t.content)) for t in history]
        state = conversation.read(bare, self._titles, self._library)
        if again := self._asked_again(request, folded, history, state):
            return again, True
        if len(state.listed) > 1 and not request.papers and (asks := fired(rules.EXTREMES, folded)):
            rule = f"{asks} of those shown"
            return self._catalog.catalog(request, asks, rule, papers=state.listed, query=""), True
        people = self._catalog.people.mentioned(request.query)
        reason = conversation.follows_up(request.query)
        if request.papers:
            return self._beside(request, folded, state), False
        if not reason or people or _asks_anew(reason, request.query):
            return request, False
        if meant := conversation.referred(request.query, state):
            return about(request, meant, f"follow-up ({reason})"), False
        asked = [turn.content for turn in history if turn.role == "user"]
        if asked and len(content_words(request.query)) < _SHORT:
            trace = (*request.trace, f"follow-up ({reason}): joined with the question before")
            query = f"{asked[-1]} {request.query}"
            return replace(request, query=query, standalone=query, trace=trace), False
        return request, False

    # -- the question before, changed ------------------------------------------------------------

    def _asked_again(
        self,
        request: Request,
        folded: str,
        history: Sequence[Turn],
        state: conversation.Conversation,
    ) -> Request | None:
        """The question before with other years, venues, authors or topic; or its count."""
        if similar := self._similar(request, folded, state):
            return similar
        before = [i for i, turn in enumerate(history) if turn.role == "user"][-_TURNS_BACK:]
        if not before:
            return None
        lead = rules.LEAD.match(folded)
        only_count = rules.ONLY_COUNT.match(folded)
        else_wrote = fired(rules.WROTE_ABOUT, folded) and not topic(request.query)
        changed = self._changed(request, folded) if lead else None
        if not (only_count or else_wrote or changed):
            return None
        previous = self._read(history[before[-1]].content, history[: before[-1]])
        listing = previous.kind is Kind.LIST or (
            previous.kind is Kind.METADATA and previous.asks in ("papers", "count", "top_authors")
        )
        if not listing:
            return None
        subject = previous.query if previous.kind is Kind.METADATA else topic(previous.query)
        if only_count:
            return _again(request, previous, Kind.METADATA, asks="count", query=subject)
        if else_wrote:
            return _again(request, previous, Kind.METADATA, asks="papers", query=subject)
        assert changed is not None
        filters, new_topic = changed
        merged = replace(
            previous.filters,
            authors=filters.authors or (() if new_topic else previous.filters.authors),
            venues=filters.venues or previous.filters.venues,
            year_from=filters.year_from if filters else previous.filters.year_from,
            year_to=filters.year_to if filters else previous.filters.year_to,
        )
        if filters.authors and not (filters.year_from or filters.year_to):
            years = previous.filters
            merged = replace(merged, year_from=years.year_from, year_to=years.year_to)
        query = new_topic or (previous.query if previous.kind is Kind.METADATA else subject)
        return _again(request, previous, previous.kind, filters=merged, query=query)

    def _changed(self, request: Request, folded: str) -> tuple[Filters, str] | None:
        """Restrictions and topic of a question that holds nothing else; None where it does."""
        left = rules.LEAD.sub("", folded)
        if request.papers or conversation.refers(left) or fired(rules.QUESTION_WORDS, left):
            return None
        people = self._catalog.people.mentioned(request.query)
        if any(len(m.names) > 1 for m in people):
            return None
        restricted, said = self._catalog.restrictions(rules.LEAD.sub("", request.query.lower()))
        if not restricted.venues:
            restricted, said = self._catalog.restrictions(request.query)
        filters = replace(restricted, authors=tuple(m.names[0] for m in people))
        new = topic(request.query, [*(m.text for m in people), *said])
        if set(new.split()) & rules.ATTRIBUTES:
            return None
        return (filters, new) if filters or new else None

    def _similar(
        self, request: Request, folded: str, state: conversation.Conversation
    ) -> Request | None:
        """Papers like the one spoken of."""
        rule = fired(rules.SIMILAR, folded)
        said = rules.without(rules.SIMILAR, fold(request.query))
        if not rule or request.papers or topic(said) or not state.focus:
            return None
        trace = (*request.trace, f"follow-up ({rule}): like {state.focus.label}")
        query = state.focus.title or state.focus.label
        standalone = f"Papers like {state.focus.label}"
        return replace(request, kind=Kind.LIST, query=query, standalone=standalone, trace=trace)

    # -- papers spoken of ------------------------------------------------------------------------

    def _beside(self, request: Request, folded: str, state: conversation.Conversation) -> Request:
        """A named paper set beside the one spoken of: "how does it differ from GShard?"."""
        compares = fired(rules.COMPARISON, folded) or conversation.BETTER.search(folded)
        if not compares or not conversation.refers(folded) or len(request.papers) > 1:
            return request
        meant = tuple(
            p for p in conversation.referred(request.query, state) if p not in request.papers
        )[:1]
        return about(request, (*meant, *request.papers), "follow-up (beside)") if meant else request


def _asks_anew(reason: str, query: str) -> bool:
    """Whether a question only begins like a follow-up: "and is there something on X?"."""
    asks = reason == "ellipsis" and fired(rules.LIST, rules.without_working(fold(query)))
    return bool(asks and topic(query)) and not conversation.refers(fold(query))


def about(request: Request, papers: tuple[Paper, ...], reason: str) -> Request:
    """The request with the papers that it means, in its words too."""
    names = " / ".join(paper.label for paper in papers)
    trace = (*request.trace, f"{reason}: about {names}")
    query = f"{request.query} ({names})"
    return replace(request, papers=papers, query=query, standalone=query, trace=trace)


def _again(request: Request, previous: Request, kind: Kind, **fields: object) -> Request:
    """The question before, with something changed, under the new question's words."""
    changed = replace(previous, question=request.question, kind=kind)
    changed = replace(changed, **fields)  # type: ignore[arg-type]
    if changed.kind is Kind.METADATA and not changed.asks:
        changed = replace(changed, asks="papers")
    restricted = "; ".join(explained(changed.filters)) if changed.filters != EVERYTHING else ""
    standalone = ", ".join(filter(None, [changed.query, restricted]))
    trace = (*request.trace, "follow-up: the question before, changed", *changed.trace[-1:])
    return replace(changed, standalone=standalone, trace=trace)
