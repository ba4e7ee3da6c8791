"""Cut a paper into passages that an embedding model reads whole: title, then whole sentences."""

from __future__ import annotations

from assistant.types import Paper
from vectorstore.index import Passage
from vectorstore.sentences import sentences

# MiniLM reads 256 word pieces; at about 1.35 pieces a word this leaves room for the title.
PASSAGE_WORDS = 170


def passages(paper: Paper) -> list[Passage]:
    """At least one passage; each begins with the title, and no sentence is cut."""
    groups: list[list[str]] = [[]]
    size = 0
    for sentence in sentences(paper):
        length = len(sentence.text.split())
        if groups[-1] and size + length > PASSAGE_WORDS:
            groups.append([])
            size = 0
        groups[-1].append(sentence.text)
        size += length
    texts = [" ".join(group) for group in groups]
    return [
        Passage(paper, number, f"{paper.title}\n{text}".strip())
        for number, text in enumerate(texts)
    ]
