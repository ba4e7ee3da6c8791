"""What speaks against a statement whatever words it shares with the text: rules with a reason each.

Each is rare where a statement is right: on development answers beside their evidence they object to
about one in fifty (``python -m eval.fit_verification`` prints it).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.verification.reading import Reading, coverage, read
from assistant.verification.scope import (
    dropped_condition,
    mentions_others,
    nearer_others,
    of_others_alone,
    own_loses,
    own_part,
    phrase_of_others,
    speaks_of_itself,
)
from assistant.verification.substitution import compared, replaced, turned_links, turned_words
from assistant.wording.text import fold, stem, words

_OF_OTHERS, _NEARER = 0.3, 0.3
_ROW = 3
_RATE = re.compile(r"\bper (?!cent\b)\w+")
_TELLS_RATE = re.compile(r"\bper\b|/|\beach\b|\bevery\b|\ban? (?:second|minute|hour|day|step)\b|%")
_EXACT = {
    word: kind
    for kind, said in enumerate(
        ("second secondly 2nd", "third thirdly 3rd", "fourth 4th", "fifth 5th",
         "linear linearly", "quadratic quadratically", "cubic cubically", "polynomial polynomially",
         "exponential exponentially", "logarithmic logarithmically")
    )
    for word in said.split()
}  # fmt: skip
"""Words that no other can stand for: which one in a row, and how something grows."""
_AS_MUCH, _LEAST_TOLD = 0.6, 0.5
_LEAST_SHARED = 0.6
"""A quote that holds less of the statement is not what the statement was made of."""


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a statement is not borne, for a person, and whether the text says the opposite."""

    reason: str
    contradicts: bool = False
    partly: bool = False


def objection(statement: str, quotes: Sequence[str], title: str = "") -> Objection | None:
    """The first thing that speaks against a statement; None where nothing does.

    Args:
        statement: One sentence, without citation marks.
        quotes: The sentences it cites; at least one.
        title: The cited paper's title.
    """
    ours = read(statement)
    return (
        _of_others(statement, ours, quotes, title)
        or _says_nothing(statement, ours, quotes)
        or _turned_round(statement, ours, quotes, title)
        or _strange(statement, [*quotes, title])
        or _unconditional(ours, quotes)
    )


def _of_others(
    statement: str, ours: Reading, quotes: Sequence[str], title: str
) -> Objection | None:
    if not speaks_of_itself(statement, title):
        return None
    if (
        of_others_alone(statement, ours, quotes, title) >= _OF_OTHERS
        or nearer_others(statement, ours, quotes, title) >= _NEARER
    ):
        return Objection("the cited text says this of other methods")
    if phrase := phrase_of_others(statement, quotes):
        shown = " ".join(written(s, statement) for s in phrase.split())
        return Objection(f"the cited text speaks of '{shown}' with other methods")
    return None


def _says_nothing(statement: str, ours: Reading, quotes: Sequence[str]) -> Objection | None:
    if statement.rstrip().endswith(":"):
        return Objection("it announces something and says nothing")
    if twice := repeated(ours, [read(quote) for quote in quotes]):
        return Objection(f"it says '{' '.join(written(s, statement) for s in twice)}' twice")
    return None


def _turned_round(
    statement: str, ours: Reading, quotes: Sequence[str], title: str
) -> Objection | None:
    sources = quotes if mentions_others(statement) else [own_part(q) or q for q in quotes]
    nearest = max(sources, key=lambda text: coverage(ours, [read(text)]))
    if coverage(ours, [read(nearest), read(title)]) < _LEAST_SHARED:
        return None
    if own_loses(statement, nearest, title):
        return Objection("the cited text compares the other way round", contradicts=True)
    rest = {s for text in sources if text != nearest for s in read(text).stems}
    return _turned(statement, ours, nearest, rest)


def _turned(
    statement: str, ours: Reading, quote: str, elsewhere: Collection[str]
) -> Objection | None:
    """What is turned round in the nearest quote; a word that stands ``elsewhere`` is not."""
    theirs = read(quote)
    comparison = compared(ours, theirs)
    if comparison == "converse":
        return None  # "B is worse than A" for "A is better than B".
    opposites, negations, _ = replaced(ours, theirs)
    if turned := [pair for pair in turned_words(ours, theirs) if pair[0] not in elsewhere]:
        mine, other = turned[0]
        return Objection(
            f"the cited text says '{written(other, quote)}' where the statement says "
            f"'{written(mine, statement)}'",
            contradicts=True,
        )
    if opposites:
        return Objection("the cited text points the other way", contradicts=True)
    if negations and ours.negated != theirs.negated:
        where = "statement" if ours.negated else "cited text"
        return Objection(f"only the {where} has a negation", contradicts=True)
    if negations:
        return Objection("the cited text denies something else", contradicts=True)
    if links := turned_links(ours, theirs):
        return Objection(f"the cited text says '{links[1]}' where the statement says '{links[0]}'")
    if comparison == "other way":
        return Objection("the cited text compares the other way round", contradicts=True)
    return None


def repeated(ours: Reading, sources: Sequence[Reading]) -> tuple[str, ...]:
    """Content words in a row that a statement has twice, and its sources have not.

    Small models that lose the thread explain a thing by itself.
    """
    rows = _rows(ours)
    told = [row for source in sources for row in _rows(source)]
    return next(
        (r for i, r in enumerate(rows) if r in rows[i + _ROW :] and told.count(r) < rows.count(r)),
        (),
    )


def _rows(reading: Reading) -> list[tuple[str, ...]]:
    content = [s for s in reading.stems if s in reading.content]
    return list(zip(*(content[i:] for i in range(_ROW)), strict=False))


def strange_rate(statement: str, sources: Sequence[str]) -> str:
    """A "per day" of the statement where no source tells a rate; empty where none is strange."""
    told = any(_TELLS_RATE.search(fold(text)) for text in sources)
    rate = _RATE.search(fold(statement))
    return rate.group() if rate and not told else ""


def strange_word(statement: str, sources: Sequence[str]) -> str:
    """A "second" or "quadratically" of the statement that no source has; empty where none is."""
    known = {_EXACT[word] for text in sources for word in words(text) if word in _EXACT}
    return next((w for w in words(statement) if w in _EXACT and _EXACT[w] not in known), "")


def _strange(statement: str, sources: Sequence[str]) -> Objection | None:
    strange = strange_rate(statement, sources) or strange_word(statement, sources)
    return Objection(f"the cited text has no '{strange}'") if strange else None


def _unconditional(ours: Reading, quotes: Sequence[str]) -> Objection | None:
    """A condition left out is an overclaim: the statement says more than the text does.

    Quotes that hold little of the statement, or far less than another does, are not asked.
    """
    shares = [coverage(ours, [read(quote)]) for quote in quotes]
    nearest = [q for q, s in zip(quotes, shares, strict=True) if s >= _AS_MUCH * max(shares)]
    conditions = [dropped_condition(ours, quote) for quote in nearest]
    if max(shares) >= _LEAST_TOLD and any(conditions):
        return Objection(
            f"the cited text says so only '{next(filter(None, conditions))}'", partly=True
        )
    return None


def written(root: str, text: str) -> str:
    """The word of a text that has this stem, as it is written there."""
    return next((word for word in words(text) if stem(word) == root), root)
