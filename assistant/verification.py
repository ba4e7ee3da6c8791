"""Check a statement against the sentences it cites: coverage, numbers, names, negation, direction.

The checks are lexical and can be read.  They see a wrong paper or a changed number well, a turned
direction fairly, and a paraphrase that shares no words not at all (``eval`` prints how well).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.text import content_stems, fold, names, numbers, stem, words
from assistant.types import Verdict

SUPPORTED_COVERAGE = 0.7
WEAK_COVERAGE = 0.45
_NEGATORS = frozenset(
    "not no never neither nor none cannot without fail fails failed failing unable lack lacks "
    "rarely hardly barely n't isn doesn don didn aren wasn weren won couldn shouldn".split()
)
_OPPOSITES = (
    ("increase", "decrease"), ("increase", "reduce"), ("increase", "lower"), ("raise", "lower"),
    ("improve", "degrade"), ("improve", "worsen"), ("improve", "hurt"), ("better", "worse"),
    ("higher", "lower"), ("more", "less"), ("more", "fewer"), ("faster", "slower"),
    ("outperform", "underperform"), ("larger", "smaller"), ("stronger", "weaker"),
    ("strong", "weak"), ("easy", "hard"), ("easier", "harder"), ("positive", "negative"),
    ("upper", "lower"), ("above", "below"), ("maximum", "minimum"), ("maximize", "minimize"),
    ("accelerate", "slow"), ("stable", "unstable"), ("with", "without"), ("linear", "nonlinear"),
    ("supervised", "unsupervised"), ("gain", "loss"), ("rise", "fall"), ("best", "worst"),
)  # fmt: skip
_OPPOSITE = {(stem(a), stem(b)) for pair in _OPPOSITES for a, b in (pair, (pair[1], pair[0]))}


@dataclass(frozen=True, slots=True)
class Check:
    """What the check of one statement found.

    Attributes:
        coverage: Share of the statement's content words in the best window of the cited text.
        contradicts: Whether the cited text seems to say the opposite.
    """

    verdict: Verdict
    reason: str
    coverage: float
    contradicts: bool = False


def check(statement: str, quotes: Sequence[str], title: str = "") -> Check:
    """Whether the cited sentences bear a statement, and why, in words for a person.

    Args:
        statement: One sentence, without citation marks.
        quotes: The sentences it cites.
        title: The cited paper's title; names in it count as cited.
    """
    if not quotes:
        return Check(Verdict.UNSUPPORTED, "it cites nothing", 0.0)
    window = _best_window(statement, quotes)
    whole = " ".join((*quotes, title))
    coverage = _coverage(statement, " ".join((*quotes, title)))
    if missing := [n for n in numbers(statement) if n not in numbers(whole)]:
        return Check(
            Verdict.UNSUPPORTED, f"the number {missing[0]} is not in the cited text", coverage
        )
    known = set(words(whole))
    if strange := [n for n in names(statement) if not set(words(n)) <= known]:
        return Check(
            Verdict.UNSUPPORTED, f"the name {strange[0]} is not in the cited text", coverage
        )
    if coverage >= WEAK_COVERAGE and (turned := _turned(statement, window)):
        return Check(Verdict.UNSUPPORTED, turned, coverage, contradicts=True)
    share = f"{round(100 * coverage)} % of its words are in the cited text"
    if coverage >= SUPPORTED_COVERAGE:
        return Check(Verdict.SUPPORTED, share, coverage)
    if coverage >= WEAK_COVERAGE:
        return Check(Verdict.WEAK, f"only {share}", coverage)
    return Check(Verdict.UNSUPPORTED, f"only {share}", coverage)


def _coverage(statement: str, text: str) -> float:
    wanted = content_stems(statement)
    found = set(content_stems(text))
    return sum(s in found for s in wanted) / len(wanted) if wanted else 0.0


def _best_window(statement: str, quotes: Sequence[str]) -> str:
    """The cited sentence that shares most with the statement."""
    return max(quotes, key=lambda quote: _coverage(statement, quote))


def _turned(statement: str, window: str) -> str:
    """Why the statement says the opposite of the window, or an empty string."""
    ours, theirs = _plain_stems(statement), _plain_stems(window)
    for mine in ours:
        for other in theirs:
            if (mine, other) in _OPPOSITE and other not in ours and mine not in theirs:
                return f"the cited text says '{other}' where the statement says '{mine}'"
    if _negated(statement) != _negated(window):
        where = "statement" if _negated(statement) else "cited text"
        return f"only the {where} has a negation"
    return ""


def _plain_stems(text: str) -> list[str]:
    return list(dict.fromkeys(stem(w) for w in words(text)))


def _negated(text: str) -> bool:
    return bool(_NEGATORS & set(fold(text).replace("'", " ").replace("’", " ").split()))
