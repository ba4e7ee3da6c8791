"""Words, stems and numbers of a text: the one reading that search, evidence and checks share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from threading import Lock

import snowballstemmer

# The original Porter stemmer, which SQLite's full-text search uses too.
# It keeps the word that it works on in itself, so one thread at a time may use it.
_STEMMER = snowballstemmer.stemmer("porter")
_STEMMING = Lock()
_WORD = re.compile(r"([^\W_]+)(?:['’][a-z]+)?")
_MARKUP = re.compile(
    r"\\(?:mathcal|mathbb|mathbf|mathrm|mathsf|text|textit|textbf|emph|it|bf|em)\b"
)
_BRACES = str.maketrans("", "", "${}^_\\~")
# A number that hangs on a word by a hyphen, as in GPT-3, is part of a name.
_NUMBER = re.compile(r"(?<![\w.])(?<![^\W\d]-)[-+]?(?:\d+(?:,\d{3})+|\d+)(?:\.\d+)?")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
# Before the ending there must be a vowel and a consonant after it, as in Porter's measure.
_LOGY = re.compile(r"(.*[aeiouy][^aeiou].*?)(log)(?:y|ies)")
_BLY = re.compile(r"(.*[aeiouy][^aeiou].*?)(bl)(?:y|ies)")
_TOKEN = re.compile(r"[A-Za-z\d]+")

STOPWORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing down during each few for from further
    get give given gives had has have having he her here hers him his how i if in into is it its
    itself just let like make makes me mean more most my no nor not now of off on once one only or
    other our ours out over own paper papers please said same say says she should show shows so
    some such tell than that the their theirs them then there these they this those through to
    too under until up upon us use used uses using very was way we were what when where whether
    which while who whom whose why will with within without would you your yours author authors
    work works study studies""".split()
)


_HOW_LONG = re.compile(r"\bhow long\b")
_TIME_ASKED = frozenset(("long", "take", "takes", "taken", "took", "last", "lasts", "lasted"))


def fold(text: str) -> str:
    """Lower case without accents or compatibility forms, so that René equals Rene."""
    if text.isascii():
        return text.lower()
    return _NOT_ASCII.sub(_uncombined, unicodedata.normalize("NFKD", text)).casefold()


def _uncombined(run: re.Match[str]) -> str:
    return "".join(c for c in run.group() if not unicodedata.combining(c))


def sound(text: str) -> str:
    """The text with a mark for each lone half of a character, which no response can hold."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def plain(text: str) -> str:
    """LaTeX taken off for search: ``VA-RED$^2$`` becomes ``VA-RED2``."""
    return _MARKUP.sub("", text).translate(_BRACES)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The Porter stem of a folded word, as SQLite's full-text search makes it.

    SQLite follows Porter's own later departures from his paper: ``morphology`` and ``possibly``
    lose their ends, and words of two letters are left alone.
    """
    if len(word) < 3:
        return word
    if (end := _LOGY.fullmatch(word)) or (end := _BLY.fullmatch(word)):
        word = f"{end[1]}log" if end[2] == "log" else f"{end[1]}ble"
    with _STEMMING:
        return str(_STEMMER.stemWord(word))


def words(text: str) -> list[str]:
    """Folded words in order, LaTeX and punctuation removed: ``β-VAE's`` gives ``β``, ``vae``."""
    return _WORD.findall(fold(plain(text)))


def how_many(count: int, noun: str) -> str:
    """A number with its noun.

    >>> how_many(1, "paper"), how_many(1200, "paper")
    ('1 paper', '1,200 papers')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def has_words(text: str) -> bool:
    """Whether ``words`` gives any, told at the first."""
    return bool(_WORD.search(plain(text))) or bool(words(text))


def stems(text: str) -> list[str]:
    """Stems of all words in order."""
    return [stem(w) for w in words(text)]


def content_words(text: str) -> list[str]:
    """Folded words without the very common ones, in order, repeats kept."""
    return [w for w in words(text) if w not in STOPWORDS and (len(w) > 1 or not w.isascii())]


def content_stems(text: str) -> list[str]:
    """Stems of the content words in order, repeats kept."""
    return [stem(w) for w in content_words(text)]


def question_stems(question: str) -> list[str]:
    """Stems of the content words of a question, without those of "how long does it take".

    That asks for a time, and no text that tells one says "long" or "take".
    """
    said = content_words(question)
    if _HOW_LONG.search(fold(question)):
        said = [word for word in said if word not in _TIME_ASKED]
    return [stem(word) for word in said]


def numbers(text: str) -> list[str]:
    """Numbers in order, normalised: ``1,000.50`` gives ``1000.5``."""
    found = []
    for match in _NUMBER.findall(plain(text)):
        value = match.replace(",", "").lstrip("+")
        found.append(value.rstrip("0").rstrip(".") if "." in value else value)
    return found


def names(text: str) -> list[str]:
    """Words that look like names of methods or data: acronyms, CamelCase, letters with digits."""
    return [word for word in _TOKEN.findall(plain(text)) if _is_name(word)]


def spelt_out(name: str, said: Sequence[str]) -> bool:
    """Whether words in a row begin with the letters of an acronym: RLs, reinforcement learning.

    Args:
        name: As it is written, in whatever case; hyphens and a plural's "s" do not count.
        said: Folded words in order.
    """
    letters = fold(name).replace("-", "")
    letters = letters.rstrip("s") if len(letters) > 3 else letters
    return len(letters) > 1 and letters in "".join(word[0] for word in said)


def _is_name(word: str) -> bool:
    letters = any(c.isalpha() for c in word)
    return letters and (any(c.isdigit() for c in word) or any(c.isupper() for c in word[1:]))
