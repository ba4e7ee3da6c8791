"""Find the authors that a question names: full names, surnames, initials, any accents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from assistant.wording.text import fold, words

_NAME_PART = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_NO_SURNAMES = frozenset(
    """the a an and or of in on for to by with from about paper papers author authors any this that
    which what who is are was were do does did how many list show find first last second year
    model models data learning network networks neural deep graph it its them their there here
    these those each both all and else anything something everything it's how why can could has
    have had been be also please give show me us you your so then now""".split()
)
_CALLED = frozenset(("by", "author", "authors", "called", "named"))
_CUES = _CALLED | frozenset(
    """from of did does has have had is was are with and or without than not publications works
    authored written coauthored co-authored researcher professor prof dr""".split()
)
_FEW = 5
"""A question of fewer words may begin with a name."""
_NEARLY, _MOST_LIKE = 86, 4


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of the question that names authors of the collection.

    Attributes:
        text: The words of the question.
        names: The authors it may mean, as the catalog spells them; several when ambiguous.
        full: Whether more than one part of the name was given.
    """

    text: str
    names: tuple[str, ...]
    full: bool


class People:
    """The authors of a collection by the parts of their names.

    Args:
        authors: Every author once, with the number of papers.
    """

    def __init__(self, authors: Iterable[tuple[str, int]]) -> None:
        self._parts: dict[str, tuple[str, ...]] = {}
        self._by_part: dict[str, list[str]] = defaultdict(list)
        for name, _ in authors:
            parts = tuple(_parts(name))
            self._parts[name] = parts
            for part in dict.fromkeys(parts):
                self._by_part[part].append(name)

    def mentioned(self, question: str) -> list[Mention]:
        """The authors named, in order.

        A name in lower case counts after a word such as ``by``, a single word where it is a
        surname: after such a word, with ``'s`` or with a capital that does not begin the question.
        """
        tokens = [m.group() for m in _NAME_PART.finditer(question)]
        found, at, end = list[Mention](), 0, -1
        while at < len(tokens):
            mention, used = self._longest(tokens, at, after_name=at == end)
            if mention:
                found.append(mention)
                end = at + used
            at += max(1, used)
        return found

    def named(self, text: str) -> tuple[str, ...]:
        """Authors whose name has all the parts of a text, initials allowed."""
        parts = _parts(text)
        return self._with_parts(parts) if parts else ()

    def like(self, name: str) -> tuple[str, ...]:
        """Authors whose name is spelled nearly so, nearest first; for an unknown name."""
        wanted = " ".join(_parts(name))
        near = process.extract(
            wanted,
            {n: " ".join(parts) for n, parts in self._parts.items()},
            scorer=fuzz.token_sort_ratio,
            score_cutoff=_NEARLY,
            limit=_MOST_LIKE,
        )
        return tuple(str(author) for _, _, author in near)

    def _longest(
        self, tokens: Sequence[str], at: int, after_name: bool
    ) -> tuple[Mention | None, int]:
        for size in (5, 4, 3, 2, 1):
            span = tokens[at : at + size]
            if len(span) < size:
                continue
            parts = [part for token in span for part in _parts(token)]
            if size == 1:
                names = self._alone(tokens, at, after_name)
            elif _is_name(span) or (_after_cue(tokens, at) and _may_be_name(span)):
                names = self._with_parts(parts)
            else:
                names = ()
            if names:
                return Mention(" ".join(span), names, len(parts) > 1), size
        return None, 0

    def _alone(self, tokens: Sequence[str], at: int, after_name: bool) -> tuple[str, ...]:
        """The authors that one word may stand for; in "Donti, Rolnick" each is one's own."""
        token = tokens[at]
        own = token.removesuffix("'s").removesuffix("’s")
        if fold(own) in _NO_SURNAMES or len(own) < 2 or own.isupper():
            return ()
        if at > 1 and not after_name and _may_be_first_name(tokens[at - 1]):
            # "Dawn Song" is somebody; who is not here is not any other Song.
            return ()
        capital = own[0].isupper() and (at > 0 or len(tokens) < _FEW)
        if not (capital or own != token or _after_cue(tokens, at)):
            return ()
        names = self._with_parts(_parts(token))
        surnames = tuple(n for n in names if self._parts[n][-1] in _parts(token))
        first_names = names if fold(tokens[at - 1]) in _CALLED and at else ()
        return surnames or first_names

    def _with_parts(self, parts: Sequence[str]) -> tuple[str, ...]:
        """Authors with all these parts, at least one of them whole; initials match beginnings."""
        whole = [p for p in parts if len(p) > 1]
        if not whole or any(p in _NO_SURNAMES for p in whole):
            return ()
        candidates = self._by_part.get(whole[-1], [])
        return tuple(
            name for name in candidates if all(_has(self._parts[name], part) for part in parts)
        )


def _parts(name: str) -> list[str]:
    return [part for part in words(name.replace("-", " ")) if part]


def _has(parts: Sequence[str], wanted: str) -> bool:
    return wanted in parts or (len(wanted) == 1 and any(p.startswith(wanted) for p in parts))


def _may_be_first_name(token: str) -> bool:
    return token[0].isupper() and not token.isupper() and fold(token) not in _NO_SURNAMES


def _is_name(span: Sequence[str]) -> bool:
    """Whether words look like a person's name: the first and the last have a capital."""
    return span[0][0].isupper() and span[-1][0].isupper() and _may_be_name(span)


def _may_be_name(span: Sequence[str]) -> bool:
    return not {fold(span[0]), fold(span[-1])} & _NO_SURNAMES


def _after_cue(tokens: Sequence[str], at: int) -> bool:
    """Whether the word before announces a name: ``by``, ``did``."""
    return (at == 0 and len(tokens) < _FEW) or (at > 0 and fold(tokens[at - 1]) in _CUES)
