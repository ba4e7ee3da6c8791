"""Whether a question asks more than one paper, and the parts that may each mean another one.

"Hard negatives and consistent contrast: what does each change?" is answered out of two papers;
"what is proposed and why?" out of one.  The words that tell stand in one table.
"""

from __future__ import annotations

import re

from assistant.understanding.rules import Rule, fired
from assistant.understanding.topics import topic
from assistant.wording.text import fold

_PAPERS = (
    r"(?:papers|works(?! (?:best|better|well|worse|when|if)\b)|articles|abstracts|publications"
    r"|studies)"
)
_WAYS = rf"(?:{_PAPERS}|methods|approaches|techniques|algorithms|frameworks|authors|groups)"
_NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}

SEVERAL = tuple(
    Rule(name, re.compile(pattern))
    for name, pattern in (
        ("so many papers",
         rf"\b(?:two|three|four|five|several|many|various|multiple)(?: \w+)? {_WAYS}\b"
         r"(?! (?:of|in) (?:the|this|that|its)\b)"),
        ("each", r"\b(?:does|do|did|is|in|of|by|with|from|each) each(?: (?:one|paper|work|method))?"
                 r"\b(?! (?:other|\w+ of\b))|\beach of (?:them|these|those)\b"
                 r"|\brespectively\b|\btwice\b"),
        ("which papers", rf"\b(?:which|what|the|these|those)(?: \w+){{0,2}} {_PAPERS}\b"
                         rf"|\b{_PAPERS} here\b"),
        ("which methods", rf"^(?:\W*(?:and|so) )?(?:which|what)(?: \w+)? {_WAYS}\b"),
        ("who", r"(?:^|[.?!:;,] (?:and )?)who(?: else| all)?"
                r" (?!(?:is|are|was|were|made|wrote|funded|paid|sponsored|reviewed) )\w+"),
        ("where", r"\bappears? where\b|\bwhere (?:do|does|are|is) .{3,40} (?:appear|come up"
                  r"|show up|turn up)\b"),
        ("against each other",
         r"\bversus\b|\bvs\b|\bdiffer(?:s|ently|ences?)?\b|\bhow (?:is|are) .{3,60} different\b"
         r"|\bcompare\b|\bwhich of (?:these|those|them)\b"
         r"|\bwhen (?:would|should|do) i (?:take|use|prefer|choose)\b"),
    )
)  # fmt: skip
_SPLIT = re.compile(
    r"\s*(?:[,;:?–—]|\.(?=\s|$)|\b(?:and|or|versus|vs\.?|while|whereas|but|against)\b)\s*",
    re.IGNORECASE,
)
_COUNT = re.compile(rf"\b(two|three|four|five)(?: \w+)? {_PAPERS}\b|\b(twice)\b")
_OF_EACH = re.compile(
    r"(?:,|\band\b|[.?:;–]) (?:and )?(?:for |in |to |by |on |with |from |about |\w+ing up )?"
    r"(?:what|how|why|does|do|did|which)\b"
    rf"(?! (?:\w+ )?(?:{_PAPERS}|(?:we|you) have|is there|there))"
)
_LIST = re.compile(r"(?:^|[.?:;,] )(?:list|show|name|find)\b")
_WHO_DOES = re.compile(r"\bwho (?:(?:else|all|here) \w+|(?!has\b|does\b)\w+s)\b")
_MOST = 5


def asks_several(question: str) -> str:
    """The name of the rule by which a question asks more than one paper; empty where none fires."""
    return fired(SEVERAL, fold(question))


def compares(question: str) -> bool:
    """Whether a question sets papers beside each other, so that each of them answers its part."""
    return asks_several(question) in ("so many papers", "each", "against each other")


def asks_of_each(folded: str) -> bool:
    """Whether a question asks for papers and besides what each of them says: ``..., and how``."""
    return bool(fired(SEVERAL, folded) and _OF_EACH.search(folded)) and not _LIST.search(folded)


def asks_for_all(folded: str) -> bool:
    """Whether a question asks for every paper of a kind: ``who builds on it?``, ``used where?``.

    "Who won?" asks for a person.
    """
    rule = fired(SEVERAL, folded)
    return rule in ("which papers", "which methods", "where") or (
        rule == "who" and bool(_WHO_DOES.search(folded))
    )


def how_many(question: str) -> int | None:
    """How many papers a question speaks of: 2 for "two papers ..."; None where it does not say."""
    found = _COUNT.search(fold(question))
    return (_NUMBERS[found.group(1)] if found.group(1) else 2) if found else None


def parts(question: str) -> tuple[str, ...]:
    """The pieces of a question that have a topic of their own; at most five, none where one."""
    pieces = [piece.strip() for piece in _SPLIT.split(question)]
    told = tuple(piece for piece in pieces if topic(piece))
    return told[:_MOST] if len(told) > 1 else ()
