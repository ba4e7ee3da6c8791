import gzip
import json
from pathlib import Path

import pytest

from assistant.errors import InputError
from eval.beir import VARIANTS, fill, open_benchmark, rank, score, table
from tests.stores import HashingEmbedder
from vectorstore.catalog import Catalog
from vectorstore.index import MemoryIndex
from vectorstore.search import HybridSearch

CORPUS = [
    {"_id": "a", "title": "Wings", "text": "The lift of a wing in a slipstream."},
    {"_id": "b", "title": "Heat", "text": "Heat transfer at high speed."},
    {"id": "c", "title": "No abstract here", "abstract": None},
]


def _folder(tmp_path: Path, judgements: str) -> Path:
    with gzip.open(tmp_path / "corpus.jsonl.gz", "wt") as file:
        file.writelines(json.dumps(row) + "\n" for row in CORPUS)
    (tmp_path / "queries.jsonl").write_text(
        '{"id": "1", "text": "lift of wings"}\n{"id": "2", "text": "nobody judged this"}\n'
    )
    (tmp_path / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{judgements}")
    return tmp_path


def test_every_variant_finds_the_judged_document(tmp_path: Path) -> None:
    benchmark = open_benchmark(_folder(tmp_path, "1\ta\t1\n1\tb\t0\n"))
    assert list(benchmark.queries) == ["1"]
    catalog, index, embedder = Catalog(tmp_path / "c.sqlite3"), MemoryIndex(), HashingEmbedder()
    fill(benchmark, catalog, index, embedder)
    assert catalog.count() == 3
    results = {}
    for name, weight in VARIANTS.items():
        search = HybridSearch(catalog, index, embedder, weight)
        results[name] = score(benchmark, rank(benchmark, search))
        assert results[name]["nDCG@10"].value == 1
    text = table(results, benchmark)
    assert "1 queries" in text
    assert text.count("| 1.000 [1.000, 1.000]") == 12


def test_documents_may_come_from_elsewhere(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "1\ta\t1\n")
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(CORPUS[0]) + "\n")
    assert [p.id for p in open_benchmark(folder, other).papers()] == ["a"]


def test_folders_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no BEIR-style folder"):
        open_benchmark(tmp_path)
    with pytest.raises(InputError, match="No query"):
        open_benchmark(_folder(tmp_path, "9\ta\t1\n"))
