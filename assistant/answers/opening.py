"""Which quote opens the answer: the first that gives the number or the data asked for.

The evidence model ranks what is about the question; where a number is asked for, or on what
something was tried, one sentence says it and its neighbours only speak of it.  What is commonly
believed never opens it where there is another quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.cues import EXAMPLES
from assistant.text import fold, names, numbers
from assistant.types import Evidence

_NUMBER = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|often|far|few|high|low|small|narrow|short|deep|wide"
    r"|slow|close|accurate|strong)\b|\bby how\b|\bpercent|%|\bnumbers?\b"
    r"|\b(?:what|which) (?:\S+ ){0,3}(?:accuracy|score|rate|size|number|share|fraction|factor"
    r"|speed-?up|gain|figure|temperature|threshold|dimension|value|budget|cost|price|ratio"
    r"|percentage|saving)s?\b"
)
_DATA = re.compile(
    r"\b(?:which|what)(?: (?:sorts?|kinds?|types?) of)?"
    r"(?: (?!is\b|are\b|do\b|does\b|makes?\b|explains?\b)[\w-]+){0,2} "
    r"(?:data ?sets?|benchmarks?|environments?|games?|graphs|domains|robots?|corpora|corpus"
    r"|languages|simulators?|problems|tasks|diseases?|applications)\b"
    r"(?! models?\b| net(?:work)?s?\b)"
    r"|\b(?:tested|tried|evaluated|checked|demonstrated|validated|run|ran)"
    r" (?:it |this |that |them )?(?:on|in|with)\b|\bon what\b"
    r"|\bwhere (?:did|do|was|were|is)\b.{0,30}\b(?:test|try|tried|run|evaluate)"
)
_TRIED = re.compile(
    r"\b(?:evaluat|experiment|test|validat|benchmark|dataset|empirical|effectiveness|achiev"
    r"|domains)\w*"
)
_LIST = re.compile(r", [\w -]+,? and ")
_BELIEF = re.compile(
    r"\b(?:popular|common(?:ly)?|widely?|widespread|conventional|generally?|prevailing|often"
    r"|usually) (?:\w+ )?(?:beliefs?|believed|assumed|assumptions?|wisdom|thought|held)\b"
    r"|\b(?:is|are|was|were|been) (?:\w+ )?(?:believed|thought|assumed|hypothesi[sz]ed)"
    r" (?:to|that)\b"
)
_ENUMERATOR = re.compile(r"\(\d\)")


def opening(question: str, evidence: Sequence[Evidence]) -> Evidence:
    """The quote to begin with: of those that give what is asked for, else of all, the likeliest.

    Args:
        question: What was asked.
        evidence: The quotes of one paper; at least one.
    """
    return max(
        evidence,
        key=lambda e: (
            not tells_belief(e.sentence.text),
            gives(question, e.sentence.text),
            e.score,
            -e.sentence.position,
        ),
    )


def tells_belief(sentence: str) -> bool:
    """Whether it tells what is commonly believed, which abstracts mostly tell to deny it."""
    return bool(_BELIEF.search(fold(sentence)))


def gives(question: str, sentence: str) -> int:
    """How many of number and data the question asks for and the sentence gives."""
    asked = fold(question)
    number = bool(_NUMBER.search(asked)) and _has_new_number(sentence, asked)
    return number + (bool(_DATA.search(asked)) and _tells_data(sentence))


def _has_new_number(sentence: str, asked: str) -> bool:
    return bool(set(numbers(_ENUMERATOR.sub("", sentence))) - set(numbers(asked)))


def _tells_data(sentence: str) -> bool:
    told = fold(sentence)
    listed = EXAMPLES.search(told) or names(sentence) or _LIST.search(sentence)
    return bool(_TRIED.search(told) and listed)
