"""How well sentence splitting finds the boundaries that people marked: ours beside other ways.

``python -m eval.sentences DATA [--number 1500]``: DATA holds ``scifact/corpus.jsonl.gz``, whose
abstracts come with their sentences.  An abstract is its gold sentences joined by spaces; a
boundary is the offset at which a sentence ends.  Prints precision, recall and F1 for each way.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import re
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from vectorstore.sentences import sentence_spans

Splitter = Callable[[str], Sequence[int]]
"""Gives the offsets at which sentences end."""

ODDITIES = (
    ("We use CNNs, e.g. ResNet, cf. Fig. 3.", "It works."),
    ("Following Vaswani et al. (2017) we train.", "It gains 3.5 points."),
    ("The rate is $O(1/n).$", "This is tight."),
    ("Let $x_i. Y$ be i.i.d. samples, i.e. independent ones.", "We bound them."),
    ("See https://github.com/a.b/c.git for code.", "It is free."),
    ("VA-RED$^2$ vs. RED.", "Is it better?", "Yes!"),
    ("The U.S. data of Dr. Smith has 1.5 M rows.", "We clean it."),
)
"""What abstracts of machine learning hold and biomedical ones seldom do, split by hand."""


@dataclass(frozen=True)
class Score:
    """Boundaries found right, found in all, and marked in all."""

    right: int = 0
    found: int = 0
    marked: int = 0

    def __add__(self, other: Score) -> Score:
        return Score(self.right + other.right, self.found + other.found, self.marked + other.marked)

    @property
    def precision(self) -> float:
        """Share of the boundaries found that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """Share of the boundaries marked that are found."""
        return self.right / max(1, self.marked)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(1, self.found + self.marked)


def boundaries(sentences: Sequence[str]) -> list[int]:
    """Where each sentence ends in their joined text; the last one's end is no question."""
    ends, position = [], 0
    for sentence in sentences[:-1]:
        position += len(sentence)
        ends.append(position)
        position += 1
    return ends


def score(sentences: Sequence[str], split: Splitter) -> Score:
    """How a way of splitting does on one text."""
    text = " ".join(sentences)
    gold = set(boundaries(sentences))
    found = {end for end in split(text) if end < len(text)}
    return Score(len(gold & found), len(found), len(gold))


def ours(text: str) -> list[int]:
    """Sentencex behind our masking of formulas and links."""
    return [end for _, end in sentence_spans(text)]


def plain_sentencex(text: str) -> list[int]:
    """Sentencex as it comes."""
    import sentencex

    return _ends(text, list(sentencex.segment("en", text)))


def regular_expression(text: str) -> list[int]:
    """A full stop, question or exclamation mark before a space and a capital letter or digit."""
    return [m.start() for m in re.finditer(r"(?<=[.!?])\s+(?=[\"'(\[]?[A-Z0-9])", text)]


def punkt(text: str) -> list[int]:
    """NLTK's Punkt, untrained."""
    from nltk.tokenize.punkt import PunktSentenceTokenizer

    return [end for _, end in PunktSentenceTokenizer().span_tokenize(text)]


def _ends(text: str, pieces: Sequence[str]) -> list[int]:
    ends, position = [], 0
    for piece in pieces:
        start = text.index(piece, position)
        position = start + len(piece)
        ends.append(start + len(piece.rstrip()))
    return ends


WAYS: dict[str, tuple[Splitter, str]] = {
    "ours (sentencex, masked)": (ours, "sentencex"),
    "sentencex": (plain_sentencex, "sentencex"),
    "regular expression": (regular_expression, "re"),
    "NLTK Punkt": (punkt, "nltk"),
}


def gold_abstracts(folder: Path) -> Iterator[list[str]]:
    """The sentences of each abstract of SciFact's corpus."""
    with gzip.open(folder / "scifact" / "corpus.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            found = record["abstract_sentences"]
            if len(found) > 1:
                yield [" ".join(sentence.split()) for sentence in found]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--number", type=int, default=1500)
    chosen = parser.parse_args()
    texts = list(islice(gold_abstracts(chosen.data), chosen.number))
    sys.stdout.write(f"{len(texts)} abstracts\n\n")
    sys.stdout.write("| way | precision | recall | F1 | F1 on oddities | ms a text |\n")
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for name, (split, module) in WAYS.items():
        if importlib.util.find_spec(module) is None:
            continue
        began = time.perf_counter()
        total = sum((score(text, split) for text in texts), Score())
        pace = (time.perf_counter() - began) * 1000 / max(1, len(texts))
        odd = sum((score(text, split) for text in ODDITIES), Score())
        figures = f"{total.precision:.4f} | {total.recall:.4f} | {total.f1:.4f} | {odd.f1:.3f}"
        sys.stdout.write(f"| {name} | {figures} | {pace:.2f} |\n")


if __name__ == "__main__":
    main()
