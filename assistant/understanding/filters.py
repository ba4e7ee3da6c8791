"""The restrictions that a question puts on papers: years and venues, and how they are told."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date

from assistant.types import Filters
from assistant.wording.text import fold, words

_YEAR = r"(?:the year )?((?:19|20)\d\d)\b"
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5, "ten": 10, "couple of": 2, "few": 3}
_COUNT = "|".join((*_NUMBERS, r"\d+"))
_PAPERS = r"(?:papers?|articles?|works?|publications?|abstracts?)"
RECENT_YEARS = 2
"""How many years, the newest of the collection included, count as recent."""


@dataclass(frozen=True, slots=True)
class YearRule:
    """Words that restrict years, and the lowest and highest year that they mean.

    Attributes:
        means: From what the pattern found and the newest year of the collection.
    """

    name: str
    pattern: re.Pattern[str]
    means: Callable[[re.Match[str], int], tuple[int | None, int | None]]


def _year(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))


def _last(match: re.Match[str], newest: int) -> tuple[int, None]:
    count = _NUMBERS.get(match.group(1)) or int(match.group(1))
    return newest - count + 1, None


# Read in this order, each on what the ones before have left of the folded question.
YEARS = tuple(
    YearRule(name, re.compile(pattern), means)
    for name, pattern, means in (
        (
            "range",
            rf"\b(?:between|from|in|during)?\s*{_YEAR}\s*(?:-|–|to|and|until|till|through)\s*{_YEAR}",
            lambda m, _: (int(m.group(1)), int(m.group(2))),
        ),
        (
            "since",
            rf"\bfrom {_YEAR} (?:onwards?|on)\b|\b(?:since|starting in|not (?:older|earlier) than)"
            rf" {_YEAR}|\b{_YEAR} or (?:later|newer|after)\b",
            lambda m, _: (_year(m), None),
        ),
        (
            "after",
            rf"\b(?:after|later than|newer than|post)[ -]{_YEAR}",
            lambda m, _: (_year(m) + 1, None),
        ),
        (
            "before",
            rf"\b(?:before|earlier than|older than|prior to|pre)[ -]{_YEAR}",
            lambda m, _: (None, _year(m) - 1),
        ),
        (
            "until",
            rf"\b(?:until|till|up to|no later than|not after) {_YEAR}"
            rf"|\b{_YEAR} or (?:earlier|older|before)\b",
            lambda m, _: (None, _year(m)),
        ),
        (
            "in",
            rf"\b(?:in|from|of|during|for|dated|year) {_YEAR}|(?<=\(){_YEAR}(?=\))"
            rf"|^(?:\W*(?:and|only|just|or|what about|how about)\s+)?{_YEAR}\W*$"
            rf"|\b{_YEAR}(?= {_PAPERS}\b)|(?<=papers ){_YEAR}",
            lambda m, _: (_year(m), _year(m)),
        ),
        (
            "last years",
            rf"\b(?:(?:in|from|of|over|within|during) )?the (?:last|past|previous) ({_COUNT})"
            rf" years\b",
            _last,
        ),
        (
            "recent",
            r"\b(?:recent(?:ly)?|latest|newest|up.to.date)\b",
            lambda _, newest: (newest - RECENT_YEARS + 1, None),
        ),
    )
)

_ALIASES = {
    "nips": "neurips", "neural information processing systems": "neurips",
    "international conference on learning representations": "iclr",
    "international conference on machine learning": "icml",
    "computer vision and pattern recognition": "cvpr",
    "empirical methods in natural language processing": "emnlp",
    "association for computational linguistics": "acl",
}  # fmt: skip
_BEFORE_VENUE = re.compile(r"(?:\b(?:at|in|from|only|just|or)|^)\s*$")
_AFTER_VENUE = re.compile(
    r"^\W*(?:papers?|articles?|works?|ones?|publications?|(?:19|20)?\d\d)\b|^\W*$"
)


def asked_years(folded: str, newest: int | None = None) -> Filters:
    """The years that a folded question restricts itself to.

    Args:
        folded: The question.
        newest: The newest year of the collection, which ``recent`` counts from.
    """
    low: int | None = None
    high: int | None = None
    left = " ".join(folded.split())  # where a venue was taken out, two spaces are left
    for rule in YEARS:
        for match in rule.pattern.finditer(left):
            lowest, highest = rule.means(match, newest or date.today().year)
            low = low if lowest is None else lowest
            high = high if highest is None else highest
        left = rule.pattern.sub(" ", left)
    return Filters(year_from=low, year_to=high)


def without_filters(text: str) -> str:
    """The folded text without the words that restrict years."""
    left = " ".join(fold(text).split())
    for rule in YEARS:
        left = rule.pattern.sub(" ", left)
    return left


def asked_venues(text: str, venues: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Venues of the collection that a question names, and the words that name them.

    A venue counts where it stands as one: in capitals, after ``at`` or before ``papers``.
    """
    families: dict[str, list[str]] = {}
    for venue in venues:
        families.setdefault(_family(venue), []).append(venue)
    names = {name: name for name in families} | {a: f for a, f in _ALIASES.items() if f in families}
    found, said = list[str](), list[str]()
    for name, family in names.items():
        if len(name) < 3:
            continue
        for match in re.finditer(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            written = match.group()
            before, after = fold(text[: match.start()]), fold(text[match.end() :])
            as_one = written[0].isupper() or _BEFORE_VENUE.search(before)
            if as_one or _AFTER_VENUE.search(after):
                found += families[family]
                said.append(written)
    return tuple(dict.fromkeys(found)), tuple(dict.fromkeys(said))


def combined(years: Filters, venues: tuple[str, ...]) -> Filters:
    """Years and venues in one."""
    return replace(years, venues=venues)


def merged(asked: Filters, given: Filters) -> Filters:
    """The restrictions of a question and of the page together; the question's win."""
    return Filters(
        authors=asked.authors or given.authors,
        without_authors=asked.without_authors or given.without_authors,
        venues=asked.venues or given.venues,
        year_from=asked.year_from if asked.year_from is not None else given.year_from,
        year_to=asked.year_to if asked.year_to is not None else given.year_to,
        paper_ids=asked.paper_ids or given.paper_ids,
    )


def explained(filters: Filters) -> tuple[str, ...]:
    """The restrictions in words, for the trace."""
    parts = []
    if filters.authors:
        parts.append("authors: " + ", ".join(filters.authors))
    if filters.without_authors:
        parts.append("not by: " + ", ".join(filters.without_authors))
    if filters.year_from or filters.year_to:
        parts.append(f"years: {filters.year_from or '…'} to {filters.year_to or '…'}")
    if filters.venues:
        parts.append("venues: " + ", ".join(filters.venues))
    return tuple(parts)


def _family(venue: str) -> str:
    """A venue's name without its year: ``NeurIPS 2019`` is of ``neurips``."""
    name = " ".join(w for w in words(venue) if not w.isdigit()) or fold(venue)
    return _ALIASES.get(name, name)
