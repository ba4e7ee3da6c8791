"""What a question wants: its kind, the papers and authors it names, filters, and the topic left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.protocols import Library
from assistant.text import content_words, fold
from assistant.types import EVERYTHING, Filters, Kind, Paper, Request, Turn
from assistant.understanding import conversation, rules
from assistant.understanding.filters import asked_years, explained
from assistant.understanding.people import Mention, People
from assistant.understanding.rules import fired
from assistant.understanding.safety import visible, without_orders
from assistant.understanding.titles import TitleMatch, Titles

_COMMANDS = frozenset(
    """summarize summarise summary summaries tldr tl dr gist nutshell key points takeaways main idea
    ideas brief briefly short sentences sentence overview recap synopsis outline describe explain
    link links url urls pdf pdfs download page address openreview web website find get read access
    open wrote written authored authors author list name names published publish appear year venue
    conference compare comparison differ difference differences different versus vs contrast
    similarities common many number count together collection cover bring quick one-line line lines
    first last senior lead send want need know behind main contribution contributions finding
    findings conclude concluded called named anything something everything stuff ones one publish
    publications contribute contributed write writing come came collection here two three four
    both all every each papers total among coauthor coauthors co-authors""".split()
)
_CODE = re.compile(r"\bcode\b|\bgithub\b|\brepo(?:sitory)?\b|\bimplementation\b|\bdata ?sets?\b")
_WITHOUT = re.compile(r"\b(?:not|without|except|excluding)\b(?: \w+){0,2}\s+$")
_SPLIT = re.compile(
    r"\b(?:and|versus|vs\.?|with|to|from|or|against|differs?|compared|between)\b|[,;:?]"
)
_BY_UNKNOWN = re.compile(
    r"\b(?:by|from|of|author(?:ed)?|is|are|has|have|me|list)\s+"
    r"((?:[A-Z][\w.-]+\s*){1,4})(?:['’]s)?(?:\b|$)"
)
_NEW_TOPIC = re.compile(
    r"^\W*(?:ok(?:ay)?|so|well|now)?[ ,.]*(?:(?:a |an )?(?:different|new|another|next|unrelated) "
    r"(?:question|topic|subject)|something (?:else|different|new)|by the way)\s*[:.,;-]+\s*",
    re.IGNORECASE,
)
_TOO_CLOSE = 0.1


class Understanding:
    """Reads questions against a catalog.

    Args:
        library: The catalog; what is read of it is read again when its size changes.
        find: The paper that a phrase describes in words that its title lacks, where one surely is.
    """

    def __init__(self, library: Library, find: Callable[[str], Paper | None]) -> None:
        self._library = library
        self._find = find
        self._titles = Titles(library)
        self._people = People(())
        self._size = -1

    def request(self, question: str, history: Sequence[Turn] = ()) -> Request:
        """The question as understood; deterministic, and explained in its trace."""
        self._refresh()
        shown = visible(question)
        if rule := fired(rules.CHAT, fold(shown)):
            return Request(question, Kind.CHAT, shown, asks=rule, trace=(f"small talk: {rule}",))
        text, orders = without_orders(shown)
        if orders and not text:
            return Request(question, Kind.CHAT, "", asks="refuse", trace=(f"order: {orders[0]}",))
        trace = tuple(f"not obeyed: {name}" for name in orders)
        text = _NEW_TOPIC.sub("", text) or text
        request = Request(question, Kind.QUESTION, text, trace=trace)
        return self._with_kind(self._with_context(request, history))

    def _refresh(self) -> None:
        size = self._library.count()
        if size != self._size:
            self._people = People(self._library.author_counts())
            self._size = size

    # -- the conversation ------------------------------------------------------------------------

    def _with_context(self, request: Request, history: Sequence[Turn]) -> Request:
        """The papers of the conversation that a follow-up means, and a question to stand alone."""
        named = tuple(m.paper for m in self._titles.named(request.query))
        request = replace(request, papers=named)
        reason = conversation.follows_up(request.question) if history else ""
        if not reason or named or self._people_named(request.query):
            return request
        state = conversation.read(history, self._titles)
        meant = conversation.referred(request.query, state)
        if meant:
            about = " / ".join(paper.label for paper in meant)
            trace = (*request.trace, f"follow-up ({reason}): about {about}")
            return replace(request, papers=meant, query=f"{request.query} ({about})", trace=trace)
        asked_before = [turn.content for turn in history if turn.role == "user"]
        if asked_before and len(content_words(request.query)) < 4:
            trace = (*request.trace, f"follow-up ({reason}): joined with the question before")
            return replace(request, query=f"{asked_before[-1]} {request.query}", trace=trace)
        return request

    # -- the kind --------------------------------------------------------------------------------

    def _with_kind(self, request: Request) -> Request:
        folded = fold(request.query)
        own = fold(request.question)
        for attempt in (self._metadata, self._summary, self._comparison):
            if found := attempt(request, folded):
                return found
        if rule := fired(rules.LIST, folded):
            filters = asked_years(own)
            if filters and not self._topic(request.query, ()):
                return self._catalog(request, "papers", rule, filters=filters, query="")
            trace = (*request.trace, f"list: {rule}", *explained(filters))
            return replace(request, kind=Kind.LIST, filters=filters, trace=trace)
        return self._question(request)

    def _question(self, request: Request) -> Request:
        surnames = [m for m in self._people_named(request.query) if len(m.names) > 1 and not m.full]
        bare = [w for w in content_words(request.query) if w not in _COMMANDS | {"propose"}]
        if surnames and len(bare) <= 2:
            return self._which_author(request, surnames[0])
        return replace(request, trace=(*request.trace, "question"))

    # -- catalog questions -----------------------------------------------------------------------

    def _metadata(self, request: Request, folded: str) -> Request | None:
        people = self._people_named(request.query)
        if rule := fired(rules.TOP_AUTHORS, folded):
            return self._catalog(request, "top_authors", rule)
        if not request.papers and (rule := fired(rules.COUNT_AUTHORS, folded)):
            return self._catalog(request, "count_authors", rule)
        if rule := fired(rules.COUNT, folded):
            return self._author_papers(request, people, "count", rule)
        for table, asks in ((rules.LINK, ""), (rules.AUTHORS, "authors"), (rules.WHEN, "")):
            if (rule := fired(table, folded)) and not (asks == "" and _CODE.search(folded)):
                if asks == "authors" and people and not request.papers:
                    break
                found = self._about_paper(request, asks or rule, rule)
                if found:
                    return found
        if wrong := self._wrong_author(request, people):
            return wrong
        if people and not request.papers and (rule := fired(rules.BY_AUTHOR, folded)):
            return self._author_papers(request, people, "papers", rule)
        return self._unknown_author(request, folded)

    def _wrong_author(self, request: Request, people: Sequence[Mention]) -> Request | None:
        """A question that gives a paper to somebody who is not among its authors."""
        if len(request.papers) != 1 or not people:
            return None
        authors = set(request.papers[0].authors)
        strangers = [m for m in people if m.full and not authors & set(m.names)]
        if not strangers or len(strangers) < len(people):
            return None
        names = tuple(m.names[0] for m in strangers)
        filters = Filters(without_authors=names)
        return self._catalog(request, "authors", "not its author", filters=filters)

    def _catalog(self, request: Request, asks: str, rule: str, **fields: object) -> Request:
        filters = fields.get("filters", EVERYTHING)
        assert isinstance(filters, Filters)
        trace = (*request.trace, f"catalog: {rule}", *explained(filters))
        changed = replace(request, kind=Kind.METADATA, asks=asks, trace=trace)
        return replace(changed, **fields)  # type: ignore[arg-type]

    def _about_paper(self, request: Request, asks: str, rule: str) -> Request | None:
        """A question for a field of one paper, which it names or describes."""
        if request.papers:
            return self._catalog(request, asks, rule)
        topic = self._topic(request.query, ())
        if not topic:
            return None
        matches = self._titles.described(topic)
        if choices := _choices(matches):
            return self._catalog(request, asks, rule, choices=choices, query=topic)
        paper = matches[0].paper if matches else self._find(topic)
        papers = (paper,) if paper else ()
        return self._catalog(request, asks, rule, papers=papers, query=topic)

    def _author_papers(
        self, request: Request, people: Sequence[Mention], asks: str, rule: str
    ) -> Request | None:
        """Papers by the authors named, on the topic that is left over."""
        ambiguous = [m for m in people if len(m.names) > 1]
        if ambiguous:
            return self._which_author(request, ambiguous[0])
        text = fold(request.query)
        without = [m for m in people if _WITHOUT.search(text[: text.find(fold(m.text))])]
        authors = tuple(m.names[0] for m in people if m not in without)
        filters = replace(
            asked_years(text), authors=authors, without_authors=tuple(m.names[0] for m in without)
        )
        query = self._topic(request.query, people)
        return self._catalog(request, asks, rule, filters=filters, query=query, papers=())

    def _which_author(self, request: Request, mention: Mention) -> Request:
        trace = (*request.trace, f"'{mention.text}' may be {len(mention.names)} authors")
        return replace(
            request, kind=Kind.METADATA, asks="author", choices=mention.names, trace=trace
        )

    def _unknown_author(self, request: Request, folded: str) -> Request | None:
        """A question for papers by somebody whom the collection does not know."""
        if not fired(rules.BY_AUTHOR[1:], folded) and not re.search(
            r"\b(?:papers?|works?|articles?|anything|something)\b.{0,20}\bby\b", folded
        ):
            return None
        found = _BY_UNKNOWN.search(request.query)
        if not found or request.papers:
            return None
        name = found.group(1).strip(" .?!")
        if self._library.search_phrase(name, 1) or len(name) < 3:
            return None
        trace = (*request.trace, f"no author called {name}")
        return replace(request, kind=Kind.METADATA, asks="unknown_author", query=name, trace=trace)

    # -- summaries and comparisons ---------------------------------------------------------------

    def _summary(self, request: Request, folded: str) -> Request | None:
        rule = fired(rules.SUMMARY, folded)
        if not rule:
            return None
        papers, choices = request.papers, tuple[str, ...]()
        if not papers:
            topic = self._topic(request.query, ())
            matches = self._titles.described(topic, minimum=0.75 if rule == "about" else 0.6)
            choices = _choices(matches)
            paper = matches[0].paper if matches else None
            if not paper and rule == "summary" and len(topic.split()) > 1:
                paper = self._find(topic)
            papers = (paper,) if paper else ()
        if not papers or (rule == "about" and len(papers) > 1):
            return None
        trace = (*request.trace, f"summary: {rule}")
        return replace(request, kind=Kind.SUMMARY, papers=papers[:1], choices=choices, trace=trace)

    def _comparison(self, request: Request, folded: str) -> Request | None:
        rule = fired(rules.COMPARISON, folded)
        if not rule:
            return None
        papers = list(request.papers)
        topics = [self._topic(part, ()) for part in _SPLIT.split(request.query)]
        topics = [topic for topic in topics if len(topic.split()) > 1]
        for topic in topics:
            matches = self._titles.described(topic, 0.7)
            if matches and not _choices(matches):
                papers.append(matches[0].paper)
        for topic in topics:
            if len(set(papers)) < 2 and (paper := self._find(topic)):
                papers.append(paper)
        papers = list(dict.fromkeys(papers))
        if len(papers) < 2:
            return None
        trace = (*request.trace, f"comparison: {rule}")
        return replace(request, kind=Kind.COMPARISON, papers=tuple(papers[:5]), trace=trace)

    # -- parts -----------------------------------------------------------------------------------

    def _people_named(self, text: str) -> list[Mention]:
        return self._people.mentioned(text)

    def _topic(self, text: str, people: Sequence[Mention]) -> str:
        """The content words that are neither commands, authors nor years, in order."""
        for mention in people:
            text = text.replace(mention.text, " ")
        text = rules.YEARS.sub(" ", text)
        return " ".join(w for w in content_words(text) if w not in _COMMANDS)


def _choices(matches: Sequence[TitleMatch]) -> tuple[str, ...]:
    """Titles to choose from where the best matches are about equally good."""
    if not matches:
        return ()
    close = [m for m in matches if m.score > matches[0].score - _TOO_CLOSE]
    return tuple(m.paper.label for m in close[:6]) if len(close) > 1 else ()
