"""Whom a clause speaks of and under which condition: other people's methods, or the paper's own.

"Unlike kernel methods, which need a grid, ours …" bears "Kernel methods need a grid" and not "The
method needs a grid".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from assistant.reading import Reading, read, weight
from assistant.text import fold

_OTHERS = (
    r"(?:existing|previous|previously|prior|conventional|traditional|current|currently|recent"
    r"|earlier|standard|classical|classic|state.of.the.art|most|many|other|vanilla|typical|typically|popular"
    r"|baselines?|competing|alternative|related|past|common)"
)
_METHODS = (
    r"(?:methods?|approach(?:es)?|works?|models?|techniques?|algorithms?|studies|frameworks?"
    r"|solutions?|systems?|literature|research|practice|attacks?|defen[sc]es?|estimators?"
    r"|networks?|baselines?|pipelines?|procedures?|schemes?|strategies|theor(?:y|ies)|analyses"
    r"|bounds?|benchmarks?|datasets?|learners?|policies|architectures?|agents?|detectors?)"
)
_RIVAL_SUBJECT = re.compile(
    # Each way through this is the only one: a text cannot make it search for long.
    rf"^(?:\W|however|but|although|though|while|whereas|since|because|as|in|for|the|and|yet"
    rf"|moreover|unfortunately|to date|so far|nevertheless|many|most|much|all|some|of)*"
    rf"\s*{_OTHERS}\b(?: [\w-]+){{0,4}}? {_METHODS}\b"
)
_ASIDE = re.compile(
    r"^\W*(?:while |but |and |or )?(?:unlike|in contrast (?:to|with)|as opposed to|contrary to"
    r"|compared (?:to|with)|in comparison (?:to|with)|rather than|instead of)\b"
)
_OWN = re.compile(
    r"\bwe\b|\bours?\b|\bthis (?:paper|work|article|study)\b|\bthe (?:proposed|authors?|paper)\b"
    r"|\bpropos\w+|\bintroduc\w+|\bpresent(?:s|ed)?\b|\bnovel\b"
)
_GOES_ON = re.compile(
    r"^\W*(?:which|that|who|whose|where|and|or|by|because|since|as|to|they|it|thus|thereby|often"
    r"|typically|usually|\w+ing|\w+ed)\b"
)
_CLAUSE_END = re.compile(r"[,;:.](?:\s|$)| (?:and|but) ")
_CLAUSE = re.compile(
    r"[,;:—–]\s+|\s(?=(?:while|whereas|but|although|though|unlike|rather than|instead of|which"
    r"|in contrast to|compared (?:to|with))\b)",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"\b(?:unlike|existing|previous|previously|prior|conventional|traditional|earlier|competing"
    r"|state.of.the.art|others?|than|rather|instead|avoid\w*|whereas|compared|contrast|replac\w+"
    rf"|baselines?|(?:most|many|current|recent|standard|typical) (?:\w+ ){{0,2}}{_METHODS})\b"
)
_SELF = re.compile(
    r"^\W*(?:yes\W+|no\W+)?(?:the|this|their|its|it|they|we|our|authors?|in|by)\b"
    r"|\b(?:the|this|proposed) (?:\w+ )?(?:paper|authors?|method|approach|model|work|framework"
    r"|algorithm|system|network)\b"
)
CONDITION = re.compile(
    r"(?<!not )(?<!even )(?<!or )\b(?:only (?=if|when|for|on|in|under|with|at|by)|if|when|whenever"
    r"|unless|except|provided that|assuming|as long as|given that|limited to"
    r"|in the (?:case|presence|absence) of|for sufficiently|under (?!the (?:receiver|curve|roc)))\b"
)
_MOST_CONDITIONS = 8
_TOLD = 0.34
"""A condition of which less is told is left out."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A part of a sentence, and whether it speaks of others than the paper."""

    text: str
    of_others: bool


@lru_cache(maxsize=4096)
def clauses(sentence: str) -> tuple[Clause, ...]:
    """The clauses of a sentence in order, each with whom it speaks of."""
    return tuple(_clauses(sentence))


def _clauses(sentence: str) -> Iterator[Clause]:
    others = aside = False
    for piece in _CLAUSE.split(sentence):
        said = fold(piece)
        if _ASIDE.match(said):
            aside, now = True, True
        elif _OWN.search(said):
            others = aside = now = False
        elif _RIVAL_SUBJECT.match(said):
            others, now = True, True
        elif aside and not _GOES_ON.match(said):
            aside, now = False, others
        else:
            now = others or aside
        if piece.strip():
            yield Clause(piece, now)


def of_others_alone(statement: str, ours: Reading, quotes: Sequence[str], title: str) -> float:
    """The share of a statement that the quotes say of other methods alone, 0 to 1.

    0 where the statement speaks of others itself, or denies what they do.
    """
    if _MENTIONS.search(fold(statement)):
        return 0.0
    parts = [clause for quote in quotes for clause in clauses(quote)]
    others = [read(clause.text) for clause in parts if clause.of_others]
    if ours.negated and not any(clause.negated for clause in others):
        return 0.0
    own = [read(title), *(read(clause.text) for clause in parts if not clause.of_others)]
    total = sum(weight(s) for s in ours.content)
    alone = [s for s in ours.content if _in(s, others) and not _in(s, own)]
    return sum(weight(s) for s in alone) / (total or 1.0)


def speaks_of_itself(statement: str, title: str) -> bool:
    """Whether a statement's subject is the paper, its authors or the method that it names."""
    first = fold(statement).split()[:1]
    named = fold(title).partition(":")[0].split() if ":" in title else []
    return bool(_SELF.search(fold(statement))) or bool(first and first[0] in named)


def dropped_condition(ours: Reading, quote: str) -> str:
    """A condition of the quote that a statement leaves out where it says what stands before it.

    Returns:
        The condition as the quote has it, folded; empty where none is left out.
    """
    said = fold(quote)
    for match in islice(CONDITION.finditer(said), _MOST_CONDITIONS):
        condition = _CLAUSE_END.split(said[match.start() :], maxsplit=1)[0]
        before = list(read(said[: match.start()]).content)[-2:]
        held = read(condition).content
        told = sum(weight(s) for s in held if s in ours.content)
        missed = told < _TOLD * sum(weight(s) for s in held)
        if len(before) == 2 and all(s in ours.content for s in before) and missed:
            return condition.strip()
    return ""


def _in(stem: str, readings: Sequence[Reading]) -> bool:
    return any(stem in reading.content for reading in readings)
