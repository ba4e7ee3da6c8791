"""Questions that the catalog answers exactly: authors, links, years, venues, counts, lists."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from assistant.protocols import Library
from assistant.types import EVERYTHING, Filters, Kind, Paper, Request
from assistant.understanding import rules
from assistant.understanding.authored import authored
from assistant.understanding.filters import asked_venues, asked_years, combined, explained
from assistant.understanding.namesakes import told_apart
from assistant.understanding.people import Mention, People
from assistant.understanding.rules import fired
from assistant.understanding.titles import Titles, choices
from assistant.understanding.topics import topic
from assistant.wording.text import content_stems, fold, words

_CODE = re.compile(r"\bcode\b|\bgithub\b|\brepo(?:sitory)?\b|\bimplementation\b|\bdata ?sets?\b")
_AMONG = re.compile(r"^\W*(?:is|was|are|does|has)\b.*\b(?:among|one of|listed|an?|the)\b.*\bauthor")
_WITHOUT = re.compile(r"\b(?:not|without|except|excluding|minus)\b(?: \w+){0,2}\s+$")
_SOMEBODYS = re.compile(
    r"\b(?:papers?|works?|articles?|anything|something)\b.{0,20}\b(?:by|from)\b"
)
_NAME = r"(?:[A-Z][\w.’'-]*(?<!['’]s)\s+){1,3}[A-Z][\w-]+|[A-Z][\w-]+"
_BY_UNKNOWN = re.compile(
    rf"\b(?:by|from|of|author(?:ed)?|is|are|was|does|did|do|has|have|me|list|with|and)\s+({_NAME})"
    rf"(?:['’]s)?(?:\b|$)|^\W*({_NAME})['’]s (?:papers?|works?|publications?|articles?)\b"
)
_BY_LOWER = re.compile(r"\b(?:by|author|authored by)\s+((?:[^\W\d_]+[.]? ){1,2}[^\W\d_]+)\W*$")


_FIELDS = {"venue": "venue", "conference": "venue", "year": "year", "link": "link", "url": "link",
           "pdf": "pdf", "authors": "authors", "author": "authors"}  # fmt: skip
"""What a paper's fields are called."""


class CatalogQuestions:
    """Reads what a question asks of the catalog.

    Args:
        library: The catalog.
        titles: Resolves mentions of papers.
        find: The paper that a phrase describes in words that its title lacks.
    """

    def __init__(
        self, library: Library, titles: Titles, find: Callable[[str], Paper | None]
    ) -> None:
        self._library = library
        self._titles = titles
        self._find = find
        self.people = People(())
        self._venues: tuple[str, ...] = ()
        self._newest: int | None = None

    def refresh(self) -> None:
        """Read authors, venues and years again after the collection has changed."""
        self.people = People(self._library.author_counts())
        self._venues = tuple(self._library.venues())
        newest = next(iter(self._library.papers(limit=1, order="newest")), None)
        self._newest = newest.year if newest else None

    def restrictions(self, text: str) -> tuple[Filters, tuple[str, ...]]:
        """The years and venues that a question restricts itself to, and the venues' words."""
        venues, said = asked_venues(text, self._venues)
        for name in said:
            text = re.sub(rf"\b{re.escape(name)}\b", " in ", text)
        return combined(asked_years(fold(text), self._newest), venues), said

    def without_venues(self, text: str) -> str:
        """The text without the words that name venues."""
        for name in asked_venues(text, self._venues)[1]:
            text = re.sub(rf"\b{re.escape(name)}\b", " ", text)
        return text

    def read(self, request: Request, folded: str) -> Request | None:
        """The question as one to the catalog, or None where it is another kind."""
        people = self.people.mentioned(request.query)
        for attempt in (self._whole_collection, self._about_a_paper, self._fields_alone):
            if found := attempt(request, folded, people):
                return found
        if wrong := self._wrong_author(request, people):
            return wrong
        if people and not request.papers:
            rule = fired(rules.BY_AUTHOR, folded) or self._only_people(request, people)
            if rule:
                return self._papers_by(request, people, "papers", rule)
        return self._unknown_author(request, folded)

    # -- the whole collection, or the part of it that passes filters -----------------------------

    def _whole_collection(
        self, request: Request, folded: str, people: Sequence[Mention]
    ) -> Request | None:
        if request.papers:
            return None
        asks = fired(rules.COVERAGE, folded)
        # "Distillation, pruning: what is in the collection?" asks for a list.
        if asks and not (asks == "overview" and topic(rules.without(rules.COVERAGE, folded))):
            return self._papers_by(request, people, asks, asks)
        if rule := fired(rules.COUNT_AUTHORS, folded):
            return self._papers_by(request, (), "count_authors", rule)
        if rule := fired(rules.COUNT, folded):
            return self._papers_by(request, people, "count", rule)
        if people and (rule := fired(rules.COAUTHORS, folded)):
            return self._papers_by(request, people, "coauthors", rule)
        if rule := fired(rules.TOP_AUTHORS, folded):
            return self._papers_by(request, people, "top_authors", rule)
        if not people and (rule := fired(rules.WROTE_ABOUT, folded)):
            return self._papers_by(request, (), "papers", rule)
        return None

    def listed(self, request: Request, rule: str) -> Request:
        """A question for papers: exact where only filters are left of it, else on a topic."""
        filters, said = self.restrictions(request.question)
        about = topic(request.query, said)
        if not about:
            return self.catalog(request, "papers", rule, filters=filters, query="")
        trace = (*request.trace, f"list: {rule}", *explained(filters))
        return replace(request, kind=Kind.LIST, filters=filters, trace=trace)

    def _papers_by(
        self, request: Request, people: Sequence[Mention], asks: str, rule: str
    ) -> Request:
        """Papers by the authors named, within years and venues, on the topic that is left over."""
        left_over = topic(request.query, [m.text for m in people])
        people = told_apart(self._library, people, left_over)
        ambiguous = [m for m in people if len(m.names) > 1]
        if ambiguous:
            return _which_author(request, ambiguous[0].text, ambiguous[0].names)
        text = fold(request.query)
        without = [m for m in people if _WITHOUT.search(text[: text.find(fold(m.text))])]
        left = rules.without(rules.COVERAGE, text) if asks == rule else request.query
        restricted, said = self.restrictions(left)
        filters = replace(
            restricted,
            authors=tuple(dict.fromkeys(m.names[0] for m in people if m not in without)),
            without_authors=tuple(m.names[0] for m in without),
        )
        if not people and (unknown := self._unknown_author(request, text, asked=asks == "count")):
            return unknown
        taken = [*(m.text for m in people), *said]
        query = topic(left, [fold(t) for t in taken] if asks == rule else taken)
        return self.catalog(request, asks, rule, filters=filters, query=query, papers=())

    def _only_people(self, request: Request, people: Sequence[Mention]) -> str:
        """Whether nothing but authors and commands is left of the question."""
        left = topic(request.query, [m.text for m in people])
        named = all(m.full or len(words(request.query)) < 3 for m in people)
        return "only an author" if named and not left else ""

    def catalog(self, request: Request, asks: str, rule: str, **fields: object) -> Request:
        """The request as one to the catalog, with the rule in its trace."""
        filters = fields.get("filters", EVERYTHING)
        assert isinstance(filters, Filters)
        trace = (*request.trace, f"catalog: {rule}", *explained(filters))
        changed = replace(request, kind=Kind.METADATA, asks=asks, trace=trace)
        return replace(changed, **fields)  # type: ignore[arg-type]

    # -- one paper -------------------------------------------------------------------------------

    def _about_a_paper(
        self, request: Request, folded: str, people: Sequence[Mention]
    ) -> Request | None:
        for table, asks in ((rules.LINK, ""), (rules.AUTHORS, "authors"), (rules.WHEN, "")):
            rule = fired(table, folded)
            if not rule or (not asks and _CODE.search(folded)):
                continue
            if asks and not request.papers and (people or _AMONG.search(folded)):
                return None if people else self._unknown_author(request, folded, asked=True)
            if found := self._field(request, asks or rule, rule, people):
                return found
        return None

    def _fields_alone(
        self, request: Request, folded: str, people: Sequence[Mention]
    ) -> Request | None:
        """A paper's name and fields of it, nothing else: ``SEDONA: venue, year?``."""
        asked = [_FIELDS[word] for word in words(folded) if word in _FIELDS]
        if not asked or len(request.papers) != 1:
            return None
        paper = request.papers[0]
        held = set(content_stems(f"{paper.title} {paper.abstract}"))
        left = set(content_stems(topic(request.query))) - held
        return None if left or people else self.catalog(request, asked[0], "fields alone")

    def _field(
        self, request: Request, asks: str, rule: str, people: Sequence[Mention]
    ) -> Request | None:
        """A question for a field of one paper, which it names or describes."""
        if request.papers:
            return self.catalog(request, asks, rule)
        if len(theirs := authored(self._library, people, request.query)) == 1:
            return self.catalog(request, asks, rule, papers=theirs)
        about = topic(request.query)
        if not about:
            return None
        matches = self._titles.described(about)
        if several := choices(matches):
            return self.catalog(request, asks, rule, choices=several, query=about)
        paper = matches[0].paper if matches else self._find(about)
        papers = (paper,) if paper else ()
        return self.catalog(request, asks, rule, papers=papers, query=about)

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
        return self.catalog(request, "authors", "not its author", filters=filters)

    # -- nobody here -----------------------------------------------------------------------------

    def _unknown_author(self, request: Request, folded: str, asked: bool = False) -> Request | None:
        """A question for papers by somebody whom the collection does not know."""
        if request.papers or not (
            asked or fired(rules.BY_AUTHOR[1:], folded) or _SOMEBODYS.search(folded)
        ):
            return None
        name = self._stranger(request.query)
        if not name:
            return None
        if like := self.people.like(name):
            return _which_author(request, name, like)
        trace = (*request.trace, f"no author called {name}")
        return replace(request, kind=Kind.METADATA, asks="unknown_author", query=name, trace=trace)

    def _stranger(self, text: str) -> str:
        """A name that looks like a person's and that neither authors nor texts know."""
        found = _BY_UNKNOWN.search(text)
        lower = None if found else _BY_LOWER.search(text)
        name = (found.group(1) or found.group(2)) if found else lower.group(1) if lower else ""
        name = name.strip(" .?!")
        if len(name) < 3 or name.isupper() or self._is_venue(name):
            return ""
        if found and " from " in found.group() and " " not in name:
            return ""
        if self._library.search_phrase(name, 1):
            return ""
        rare = not any(self._library.document_frequencies(words(name)).values())
        return name if found or rare else ""

    def _is_venue(self, name: str) -> bool:
        return bool(asked_venues(f"at {name}", self._venues)[0])


def _which_author(request: Request, said: str, names: tuple[str, ...]) -> Request:
    may_be = f"{len(names)} authors" if len(names) > 1 else names[0]
    trace = (*request.trace, f"'{said}' may be {may_be}")
    return replace(request, kind=Kind.METADATA, asks="author", choices=names, trace=trace)
