"""BM25 by hand: the same scores as SQLite's own, and the words that a large collection skips."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.types import Paper
from assistant.wording.text import stem, words
from tests.stores import builtin_catalog
from vectorstore.bm25 import frugal, score
from vectorstore.catalog import Catalog
from vectorstore.schema import TEXT_TABLES

WORDS = [
    "graph",
    "graphs",
    "attention",
    "René",
    "naïve",
    "β-VAE",
    "learning",
    "x1",
    "the",
    "robots",
]
WORDS += [f"filler{i}" for i in range(60)]


def random_papers(count: int) -> list[Paper]:
    rng = random.Random(3)

    def text(least: int, most: int) -> str:
        return " ".join(rng.choices(WORDS, k=rng.randint(least, most)))

    return [Paper(f"p{i}", text(0, 4), text(1, 30), (text(1, 2), text(1, 2))) for i in range(count)]


@pytest.mark.parametrize("query", ["graph attention", "René learning", "naive vae x1", "a robot"])
def test_the_score_is_that_of_the_text_search(catalog: Catalog, query: str):
    papers = random_papers(60)
    catalog.put(papers)
    statistics = catalog.statistics(query)
    assert statistics.papers == 60
    found = catalog.search_text(query, 60)
    assert found
    for paper_id, expected in found:
        [paper] = catalog.get([paper_id])
        assert score(statistics, paper) == pytest.approx(expected, rel=1e-5)
    missed = {p.id for p in papers} - {paper_id for paper_id, _ in found}
    assert all(score(statistics, paper) == 0 for paper in catalog.get(sorted(missed)))


def test_statistics_of_an_empty_collection_are_zero(catalog: Catalog):
    statistics = catalog.statistics("graph")
    assert (statistics.papers, statistics.length) == (0, 0)
    assert score(statistics, Paper("p", "graph", "")) >= 0


@given(st.dictionaries(st.text("abc", min_size=1), st.integers(0, 100)), st.integers(1, 300))
def test_only_the_rarest_words_within_the_budget_are_kept(holding: dict[str, int], budget: int):
    kept = frugal(list(holding.items()), budget)
    known = {word for word, papers in holding.items() if papers}
    assert set(kept) <= known
    assert bool(kept) == bool(known)
    assert sum(holding[word] for word in kept[1:]) + (holding[kept[0]] if kept else 0) <= max(
        budget, min((holding[word] for word in known), default=0)
    )
    dropped = known - set(kept)
    assert all(holding[d] >= holding[k] for d in dropped for k in kept)


def test_our_stems_are_those_of_the_text_search(tmp_path: Path):
    import sqlite3

    said = "morphology methodologies biology analogy possibly assembly reasonably is as ms x1 s"
    said += " relational conditioning ponies generalization oscillators hopefulness"
    catalog = builtin_catalog(tmp_path)
    texts = [said, *(f"{p.title} {p.abstract}" for p in catalog.papers())]
    every = sorted({word for text in texts for word in words(text)} - {""})
    searched = sqlite3.connect(":memory:")
    searched.executescript(TEXT_TABLES)
    searched.executemany("INSERT INTO papers_text (rowid, title) VALUES (?, ?)", enumerate(every))
    searched.execute("CREATE VIRTUAL TABLE found USING fts5vocab (papers_text, 'instance')")
    found = dict(searched.execute("SELECT doc, term FROM found"))
    assert [(w, stem(w)) for i, w in enumerate(every) if stem(w) != found[i]] == []
    # What lets BM25 pass over most words without stemming them.
    assert [w for w in every if stem(w)[:2] != w[:2]] == []
