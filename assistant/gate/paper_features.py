"""What is known of a paper as the place of an answer, as numbers; the fit and the product share it.

Each feature is a readable fact about one paper that the search found, beside the question, its best
sentences and the other papers found.  ``relevance`` weighs them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import numpy as np

from assistant.evidence.features import Rarity
from assistant.evidence.selection import PaperRead, Vectors, log_odds
from assistant.gate.missing import Wanted, missing
from assistant.types import Evidence, Retrieved
from assistant.wording.asked import Asked
from assistant.wording.cues import wants
from assistant.wording.text import (
    content_stems,
    fold,
    names,
    numbers,
    question_stems,
    spelt_out,
    stem,
    words,
)

FEATURES = (
    "fused", "fused_gap", "dense", "dense_gap", "lexical_share", "coverage", "coverage_gap",
    "title_coverage", "sentence_coverage", "pair_coverage", "evidence", "evidence_gap",
    "names_missing", "names_unknown", "names_found", "unknown", "beyond_title", "beyond_best",
    "number_unmet", "name_unmet", "phrase", "asked_unmet", "asked_unmet_best", "metrics_missing",
    "counted_missing", "head_missing", "rarest_missing", "beyond_missing", "number_near",
    "number_wanted", "sentence_cosine", "sentence_titled", "sentence_learned", "best_cosine",
    "learned_gap",
)  # fmt: skip
_IN_NONE = 0.999
_MOST_LEXICAL = 0.4
"""BM25 grows with the number of papers.  At 100 a paper hardly scores more than this share; at
20,000 most do, and a weight learnt at 100 would then outweigh everything else."""


def paper_features(
    query: str,
    hits: Sequence[Retrieved],
    read: Sequence[PaperRead],
    rarity: Rarity,
) -> Vectors:
    """Features of each paper beside the others found, shape ``(papers, len(FEATURES))``.

    Args:
        query: The standalone question.
        hits: The papers found, best first.
        read: What reading each of them gave, in the same order.
        rarity: Weights of stems.
    """
    evidence = [each.evidence for each in read]
    learned = [each.near.learned for each in read]
    asked = {stem: rarity(stem) for stem in question_stems(query)}
    total = sum(asked.values()) or 1.0
    asked_names = {fold(n) for n in names(query)}
    texts = [words(f"{hit.paper.title} {hit.paper.abstract}") for hit in hits]
    strange = {
        n
        for n in asked_names
        if all(rarity(stem(w)) > _IN_NONE for w in words(n))
        and not any(spelt_out(n, text) for text in texts[:1])
    }
    want = wants(query)
    whole = [set(content_stems(f"{hit.paper.title} {hit.paper.abstract}")) for hit in hits]
    coverage = [_covered(asked, stems) / total for stems in whole]
    fused = [hit.score for hit in hits]
    dense = [hit.dense or 0.0 for hit in hits]
    details, wanted = Asked.of(query), Wanted.of(query)
    pairs = set(pairwise(question_stems(query)))
    best = [max((e.score for e in group), default=0.0) for group in evidence]
    rows = []
    for i, hit in enumerate(hits):
        title = set(content_stems(hit.paper.title))
        ranked = sorted(evidence[i], key=lambda e: -e.score)[:3]
        stems = [set(content_stems(e.sentence.text)) for e in ranked[:2]]
        pair = set[str]().union(*stems)
        text_words = set(texts[i])
        missing_names = {
            n for n in asked_names if not set(words(n)) <= text_words and not spelt_out(n, texts[i])
        }
        beyond = {s: w for s, w in asked.items() if s not in title}
        sentences = [e.sentence.text for e in evidence[i]]
        best_sentences = [e.sentence.text for e in ranked]
        text_pairs = {
            pair
            for part in (hit.paper.title, hit.paper.abstract)
            for pair in pairwise(content_stems(part))
        }
        rows.append(
            [
                hit.score,
                hit.score - _best_other(fused, i),
                dense[i],
                dense[i] - _best_other(dense, i),
                min(_MOST_LEXICAL, (hit.lexical or 0.0) / (10.0 * total)),
                coverage[i],
                coverage[i] - _best_other(coverage, i),
                _covered(asked, title) / total,
                max((_covered(asked, s) / total for s in stems), default=0.0),
                _covered(asked, pair | title) / total,
                log_odds(best[i]),
                log_odds(best[i]) - log_odds(_best_other(best, i)),
                float(len(missing_names)),
                float(len(strange)),
                float(len(asked_names) - len(missing_names)),
                sum(w for w in asked.values() if w > _IN_NONE) / total,
                _covered(beyond, pair) / (sum(beyond.values()) or 1.0),
                max((_covered(beyond, s) for s in stems), default=0.0)
                / (sum(beyond.values()) or 1.0),
                float(want["number"] and not _has_new(numbers, ranked, query)),
                float(want["name"] and not _has_new(names, ranked, f"{query} {hit.paper.title}")),
                len(pairs & text_pairs) / (len(pairs) or 1),
                details.unmet(sentences, hit.paper.title),
                details.unmet(best_sentences, hit.paper.title),
                details.metrics_missing(sentences),
                details.counted_missing(sentences),
                *missing(wanted, hit.paper.title, sentences, rarity),
                read[i].near.plain,
                read[i].near.titled,
                learned[i],
                read[i].near.best,
                learned[i] - _best_other(learned, i),
            ]
        )
    return np.array(rows, dtype=np.float32)


def _has_new(kind: Callable[[str], list[str]], evidence: Sequence[Evidence], known: str) -> bool:
    """Whether the best sentences hold a number or name that the question does not."""
    said = {fold(item) for item in kind(known)}
    return any(fold(item) not in said for e in evidence for item in kind(e.sentence.text))


def _covered(asked: dict[str, float], stems: set[str]) -> float:
    return sum(weight for stem, weight in asked.items() if stem in stems)


def _best_other(values: Sequence[float], i: int) -> float:
    return max((v for j, v in enumerate(values) if j != i), default=0.0)
