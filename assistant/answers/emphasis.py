"""Which words of a quote answer: the numbers, names, reasons or means that the question asks for.

Only the rendering uses it; the quote itself stays verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.verification.scope import clauses
from assistant.wording.cues import wants
from assistant.wording.text import fold, names, spelt_out, words

Span = tuple[int, int]
_NUMBER = re.compile(
    r"(?<![\w.–-])\d+(?:[.,]\d+)*(?:[–-]\d+(?:[.,]\d+)*)?"
    r"(?:\s?(?:\\?%|×|x\b|k\b|[- ]fold\b|times\b|percent\b|points\b"
    r"|(?:million|billion|thousand|hundred)\b))?(?:-(?:bits?|shots?|layers?|fold)\b)?(?![\w])"
)
_ENUMERATOR = re.compile(r"(?<![\w.])\(?\d\)(?=\s)")
"""The "(1)" or "1)" of a list counts nothing."""
_NAME = re.compile(r"[A-Za-z][\w-]*")
_TO_ITS_END = r"(?:[^,.;(]|\.(?=\d)){8,}(?<!\s)"
"""To where a phrase ends, which a bracket does too, and the point in "2.0" does not."""
_REASON = re.compile(rf"\b(?:because|due to|since|owing to|as a result of)\b{_TO_ITS_END}")
_MEANS = re.compile(rf"\b(?:by (?:\w+ly )?\w+ing|via|through|using)\b{_TO_ITS_END}")
_ADJECTIVE_LAST = re.compile(
    r"\b(?:a|an|the|this|each|its|their) (?:[\w-]+ )?[\w-]+(?:ed|ive|ous|able|ible|ful|less)\s*$"
)
_MOST, _LARGEST_SHARE = 4, 0.6


def answering(question: str, text: str, title: str = "") -> tuple[Span, ...]:
    """Offsets of the answering words of a quote, in order; none where too much would be marked.

    Args:
        question: What is asked.
        text: The quote.
        title: Its paper's title, whose names answer nothing.
    """
    found = list[Span]()
    for start, end in sorted(_candidates(question, text, title)):
        if found and start < found[-1][1]:
            continue
        if text.count("$", 0, start) % 2 == 0 and "$" not in text[start:end]:
            found.append((start, end))
    marked = sum(end - start for start, end in found)
    if not found or len(found) > _MOST or marked > _LARGEST_SHARE * len(text):
        return ()
    return tuple(found)


def _candidates(question: str, text: str, title: str) -> Iterator[Span]:
    asked = wants(question)
    known, titled = fold(f"{question} {title}"), words(title)
    if asked["number"]:
        counted = _ENUMERATOR.sub(lambda m: " " * len(m.group()), text)
        yield from (m.span() for m in _NUMBER.finditer(counted) if fold(m.group()) not in known)
    if asked["name"] or asked["data"]:
        for match in _NAME.finditer(text):
            name = fold(match.group())
            if names(match.group()) and name not in known and not spelt_out(name, titled):
                yield match.span()
    if asked["why"]:
        yield from _phrases(_REASON, text)
    if asked["how"] and not asked["number"]:
        yield from _phrases(_MEANS, text)


def _phrases(kind: re.Pattern[str], text: str) -> Iterator[Span]:
    """Reasons or means, without those of other people's methods, which answer nothing.

    Nor one that a comma cuts off before its noun: "using a fixed" of "using a fixed, small number".
    """
    for match in kind.finditer(text):
        if not (_ADJECTIVE_LAST.search(match.group()) or _is_of_others(text, match.start())):
            yield match.span()


def _is_of_others(text: str, place: int) -> bool:
    """Whether a place is in a clause on other people's methods."""
    at = 0
    for clause in clauses(text):
        at = text.index(clause.text, at) + len(clause.text)
        if place < at:
            return clause.of_others
    return False
