"""What a collection is about, and which of its papers tell where their code is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.answers.cards import catalog_line
from assistant.answers.metadata import MOST_ROWS, OF_THESE, Finding, counted
from assistant.rendering import escape
from assistant.types import Paper, Section, Status
from assistant.wording.text import STOPWORDS, fold, how_many, plain, stem

_PHRASES, _VENUES, _LONGEST, _TITLES = 8, 3, 3, 20_000
_PART = 0.6
"""A phrase goes where a longer one with it has this share of its papers."""
_RUN = re.compile(r"[^\W_]+(?:[-'’][^\W_]+)*(?:\s+[^\W_]+(?:[-'’][^\W_]+)*)*")
_LINKING = STOPWORDS | frozenset("using via toward towards without beyond non based".split())
_CODE = re.compile(
    r"https?://(?:www\.)?(?:git(?:hub|lab)\.com|bitbucket\.org|codeberg\.org|huggingface\.co)"
    r"/[\w./~-]*[\w~-]"
)
_SAID = re.compile(r"\b[Cc]ode\b|[Ii]mplementation|[Ss]oftware|[Pp]ackage|[Ll]ibrary")
_TOLD = re.compile(
    r"\b(?:code|implementations?|software|package|library)\b[^.?!]*"
    r"\b(?:available|released?|open.?sourced?|public(?:ly)?|download(?:ed)?|(?:found|is|are) at)\b"
    r"|\b(?:release|open.?source|publish|provide)[sd]?\b[^.?!]*\b(?:code|implementation)\b",
    re.IGNORECASE,
)


def overview(papers: Sequence[Paper], what: str, _: Sequence[str]) -> tuple[Finding, list[Paper]]:
    """How many papers there are, from when and where, and what their titles speak of most."""
    if not papers:
        return Finding(Status.NOT_IN_COLLECTION, f"There are no papers{what} here."), []
    number = how_many(len(papers), "paper")
    first = f"This collection holds {number}{what}{_when(papers)}{_where(papers)}."
    read = papers[:: -(-len(papers) // _TITLES)]  # of very many every second, third, …
    phrases = title_phrases([paper.title for paper in read])
    if not phrases:
        return counted(first), []
    whose = "their titles" if len(read) == len(papers) else f"the titles of {len(read):,} of them"
    told = ", ".join(f"{escape(phrase)} ({count:,})" for phrase, count in phrases)
    ask = f"Ask for any of them: *Which papers deal with {escape(phrases[0][0])}?*"
    return counted(first, f"Most often in {whose}: {told}.", ask), []


def title_phrases(titles: Sequence[str]) -> list[tuple[str, int]]:
    """The phrases of two or three words that most titles hold, with how many, most first.

    A phrase counts once a title, in singular and plural alike, and is spelled as most often.
    """
    counts, spelled = Counter[tuple[str, ...]](), dict[tuple[str, ...], Counter[str]]()
    for title in titles:
        for key, phrase in dict(_phrases(title)).items():
            counts[key] += 1
            spelled.setdefault(key, Counter())[phrase] += 1
    # What is in a longer phrase nearly as often is better told by that.
    within = Counter[tuple[str, ...]]()
    for key, count in counts.items():
        for part in (key[:-1], key[1:]):
            within[part] = max(within[part], count)
    kept = list[tuple[str, ...]]()
    for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if count < 2 or len(kept) == _PHRASES:
            break
        alike = any(_holds(key, k) or _holds(k, key) for k in kept)
        if not alike and within[key] < _PART * count:
            kept.append(key)
    return [(spelled[key].most_common(1)[0][0], counts[key]) for key in kept]


def with_code(papers: Sequence[Paper], what: str, _: Sequence[str]) -> tuple[Finding, list[Paper]]:
    """The papers whose abstract tells where their code is, or that it can be had."""
    found = [paper for paper in papers if code_told(paper.abstract)]
    of = f"{len(papers):,}" if what == OF_THESE else how_many(len(papers), "paper")
    of += what
    if not found:
        lead = f"None of the abstracts of {of} tells where code is. The full papers may."
        return Finding(Status.NOT_IN_COLLECTION, lead), []
    more = f" (the first {MOST_ROWS} follow)" if len(found) > MOST_ROWS else ""
    lead = f"The abstracts of {len(found):,} of {of} tell where their code is or that there is some"
    rows = []
    for paper in found[:MOST_ROWS]:
        row, address = catalog_line(paper), code_told(paper.abstract)
        code = f". Code: <{address}>" if address.startswith("http") else ""
        rows.append(replace(row, text=row.text + code, reason="read off the abstract"))
    return Finding(Status.ANSWERED, f"{lead}{more}:", (Section("", tuple(rows)),)), found


def code_told(abstract: str) -> str:
    """The address of a paper's code, or the words that promise it; empty where neither is there."""
    found = _CODE.search(abstract)
    if not found and _SAID.search(abstract):  # most abstracts end here, soon
        found = _TOLD.search(abstract)
    return found.group() if found else ""


def _phrases(title: str) -> Iterator[tuple[tuple[str, ...], str]]:
    for run in _RUN.findall(fold(plain(title))):
        words = run.split()
        roots = ["" if len(w) < 2 or w in _LINKING else stem(w) for w in words]
        for start in range(len(words) - 1):
            for end in range(start + 2, min(start + _LONGEST, len(words)) + 1):
                key = tuple(roots[start:end])
                if not all(key):
                    break
                yield key, " ".join(words[start:end])


def _holds(longer: Sequence[str], part: Sequence[str]) -> bool:
    size = len(part)
    return any(tuple(longer[i : i + size]) == tuple(part) for i in range(len(longer) - size + 1))


def _when(papers: Sequence[Paper]) -> str:
    years = [paper.year for paper in papers if paper.year]
    if not years:
        return ""
    low, high = min(years), max(years)
    return f" from {low}" if low == high else f" from {low} to {high}"


def _where(papers: Sequence[Paper]) -> str:
    counts = Counter(paper.venue for paper in papers if paper.venue)
    if not counts:
        return ""
    if len(counts) == 1:
        return f", all of {escape(next(iter(counts)))}" if len(papers) > 1 else ""
    most = ", ".join(f"{escape(v)} ({n:,})" for v, n in counts.most_common(_VENUES))
    rest = ", most of" if len(counts) > _VENUES else ", of"
    return f"{rest} {most}"
