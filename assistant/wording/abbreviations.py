"""Abbreviations written out: "GNNs" are "graph neural networks" in most papers.

What an abbreviation stands for is learnt from the papers that introduce it, as in "long form (LF)".
Where none does, ``abbreviations.tsv`` tells those that the whole field knows, if a paper has the
words.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from importlib.resources import files

from assistant.protocols import Library
from assistant.wording.language import english
from assistant.wording.text import STOPWORDS, words

_SHORTEST, _LONGEST = 2, 6
_LOOKED_AT = 60
"""Papers that hold an abbreviation and are looked at for what it stands for."""


def written_out(topic: str, question: str, library: Library) -> str:
    """A topic with its abbreviations written out as the papers do; as it was where it has none.

    Args:
        topic: What is looked for, in whatever case.
        question: As typed: a word in capitals is an abbreviation, though it may be English too.
        library: Whose papers say what it stands for.
    """
    capitals = {word.rstrip("s").lower() for word in re.findall(r"\b[A-Z]{2,}s?\b", question)}
    short = {
        word: letters
        for word in dict.fromkeys(words(topic))
        if (letters := word.removesuffix("s") if len(word) > _SHORTEST else word).isalpha()
        and _SHORTEST <= len(letters) <= _LONGEST
        and word not in STOPWORDS
        and (letters in capitals or not english([word, letters]))
    }
    for word, letters in short.items():
        if long := _learnt(letters, library) or _known(letters, library):
            topic = re.sub(rf"\b{re.escape(word)}\b", long, topic, flags=re.IGNORECASE)
    return topic


def long_form(name: str, text: str) -> str:
    """The words that an abbreviation stands for, as a text introduces it; empty where it does not.

    Args:
        name: In capitals; a plural's "s" does not count.
        text: Such as "graph neural networks (GNNs) are deep".
    """
    capitals = name.removesuffix("s")
    found = re.search(rf"((?:[\w-]+\s+){{1,8}})\(\W?{re.escape(capitals)}s?\b", text)
    said = words(found.group(1))[-len(capitals) :] if found and capitals.isupper() else []
    return " ".join(said) if "".join(word[0] for word in said) == capitals.lower() else ""


def _learnt(letters: str, library: Library) -> str:
    """What most of the papers that introduce it take it for."""
    papers = library.get(library.search_phrase(letters, _LOOKED_AT))
    meant = Counter(long_form(letters.upper(), f"{p.title} {p.abstract}") for p in papers)
    meant.pop("", None)
    return min(meant, key=lambda long: (-meant[long], long)) if meant else ""


def _known(letters: str, library: Library) -> str:
    """What the field takes it for, where a paper writes that."""
    long = _field().get(letters, "")
    return long if long and library.search_phrase(long, 1) else ""


@cache
def _field() -> dict[str, str]:
    text = files("assistant.wording").joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())
