"""Whom a clause speaks of and under which condition: other people's methods, or the paper's own.

"Unlike kernel methods, which need a grid, ours …" bears "Kernel methods need a grid" and not "The
method needs a grid".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, islice, pairwise

from assistant.verification.reading import Reading, coverage, read, weight
from assistant.wording.text import fold

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
_SEVERAL = (
    r"(?:(?:several|a number of|a (?:line|series) of) (?:[\w-]+ ){0,2}(?:works?|methods?"
    r"|approaches|studies|papers|techniques|authors|researchers)|researchers)"
)
_RIVAL_SUBJECT = re.compile(
    # Each way through this is the only one: a text cannot make it search for long.
    rf"^(?:\W|however|but|although|though|while|whereas|since|because|as|in|for|the|and|yet|over|than|to|by|from|with"
    rf"|moreover|unfortunately|to date|so far|nevertheless|many|most|much|all|some|of)*"
    rf"\s*(?:{_SEVERAL}|{_OTHERS}\b(?: [\w-]+){{0,4}}? {_METHODS})\b"
)
_FAILING = re.compile(
    r"^\W*(?:but |and |however |although |though |while |since |because )?(?:[\w-]+ ){0,3}?"
    r"(?:methods|approaches|algorithms|techniques)\b[^,;]{0,60}\b(?:fail|fall short|suffer|struggle"
    r"|lack|cannot|can not|do not|tend to)\b"
)
"""What methods at large fail at, is said of others."""
_ASIDE = re.compile(
    r"^\W*(?:while |but |and |or )?(?:unlike|in contrast (?:to|with)|as opposed to|contrary to"
    r"|compared (?:to|with)|in comparison (?:to|with)|rather than|instead of)\b"
)
_OWN = re.compile(
    r"\bwe\b|\bours?\b|\bthis (?:paper|work|article|study)\b|\bthe (?:proposed|authors?|paper)\b"
)
_NEW = re.compile(r"\bpropos\w+|\bintroduc\w+|\bpresent(?:s|ed)?\b|\bnovel\b")
"""What is new is the paper's own, unless others are the subject: "methods that introduce …"."""
_GOES_ON = re.compile(
    r"^\W*(?:which|that|who|whose|where|and|or|by|because|since|as|to|thus|thereby|often"
    r"|typically|usually|\w+ing|\w+ed)\b"
)
_CONDITION_END = re.compile(r"[,;:.()](?:\s|$)|\s\(| (?:and|but|which|that|so|thus|where|while) ")
_SENTENCE_PART = re.compile(r"[;:.](?:\s|$)| but | whereas | while ")
_CLAUSE = re.compile(
    r"[,;:—–]\s+|\s(?=(?:while|whereas|but|although|though|unlike|rather than|instead of|which"
    r"|in contrast to|compared (?:to|with))\b)"
    rf"|\s(?=(?:over|than|to|of|by|from|with) {_OTHERS} (?:[\w-]+ ){{0,3}}{_METHODS} that )",
    re.IGNORECASE,
)
_MENTIONS = re.compile(
    r"\b(?:unlike|existing|previous|previously|prior|conventional|traditional|earlier|competing"
    r"|state.of.the.art|others?|than|rather|instead|avoid\w*|whereas|compared|contrast|replac\w+"
    r"|baselines?|(?:most|many|several|current|recent|standard|typical) (?:\w+ ){0,2}"
    rf"{_METHODS})\b"
)
_SELF = re.compile(
    r"^\W*(?:yes\W+|no\W+)?(?:the|this|their|its|it|they|we|our|authors?|in|by)\b"
    r"|\b(?:the|this|proposed) (?:\w+ )?(?:paper|authors?|method|approach|model|work|framework"
    r"|algorithm|system|network)\b"
)
CONDITION = re.compile(
    r"(?<!not )(?<!even )(?<!or )(?<!as )\b(?:only (?=if|when|for|on|in|under|with|at|by)"
    r"|if(?! not better| any\b)|when|whenever"
    r"|unless|except|provided that|assuming|as long as|given that|limited to"
    r"|in the (?:presence|absence) of"
    r"|in (?:the|an?) (?:[\w-]+ ){0,2}(?:scenarios?|settings?|regimes?|cases?)|for sufficiently"
    r"|under (?!(?:the (?:receiver|curve|roc)|such|this|th[eo]se|consideration|study|way)\b))\b"
)
_PROVES = re.compile(
    r"\bprov(?:e|es|ed|en|ably|ing)\b|\btheor\w+|\bguarante\w+|\bbounds?\b|\bconverg\w+"
    r"|\bidentifiab\w+|\brecovers?\b|\bconsisten(?:t|cy)\b|\boptimal(?:ity)?\b"
)
_RESTRICTION = re.compile(
    r"\b(?:for|in|with|on) (?:(?!(?:all|any|each|every|general|arbitrary|which|both|these|this"
    r"|such|our|its)\b)[\w-]+ ){1,3}"
    r"(?:loss(?:es)?|functions?|objectives?|problems?|settings?|cases?|distributions?|noise|games"
    r"|matrices|kernels?|rewards?|regimes?|dynamics|tails?|constraints?|designs?|inputs?)\b"
)
"""What a theorem holds for is part of the theorem: "for convex losses"."""
_BEATS = r"(?:outperform|beat|surpass|exceed)(?:s|es)?"
_BEATEN = re.compile(rf"\b{_BEATS} (?P<who>.+)")
_OWN_METHOD = re.compile(
    r"(?:the|this|our|their|its) (?:proposed |new |own )?(?:method|approach|model|framework"
    r"|algorithm|system|network|technique)\b(?! of\b)"
)
_OWN_BEATS = re.compile(
    r"\b(?:we|(?:our|this|the proposed) (?:[\w-]+ ){0,3}(?:method|approach|model|framework"
    rf"|algorithm|system|network|technique)) (?:[\w-]+ ){{0,3}}{_BEATS}\b"
)
_MOST_CONDITIONS = 8
_TELLING = 0.9
"""What two words must weigh together to be more than "neural networks"."""
_TOLD = 0.34
"""A condition of which less is told is left out."""
_SAID = 0.7
"""Where so much of what hangs on a condition is told, the condition must be told too."""
_NEAR, _FEW = 4, 2
"""Content words beside a condition that it bears on: at most, and at least."""


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
        elif _RIVAL_SUBJECT.match(said) or _FAILING.match(said):
            others, now = True, True
        elif _NEW.search(said):
            others = aside = now = False
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
    if mentions_others(statement):
        return 0.0
    parts = [clause for quote in quotes for clause in clauses(quote)]
    others = [read(clause.text) for clause in parts if clause.of_others]
    if ours.negated and not any(clause.negated for clause in others):
        return 0.0
    own = [read(title), *(read(clause.text) for clause in parts if not clause.of_others)]
    total = sum(weight(s) for s in ours.content)
    alone = [s for s in ours.content if _in(s, others) and not _in(s, own)]
    return sum(weight(s) for s in alone) / (total or 1.0)


def nearer_others(statement: str, ours: Reading, quotes: Sequence[str], title: str) -> float:
    """By how much a clause on others says more of a statement than all that is the paper's own.

    0 where the statement speaks of others itself, or where the paper's own says as much.
    """
    if mentions_others(statement):
        return 0.0
    named = read(title)
    others = [read(c.text) for quote in quotes for c in clauses(quote) if c.of_others]
    own = [read(own_part(quote)) for quote in quotes]
    said = max((coverage(ours, [clause, named]) for clause in others), default=0.0)
    return max(0.0, said - max(coverage(ours, [text, named]) for text in own))


def phrase_of_others(statement: str, quotes: Sequence[str]) -> str:
    """A telling pair of words that the quotes have on others alone, as stems; "" where none is.

    "Intrinsic rewards" of "methods based on intrinsic rewards fall short" is no part of the
    paper's own method.  A statement that speaks of others itself may say so.
    """
    if mentions_others(statement):
        return ""
    parts = [clause for quote in quotes for clause in clauses(quote)]
    others = {pair for c in parts if c.of_others for pair in _pairs(read(c.text))}
    own = [read(own_part(quote)) for quote in quotes]
    telling = (
        f"{a} {b}"
        for a, b in _pairs(read(statement))
        if (a, b) in others and weight(a) + weight(b) >= _TELLING
        if not _in(a, own) and not _in(b, own)
    )
    return next(telling, "")


def _pairs(reading: Reading) -> list[tuple[str, str]]:
    """Content stems that stand next to each other."""
    stems = reading.stems
    return [(a, b) for a, b in pairwise(stems) if a in reading.content and b in reading.content]


def own_part(sentence: str) -> str:
    """The clauses of a sentence that speak of the paper's own, or of nobody."""
    return ", ".join(clause.text for clause in clauses(sentence) if not clause.of_others)


def mentions_others(statement: str) -> bool:
    """Whether a statement itself speaks of other people's methods, or compares."""
    return bool(_MENTIONS.search(fold(statement)))


def own_loses(statement: str, quote: str, title: str) -> bool:
    """Whether rivals beat the paper's own method here, and the method them in the quote.

    "We outperform the rivals" names no side that a reversed statement could be known by.
    """
    said, name = fold(statement), fold(title).partition(":")[0].strip()
    loser = _BEATEN.search(said)
    own = loser is not None and (
        bool(_OWN_METHOD.match(loser["who"])) or (":" in title and loser["who"].startswith(name))
    )
    return own and bool(_OWN_BEATS.search(fold(quote)))


def speaks_of_itself(statement: str, title: str) -> bool:
    """Whether a statement's subject is the paper, its authors or the method that it names."""
    first = fold(statement).split()[:1]
    named = fold(title).partition(":")[0].split() if ":" in title else []
    return bool(_SELF.search(fold(statement))) or bool(first and first[0] in named)


def dropped_condition(ours: Reading, quote: str) -> str:
    """A condition of the quote that a statement leaves out where it says what hangs on it.

    Returns:
        The condition as the quote has it, folded; empty where none is left out.
    """
    said = fold(quote)
    found = [CONDITION.finditer(said)]
    if _PROVES.search(said):
        found.append(_RESTRICTION.finditer(said))
    for match in islice(chain(*found), _MOST_CONDITIONS):
        condition = _CONDITION_END.split(said[match.start() :], maxsplit=1)[0]
        held = read(condition).content
        hangs = _hanging(said, match.start(), match.start() + len(condition))
        if hangs and held and _told(hangs, ours) >= _SAID and _told(held, ours) < _TOLD:
            return condition.strip(" ,()")
    return ""


def _hanging(said: str, start: int, end: int) -> list[str]:
    """The content stems that a condition bears on: those before it, else those after it."""
    clause = _SENTENCE_PART.split(said[:start])[-1]
    before = list(read(clause).content)[-_NEAR:]
    if len(before) >= _FEW:
        return before
    _, comma, rest = said[end:].partition(",")
    after = list(read(_SENTENCE_PART.split(rest if comma else said[end:])[0]).content)[:_NEAR]
    return after if len(after) >= _FEW else []


def _told(stems: Iterable[str], ours: Reading) -> float:
    total = sum(map(weight, stems))
    return sum(weight(s) for s in stems if s in ours.content) / (total or 1.0)


def _in(stem: str, readings: Sequence[Reading]) -> bool:
    return any(stem in reading.content for reading in readings)
