from pathlib import Path

from eval.bench_search import Times, kinds_of_filters, measure, queries_of
from tests.stores import HashingEmbedder, builtin_catalog, builtin_papers
from vectorstore.index import MemoryIndex
from vectorstore.ingest import embed_pending
from vectorstore.search import HybridSearch


def test_every_kind_of_search_is_timed(tmp_path: Path) -> None:
    catalog, index = builtin_catalog(tmp_path), MemoryIndex()
    embed_pending(catalog, index, HashingEmbedder())
    queries = queries_of(catalog, 7)
    assert len(set(queries)) == 7
    assert all(any(query in paper.abstract for paper in builtin_papers()) for query in queries)
    filters = kinds_of_filters(catalog)
    assert filters["one author"].authors == (catalog.author_counts()[0][0],)
    found = measure(HybridSearch(catalog, index, HashingEmbedder()), filters, queries)
    assert set(found) == {"first search", *(f"filter: {name}" for name in filters)}
    assert len(found["filter: none"].clock) == 7
    assert min(found["filter: none"].clock) > 0


def test_times_are_told_in_milliseconds() -> None:
    assert str(Times((0.010, 0.020, 0.030), (0.001, 0.001, 0.001))) == "20 / 29 | 1 / 1"
