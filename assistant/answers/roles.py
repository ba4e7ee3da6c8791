"""Which part a sentence plays in an abstract: problem, approach, data, results or limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import chain
from math import inf

from assistant.answers.leaning import leans
from assistant.types import Sentence
from assistant.verification.reading import read, weight
from assistant.wording.cues import INTRODUCES, OWN_WORK
from assistant.wording.text import fold, names


class Role(StrEnum):
    """A part of an abstract."""

    PROBLEM = "Problem"
    APPROACH = "Approach"
    DATA = "Data"
    RESULTS = "Results"
    LIMITS = "Limits"


_CUES = {
    Role.PROBLEM: re.compile(
        r"\bhowever\b|\bchalleng|\bdifficult|\bproblem|\bsuffer|\black|\bremain|\bfail|\bexisting\b"
        r"|\bprior\b|\bprevious|\bdespite\b|\bwhile\b|\boften\b|\bcrucial|\bimportant|\bneed"
        r"|\bquestion\b|\bunknown\b|\bunclear\b|\bopen\b"
    ),
    Role.APPROACH: re.compile(
        r"\bwe (?:\w+ )?(?:propos|introduc|present|develop|design|stud|investigat|consider|address"
        r"|describe|formulat|deriv|use|leverag|aim|focus|analy[sz]|explor|extend)"
        r"|\b(?:authors|paper|work|article|method|approach) (?:\w+ )?(?:propos|introduc|present"
        r"|develop|design|studi|investigat|consider|address|describ|formulat|deriv|analy[sz]"
        r"|explor|extend|uses)|\bour (?:method|approach|model|framework|algorithm|key|main)\b"
    ),
    Role.RESULTS: re.compile(
        r"\bresults?\b|\boutperform|\bachiev|\bimprov|\bstate.of.the.art\b|\bdemonstrat|\bshow"
        r"|\bexperiment|\bempirical|\bevaluat|\bfind\b|\bfound\b|\bprove\b|\bsignificant|\bfaster\b"
        r"|\bsurpass|\b\d+(?:\.\d+)? ?\\?%"
    ),
    Role.DATA: re.compile(
        r"\bdata ?sets?\b|\bbenchmarks?\b|\bcorp(?:us|ora)\b|\bimagenet|\bcifar|\bmnist\b|\bcoco\b"
        r"|\bglue\b|\bwmt|\batari\b|\bmujoco\b|\bevaluat\w+ (?:\w+ ){0,3}on\b"
        r"|\btasks (?:such|like|incl)"
    ),
    Role.LIMITS: re.compile(
        r"\bassum|\blimit(?:ed|ation)|\bonly (?:if|when|for|under|a)\b|\bcannot\b|\bcaveat"
        r"|\bdrawback|\bsmall (?:loss|drop|cost)|\bat the (?:cost|price|expense)|\bfail|\bexcept\b"
        r"|\btrade.?off|\bnot (?:always|necessarily|robust|sufficient)|\brequires?\b"
        r"|\bcaution|\bfuture work\b"
    ),
}
# What speaks for a role more than a cue does, and what against it.
_STRONG = {
    Role.PROBLEM: re.compile(
        r"\bhowever\b|\bunfortunately\b|\bchalleng|\bdifficult|\bsuffer|\black|\bremains?\b|\bunclear\b"
        r"|\bexpensive\b|\blimited\b|\bpoorly\b"
    ),
    Role.APPROACH: re.compile(
        r"\b(?:we|authors|paper|work) (?:\w+ ){0,2}(?:propos|introduc|present|develop|design)"
        r"|\b(?:key|main) (?:idea|insight)\b"
    ),
    Role.RESULTS: re.compile(
        r"\boutperform|\bachiev|\bstate.of.the.art\b|\bsurpass|\d ?\\?%|\d ?(?:\$?\\times|x\b)"
        r"|\b(?:results|experiments) (?:\w+ ){0,6}(?:show|demonstrat|suggest|indicat|confirm)"
    ),
}
_AGAINST = {
    Role.PROBLEM: re.compile(
        r"\bwe\b|\bour\b|\bthis (?:paper|work|article)\b|\bthe authors\b"
        r"|^(?:furthermore|moreover|finally|in addition|specifically|additionally)\b"
    ),
    Role.APPROACH: re.compile(
        r"\boutperform|\bstate.of.the.art\b|\bexperiments?\b|\bempirical|\bwe (?:show|find|prove)\b"
        r"|\bevaluat|^(?:then|finally|lastly|next|also|further|furthermore|moreover|in addition"
        r"|additionally)\b"
    ),
    Role.DATA: re.compile(r"\bexisting\b|\bprior\b|\bprevious|\bstate.of.the.art\b|\bmostly\b"),
    Role.RESULTS: _STRONG[Role.APPROACH],
}
_CENTRE = {
    Role.PROBLEM: 0.1,
    Role.APPROACH: 0.45,
    Role.DATA: 0.8,
    Role.RESULTS: 0.9,
    Role.LIMITS: 0.8,
}
_OPTIONAL = (Role.DATA, Role.LIMITS)
NEEDED = (Role.APPROACH, Role.RESULTS, Role.PROBLEM, Role.DATA, Role.LIMITS)
"""The roles, those first without which a summary says little."""
_SPREAD = 1.6
_LEANING = 0.7
"""What a sentence loses that does not stand alone."""
_NAMING = 1.0
"""What a sentence gains as the approach for giving it its name."""
_LEAST_NEW = 0.06
"""A further sentence must bring so much new content a word."""
_OVERHEAD = 12
"""Words that a sentence costs besides its own, so that short ones do not win by being short."""
_OTHERS = 0.7
"""What a sentence is worth that does not speak of the paper's own work."""
_POINTS_ELSEWHERE = re.compile(r"https?://|\b(?:code|videos?) (?:is|are|and)\b.{0,40}\bavailable")
_LEAST_PROBLEM = -0.5
"""A sentence that fits worse states no problem."""
_ABBREVIATES = re.compile(
    r"\((?:[A-Z][\w$^{}-]{0,20}[A-Z\d][\w$^{}-]{0,20}|\\?\w{0,20}[A-Z]{2}\w{0,20})\)"
)


def by_role(sentences: Sequence[Sentence]) -> dict[Role, Sentence]:
    """At most one sentence a role; data and limits only where a sentence speaks of them."""
    taken: dict[Role, Sentence] = {}
    for role in NEEDED:
        free = [s for s in sentences if s not in taken.values()]
        free = [s for s in free if role not in _OPTIONAL or _speaks_of(role, s, len(sentences))]
        scored = [(_fit(role, s, len(sentences)), -s.position, s) for s in free]
        if not scored:
            continue
        score, _, best = max(scored, key=lambda item: item[:2])
        least = {Role.PROBLEM: _LEAST_PROBLEM, Role.DATA: 0.0, Role.LIMITS: 0.0}.get(role, -inf)
        if score > least:
            taken[role] = best
    return {role: taken[role] for role in Role if role in taken}


def summary(
    sentences: Sequence[Sentence], words: int, shown: Sequence[Sentence] = ()
) -> dict[Role, list[Sentence]]:
    """The sentences that sum an abstract up in so many words, by role, each in reading order.

    One sentence a role, the most needed roles first; then those that bring most that is new.

    Args:
        sentences: All of the abstract.
        words: Budget; the approach is always given.
        shown: Sentences that stand elsewhere and are not to be repeated.
    """
    firsts = {role: s for role, s in by_role(sentences).items() if s not in shown}
    taken: dict[Role, list[Sentence]] = {}
    left = words
    for role in NEEDED:
        if role in firsts and (_length(firsts[role]) <= left or not (taken or shown)):
            taken[role] = [firsts[role]]
            left -= _length(firsts[role])
    while further := _most_new(sentences, [*shown, *chain(*taken.values())], left):
        role = max(
            _fitting(further, len(sentences)), key=lambda r: _fit(r, further, len(sentences))
        )
        taken.setdefault(role, []).append(further)
        left -= _length(further)
    return {r: sorted(taken[r], key=lambda s: s.position) for r in Role if r in taken}


def _fitting(sentence: Sentence, count: int) -> list[Role]:
    """The roles that a sentence may have: what it does not speak of is not for it.

    Problems are stated in the first half.
    """
    early = 2 * sentence.position < count
    known = [Role.APPROACH, Role.RESULTS] + [Role.PROBLEM] * early
    return [*known, *(role for role in _OPTIONAL if _speaks_of(role, sentence, count))]


def _speaks_of(role: Role, sentence: Sentence, count: int) -> bool:
    """Whether a sentence speaks of the paper's data or limits.

    What only says where code and data lie tells neither.  An early sentence that is not on the
    paper's own work tells the limits of other work.
    """
    if not has_cue(role, sentence.text) or _POINTS_ELSEWHERE.search(sentence.text):
        return False
    late = 2 * sentence.position >= count
    return role is not Role.LIMITS or late or bool(OWN_WORK.search(fold(sentence.text)))


def _most_new(
    sentences: Sequence[Sentence], taken: Sequence[Sentence], left: int
) -> Sentence | None:
    """The sentence that fits and says most a word that those taken and the title do not."""
    known = {s for t in taken for s in read(t.text).content}
    known |= set(read(sentences[0].paper.title).content) if sentences else set()
    best, most = None, _LEAST_NEW
    for sentence in sentences:
        if sentence in taken or _length(sentence) > left:
            continue
        if _POINTS_ELSEWHERE.search(sentence.text):
            continue
        if leans(sentence.text) and not any(t.position == sentence.position - 1 for t in taken):
            continue
        new = sum(weight(s) for s in read(sentence.text).content if s not in known)
        value = (
            new
            / (_length(sentence) + _OVERHEAD)
            * (1 if OWN_WORK.search(fold(sentence.text)) else 0.7)
        )
        if value > most:
            best, most = sentence, value
    return best


def _length(sentence: Sentence) -> int:
    return len(sentence.text.split())


def has_cue(role: Role, text: str) -> bool:
    """Whether a text speaks the way that part of an abstract does."""
    return bool(_CUES[role].search(fold(text)))


def _fit(role: Role, sentence: Sentence, count: int) -> float:
    place = sentence.position / max(1, count - 1)
    folded = fold(sentence.text)
    cues = min(len(_CUES[role].findall(folded)), 2)
    strong = 1.5 * bool(role in _STRONG and _STRONG[role].search(folded))
    against = 1.5 * bool(role in _AGAINST and _AGAINST[role].search(folded))
    names = role is Role.APPROACH and bool(
        INTRODUCES.search(folded) and (_ABBREVIATES.search(sentence.text) or names_in(sentence))
    )
    alone = _NAMING * names - _LEANING * (role is not Role.LIMITS and leans(sentence.text))
    return cues + strong - against + alone - _SPREAD * abs(place - _CENTRE[role])


def names_in(sentence: Sentence) -> bool:
    """Whether a sentence has a name that no sentence before it has."""
    before = set(names(sentence.paper.abstract[: sentence.start]))
    return any(name not in before for name in names(sentence.text))
