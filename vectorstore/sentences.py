"""Where the sentences of an abstract begin and end, as offsets, so that quotes stay verbatim.

Boundaries come from sentencex; formulas and links are masked first, since a full stop inside
``$x_i. Y$`` ends nothing.  ``python -m eval.sentences`` measures the choice against gold splits.
"""

from __future__ import annotations

import re
from functools import lru_cache

import sentencex

from assistant.types import Paper, Sentence

_MASKED = re.compile(
    r"\$[^$]{1,200}\$|https?://[^\s)\]]+[^\s)\].,;]|\b(?:Sec|Fig|Eq|Tab|resp|approx)\.(?=\s)"
)
# Where one stands before a full stop, sentencex cuts a letter in two and takes the process along.
_WIDE_SPACE = re.compile(r"[^\S\x00-\x7f]")


@lru_cache(maxsize=4096)
def sentence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets ``(start, end)`` of the sentences, in order, without surrounding space."""
    masked = _WIDE_SPACE.sub(" ", _MASKED.sub(_mask, text))
    spans, position = [], 0
    for piece in sentencex.segment("en", masked):
        start = masked.index(piece, position)
        position = start + len(piece)
        stripped = piece.strip()
        if stripped:
            begin = start + piece.index(stripped)
            spans.append((begin, begin + len(stripped)))
    return tuple(spans)


def _mask(match: re.Match[str]) -> str:
    """As many letters; a formula that ends with a full stop keeps it, for it ends the sentence."""
    found = match.group()
    return "x" * (len(found) - 1) + ("." if found.endswith((".$", ".$$")) else "x")


def sentences(paper: Paper) -> list[Sentence]:
    """The sentences of a paper's abstract; each one's text is a slice of it."""
    spans = sentence_spans(paper.abstract)
    return [Sentence(paper, i, start, end) for i, (start, end) in enumerate(spans)]
