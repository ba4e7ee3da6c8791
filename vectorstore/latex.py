"""LaTeX outside formulas as plain text: accents, font commands, escaped signs, braces."""

from __future__ import annotations

import re
import unicodedata

_MATH = re.compile(r"(?<!\\)\$\$?[^$]{1,400}(?<!\\)\$\$?|\\\(.{1,400}?\\\)|\\\[.{1,400}?\\\]", re.S)
_COMBINING = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", '"': "\u0308", "=": "\u0304",
    ".": "\u0307", "u": "\u0306", "v": "\u030c", "H": "\u030b", "c": "\u0327", "k": "\u0328",
    "r": "\u030a", "d": "\u0323", "b": "\u0331",
}  # fmt: skip
_SIGN_ACCENT = re.compile(
    r"""\\([`'^~"=.])\s*(?:\{\\?([A-Za-z])\}|\\([ij])(?![A-Za-z])|([A-Za-z]))"""
)
_LETTER_ACCENT = re.compile(r"\\([uvHckrdb])\s*\{\\?([A-Za-z])\}")
_LETTERS = {
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ",
    "OE": "Œ", "aa": "å", "AA": "Å", "i": "ı", "textendash": "–", "textemdash": "—",
    "ldots": "…", "dots": "…", "textquoteright": "’", "textquoteleft": "‘",
}  # fmt: skip
_LETTER = re.compile(
    r"\{?\\(" + "|".join(sorted(_LETTERS, key=len, reverse=True)) + r")(?![A-Za-z])(?:\{\}|\}| )?"
)
_FONT_GROUP = re.compile(r"\{\s*\\(?:it|bf|em|tt|sc|rm|sf|sl)\b\s*([^{}]*)\}")
_FONT_COMMAND = re.compile(
    r"\\(?:emph|text(?:it|bf|tt|sc|rm|sf|sl|normal)?|underline|mbox|url|uline)\s*\{([^{}]*)\}"
)
_ONE_LETTER = re.compile(r"\{([^\x00-\x7f])\}")
_ESCAPED = re.compile(r"\\([%&#_])")
_BRACES = re.compile(r"(?<![\\\w$^_])\{([^{}\\$]*)\}|(?<!\\)(?<=\w)\{([^{}\\$^_]+)\}")


def readable(text: str) -> str:
    """Text with LaTeX outside formulas made plain; formulas stay as they are."""
    if "\\" not in text:
        return text
    parts, last = [], 0
    for formula in _MATH.finditer(text):
        parts += [_plain(text[last : formula.start()]), formula.group()]
        last = formula.end()
    return "".join([*parts, _plain(text[last:])])


def without_braces(text: str) -> str:
    """Protecting braces outside formulas taken off, as BibTeX titles have them: ``{BERT}``."""
    parts, last = [], 0
    for formula in _MATH.finditer(text):
        parts += [_unbraced(text[last : formula.start()]), formula.group()]
        last = formula.end()
    return "".join([*parts, _unbraced(text[last:])])


def _unbraced(text: str) -> str:
    while (bare := _BRACES.sub(lambda m: m.group(1) or m.group(2) or "", text)) != text:
        text = bare
    return text


def _plain(text: str) -> str:
    if "\\" not in text:
        return text
    text = _SIGN_ACCENT.sub(
        lambda m: _accented(m.group(2) or m.group(3) or m.group(4), m.group(1)), text
    )
    text = _LETTER_ACCENT.sub(lambda m: _accented(m.group(2), m.group(1)), text)
    text = _LETTER.sub(lambda m: _LETTERS[m.group(1)], text)
    text = _FONT_COMMAND.sub(r"\1", _FONT_GROUP.sub(r"\1", text))
    return _ESCAPED.sub(r"\1", _ONE_LETTER.sub(r"\1", text))


def _accented(letter: str, accent: str) -> str:
    return unicodedata.normalize("NFC", letter + _COMBINING[accent])
