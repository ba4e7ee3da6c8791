"""A question in another language, put word by word into the English that the papers are in.

A glossary of the field (``glossary.tsv``) is matched by the stems of each language, longest phrase
first; names, and words that the collection itself knows once their ending is English, are kept;
what is left is dropped.  The vectors and the fitted weights are of English text, so this finds
papers that the question as typed would not.

Source: dictionary-based cross-language retrieval, Ballesteros and Croft, SIGIR 1997.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import snowballstemmer

from assistant.protocols import Library
from assistant.wording.language import ENGLISH, english, language_of
from assistant.wording.text import fold, names, stem

SPOKEN = {
    "de": "german", "fr": "french", "es": "spanish", "it": "italian", "pt": "portuguese", "zh": "",
}  # fmt: skip
"""Languages that the glossary knows, with the stemmer of each; Chinese has none."""
ENDINGS: Mapping[str, Sequence[tuple[str, str]]] = {
    "de": (("itat", "ity"), ("isch", "ic"), ("ische", "ic"), ("ieren", "e"), ("ierung", "ation"),
           ("ion", "ion"), ("en", ""), ("e", "")),
    "fr": (("ite", "ity"), ("ique", "ic"), ("eur", "er"), ("euse", "er"), ("ement", "ly"),
           ("elle", "al"), ("e", ""), ("es", "")),
    "es": (("ciones", "tion"), ("cion", "tion"), ("dad", "ty"), ("ico", "ic"), ("ica", "ic"),
           ("mente", "ly"), ("al", "al"), ("ar", "e"), ("o", ""), ("os", ""), ("a", "")),
    "it": (("zioni", "tion"), ("zione", "tion"), ("ita", "ity"), ("ico", "ic"), ("ica", "ic"),
           ("mente", "ly"), ("ale", "al"), ("i", ""), ("o", "")),
    "pt": (("coes", "tion"), ("cao", "tion"), ("dade", "ty"), ("ico", "ic"), ("ica", "ic"),
           ("mente", "ly"), ("o", ""), ("os", ""), ("a", "")),
}  # fmt: skip
"""Endings of folded words that English shares, and what English makes of them."""
_ASIDE: Mapping[str, str] = {
    "de": "Ihre Frage wurde Wort für Wort ins Englische übertragen; auf Englisch gestellt trifft"
    " die Suche besser.",
    "fr": "Votre question a été transposée mot à mot en anglais ; posée en anglais, elle sera mieux"
    " comprise.",
    "es": "Su pregunta se ha pasado al inglés palabra por palabra; hecha en inglés se entenderá"
    " mejor.",
    "it": "La domanda è stata resa in inglese parola per parola; posta in inglese sarà capita"
    " meglio.",
    "pt": "A sua pergunta foi passada para inglês palavra por palavra; feita em inglês será mais"
    " bem compreendida.",
    "zh": "您的问题已逐词译成英语；用英语提问，结果会更准确。",
}
_ELSE = "The papers are in English, and so are the questions that are understood best."
_CLAUSE = re.compile(r"(?<=[.!?;\n])\s+|(?<=[。！？；])")
_TOKEN = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
_RUN = re.compile(r"[A-Za-z0-9][\w.+%-]*|[\u3400-\u9fff]+")
_LONGEST, _SHORTEST, _SHORTEST_PART = 5, 5, 4
_OPENING = (
    "summarize", "how many", "how", "why", "who", "where", "when", "what", "which", "wrote",
    "papers", "paper",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Translated:
    """A question in English words, as far as they were known.

    Attributes:
        clauses: The words of each of its sentences; those in English already as they were.
        language: The code of the language that was asked in.
    """

    clauses: tuple[str, ...]
    language: str

    @property
    def text(self) -> str:
        """All the words; empty where none was known."""
        return " ".join(filter(None, self.clauses))


def translated(question: str, library: Library) -> Translated | None:
    """The question in English words; None where it is in English already.

    Args:
        question: As typed.
        library: Whose words are kept where the glossary does not know them.
    """
    language = language_of(question)
    if language == ENGLISH:
        return None
    clauses = _CLAUSE.split(question)
    return Translated(tuple(_in_english(clause, language, library) for clause in clauses), language)


def _in_english(clause: str, language: str, library: Library) -> str:
    """The words of one sentence; itself where it is in English among others that are not."""
    if clause.isascii() and language_of(clause) == ENGLISH:
        return clause
    if language == "zh":
        found = list(_chinese(clause))
    elif language in SPOKEN:
        found = list(_european(clause, language, library))
    else:
        found = [name for name in names(clause) if _known(fold(name), library)]
    # English questions open with what they ask, and the rules that read them expect it.
    found.sort(key=lambda word: _OPENING.index(word) if word in _OPENING else len(_OPENING))
    return " ".join(dict.fromkeys(found))


def aside(language: str) -> str:
    """What to tell a person who asked in another language, in that language where it is known."""
    return _ASIDE.get(language, _ELSE)


def _european(question: str, language: str, library: Library) -> Iterator[str]:
    entries, cut = _entries(language), _stemmer(language)
    tokens = [part for token in _TOKEN.findall(question) for part in _parts(token, entries, cut)]
    stems = [cut(token) for token in tokens]
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST, len(tokens) - at), 0, -1):
            if english := entries.get(tuple(stems[at : at + size])):
                yield english
                at += size
                break
        else:
            if word := _kept(tokens[at], language, library):
                yield word
            at += 1


def _parts(token: str, entries: Mapping[tuple[str, ...], str], cut: _Stem) -> Sequence[str]:
    """A compound in the words that the glossary knows, as German makes them; else itself."""
    if (cut(token),) in entries or names(token):
        return [token]
    if "-" in token:
        return token.split("-")
    places = range(len(token) - _SHORTEST_PART, _SHORTEST_PART, -1)
    known = [place for place in places if (cut(token[:place]),) in entries]
    whole = [place for place in known if (cut(token[place:]),) in entries]
    if whole:
        return [token[: whole[0]], token[whole[0] :]]
    return [token[: known[0]]] if known and token[0].isupper() else [token]


def _kept(token: str, language: str, library: Library) -> str:
    """The word itself, or with an English ending, where papers hold it; else nothing."""
    folded = fold(token)
    if names(token) or folded.isdigit():
        return token
    if len(folded) < _SHORTEST:
        return ""
    forms = [folded]
    forms += [folded.removesuffix(own) + theirs for own, theirs in ENDINGS[language]
              if folded.endswith(own) and len(folded) - len(own) >= _SHORTEST_PART]  # fmt: skip
    found = next((form for form in forms if _known(form, library)), "")
    # A word that English has and no paper does tells that the papers are about something else.
    return found or (token if english([folded]) else "")


def _chinese(question: str) -> Iterator[str]:
    """Names as they stand; of the rest the longest entries of the glossary, left to right."""
    entries = _entries("zh")
    for run in _RUN.findall(question):
        if run.isascii():
            yield run
            continue
        at = 0
        while at < len(run):
            sizes = range(min(6, len(run) - at), 0, -1)
            size = next((s for s in sizes if (run[at : at + s],) in entries), 0)
            if size:
                yield entries[run[at : at + size],]
            at += size or 1


def _known(word: str, library: Library) -> bool:
    return bool(library.document_frequencies([stem(word)]).get(stem(word)))


class _Stem:
    """The stem of a word in one language, without accents."""

    def __init__(self, language: str) -> None:
        self._stemmer = snowballstemmer.stemmer(SPOKEN[language])

    def __call__(self, word: str) -> str:
        return fold(str(self._stemmer.stemWord(word.lower())))


def _stemmer(language: str) -> _Stem:
    # A stemmer keeps the word that it works on in itself: one for each question.
    return _Stem(language)


@cache
def _entries(language: str) -> dict[tuple[str, ...], str]:
    """English by the stems of each phrase of the language."""
    text = files("assistant.wording").joinpath("glossary.tsv").read_text(encoding="utf-8")
    head, *rows = [line.split("\t") for line in text.splitlines()]
    column, found = head.index(language), dict[tuple[str, ...], str]()
    cut = _Stem(language) if SPOKEN[language] else None
    for row in rows:
        for phrase in row[column].split("|"):
            key = tuple(cut(w) for w in _TOKEN.findall(phrase)) if cut else (phrase,)
            found.setdefault(key, row[0])
    return found
