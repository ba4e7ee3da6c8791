"""The collections that the fits make are searched by words and by vectors, as the product's are."""

from pathlib import Path

from eval.stores import small_collection
from tests.stores import HashingEmbedder, builtin_papers


def test_a_small_collection_is_searched_by_vectors_too(tmp_path: Path):
    catalog, search = small_collection(builtin_papers()[:10], HashingEmbedder(), tmp_path)
    hits = search.search("subspace clustering", 5)
    assert all(hit.dense is not None for hit in hits)
    assert hits[0].dense is not None
    assert hits[0].dense > 0.2
    assert catalog.count_pending() == 0
