"""What speaks against a statement whatever words it shares with the text: rules with a reason each.

Each is rare where a statement is right: on development answers beside their evidence they object to
fewer than one in a hundred (``python -m eval.fit_verification`` prints it).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.reading import Reading, coverage, read
from assistant.scope import dropped_condition, of_others_alone, speaks_of_itself
from assistant.substitution import compared, replaced, turned_words
from assistant.text import stem, words

_OF_OTHERS = 0.3
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
    quote = max(quotes, key=lambda text: coverage(ours, [read(text)]))
    theirs = read(quote)
    if speaks_of_itself(statement, title):
        alone = of_others_alone(statement, ours, quotes, title)
        if alone >= _OF_OTHERS:
            return Objection("the cited text says this of other methods")
    if coverage(ours, [theirs]) < _LEAST_SHARED:
        return None
    return _turned(statement, ours, quote, theirs) or _unconditional(ours, quote)


def _turned(statement: str, ours: Reading, quote: str, theirs: Reading) -> Objection | None:
    comparison = compared(ours, theirs)
    if comparison == "converse":
        return None  # "B is worse than A" for "A is better than B".
    opposites, negations, _ = replaced(ours, theirs)
    if turned := turned_words(ours, theirs):
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
    if comparison == "other way":
        return Objection("the cited text compares the other way round", contradicts=True)
    return None


def _unconditional(ours: Reading, quote: str) -> Objection | None:
    if condition := dropped_condition(ours, quote):
        return Objection(f"the cited text says so '{condition}'", partly=True)
    return None


def written(root: str, text: str) -> str:
    """The word of a text that has this stem, as it is written there."""
    return next((word for word in words(text) if stem(word) == root), root)
