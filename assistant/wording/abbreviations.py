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
from assistant.wording.text import STOPWORDS, stems, words

_SHORTEST, _LONGEST = 2, 6
_MEANINGS = 2
"""Of so many meanings each counts, if half as many papers have it as the commonest."""
_LOOKED_AT = 60
"""Papers that hold an abbreviation and are looked at for what it stands for."""


def written_out(topic: str, question: str, library: Library) -> tuple[str, ...]:
    """A topic with its abbreviations written out as the papers do; empty where it has none.

    Args:
        topic: What is looked for, in whatever case.
        question: As typed: a word in capitals is an abbreviation, though it may be English too.
        library: Whose papers say what it stands for.

    Returns:
        The topic as most papers mean it, then, where many mean something else, as those do.
    """
    capitals = {word.lower() for word in re.findall(r"\b[A-Z]{2,}s?\b", question)}
    meanings = {}
    for word in dict.fromkeys(words(topic)):
        is_short = _SHORTEST <= len(word) <= _LONGEST and word.isalpha() and word not in STOPWORDS
        if is_short and (word in capitals or not english([word, word.removesuffix("s")])):
            meanings[word] = _meanings(word, library)
    written = []
    for nth in range(_MEANINGS):
        text = topic
        for word, long in meanings.items():
            if long:
                meant = long[min(nth, len(long) - 1)]
                text = re.sub(rf"\b{re.escape(word)}\b", meant, text, flags=re.IGNORECASE)
        written.append(text)
    return tuple(text for text in dict.fromkeys(written) if text != topic)


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


def _meanings(word: str, library: Library) -> list[str]:
    """What the papers that introduce it take it for, else what the field does; commonest first.

    A last "s" may be of the plural.
    """
    for letters in dict.fromkeys((word, word.removesuffix("s"))):
        if len(letters) < _SHORTEST:
            continue
        papers = library.get(library.search_phrase(letters, _LOOKED_AT))
        told = [long_form(letters.upper(), f"{p.title} {p.abstract}") for p in papers]
        wording = {tuple(stems(long)): long for long in reversed(told) if long}
        meant = Counter(tuple(stems(long)) for long in told if long)
        least = max(meant.values(), default=0) / 2
        often = [wording[m] for m, n in meant.most_common(_MEANINGS) if n >= least]
        known = _field().get(letters, "")
        if not often and known and library.search_phrase(known, 1):
            often = [known]
        if often:
            return often
    return []


@cache
def _field() -> dict[str, str]:
    text = files("assistant.wording").joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    return dict(line.split("\t") for line in text.splitlines())
