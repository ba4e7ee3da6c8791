"""Which language a question is in, and which words are plain English; offline, on first need.

Most questions are settled by the English dictionary alone; only one whose words it mostly lacks is
shown to the language identifier (Lui and Baldwin, ACL 2012), which takes a second to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from assistant.wording.text import words

ENGLISH = "en"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "pl", "ru", "zh", "ja", "ko", "tr", "sv")
"""ISO 639-1 codes of the languages that are told apart."""
_MOSTLY = 0.65
"""Of the development questions every English one has a larger share of English words, but for three
that are names and terms alone; every other language a smaller one."""
_SURELY = 0.8
_CAPITALISED = r"[A-ZÀ-Þ][\w’'.-]+"
_NAMES = re.compile(rf"{_CAPITALISED}(?: {_CAPITALISED})+")
_SHORTEST = 3
"""Shorter words are of many languages at once."""


def language_of(text: str) -> str:
    """The code of the language; English unless the text is surely in another."""
    said = {w for w in words(_NAMES.sub("", text)) if len(w) >= _SHORTEST or not w.isascii()}
    if len(english(said)) >= _MOSTLY * len(said):
        return ENGLISH
    found, probability = _identifier().classify(text)
    return str(found) if probability >= _SURELY else ENGLISH


def english(said: Iterable[str]) -> set[str]:
    """Those of some folded words that stand in an English dictionary."""
    return {str(word) for word in _dictionary().known(said)}


@cache
def _dictionary() -> Any:  # noqa: ANN401 - the library is untyped
    from spellchecker import SpellChecker

    return SpellChecker(language=ENGLISH)


@cache
def _identifier() -> Any:  # noqa: ANN401 - the library is untyped
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier
