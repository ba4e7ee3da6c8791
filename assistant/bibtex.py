"""Papers as BibTeX, with keys that readers know: first author, year, first word of the title."""

from __future__ import annotations

import re
from collections.abc import Iterable

from assistant.types import Paper
from assistant.wording.text import STOPWORDS, fold, words

_SPECIAL = re.compile(r"(?<!\\)([%&#])")


def bibtex(paper: Paper, key: str = "") -> str:
    """One entry: ``@inproceedings`` where there is a venue, else ``@misc``."""
    kind = "inproceedings" if paper.venue else "misc"
    fields = {
        "title": f"{{{paper.label}}}",
        "author": " and ".join(paper.authors),
        "booktitle": paper.venue or "",
        "year": str(paper.year or ""),
        "url": paper.url or paper.pdf or "",
    }
    lines = [f"  {name} = {{{_value(name, text)}}}," for name, text in fields.items() if text]
    return "\n".join([f"@{kind}{{{key or citation_key(paper)},", *lines, "}"])


def bibliography(papers: Iterable[Paper]) -> str:
    """Entries of several papers; keys that would clash get a letter."""
    taken: set[str] = set()
    entries = []
    for paper in dict.fromkeys(papers):
        base = key = citation_key(paper)
        letter = ord("a")
        while key in taken:
            letter += 1
            key = f"{base}{chr(letter)}" if letter <= ord("z") else f"{base}-{letter}"
        taken.add(key)
        entries.append(bibtex(paper, key))
    return "\n\n".join(entries) + ("\n" if entries else "")


def citation_key(paper: Paper) -> str:
    """Such as ``haeffele2021critique``; ASCII letters and digits only."""
    family = paper.authors[0].split()[-1] if paper.authors and paper.authors[0].split() else "anon"
    first = next((w for w in words(paper.title) if w not in STOPWORDS), "paper")
    key = f"{fold(family)}{paper.year or ''}{first}"
    return re.sub(r"[^a-z0-9]", "", key) or "paper"


def _value(name: str, text: str) -> str:
    """Text that keeps the entry whole: braces balanced, special characters escaped."""
    text = " ".join(text.split())
    if not _balanced(text):
        wrapped = name == "title"
        text = text.replace("{", "").replace("}", "")
        text = f"{{{text}}}" if wrapped else text
    return text if name == "url" else _SPECIAL.sub(r"\\\1", text)


def _balanced(text: str) -> bool:
    depth = 0
    for character in text:
        depth += (character == "{") - (character == "}")
        if depth < 0:
            return False
    return depth == 0
