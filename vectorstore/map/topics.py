"""Topics of a collection: clusters of its papers, each named by the words that set it apart."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from assistant.wording.text import fold, stem
from vectorstore.index import Vectors

TERMS = 3
_FITTED = 20_000
_READ = 400
_IN_TITLE = 3
_FEWEST_PAPERS = 10
_SEED = 0
Text = tuple[str, str]
_WORD = r"(?u)\b[^\W\d_][\w-]*[^\W_]\b"
# Say nothing of a topic, alone or beside another word.
_EMPTY = frozenset(
    """approach approaches propose proposed paper papers novel new work works show shows shown based
    using use used uses via towards toward abstract improve improved improving better simple general
    existing different high large efficient efficiently effective beyond rethinking understanding
    introduce demonstrate achieve achieves present presents provide provides given known two one
    first second et al multi non self pre art https http github com www code available result
    results study analysis method methods deep recent recently significantly able author
    authors according say says applicable real world""".split()
)
# Name a topic only together with another word, which should stand before them.
_BROAD = frozenset(
    """learning learn learned learnt model models data task tasks problem problems state performance
    time framework robust algorithm algorithms information input output set number training train
    trained test network networks neural machine setting settings""".split()
)


def number_of_topics(papers: int) -> int:
    """About seven for a hundred papers, 40 for a hundred thousand; one for fewer than ten."""
    return max(2, round(2.1 * papers**0.25)) if papers >= _FEWEST_PAPERS else min(1, papers)


def cluster(points: Vectors) -> NDArray[np.int64]:
    """The topic of every point, by k-means; 0 is the largest.

    Args:
        points: Unit vectors, such as those of ``projection.reduced``.
    """
    count = number_of_topics(len(points))
    if count < 2:
        return np.zeros(len(points), dtype=np.int64)
    from sklearn.cluster import KMeans

    random = np.random.default_rng(_SEED)
    many = len(points) > _FITTED
    fitted = points[random.choice(len(points), _FITTED, replace=False)] if many else points
    means = KMeans(count, n_init=2, max_iter=60, random_state=_SEED).fit(fitted)
    found = means.predict(points)
    order = np.argsort(-np.bincount(found, minlength=count), kind="stable")
    return np.asarray(np.argsort(order)[found], dtype=np.int64)


def labels(texts: Sequence[Text], topics: NDArray[np.int64]) -> list[tuple[str, ...]]:
    """The terms that name each topic, by class-based tf-idf (Grootendorst, 2022).

    Args:
        texts: Title and abstract of each paper, which may be empty; at most ``_READ`` of each
            topic are read.
        topics: The topic of each.
    """
    chosen = [_sample(np.flatnonzero(topics == t)) for t in range(int(topics.max(initial=-1)) + 1)]
    read = [[texts[i] for i in rows] for rows in chosen]
    if not any(title or abstract for some in read for title, abstract in some):
        return [() for _ in read]
    written = _spellings([f"{title}. {text}" for some in read for title, text in some])
    named, leading = [], set[str]()
    for terms in _ranked(read):
        own = _distinct([*(t for t in terms if t not in leading), *terms])
        leading |= set(own[:1])
        named.append(tuple(_written(term, written) for term in own))
    return named


def _sample(rows: NDArray[np.int64]) -> list[int]:
    step = max(1, len(rows) // _READ)
    return [int(i) for i in rows[::step][:_READ]]


def _ranked(read: Sequence[Sequence[Text]]) -> list[list[str]]:
    """Terms of every topic, those that set it apart most first."""
    from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS, CountVectorizer

    counting = CountVectorizer(
        ngram_range=(1, 3), stop_words=list(ENGLISH_STOP_WORDS), token_pattern=_WORD,
        preprocessor=fold, binary=True, max_features=60_000,
    )  # fmt: skip
    texts = [text for some in read for text in some]
    try:
        counting.fit(f"{title}. {abstract}" for title, abstract in texts)
    except ValueError:  # not one word that is left
        return [[] for _ in read]
    titles, abstracts = (counting.transform(column) for column in zip(*texts, strict=True))
    terms = counting.get_feature_names_out()
    ends = np.cumsum([len(some) for some in read])
    parts = [slice(end - len(some), end) for some, end in zip(read, ends, strict=True)]

    def share(counts: Any) -> NDArray[np.float64]:  # noqa: ANN401 - a sparse matrix
        rows = [counts[part].sum(axis=0) / max(1, part.stop - part.start) for part in parts]
        return np.stack([np.asarray(row, dtype=float).ravel() for row in rows])

    held = share((titles + abstracts).minimum(1))
    frequency = share(titles * _IN_TITLE + abstracts)
    apart = np.log1p(frequency.sum() / len(frequency) / np.maximum(frequency.sum(axis=0), 1e-9))
    weight = np.array([_weight(term) for term in terms])
    fewest = np.array([2 / max(2, len(some)) for some in read])[:, None] - 1e-9
    score = np.where(held >= fewest, frequency, 0) * apart * weight
    return [
        [str(terms[i]) for i in np.argsort(-row, kind="stable")[:40] if row[i] > 0] for row in score
    ]


def _weight(term: str) -> float:
    """Two words say more than one; what every paper says names no topic."""
    parts = term.split()
    if any(part in _EMPTY for part in parts) or all(part in _BROAD for part in parts):
        return 0.0
    if parts[-1] in ("neural", "rl"):  # cut short, or said twice
        return 0.0
    return 1.0 if len(parts) == 1 or parts[0] in _BROAD else 1.1 + len(parts) * 0.6


def _distinct(terms: Sequence[str]) -> list[str]:
    """The first terms that do not repeat each other's words; ``graph neural`` is not cut short."""
    kept: list[str] = []
    seen: set[str] = set()
    for short in terms:
        longer = (t for t in terms if t.startswith(f"{short} "))
        term = next(longer, short) if " " in short else short
        stems = {stem(part) for part in re.split(r"[\s-]", term)}
        if not stems & seen:
            kept.append(term)
            seen |= stems
        if len(kept) == TERMS:
            break
    return kept


def _spellings(texts: Sequence[str]) -> dict[str, str]:
    """How words are written that keep their capitals within a sentence, such as ``GAN``."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        for word in re.findall(_WORD, text):
            plain = "-".join(part[:1].lower() + part[1:] for part in word.split("-"))
            found[fold(word)][word if plain != plain.lower() else plain] += 1
    best = {folded: forms.most_common(1)[0][0] for folded, forms in found.items()}
    return {folded: form for folded, form in best.items() if form != folded}


def _written(term: str, spellings: dict[str, str]) -> str:
    return " ".join(spellings.get(part, part) for part in term.split())
