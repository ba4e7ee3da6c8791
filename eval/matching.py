r"""Whether a text states a fact: whole words and whole numbers, whatever the spelling.

Case, accents, hyphens, LaTeX and thousands separators do not count: ``CIFAR10`` is ``CIFAR-10``,
``60\%-80\%`` is ``60% to 80%``, ``$\frac{1}{\sqrt{t}}$`` is ``1/√t``, ``10×`` is ``10x``.  A number
matches whole: ``5`` is not found in ``1.5``, nor ``3`` in ``ResNet-3``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

_CITATION = re.compile(r"\[\d+(?:\s*[,–-]\s*\d+)*\](?!\()")
_ENUMERATOR = re.compile(r"^\s{0,6}(?:\d+[.)]|[-*+])\s+", re.MULTILINE)
_WORDY = re.compile(r"\\(?:frac|left|right|mathcal|mathbb|mathbf|mathrm|text|emph|it|bf|em)\b")
_ARROW = re.compile(r"\\(?:long)?(?:left|right|leftright)arrow|\\to\b")
_SYMBOLS = {
    "\\times": "x", "×": "x", "\\%": "%", "\\sqrt": " sqrt ", "√": " sqrt ", "⁻": "-",
    " percent": "%", " per cent": "%", " prozent": "%", " pour cent": "%",
}  # fmt: skip
_DASH = "[-‐‑‒–—−]"
_RANGE = re.compile(rf"(\d)\s*%?\s*(?:{_DASH}|to)\s*(\d+(?:\.\d+)?)\s*%")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d{1,2}\s*%)")
_NAME_NUMBER = re.compile(rf"(?<=[a-z])(?:{_DASH}|[_^])(?=\d)")
_POSSESSIVE = re.compile(r"(?<=[a-z])['’]s\b")
_TOKEN = re.compile(r"[a-z][a-z0-9]*|\d+(?:\.\d+)*x\b|\d+(?:\.\d+)*[a-z0-9]*|%|[^\W\d_a-z]")


def states(text: str, wordings: Sequence[str]) -> bool:
    """Whether the text holds one of the wordings of a fact."""
    tokens = _singular(text)
    return any(_contains(tokens, _singular(wording)) for wording in wordings)


def mentions(text: str, term: str) -> bool:
    """Whether the text holds the term in just this form; an acronym only in capitals.

    ``clips`` and ``clip`` do not mention ``CLIP``, but ``Mixup`` mentions ``mixup``.
    """
    if term.isupper():
        return re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) is not None
    return _contains(_tokens(text), _tokens(term))


def stated(text: str, facts: Sequence[Sequence[str]]) -> list[bool]:
    """For each fact, whether the text holds one of its wordings."""
    return [states(text, wordings) for wordings in facts]


@lru_cache(maxsize=4096)
def _singular(text: str) -> tuple[str, ...]:
    return tuple(_without_plural(token) for token in _tokens(text))


@lru_cache(maxsize=4096)
def _tokens(text: str) -> tuple[str, ...]:
    text = _ENUMERATOR.sub("", _CITATION.sub(" ", text))
    text = _fold(_ARROW.sub(" ", _WORDY.sub(" ", text)))
    for symbol, plain in _SYMBOLS.items():
        text = text.replace(symbol, plain)
    text = re.sub(r"[${}\\*`]", "", re.sub(r"\}\s*\{", " ", text))
    text = _THOUSANDS.sub("", _DECIMAL_COMMA.sub(".", text))
    text = _RANGE.sub(r"\1 to \2%", _POSSESSIVE.sub("", text))
    text = _NAME_NUMBER.sub("", text)
    return tuple(token for found in _TOKEN.findall(text) for token in _split(found))


def _fold(text: str) -> str:
    folded = "".join(
        c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)
    ).casefold()
    return "".join(_letter(c) for c in folded)


@lru_cache(maxsize=512)
def _letter(character: str) -> str:
    name = unicodedata.name(character, "") if character > "\x7f" else ""
    return name.rsplit(" ", 1)[-1].lower() if name.startswith("GREEK SMALL LETTER") else character


def _split(token: str) -> list[str]:
    """``50x`` becomes ``50``, ``x``."""
    return [token[:-1], "x"] if token[0].isdigit() and token.endswith("x") else [token]


def _without_plural(token: str) -> str:
    if len(token) > 3 and token.endswith("s") and not token.endswith(("ss", "us", "is")):
        return token[:-3] + "y" if token.endswith("ies") and len(token) > 4 else token[:-1]
    return token


def _contains(tokens: tuple[str, ...], wanted: tuple[str, ...]) -> bool:
    width = len(wanted)
    return bool(width) and any(
        tokens[i : i + width] == wanted for i in range(len(tokens) - width + 1)
    )
