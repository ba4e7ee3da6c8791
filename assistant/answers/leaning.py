"""Does a sentence lean on the one before it: would a reader of it alone ask "this what?"."""

from __future__ import annotations

import re

from assistant.wording.text import fold

_LINK = (
    r"(?:(?:however|moreover|furthermore|additionally|in addition|in particular|specifically|thus"
    r"|hence|therefore|consequently|as a result|accordingly|finally|also|but|and|so|yet|then"
    r"|instead|similarly|likewise|first|second|third|empirically|theoretically|crucially|notably"
    r"|interestingly|surprisingly|importantly|unfortunately),? )?"
)
_OWN = (
    r"(?:paper|work|article|study|manuscript|survey|report|letter|note|thesis|tutorial|review"
    r"|(?:\w+ )?(?:paper|work|article))\b"
)
_EXPLETIVE = (
    r"(?:is|was|has been|has also been|remains|seems)"
    r" (?:well |also |often |still |widely |long |now |not |largely |therefore )?"
    r"(?:known|shown|possible|important|crucial|essential|difficult|hard|easy|clear|unclear|common"
    r"|necessary|believed|natural|desirable|challenging|unknown|established|argued|thought)\b"
)
_LEANS = re.compile(
    rf"{_LINK}(?:"
    rf"(?:this|these)\b(?! {_OWN})"
    rf"|it\b(?! {_EXPLETIVE})"
    r"|(?:its|they|their|them|he|she|his|her|those)\b(?! (?:who|that|which|of)\b)"
    r"|such\b(?! as\b)"
    r"|(?:the )?(?:former|latter)\b|both\b(?! (?:\w+ )?(?:\w+ )?and\b)|neither\b(?! .{0,60}\bnor\b)"
    r"|the (?:resulting|same|above|other)\b"
    r"|(?:here|thereby|otherwise|(?:by|in) contrast(?! (?:to|with)\b)|on the contrary|conversely"
    r"|that is|doing so|by doing so)\b"
    r"|(?:to|by|in|with|from|under|for|of|on|using|following|based on|inspired by|motivated by"
    r"|guided by|building on|given|beyond|unlike|despite|because of|due to)"
    r"(?: \w+ing| \w+){0,2}? (?:this|these|that|it|them|which)\b(?! (?:paper|work|article|study)\b)"
    r")"
)
# "The variables in this model …", "Although these methods …": a pointer soon after the start.
_SOON = re.compile(
    r"(?:[\w$-]+,? ){1,6}?(?:this|these|any such|many such|such a)"
    rf" (?!{_OWN}|way\b|end\b|regard\b)\w"
)
# "Here, we show" opens an abstract's own part and leans on nothing.
_STANDS = re.compile(r"here,? we\b|in this (?:\w+ )?(?:paper|work|article|study|report)\b")


def leans(sentence: str) -> bool:
    """Whether the sentence opens with a word for something that stands before it."""
    said = fold(sentence)
    return bool(_LEANS.match(said)) and not _STANDS.match(said)


def points_back(sentence: str) -> bool:
    """Whether it leans, or soon has such a word: it reads better with the sentence before it."""
    said = fold(sentence)
    return leans(sentence) or (bool(_SOON.match(said)) and not _STANDS.match(said))
