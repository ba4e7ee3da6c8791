"""Fit the gate's threshold to a collection without labels, by leaving papers out.

Questions are made of the collection's own sentences: some of their rarest words, so that nothing
stands verbatim.  Each is asked with its paper there, when an answer is right, and with the paper
left out, when none is.  The threshold lies beside the collection and holds where no setting names
another.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path

from assistant.errors import EmptyStoreError, StoreError
from assistant.evidence.selection import collection_rarity
from assistant.gate.relevance import READ, Reader
from assistant.protocols import Library
from assistant.settings import Settings
from assistant.types import Paper
from assistant.wording.text import content_words, stem
from vectorstore.place import EMBEDDED, Place, place_of
from vectorstore.sentences import sentences
from vectorstore.store import open_catalog

DEFAULT = 0.12
"""Held out (``assistant/weights/relevance.json``), .10 and .15 refuse 7 and 10 % of the answerable
questions, 88 and 91 % of those whose paper was left out, and 61 and 68 % of those that ask for what
the abstracts do not say, 100 and 20,000 papers together; this one lies between."""
REFUSED_UNANSWERABLE = 0.88
MOST_REFUSED = 0.05
THRESHOLDS = (0.05, 0.08, 0.1, 0.12, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5)
_FILE, _META = "calibration.json", "calibration"
_WORDS, _LEAST_PAPERS = 6, 20


@dataclass(frozen=True, slots=True)
class Point:
    """How the gate does at one threshold, over as many questions with as without an answer.

    Attributes:
        precision: Of the questions refused, the share that have no answer.
        recall: Of the questions without an answer, the share that is refused.
        refused: Of the questions with an answer, the share that is refused.
    """

    threshold: float
    precision: float
    recall: float
    refused: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The threshold chosen for a collection and what was measured."""

    answer_threshold: float
    questions: int
    points: tuple[Point, ...]


def answer_threshold(settings: Settings) -> float:
    """The setting where it is given, else the collection's calibrated value, else the default."""
    if settings.answer_threshold is not None:
        return settings.answer_threshold
    try:
        stored = json.loads(_stored(settings.place))
        return min(1.0, max(0.0, float(stored["answer_threshold"])))
    except (OSError, StoreError, ValueError, KeyError, TypeError):
        return DEFAULT


def _stored(place: Place) -> str:
    """The calibration as it was written; one on a server is shared by all who serve from it."""
    if place.catalog == EMBEDDED:
        return (place.folder / _FILE).read_text(encoding="utf-8")
    with closing(open_catalog(place)) as catalog:
        return catalog.meta(_META) or ""


def calibrate(library: Library, reader: Reader, count: int = 150, seed: int = 0) -> Calibration:
    """Measure the gate on a collection and choose its threshold.

    Args:
        library: The catalog.
        reader: Searches it and says how likely papers answer.
        count: How many papers are asked about, with and without.
        seed: The same seed asks the same questions.

    Raises:
        EmptyStoreError: Too few papers have a text to ask about.
    """
    pairs = list(_asked(library, reader, count, seed))
    if len(pairs) < _LEAST_PAPERS:
        message = (
            f"Calibrating needs at least {_LEAST_PAPERS} papers with text; found {len(pairs)}."
        )
        raise EmptyStoreError(message, "Bring more in: paper-assistant ingest FILE")
    points = tuple(_point(pairs, threshold) for threshold in THRESHOLDS)
    return Calibration(choose(points), len(pairs), points)


def choose(points: Sequence[Point]) -> float:
    """The lowest threshold that refuses enough, among those that refuse few right answers."""
    bearable = [p for p in points if p.refused <= MOST_REFUSED] or points[:1]
    enough = [p for p in bearable if p.recall >= REFUSED_UNANSWERABLE]
    return (enough[0] if enough else bearable[-1]).threshold


def write(calibration: Calibration, where: Place | Path) -> None:
    """Lay the calibration beside the collection: in its folder, or with a catalog on a server."""
    place, text = place_of(where), json.dumps(asdict(calibration), indent=1) + "\n"
    if place.catalog == EMBEDDED:
        (place.folder / _FILE).write_text(text, encoding="utf-8")
        return
    with closing(open_catalog(place)) as catalog:
        catalog.set_meta(_META, text)


def _asked(
    library: Library, reader: Reader, count: int, seed: int
) -> Iterator[tuple[float, float]]:
    """Probabilities of the best paper with the right one there, and without it."""
    chance = random.Random(seed)  # noqa: S311 - a sample, no secret
    usable = [p for p in library.papers() if p.title and len(sentences(p)) > 1]
    for paper in chance.sample(usable, min(count, len(usable))):
        question = _question(paper, library, chance)
        hits = reader.find(question, READ + 1)
        others = [hit for hit in hits if hit.paper.id != paper.id]
        there, gone = reader.read(question, hits), reader.read(question, others)
        yield (
            max((c.probability for c in there), default=0.0),
            max((c.probability for c in gone), default=0.0),
        )


def _question(paper: Paper, library: Library, chance: random.Random) -> str:
    """The rarest words of one of a paper's later sentences, a few left out, as a question."""
    sentence = chance.choice(sentences(paper)[1:]).text
    asked = list(dict.fromkeys(content_words(sentence)))
    rarity = collection_rarity(library, sentence)
    rare = set(sorted(asked, key=lambda word: (-rarity(stem(word)), word))[: _WORDS + 2])
    kept = [word for word in asked if word in rare]
    chance.shuffle(kept)
    return f"What is said about {' '.join(kept[:_WORDS])}?"


def _point(pairs: Sequence[tuple[float, float]], threshold: float) -> Point:
    wrong = sum(there < threshold for there, _ in pairs)
    right = sum(gone < threshold for _, gone in pairs)
    precision = right / (right + wrong) if right + wrong else 1.0
    return Point(
        threshold, round(precision, 3), round(right / len(pairs), 3), round(wrong / len(pairs), 3)
    )
