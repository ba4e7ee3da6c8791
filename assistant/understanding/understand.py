"""What a question wants: its kind, the papers and authors it names, filters, and the topic left."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.protocols import Library
from assistant.types import Kind, Paper, Request, Turn
from assistant.understanding import conversation, rules
from assistant.understanding.authored import settled
from assistant.understanding.catalog_questions import CatalogQuestions
from assistant.understanding.follow_ups import FollowUps
from assistant.understanding.open_ends import is_bare, left_open
from assistant.understanding.rewriting import Rewriter
from assistant.understanding.rules import fired
from assistant.understanding.safety import visible, without_ordering, without_orders
from assistant.understanding.several import asks_for_all, asks_of_each, asks_several
from assistant.understanding.small_talk import small_talk
from assistant.understanding.titles import Titles, choices
from assistant.understanding.topics import topic
from assistant.wording.text import fold
from assistant.wording.translation import translated

_SPLIT = re.compile(
    r"\b(?:and|versus|vs\.?|with|to|from|or|against|differs?|compared|between)\b|[,;:?]"
)
_NEW_TOPIC = re.compile(
    r"^\W*(?:ok(?:ay)?|so|well|now|no)?[ ,.]*(?:(?:a |an )?(?:different|new|another|next"
    r"|unrelated) (?:question|topic|subject)|something (?:else|different|new)|by the way"
    r"|(?:let'?s |let us )?(?:switch|move|change)(?:ing)? (?:over |on )?to)\s*[:.,;-]*\s+",
    re.IGNORECASE,
)
_BESIDES = re.compile(
    r"^\W*(?:besides|apart from|aside from|other than|except(?: for)?) [^,?]+,\s*"
    r"(?=(?:what|which|who|how|any|are|is|do|does)\b)",
    re.IGNORECASE,
)
"""What is known already, which is not asked for."""
_ACCORDING = re.compile(
    r"[, ]*\baccording to (?:the |this |that )?(?:[\w-]+ ){0,3}(?:authors?|papers?|works?|study)\b"
)
"""Whose answer is wanted: no question for authors or papers."""
_OF_THEM = re.compile(r"\b(?:they|each|it|its|their|what|how|does|do|which|when|one)\b")
"""Begins or holds what is asked of the papers compared, which is no paper."""
_MOST_COMPARED = 5


class Understanding:
    """Reads questions against a catalog.

    Args:
        library: The catalog; what is read of it is read again when its size changes.
        find: The paper that a phrase describes in words that its title lacks, where one surely is.
        rewriter: Lets a model rewrite follow-ups, where one may.
    """

    def __init__(
        self,
        library: Library,
        find: Callable[[str], Paper | None],
        rewriter: Rewriter | None = None,
    ) -> None:
        self._library = library
        self._find = find
        self._titles = Titles(library)
        self._catalog = CatalogQuestions(library, self._titles, find)
        self._follow_ups = FollowUps(library, self._titles, self._catalog, self.request)
        self._rewriter = rewriter
        self._size = -1

    def request(self, question: str, history: Sequence[Turn] = ()) -> Request:
        """The question as understood; deterministic, and explained in its trace."""
        self._refresh()
        shown = visible(question)
        if rule := fired(rules.CHAT, fold(shown)) or small_talk(shown):
            return Request(question, Kind.CHAT, shown, asks=rule, trace=(f"small talk: {rule}",))
        text, orders = without_orders(shown)
        if english := translated(text, self._library):
            text, more = without_ordering(english.clauses)
            orders = (*orders, *more)
        if orders and not text:
            return Request(question, Kind.CHAT, "", asks="refuse", trace=(f"order: {orders[0]}",))
        trace = tuple(f"not obeyed: {name}" for name in orders)
        text = _NEW_TOPIC.sub("", text) or text
        text = _BESIDES.sub("", text) or text
        named = tuple(m.paper for m in self._titles.named(self._catalog.without_venues(text)))
        request = Request(question, Kind.QUESTION, text, papers=named, trace=trace)
        if english:
            trace = (*trace, f"put into English from {english.language}")
            request = replace(request, query=text or shown, standalone=text, trace=trace,
                              language=english.language)  # fmt: skip
        if history:
            request, settled = self._follow_ups.resolved(request, history)
            if settled:
                return request
            if self._rewriter and conversation.follows_up(text):
                request = self._rewriter.rewritten(request, history, self._library, self._titles)
        return self._with_kind(request)

    def _refresh(self) -> None:
        size = self._library.count()
        if size != self._size:
            self._catalog.refresh()
            self._size = size

    def _with_kind(self, request: Request) -> Request:
        folded = _ACCORDING.sub(" ", fold(request.query))
        for attempt in (self._catalog.read, self._summary, self._comparison):
            if found := attempt(request, folded):
                return found
        request = replace(request, several=asks_several(request.query))
        if not request.standalone or request.language:
            people = self._catalog.people.mentioned(request.query)
            request = settled(request, self._library, people) or request
        if request.choices:
            return request
        if found := left_open(request, self._library, self._titles):
            return found
        one_list = len(request.papers) < 2 and not asks_of_each(folded)
        if one_list and (rule := fired(rules.LIST, rules.without_working(folded))):
            return self._catalog.listed(request, rule)
        if one_list and not request.papers and asks_for_all(folded):
            return self._catalog.listed(request, request.several)
        alone = not request.papers and not request.standalone
        if alone and is_bare(request.query, self._library):
            return self._catalog.listed(request, "a topic alone")
        several = request.several or ("named" if len(request.papers) > 1 else "")
        read_as = f"question to several papers: {several}" if several else "question"
        return replace(request, several=several, trace=(*request.trace, read_as))

    # -- summaries and comparisons ---------------------------------------------------------------

    def _summary(self, request: Request, folded: str) -> Request | None:
        rule = fired(rules.SUMMARY, folded)
        if not rule or (len(request.papers) > 1 and fired(rules.COMPARISON, folded)):
            return None
        papers, several = request.papers, tuple[str, ...]()
        if not papers:
            about = topic(request.query)
            matches = self._titles.described(about, minimum=0.75 if rule == "about" else 0.6)
            several = choices(matches)
            paper = matches[0].paper if matches else None
            if not paper and rule == "summary" and len(about.split()) > 1:
                paper = self._find(about)
            papers = (paper,) if paper else ()
        if not papers or (rule == "about" and len(papers) > 1):
            return None
        trace = (*request.trace, f"summary: {rule}")
        return replace(request, kind=Kind.SUMMARY, papers=papers[:1], choices=several, trace=trace)

    def _comparison(self, request: Request, folded: str) -> Request | None:
        rule = fired(rules.COMPARISON, folded)
        if not rule:
            return None
        papers = list(request.papers)
        pieces = [(piece, topic(piece)) for piece in _SPLIT.split(request.query)]
        pieces = [(piece, about) for piece, about in pieces if len(about.split()) > 1]
        for _, about in pieces:
            matches = self._titles.described(about, 0.7)
            if matches and not choices(matches):
                papers.append(matches[0].paper)
        for piece, about in pieces if papers else ():
            # Beside a paper that is named, the other is often only described.
            told = len(set(papers)) > 1 or _OF_THEM.search(fold(piece))
            if not told and (paper := self._find(about)):
                papers.append(paper)
        papers = list(dict.fromkeys(papers))
        if len(papers) < 2:
            return None
        trace = (*request.trace, f"comparison: {rule}")
        return replace(
            request, kind=Kind.COMPARISON, papers=tuple(papers[:_MOST_COMPARED]), trace=trace
        )
