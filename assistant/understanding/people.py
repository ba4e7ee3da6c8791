"""Find the authors that a question names: full names, surnames, initials, any accents."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.text import fold, words

_NAME_PART = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*\.?")
_NO_SURNAMES = frozenset(
    """the a an and or of in on for to by with from about paper papers author authors any this that
    which what who is are was were do does did how many list show find first last second year
    model models data learning network networks neural deep graph""".split()
)


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
        """The authors named, in order; single words count only when capitalised or after ``by``."""
        tokens = [m.group() for m in _NAME_PART.finditer(question)]
        found, at = list[Mention](), 0
        while at < len(tokens):
            mention, used = self._longest(tokens, at)
            if mention:
                found.append(mention)
            at += max(1, used)
        return found

    def named(self, text: str) -> tuple[str, ...]:
        """Authors whose name has all the parts of a text, initials allowed."""
        parts = _parts(text)
        return self._with_parts(parts) if parts else ()

    def _longest(self, tokens: Sequence[str], at: int) -> tuple[Mention | None, int]:
        for size in (5, 4, 3, 2, 1):
            span = tokens[at : at + size]
            if len(span) < size:
                continue
            parts = [part for token in span for part in _parts(token)]
            if size == 1 and not self._alone(tokens, at):
                continue
            if size > 1 and not (_starts_name(span[0]) and _starts_name(span[-1])):
                continue
            if names := self._with_parts(parts):
                return Mention(" ".join(span), names, len(parts) > 1), size
        return None, 0

    def _alone(self, tokens: Sequence[str], at: int) -> bool:
        """Whether one word may stand for an author: a capital, or right after ``by``."""
        token = tokens[at]
        folded = fold(token)
        if folded in _NO_SURNAMES or len(folded) < 2 or token.isupper():
            return False
        if at > 1 and _may_be_first_name(tokens[at - 1]):
            # "Dawn Song" is somebody; who is not here is not any other Song.
            return False
        after_by = at > 0 and fold(tokens[at - 1]) in ("by", "author", "authors", "called")
        return after_by or token[0].isupper()

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


def _starts_name(token: str) -> bool:
    return token[0].isupper() or fold(token) not in _NO_SURNAMES
