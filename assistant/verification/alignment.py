"""A statement laid beside the sentences it cites, as readable numbers for ``verification``.

The statement is compared with the cited sentence that shares most with it (the *window*), and with
all the cited text.  Every feature is a plain fact: what share of its words is there, which numbers
are not, whether one side is negated, whether their directions point the same way.
``python -m eval.fit_verification`` learns the weights.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.verification.clash import NEAR, Clash, parity, swapped_sides
from assistant.verification.denial import denials
from assistant.verification.polarity import ABSOLUTES, HEDGES
from assistant.verification.quantities import strange_quantities
from assistant.verification.reading import Reading, coverage, read, strange_names, weight
from assistant.verification.scope import (
    dropped_condition,
    mentions_others,
    nearer_others,
    of_others_alone,
    own_part,
    speaks_of_itself,
)
from assistant.verification.substitution import compared, replaced, turned_words
from assistant.wording.text import words

Row = NDArray[np.float32]
_AGREE = (
    "coverage", "coverage_all", "coverage_pair", "coverage_worst_part", "missing_words",
    "longest_gap", "bigrams", "order", "new_numbers", "new_names", "negated", "directed", "length",
    "lowering", "of_others", "of_others_as_own", "nearer_others", "denied_alike", "denied_here",
    "denied_there", "coverage_title", "recurring",
)  # fmt: skip
CLASHES = (
    "negated_only_here", "opposites", "turned_up",
    "turned_down", "crossed", "same_direction", "directed_there", "parity", "near_parity",
    "swapped_sides", "hedged_there", "absolute_here", "turned_in_place", "opposite_put",
    "negation_put", "other_put", "swapped_in_place", "condition_dropped",
    "span_parity", "level_here", "level_there",
)  # fmt: skip
FEATURES = _AGREE + CLASHES
_PART = re.compile(r"[,;:]\s+(?:and |but |while |which |where )?| and | but | while | which ")
_WINDOWS = 3
_NEARLY = 0.75
_OFTEN = 4
"""In more sentences than this a word tells no more."""


def features(statement: str, quotes: Sequence[str], title: str = "") -> Row:
    """Features of a statement beside what it cites, shape ``(len(FEATURES),)``."""
    ours = read(statement)
    read_quotes = [read(quote) for quote in quotes]
    shares = [coverage(ours, [quote]) for quote in read_quotes]
    ranked = sorted(range(len(quotes)), key=lambda i: (-shares[i], i))
    best = ranked[0]
    theirs, named = read_quotes[best], read(title)
    everything, sources = [*read_quotes, named], [*quotes, title]
    pairs = [read_quotes[max(0, best - 1) : best + 1], read_quotes[best : best + 2]]
    shared = [s for s in ours.content if s in theirs.content]
    missing = [s for s in ours.content if not any(s in r.content for r in everything)]
    windows = [i for i in ranked[:_WINDOWS] if shares[i] >= _NEARLY * shares[best]]
    told = denials(ours, read_quotes)
    agreed = told.alike > 0 and not told.here
    aside = mentions_others(statement)
    own = [quotes[i] if aside else own_part(quotes[i]) or quotes[i] for i in windows]
    weights = np.array([shares[i] ** 2 + 1e-6 for i in windows])
    clashes = [_clashes(statement, ours, text, read(text), agreed) for text in own]
    of_others = of_others_alone(statement, ours, quotes, title)
    return np.array(
        [
            coverage(ours, [theirs, named]),
            coverage(ours, everything),
            max(coverage(ours, [*pair, named]) for pair in pairs),
            min(coverage(read(part), everything) for part in parts(statement)),
            min(sum(weight(s) for s in missing), 8.0),
            _longest_gap(ours, everything),
            _bigrams(ours, theirs),
            _order(shared, theirs),
            float(min(len(strange_quantities(statement, sources)), 3)),
            float(min(len(strange_names(statement, sources)), 3)),
            float(ours.negated),
            float(min(len(ours.directed), 3)),
            np.log1p(len(ours.content)),
            float(parity(ours, range(len(ours.stems)))),
            of_others,
            of_others * speaks_of_itself(statement, title),
            nearer_others(statement, ours, quotes, title) * speaks_of_itself(statement, title),
            *(float(min(n, 2)) for n in (told.alike, told.here, told.there)),
            coverage(ours, [named]),
            _recurring(ours, read_quotes),
            *np.average(np.array(clashes), axis=0, weights=weights),
        ],
        dtype=np.float32,
    )


def _clashes(
    statement: str, ours: Reading, quote: str, theirs: Reading, agreed: bool
) -> list[float]:
    """Where a statement and one sentence point different ways, in the order of ``CLASHES``.

    What the statement denies may be ``agreed`` to by another sentence.
    """
    clash = Clash(ours, theirs)
    return [
        float(ours.negated and not theirs.negated and not agreed),
        float(min(len(clash.opposites), 2)),
        float(clash.up_here),
        float(clash.down_here),
        float(clash.crossed),
        float(clash.same),
        float(min(len(theirs.directed), 5)),
        float(clash.parity),
        clash.near_parity,
        float(swapped_sides(statement, quote)),
        float(_has(HEDGES, quote) and not _has(HEDGES, statement)),
        float(_has(ABSOLUTES, statement) and not _has(ABSOLUTES, quote)),
        float(min(len(turned_words(ours, theirs)), 2)),
        *(float(min(count, 2)) for count in replaced(ours, theirs)),
        float(compared(ours, theirs) == "other way"),
        float(bool(dropped_condition(ours, quote))),
        float(clash.span_parity),
        float(clash.level_here),
        float(clash.level_there),
    ]


def parts(statement: str) -> list[str]:
    """The clauses of a statement, each with at least three content words; the whole if none has."""
    pieces = [piece for piece in _PART.split(statement) if len(read(piece).content) >= 3]
    return pieces or [statement]


def _bigrams(ours: Reading, theirs: Reading) -> float:
    """The share of the statement's neighbouring content words that are near each other there."""
    order = list(ours.content)
    pairs = list(pairwise(order))
    near = sum(
        a in theirs.content
        and b in theirs.content
        and abs(theirs.content[a] - theirs.content[b]) <= NEAR
        for a, b in pairs
    )
    return near / len(pairs) if pairs else 0.0


def _order(shared: Sequence[str], theirs: Reading) -> float:
    """The share of neighbouring shared words that stand in the same order in the window."""
    pairs = list(pairwise(shared))
    kept = sum(theirs.content[a] < theirs.content[b] for a, b in pairs)
    return kept / len(pairs) if pairs else 0.5


def _recurring(ours: Reading, quotes: Sequence[Reading]) -> float:
    """In how many sentences a content word of the statement stands, on average."""
    held = [min(sum(s in q.content for q in quotes), _OFTEN) for s in ours.content]
    return sum(held) / len(held) if held else 0.0


def _longest_gap(ours: Reading, sources: Sequence[Reading]) -> float:
    """The longest run of content words that no source holds, as a share of all."""
    run = longest = 0
    for s in ours.content:
        run = 0 if any(s in r.content for r in sources) else run + 1
        longest = max(longest, run)
    return longest / len(ours.content) if ours.content else 1.0


def _has(kind: frozenset[str], text: str) -> bool:
    return not kind.isdisjoint(words(text))
