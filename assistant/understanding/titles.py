"""Find the papers that a question names: by title or part of one, or by the name of a method."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz

from assistant.protocols import Library
from assistant.types import Paper
from assistant.wording.abbreviations import long_form
from assistant.wording.text import STOPWORDS, content_words, fold, plain, stem, words

_CANDIDATES = 30
_METHOD = re.compile(r"\b[A-Za-z]*[A-Z\d][\w]*(?:[-‑^$]+\w+\$?)*")
_SURNAME = re.compile(r"(?:Mc|Mac|Le|De|Di|La|Du|Van|Von|O['’])[A-Z][a-z]+$")
_GIVEN_NAME = re.compile(r"\S\s+[A-Z][\w.'’-]*\s+$")
_NAME_PAPERS = 6
_STEMMED = 40
_LETTERS, _FEW_PAPERS = 4, 2
_FUZZY = 92
_TOO_CLOSE = 0.1
_OPENINGS = ((5, 2), (4, 3))
"""Words of a title's opening, and how many of them at least are no common ones."""


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """A paper that the question names and how surely, from 0 to 1."""

    paper: Paper
    score: float
    reason: str


class Titles:
    """Resolves mentions of papers against the catalog.

    Args:
        library: The catalog.
    """

    def __init__(self, library: Library) -> None:
        self._library = library

    def named(self, text: str) -> list[TitleMatch]:
        """Papers named in the text, in the order they are named, surest reading first."""
        found: dict[str, tuple[int, TitleMatch]] = {}
        for position, match in [*self._by_title(text), *self._by_method(text)]:
            known = found.get(match.paper.id)
            if known is None or match.score > known[1].score:
                found[match.paper.id] = (position, match)
        ordered = sorted(found.values(), key=lambda item: (item[0], -item[1].score))
        return [match for _, match in ordered]

    def described(self, text: str, minimum: float = 0.6) -> list[TitleMatch]:
        """Papers whose title a phrase describes, best first: ``the over-squashing paper``."""
        asked = content_words(text)
        if not asked:
            return []
        papers = self._candidates(text)
        scored = [TitleMatch(p, _likeness(asked, p.title), "title words") for p in papers]
        return sorted(
            (m for m in scored if m.score >= minimum), key=lambda m: (-m.score, m.paper.id)
        )

    def _candidates(self, text: str) -> list[Paper]:
        hits = self._library.search_text(text, _CANDIDATES, titles_only=True)
        return self._library.get([paper_id for paper_id, _ in hits])

    def _by_title(self, text: str) -> list[tuple[int, TitleMatch]]:
        """Titles whose words stand together in the text, or the title's head before its colon."""
        matches = []
        folded = " ".join(words(text))
        candidates = self._candidates(text)
        for at, paper in _by_opening(folded, candidates):
            matches.append((at, TitleMatch(paper, 0.9, "title's opening")))
        for paper in candidates:
            for part in _title_parts(paper.title):
                wanted = " ".join(words(part))
                if len(content_words(part)) < 2 and not self._telling(wanted):
                    continue
                at = f" {folded} ".find(f" {wanted} ")
                if at >= 0:
                    matches.append((at, TitleMatch(paper, 1.0, "title")))
                    break
                if len(content_words(part)) >= 3:
                    alignment = fuzz.partial_ratio_alignment(wanted, folded, score_cutoff=_FUZZY)
                    if alignment and len(folded) >= 0.8 * len(wanted):
                        score = alignment.score / 100
                        matches.append((alignment.dest_start, TitleMatch(paper, score, "title")))
                        break
        return matches

    def _telling(self, word: str) -> bool:
        """Whether a single word is as good as a title: hardly another paper holds it."""
        if len(word) < _LETTERS or " " in word:
            return len(word) >= 2 * _LETTERS
        return self._library.document_frequencies([stem(word)]).get(stem(word), 0) <= _FEW_PAPERS

    def _holding(self, name: str) -> list[Paper]:
        """The papers that hold a name word for word; the catalog's search knows stems only."""
        wanted = words(plain(name))
        several = [*wanted[:-1], f"{wanted[-1]}s"] if wanted else []
        found = self._library.get(self._library.search_phrase(plain(name), _STEMMED))
        texts = [(p, words(f"{p.title} {p.abstract}")) for p in found]
        return [p for p, text in texts if _holds(text, wanted) or _holds(text, several)]

    def _is_common(self, name: str, owner: Paper) -> bool:
        """Whether an acronym stands for something that other papers write out: ``GNNs``."""
        long = long_form(name, owner.abstract)
        return bool(long) and len(self._library.search_phrase(long, 2)) > 1

    def _by_method(self, text: str) -> list[tuple[int, TitleMatch]]:
        """Names such as GShard or R-GAP that few papers hold and one of them introduces."""
        matches = []
        for found in _METHOD.finditer(text):
            name = found.group().strip("-^$")
            if _SURNAME.match(name) and _GIVEN_NAME.search(text[: found.start()]):
                continue  # "papers by Yann LeCun": papers cite people too
            sure = _looks_like_a_name(name)
            if not sure and not _may_be_a_name(name):
                continue
            papers = self._holding(name)
            owner = _owner(name, papers) if sure else _only_definer(name, papers)
            if owner and self._is_common(name, owner):
                continue
            if owner:
                at = len(" ".join(words(text[: found.start()])))
                matches.append((at, TitleMatch(owner, 0.95, f"name {name}")))
        return matches


def _by_opening(folded: str, papers: Sequence[Paper]) -> list[tuple[int, Paper]]:
    """Papers whose title's first words stand in the text, where no other title opens so."""
    openings: dict[str, list[Paper]] = {}
    for paper in papers:
        for size, content in _OPENINGS:
            first = words(paper.title)[:size]
            if len(first) == size and sum(w not in STOPWORDS for w in first) >= content:
                openings.setdefault(" ".join(first), []).append(paper)
    found = [(f" {folded} ".find(f" {opening} "), same) for opening, same in openings.items()]
    return [(at, same[0]) for at, same in found if at >= 0 and len(same) == 1]


def _title_parts(title: str) -> list[str]:
    """The title, and what stands before and after its colon."""
    head, _, tail = title.partition(":")
    return [title, head.strip(), tail.strip()] if tail else [title]


def _likeness(asked: Sequence[str], title: str) -> float:
    """Share of the phrase's content words that the title has, by stem or with a typing error."""
    theirs = [w for w in words(title) if w not in STOPWORDS]
    stems = {stem(w) for w in theirs}
    hits = sum(1.0 if stem(w) in stems else 0.9 * any(_near(w, t) for t in theirs) for w in asked)
    return hits / len(asked)


def _near(a: str, b: str) -> bool:
    return len(a) > 4 and len(b) > 4 and fuzz.ratio(a, b) >= 82


def _looks_like_a_name(word: str) -> bool:
    letters = [c for c in word if c.isalpha()]
    if len(letters) < 2:
        return False
    # Title-Case words such as Few-Shot are no names.
    inner = any(c.isupper() and before != "-" for before, c in pairwise(word))
    return inner or (any(c.isdigit() for c in word) and word[0].isupper())


def _may_be_a_name(word: str) -> bool:
    """A capitalised word of some length, such as Interpole; only a definition makes it a name."""
    return len(word) > 4 and word[0].isupper() and word.isalpha()


def _only_definer(name: str, papers: Sequence[Paper]) -> Paper | None:
    defined = [p for p in papers if _defines(name, p) and name.lower() not in p.abstract]
    few = len(defined) == 1 and len(papers) < _NAME_PAPERS
    return defined[0] if few and name in defined[0].abstract else None


def _owner(name: str, papers: Sequence[Paper]) -> Paper | None:
    """The one paper that introduces a name: in its title, or alone in using it."""
    if not papers or len(papers) > _NAME_PAPERS:
        return None
    wanted = words(plain(name))
    in_title = [p for p in papers if _holds(words(p.title), wanted)]
    if len(in_title) == 1:
        return in_title[0]
    if len(papers) == 1:
        return papers[0]
    defined = [p for p in papers if _defines(name, p)]
    return defined[0] if len(defined) == 1 else None


def _holds(text: Sequence[str], wanted: Sequence[str]) -> bool:
    size = len(wanted)
    return any(list(text[i : i + size]) == list(wanted) for i in range(len(text) - size + 1))


def _defines(name: str, paper: Paper) -> bool:
    """Whether the abstract introduces the name: in brackets, or after ``called`` or ``propose``."""
    escaped = re.escape(fold(plain(name)))
    text = fold(plain(paper.abstract))
    return bool(
        re.search(
            rf"\(\W?{escaped}s?\W?\)|(?:called|named|dubbed|termed|propose[sd]?|present[sed]*"
            rf"|introduc\w+|develop\w*)\s+(?:\w+\s+){{0,2}}[\"“]?{escaped}\b",
            text,
        )
    )


def choices(matches: Sequence[TitleMatch]) -> tuple[str, ...]:
    """Titles to choose from where the best matches are about equally good."""
    if not matches:
        return ()
    close = [m for m in matches if m.score > matches[0].score - _TOO_CLOSE]
    return tuple(m.paper.label for m in close[:6]) if len(close) > 1 else ()
