"""Right statements made wrong in ways that small models make them wrong, to learn the check from.

Each function gives None (or nothing) where a text offers no such change.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.verification.polarity import listed_opposites
from assistant.verification.scope import CONDITION, clauses
from assistant.wording.text import STOPWORDS

_BEATS = re.compile(
    r"^(?P<a>[^,;]{3,70}?) (?P<verb>(?:consistently |significantly |greatly |often )?"
    r"(?:outperforms?|beats?|exceeds?|surpass(?:es)?)) (?P<b>[^,;.]{3,70}?)"
    r"(?P<rest>(?: (?:by|on|in|for|across|over|with|at|while|and|when)\b.*|[,;.].*)?)$"
)
_THAN = re.compile(
    r"^(?P<a>[^,;]{3,60}?) (?P<is>is|are|was|were|has|have|gives?|needs?|takes?|uses?|yields?"
    r"|achieves?|learns?|performs?) (?P<said>[^,;]{3,80}?) than (?P<b>[^,;.]{3,60}?)"
    r"(?P<rest>[,;.].*)?$"
)
_VERB_FROM = re.compile(
    r"\b(?:is|are|was|were|can|cannot|often|usually|typically|mainly|mostly|only|need|needs|require"
    r"|requires|use|uses|rely|relies|assume|assumes|suffer|suffers|fail|fails|focus|focuses|tend"
    r"|tends|ignore|ignores|lack|lacks|do|does|have|has|learn|learns|treat|treats)\b"
)
_ASKS = re.compile(r"(?:evaluat|check|test|ask|decid|determin|investigat|examin|see|tell)\w*")
"""After these "if" asks and is no condition."""
_WHO = ("The authors' method", "The paper", "It", "The method")


def turn(text: str) -> list[str]:
    """The text with one word turned into its opposite, for every word that has one."""
    return [
        text[: match.start()] + other + text[match.end() :]
        for match in re.finditer(r"[A-Za-z]+", text)
        if (other := listed_opposites().get(match.group().lower()))
    ]


def swap_comparison(text: str) -> str | None:
    """Winner and loser of a comparison changed for each other."""
    if match := _BEATS.match(text):
        return f"{match['b']} {match['verb']} {match['a']}{match['rest']}"
    if match := _THAN.match(text):
        rest = match["rest"] or ""
        return f"{match['b']} {match['is']} {match['said']} than {match['a']}{rest}"
    return None


def others_as_own(sentences: Sequence[str], title: str) -> list[tuple[str, str]]:
    """What an abstract says of other methods, said of the paper's own, with the sentence."""
    name, colon, _ = title.partition(":")
    who = [name] if colon and len(name.split()) < 3 else []
    found = []
    for i, sentence in enumerate(sentences):
        for clause in clauses(sentence):
            verb = _VERB_FROM.search(clause.text)
            if clause.of_others and verb and len(clause.text[verb.start() :].split()) > 4:
                subject = (*who, *_WHO)[i % (len(who) + len(_WHO))]
                found.append((f"{subject} {clause.text[verb.start() :].rstrip('. ')}.", sentence))
    return found


def _can_end(word: str) -> bool:
    """Whether a clause may end on a word: not on "is", "only", "as", "mostly" or "evaluates"."""
    lower = word.lower()
    return not (lower in STOPWORDS or lower.endswith("ly") or _ASKS.fullmatch(lower))


def drop_condition(text: str) -> str | None:
    """The text without its last clause of condition; None where it has none or is left short."""
    for match in reversed(list(CONDITION.finditer(text))):
        before, rest = text[: match.start()].rstrip(" ,"), text[match.start() :]
        end = re.search(r"[,;.](?:\s|$)", rest)
        said = before.split()
        if len(said) > 5 and before[-1].isalpha() and _can_end(said[-1]):
            return before + (rest[end.start() :] if end else ".")
    return None
