"""Check a statement against the sentences it cites: numbers, names, coverage, contradiction.

A number or name that the cited text lacks settles it, and so does a word turned round, a
comparison swapped, what is said of others alone, or a condition left out (``objections.py``).  For
the rest two small fitted models weigh readable features (``alignment.py``): one says whether the
text *bears* the statement, one whether it says the *opposite*.  The weights are in
``assistant/weights/``; ``python -m eval.fit_verification`` makes them and prints what they see and
miss.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.evidence.selection import fitted
from assistant.types import Verdict
from assistant.verification.alignment import FEATURES, features
from assistant.verification.clash import Clash, swapped_sides
from assistant.verification.objections import objection, written
from assistant.verification.quantities import strange_quantities
from assistant.verification.reading import coverage, read, strange_names

SUPPORTED, WEAK = 0.5, 0.25
"""From these scores on a statement counts as supported, and as weakly supported."""
OPPOSES = 0.5
"""From this probability of an opposite on the statement is called contradicted.

On held-out development answers the whole check lets 92 % of the right ones pass, 4 % of those
turned round, none of those added to, 3 % of what is said of others, 3 of 10 swapped comparisons and
4 of 11 dropped conditions.
"""
_STRANGER, _LEAST_SHARED, _LEAST_BORNE, _NEARLY, _OPPOSITE = 0.2, 0.5, 0.15, 0.49, 0.3


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of one statement found.

    Attributes:
        reason: Why the verdict is what it is, for a person.
        coverage: Share of the statement's content words in the cited text.
        contradicts: Whether the cited text seems to say the opposite.
        score: How well the text bears the statement, in [0, 1]; the verdict follows from it.
    """

    verdict: Verdict
    reason: str
    coverage: float
    contradicts: bool = False
    score: float = 0.0


Opinion = Callable[[str, Sequence[str], str], tuple[float, float]]
"""Of a statement, its quotes and their title: probabilities that they bear it and deny it."""


def fitted_opinion(statement: str, quotes: Sequence[str], title: str) -> tuple[float, float]:
    """What the two fitted models say."""
    row = features(statement, quotes, title)[None, :]
    bears = fitted("support", FEATURES).probabilities(row)[0]
    opposes = fitted("contradiction", FEATURES).probabilities(row)[0]
    return float(bears), float(opposes)


def check(
    statement: str,
    quotes: Sequence[str],
    title: str = "",
    context: str = "",
    opinion: Opinion = fitted_opinion,
) -> Check:
    """Whether the cited sentences bear a statement, and why, in words for a person.

    Args:
        statement: One sentence, without citation marks.
        quotes: The sentences it cites.
        title: The cited paper's title; its words count as cited.
        context: The rest of the cited paper; a name that stands there is no invented one.
        opinion: What weighs statement and quotes; a model of support, where one is configured.
    """
    ours = read(statement)
    if not quotes:
        return Check(Verdict.UNSUPPORTED, "it cites nothing", 0.0)
    if not ours.content:
        return Check(Verdict.UNSUPPORTED, "it says nothing", 0.0)
    if any(statement.strip(" .") == quote.strip(" .") for quote in quotes):
        return Check(Verdict.SUPPORTED, "quoted word for word", 1.0, score=1.0)
    sources = [*quotes, title]
    share = coverage(ours, [read(text) for text in sources])
    bears, opposes = opinion(statement, quotes, title)
    score = combined(bears, opposes)
    if numbers := strange_quantities(statement, sources):
        said = f"the number {numbers[0].shown} is not in the cited text"
        return _judged(score * _STRANGER, said, share)
    if strangers := strange_names(statement, [*sources, context]):
        said = f"the name {strangers[0]} is not in the cited text"
        return _judged(score * _STRANGER, said, share)
    if against := objection(statement, quotes, title):
        if against.contradicts:
            return _opposite(score, against.reason, share)
        score = min(score, _NEARLY) if against.partly else score * _STRANGER
        return _judged(score, against.reason, share)
    if opposes >= OPPOSES and share >= _LEAST_SHARED and bears >= _LEAST_BORNE:
        return _opposite(score, why_opposite(statement, quotes), share)
    if share <= _LEAST_SHARED:  # Too little for any weighing to make up for.
        score = min(score, _NEARLY)
    return _judged(score, _why_covered(statement, sources, share), share)


def combined(bears: float, opposes: float) -> float:
    """One score of both probabilities: the worse of the two."""
    return min(bears, 1.0 - opposes)


def why_opposite(statement: str, quotes: Sequence[str]) -> str:
    """What in the cited text turns the statement round, for a person."""
    ours = read(statement)
    quote = max(quotes, key=lambda text: coverage(ours, [read(text)]))
    theirs = read(quote)
    clash = Clash(ours, theirs)
    if clash.opposites:
        mine, other = clash.opposites[0]
        return (
            f"the cited text says '{written(other, quote)}' where the statement says "
            f"'{written(mine, statement)}'"
        )
    if ours.negated != theirs.negated:
        where = "statement" if ours.negated else "cited text"
        return f"only the {where} has a negation"
    if swapped_sides(statement, quote):
        return "the cited text compares the other way round"
    return "the cited text points the other way"


def _opposite(score: float, reason: str, share: float) -> Check:
    lowered = score * _OPPOSITE
    return Check(Verdict.UNSUPPORTED, reason, share, contradicts=True, score=lowered)


def _judged(score: float, reason: str, share: float) -> Check:
    if score >= SUPPORTED:
        return Check(Verdict.SUPPORTED, reason, share, score=score)
    verdict = Verdict.WEAK if score >= WEAK else Verdict.UNSUPPORTED
    return Check(verdict, reason, share, score=score)


def _why_covered(statement: str, sources: Sequence[str], share: float) -> str:
    said = f"{round(100 * share)} % of its words are in the cited text"
    held = [read(text) for text in sources]
    lost = [s for s in read(statement).content if not any(s in r.content for r in held)]
    if not lost:
        return said
    shown = ", ".join(f"'{written(s, statement)}'" for s in lost[:3])
    return f"{said}, without {shown}"
