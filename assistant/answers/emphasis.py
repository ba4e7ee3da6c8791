"""Which words of a quote answer: the numbers, names, reasons or means that the question asks for.

Only the rendering uses it; the quote itself stays verbatim.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.cues import wants
from assistant.text import fold, names, words

Span = tuple[int, int]
_NUMBER = re.compile(
    r"(?<![\w.–-])\d+(?:[.,]\d+)*(?:[–-]\d+(?:[.,]\d+)*)?"
    r"(?:\s?(?:\\?%|×|x\b|k\b|[- ]fold\b|times\b|percent\b|points\b"
    r"|(?:million|billion|thousand|hundred)\b))?(?:-(?:bits?|shots?|layers?|fold)\b)?(?![\w])"
)
_NAME = re.compile(r"[A-Za-z][\w-]*")
_REASON = re.compile(r"\b(?:because|due to|since|owing to|as a result of)\b[^,.;]{8,}")
_MEANS = re.compile(r"\b(?:by (?:\w+ly )?\w+ing|via|through|using)\b[^,.;]{8,}")
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
    known = fold(f"{question} {title}")
    if asked["number"]:
        yield from (m.span() for m in _NUMBER.finditer(text) if fold(m.group()) not in known)
    if asked["name"] or asked["data"]:
        for match in _NAME.finditer(text):
            name = fold(match.group())
            if names(match.group()) and name not in known and not _abbreviates(name, title):
                yield match.span()
    if asked["why"]:
        yield from (m.span() for m in _REASON.finditer(text))
    if asked["how"] and not asked["number"]:
        yield from (m.span() for m in _MEANS.finditer(text))


def _abbreviates(name: str, title: str) -> bool:
    """Whether a name is made of the first letters of words in a row of the title."""
    letters = name.rstrip("s").replace("-", "")
    return letters in "".join(word[0] for word in words(title))
