"""What is known of a sentence as a possible answer, as numbers; the fit and the product share it.

Each feature is a readable fact about one sentence beside the question, its paper's title and its
neighbours.  ``evidence.py`` weighs them; ``eval/fit_evidence.py`` learns the weights.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.wording.cues import (
    ANAPHORA,
    CAPITAL,
    EXAMPLES,
    INTRODUCES,
    JOINT,
    OWN_WORK,
    QUESTION_CUES,
    SENTENCE_CUES,
    THING_ASKED,
    wants,
)
from assistant.wording.text import (
    content_stems,
    content_words,
    fold,
    names,
    numbers,
    question_stems,
)

Vectors = NDArray[np.float32]
Rarity = Callable[[str], float]
"""How rare a stem is in the collection, from 0 (in every paper) to 1 (in none)."""

LEXICAL = (
    "cosine", "cosine_z", "cosine_titled", "cosine_titled_z", "cosine_best", "coverage",
    "coverage_z", "coverage_beyond_title", "coverage_beyond_title_z", "coverage_best",
    "coverage_neighbours", "precision", "position", "first", "second", "last", "length", "short",
    "own_work", "anaphora", "numbers", "number_new", "name_new", "title_overlap", "cosine_previous",
    "cosine_next", "cosine_rest",
)  # fmt: skip
CROSSES = tuple(f"wants_{cue}" for cue in QUESTION_CUES) + tuple(
    f"wants_{cue}_not" for cue in QUESTION_CUES
)
MORE = (
    "learned", "learned_best", "part_best", "part_coverage", "part_cosine_z", "names_listed",
    "capitals_listed", "introduces_asked", "introduces", "name_new_asked", "introduces_how",
    "question_mark", "commas", "examples_listed",
)  # fmt: skip
FEATURES = LEXICAL + CROSSES + MORE


@dataclass(frozen=True, slots=True)
class Similarities:
    """How near the sentences of one paper are to a question, by their vectors.

    Attributes:
        plain: Cosine of question and sentence, shape ``(sentences,)``.
        titled: The same with the title before the sentence.
        learned: The same after the fitted projection (``assistant.evidence.projection``).
        parts: Cosine of each part of the question and the sentence, ``(parts, sentences)``.
    """

    plain: Vectors
    titled: Vectors
    learned: Vectors
    parts: Vectors


def sentence_features(
    question: str,
    title: str,
    sentences: Sequence[str],
    near: Similarities,
    rarity: Rarity,
) -> Vectors:
    """Features of every sentence of one paper, shape ``(sentences, len(FEATURES))``.

    Args:
        question: The standalone question.
        title: The paper's title.
        sentences: The paper's sentences in order; at least one.
        near: How near each sentence is to the question.
        rarity: Weights of stems.
    """
    count = len(sentences)
    cosines, titled_cosines = near.plain, near.titled
    asked = _weights(question_stems(question), rarity)
    titled = set(content_stems(title))
    beyond = {s: w for s, w in asked.items() if s not in titled} or asked
    stems = [content_stems(sentence) for sentence in sentences]
    coverage = np.array([_covered(asked, s) for s in stems], dtype=np.float32)
    coverage_beyond = np.array([_covered(beyond, s) for s in stems], dtype=np.float32)
    asked_names = {fold(n) for n in names(question)} | {fold(n) for n in names(title)}
    want, roles = wants(question), [_roles(sentence) for sentence in sentences]
    rows = []
    for i, sentence in enumerate(sentences):
        unique = set(stems[i])
        digits = numbers(sentence)
        around = [coverage_beyond[j] for j in (i - 1, i + 1) if 0 <= j < count]
        words = len(sentence.split())
        role = roles[i]
        row = [
            cosines[i],
            _z(cosines, i),
            titled_cosines[i],
            _z(titled_cosines, i),
            float(cosines[i] >= cosines.max()),
            coverage[i],
            _z(coverage, i),
            coverage_beyond[i],
            _z(coverage_beyond, i),
            float(coverage_beyond[i] > 0 and coverage_beyond[i] >= coverage_beyond.max()),
            max(around, default=0.0),
            len(unique & set(asked)) / (len(unique) or 1),
            i / max(1, count - 1),
            float(i == 0),
            float(i == 1),
            float(i == count - 1),
            math.log1p(words) - 3.2,
            float(words < 10),
            float(bool(OWN_WORK.search(fold(sentence)))),
            float(bool(ANAPHORA.match(fold(sentence)))),
            math.log1p(len(digits)),
            float(want["number"] and bool(set(digits) - set(numbers(question)))),
            float(want["name"] and bool({fold(n) for n in names(sentence)} - asked_names)),
            len(unique & titled) / (len(titled) or 1),
            cosines[i - 1] if i else 0.0,
            cosines[i + 1] if i + 1 < count else 0.0,
            cosines[i] - (cosines.sum() - cosines[i]) / max(1, count - 1),
        ]
        row += [float(want[cue] and role[cue]) for cue in QUESTION_CUES]
        row += [float(want[cue] and not role[cue]) for cue in QUESTION_CUES]
        rows.append(row)
    more = _more(question, title, sentences, near, want)
    return np.hstack([np.array(rows, dtype=np.float32), more])


def _more(
    question: str,
    title: str,
    sentences: Sequence[str],
    near: Similarities,
    want: Mapping[str, bool],
) -> Vectors:
    """The features named in ``MORE``: parts of the question, names and lists that it asks for."""
    parts = [set(content_stems(part)) for part in question_parts(question)]
    stems = [set(content_stems(sentence)) for sentence in sentences]
    held = np.array([[len(p & s) / (len(p) or 1) for s in stems] for p in parts])
    cosine_z, held_z = _z_rows(near.parts), _z_rows(held)
    several = len(parts) > 1
    best = (near.parts >= near.parts.max(axis=1, keepdims=True) - 1e-6).any(axis=0)
    learned = near.learned - near.learned.mean()
    asks_thing = bool(THING_ASKED.search(fold(question)))
    known = {fold(n) for n in names(question)} | {fold(n) for n in names(title)}
    seen, rows = set(known), []
    for i, sentence in enumerate(sentences):
        folded, named = fold(sentence), {fold(n) for n in names(sentence)}
        introduces = bool(INTRODUCES.search(folded))
        asks_list = want["name"] or want["data"]
        rows.append(
            [
                learned[i],
                float(near.learned[i] >= near.learned.max()),
                float(several and best[i]),
                held_z[:, i].max() if several else 0.0,
                cosine_z[:, i].max(),
                math.log1p(len(named - known)) * asks_list,
                math.log1p(len(set(CAPITAL.findall(sentence)))) * asks_list,
                float(introduces and asks_thing),
                float(introduces),
                float(bool(named - seen) and asks_thing),
                float(introduces and want["how"]),
                float("?" in sentence),
                math.log1p(sentence.count(",")),
                float(asks_list and bool(EXAMPLES.search(folded))),
            ]
        )
        seen |= named
    return np.array(rows, dtype=np.float32)


def question_parts(question: str) -> list[str]:
    """What a question asks in one breath, each with two content words at least; else the whole."""
    pieces = [piece.strip(" ?.,") for piece in JOINT.split(question)]
    parts = [piece for piece in pieces if len(content_words(piece)) >= 2]
    return parts if len(parts) > 1 else [question]


def _weights(stems: Sequence[str], rarity: Rarity) -> dict[str, float]:
    return {stem: rarity(stem) for stem in stems}


def _covered(asked: Mapping[str, float], stems: Sequence[str]) -> float:
    total = sum(asked.values())
    found = set(stems)
    return sum(w for stem, w in asked.items() if stem in found) / total if total else 0.0


def _roles(sentence: str) -> dict[str, bool]:
    folded = fold(sentence)
    found = {cue: bool(pattern.search(folded)) for cue, pattern in SENTENCE_CUES.items()}
    found["name"] = bool(names(sentence))
    return found


def _z(values: Vectors, i: int) -> float:
    """How many standard deviations the value lies above the paper's mean."""
    return float((values[i] - values.mean()) / (values.std() + 1e-3))


def _z_rows(values: Vectors) -> Vectors:
    """Every row in standard deviations from its own mean."""
    spread = values.std(axis=1, keepdims=True) + 1e-3
    return np.asarray((values - values.mean(axis=1, keepdims=True)) / spread, dtype=np.float32)
