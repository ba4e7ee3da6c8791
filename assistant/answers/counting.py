"""What is counted over papers of the catalog: authors, venues, years, extremes; all exact."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from assistant.answers import collection
from assistant.answers.cards import catalog_line
from assistant.answers.metadata import MOST_ROWS, OF_THESE, Finding, counted
from assistant.rendering import escape
from assistant.types import Paper, Section, Status
from assistant.wording.text import fold, how_many

_TOP_AUTHORS = 10
_MOST_NAMED = 20

Counted = tuple[Finding, list[Paper]]
"""What was counted, and the papers to show with it."""


def count_authors(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """How many different authors the papers have."""
    count = len({fold(name) for paper in papers for name in paper.authors})
    return counted(f"The papers{what or ' of this collection'} have {count} different authors."), []


def top_authors(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """The authors with the most papers; all that tie with the last one shown."""
    counts = _ranked(papers)
    if not counts:
        return Finding(Status.NOT_IN_COLLECTION, f"No authors are recorded{what}."), []
    most = counts[0][1]
    if most == 1:
        text = f"No author has more than one paper{what}; there are {len(counts)} authors."
        return counted(text), []
    least = max(2, counts[min(_TOP_AUTHORS, len(counts)) - 1][1])
    leaders = [name for name, n in counts if n == most]
    each = " each" if len(leaders) > 1 else ""
    rows = [f"With {most} papers{what}{each}: {escape(', '.join(leaders))}."]
    if rest := [f"{name} ({n})" for name, n in counts if least <= n < most]:
        rows.append(f"Then: {escape(', '.join(rest[:_MOST_NAMED]))}.")
    return counted(*rows), []


def coauthors(papers: Sequence[Paper], what: str, authors: Sequence[str]) -> Counted:
    """Who wrote the papers beside these authors, with how many papers."""
    own = {fold(name) for name in authors}
    counts = [(name, n) for name, n in _ranked(papers) if fold(name) not in own]
    who = escape(" and ".join(authors))
    if not counts:
        return Finding(Status.NOT_IN_COLLECTION, f"{who} has no coauthors here."), list(papers)
    told = ", ".join(f"{name} ({n})" if n > 1 else name for name, n in counts)
    number = how_many(len(papers), "paper")
    lead = f"{who} wrote {number} here with {len(counts)} others: {escape(told)}."
    return _shown(papers, lead), list(papers)


def venues(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """The venues of the papers, with how many papers each."""
    counts = Counter(paper.venue for paper in papers if paper.venue)
    told = ", ".join(f"{venue} ({how_many(n, 'paper')})" for venue, n in counts.most_common())
    if not told:
        return Finding(Status.NOT_IN_COLLECTION, f"No venues are recorded{what}."), []
    subject = "They" if what == OF_THESE else f"The papers{what or ' of this collection'}"
    return counted(f"{subject} are from {escape(told)}."), []


def years(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """How many papers there are of each year."""
    counts = Counter(paper.year for paper in papers if paper.year)
    if not counts:
        return Finding(Status.NOT_IN_COLLECTION, f"No years are recorded{what}."), []
    told = ", ".join(f"{year}: {n}" for year, n in sorted(counts.items()))
    return counted(f"Papers a year{what}: {told}."), []


def newest(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """The papers of the newest year."""
    return _of_year(papers, what, max, "newest")


def oldest(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """The papers of the oldest year."""
    return _of_year(papers, what, min, "oldest")


def most_authors(papers: Sequence[Paper], what: str, _: Sequence[str]) -> Counted:
    """The paper with the most authors; all that tie."""
    most = max((len(paper.authors) for paper in papers), default=0)
    chosen = [paper for paper in papers if len(paper.authors) == most and most]
    lead = f"The most authors{what}, {most}, {'has' if len(chosen) == 1 else 'have'}:"
    return _shown(chosen, lead), chosen


COUNTED: Mapping[str, Callable[[Sequence[Paper], str, Sequence[str]], Counted]] = {
    "top_authors": top_authors,
    "count_authors": count_authors,
    "coauthors": coauthors,
    "venues": venues,
    "years": years,
    "newest": newest,
    "oldest": oldest,
    "most_authors": most_authors,
    "overview": collection.overview,
    "with_code": collection.with_code,
}
"""What each is called in ``Request.asks``: of the papers, the restrictions in words, authors."""


def _of_year(
    papers: Sequence[Paper], what: str, pick: Callable[[Sequence[int]], int], word: str
) -> Counted:
    dated = [paper.year for paper in papers if paper.year]
    if not dated:
        return Finding(Status.NOT_IN_COLLECTION, f"No years are recorded{what}."), []
    chosen = [paper for paper in papers if paper.year == pick(dated)]
    count = len(chosen)
    verb = "is" if count == 1 else "are"
    more = f" ({MOST_ROWS} follow)" if count > MOST_ROWS else ""
    which = f"{count} {word} papers" if count > 1 else f"{word} paper"
    lead = f"The {which}{what} {verb} from {pick(dated)}{more}:"
    return _shown(chosen, lead), chosen


def _shown(papers: Sequence[Paper], lead: str) -> Finding:
    if not papers:
        return Finding(Status.NOT_IN_COLLECTION, "No such papers are recorded here.")
    rows = tuple(catalog_line(paper) for paper in papers[:MOST_ROWS])
    return Finding(Status.ANSWERED, lead, (Section("", rows),))


def _ranked(papers: Sequence[Paper]) -> list[tuple[str, int]]:
    """Authors with how many of the papers are theirs, most first, then by name."""
    written = sorted({name for paper in papers for name in paper.authors})
    spelled = {fold(name): name for name in sorted(written, key=_care)}
    counts = Counter(folded for paper in papers for folded in {fold(a) for a in paper.authors})
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return [(spelled[folded], n) for folded, n in ordered]


def _care(name: str) -> tuple[bool, str]:
    """Sorts names written in capitals and small letters after those in one of them."""
    return name not in (name.upper(), name.lower()), name
