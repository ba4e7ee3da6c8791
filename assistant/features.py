"""What is known of a sentence as a possible answer, as numbers; the fit and the product share it.

Each feature is a readable fact about one sentence beside the question, its paper's title and its
neighbours.  ``evidence.py`` weighs them; ``eval/fit_evidence.py`` learns the weights.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.text import content_stems, fold, names, numbers

Vectors = NDArray[np.float32]
Rarity = Callable[[str], float]
"""How rare a stem is in the collection, from 0 (in every paper) to 1 (in none)."""

_NUMBER_ASKED = re.compile(
    r"\bhow (?:many|much|large|big|long|fast|often|far|few|high|low|small)\b|\bby how\b|\bpercent|%"
    r"|\b(?:what|which) (?:\S+ ){0,3}(?:accuracy|score|rate|size|number|share|fraction|factor"
    r"|speed|gain|result|figure|temperature|threshold|dimension|value|budget)s?\b"
    r"|\b(?:numbers?|figures?|speed-?up|times faster|rate|size|cost|gains?|score|bleu|fid|error)\b"
)
_NAME_ASKED = re.compile(
    r"\b(?:which|what|name|names|called|named|on which|with which)\b.{0,40}\b(?:data ?sets?|"
    r"benchmarks?|tasks?|models?|methods?|algorithms?|name|called|frameworks?|architectures?|"
    r"corp(?:us|ora)|domains?|environments?|baselines?|metrics?|languages?|networks?)\b"
    r"|\bcalled\b|\bnamed\b|\bname of\b"
)
# Cues are matched on folded text: of a question's want, and of a sentence's rhetorical role.
QUESTION_CUES: Mapping[str, re.Pattern[str]] = {
    "number": _NUMBER_ASKED,
    "name": _NAME_ASKED,
    "why": re.compile(
        r"\bwhy\b|\breason|\bmotivat|\bproblem\b|\bwrong\b|\bissues?\b|\bchalleng|\bfail"
        r"|\bdifficult"
    ),
    "how": re.compile(
        r"\bhow (?:does|do|is|are|did|can|to|they)\b|\bwhat (?:trick|idea|mechanism)"
    ),
    "result": re.compile(
        r"\bresults?\b|\bperform|\bcompar|\bimprov|\bbetter\b|\bbeat|\boutperform|\bgains?\b"
        r"|\beffect\b|\bfind|\bfound|\bshow|\bachiev|\baccura|\bwork(?:s|ed)? (?:well|better)"
    ),
    "data": re.compile(
        r"\bdata ?sets?\b|\bbenchmarks?\b|\bevaluat|\btested\b|\bexperiments?\b|\btasks?\b"
        r"|\btried\b"
    ),
    "limit": re.compile(
        r"\blimit|\bassum|\bcondition|\bdrawback|\bweak|\bonly\b|\bwhen\b|\bcannot\b|\bfail"
        r"|\brequire"
    ),
    "code": re.compile(r"\bcode\b|\bgithub\b|\bavailable\b|\brepo|\bopen.?source|\breleas"),
    "theory": re.compile(
        r"\bprov|\btheor|\bbounds?\b|\bguarantee|\bconverg|\bcomplexity\b|\brate\b"
    ),
}
SENTENCE_CUES: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"\d"),
    "name": re.compile(r"(?!)"),  # names show in the case of letters: see ``_roles``
    "why": re.compile(
        r"\bhowever\b|\bbut\b|\bdifficult|\bchalleng|\bsuffer|\bfail|\blimit|\bproblem|\bbecause\b"
        r"|\bdue to\b|\bsince\b|\bunfortunately\b|\black|\bexpensive|\bremain"
    ),
    "how": re.compile(
        r"\bby \w+ing\b|\busing\b|\bvia\b|\bwhich\b|\bpropos|\bintroduc|\bdevelop|\bpresent"
        r"|\bdesign"
        r"|\bspecifically\b|\bin particular\b|\bfirst\b|\bthen\b|\bconsist|\bbased on\b|\bthrough\b"
    ),
    "result": re.compile(
        r"\bresults?\b|\boutperform|\bimprov|\bachiev|\bstate.of.the.art\b|\bdemonstrat|\bshow"
        r"|\bbetter\b|\bsuperior|\bcompar|\bfind\b|\bsignificant|\bhigher\b|\bfaster\b|\breduc"
    ),
    "data": re.compile(
        r"\bdata ?sets?\b|\bbenchmarks?\b|\bexperiments?\b|\bevaluat|\btasks?\b|\breal.world\b"
        r"|\bempirical|\btest"
    ),
    "limit": re.compile(
        r"\bassum|\bonly\b|\bwithout\b|\bunder\b|\bwhen\b|\bif\b|\beven\b|\bnot\b|\blimit|\brequir"
        r"|\bmild\b|\bcondition"
    ),
    "code": re.compile(r"\bcode\b|\bgithub\b|https?://|\bavailable\b|\breleas"),
    "theory": re.compile(r"\bprov|\btheor|\bbounds?\b|\bguarantee|\bconverg|\bo\(|\bcomplexity\b"),
}
OWN_WORK = re.compile(
    r"\bwe\b|\bour\b|\bthis (?:paper|work|article|study)\b|\bthe (?:authors|paper)\b|\bin this\b"
)
_ANAPHORA = re.compile(
    r"(?:this|these|those|it|its|they|their|such|he|she|both|the former|the latter|here|there|thus"
    r"|hence|therefore|moreover|furthermore|additionally|in addition|also|finally|however)\b"
)

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
FEATURES = LEXICAL + CROSSES


def wants(question: str) -> dict[str, bool]:
    """Which kinds of thing the question asks for, by its words."""
    folded = fold(question)
    return {cue: bool(pattern.search(folded)) for cue, pattern in QUESTION_CUES.items()}


def sentence_features(
    question: str,
    title: str,
    sentences: Sequence[str],
    cosines: Vectors,
    titled_cosines: Vectors,
    rarity: Rarity,
) -> Vectors:
    """Features of every sentence of one paper, shape ``(sentences, len(FEATURES))``.

    Args:
        question: The standalone question.
        title: The paper's title.
        sentences: The paper's sentences in order; at least one.
        cosines: Similarity of question and sentence, shape ``(sentences,)``.
        titled_cosines: The same with the title before the sentence.
        rarity: Weights of stems.
    """
    count = len(sentences)
    asked = _weights(content_stems(question), rarity)
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
            float(bool(_ANAPHORA.match(fold(sentence)))),
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
    return np.array(rows, dtype=np.float32)


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
