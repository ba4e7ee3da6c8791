"""Which part a sentence plays in an abstract: problem, approach, data, results or limits."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from assistant.text import fold
from assistant.types import Sentence


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
    Role.PROBLEM: re.compile(r"\bwe\b|\bour\b|\bthis (?:paper|work|article)\b|\bthe authors\b"),
    Role.APPROACH: re.compile(
        r"\boutperform|\bstate.of.the.art\b|\bexperiments?\b|\bempirical|\bwe (?:show|find|prove)\b"
        r"|\bevaluat"
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
_SPREAD = 1.6
_LIMIT_FLOOR = 1.0


def by_role(sentences: Sequence[Sentence]) -> dict[Role, Sentence]:
    """At most one sentence a role; data and limits only where a sentence speaks of them."""
    taken: dict[Role, Sentence] = {}
    for role in (Role.APPROACH, Role.RESULTS, Role.PROBLEM, Role.DATA, Role.LIMITS):
        free = [s for s in sentences if s not in taken.values()]
        scored = [(_fit(role, s, len(sentences)), -s.position, s) for s in free]
        if not scored:
            break
        score, _, best = max(scored, key=lambda item: item[:2])
        if role not in _OPTIONAL or (score > 0 and has_cue(role, best.text)):
            taken[role] = best
    return {role: taken[role] for role in Role if role in taken}


def has_cue(role: Role, text: str) -> bool:
    """Whether a text speaks the way that part of an abstract does."""
    return bool(_CUES[role].search(fold(text)))


def _fit(role: Role, sentence: Sentence, count: int) -> float:
    place = sentence.position / max(1, count - 1)
    folded = fold(sentence.text)
    cues = min(len(_CUES[role].findall(folded)), 2)
    strong = 1.5 * bool(role in _STRONG and _STRONG[role].search(folded))
    against = 1.5 * bool(role in _AGAINST and _AGAINST[role].search(folded))
    return cues + strong - against - _SPREAD * abs(place - _CENTRE[role])
