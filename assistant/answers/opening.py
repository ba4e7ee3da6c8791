"""Which quote opens the answer: the first that gives the number or the data asked for.

The evidence model ranks what is about the question; where a number is asked for, or on what
something was tried, one sentence says it and its neighbours only speak of it.  What is commonly
believed never opens it where there is another quote.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.types import Evidence
from assistant.wording.cues import DATA_MEANT, EXAMPLES, NUMBER_MEANT
from assistant.wording.text import fold, names, numbers

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
    number = bool(NUMBER_MEANT.search(asked)) and _has_new_number(sentence, asked)
    return number + (bool(DATA_MEANT.search(asked)) and _tells_data(sentence))


def _has_new_number(sentence: str, asked: str) -> bool:
    return bool(set(numbers(_ENUMERATOR.sub("", sentence))) - set(numbers(asked)))


def _tells_data(sentence: str) -> bool:
    told = fold(sentence)
    listed = EXAMPLES.search(told) or names(sentence) or _LIST.search(sentence)
    return bool(_TRIED.search(told) and listed)
