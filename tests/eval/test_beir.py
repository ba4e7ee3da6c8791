import gzip
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from assistant.errors import InputError
from assistant.types import Paper, Retrieved
from eval.ablation import VARIANTS, difference, measure, renamed, sample, table
from eval.beir import Benchmark, fill, open_benchmark
from tests.stores import HashingEmbedder
from vectorstore.catalog import Catalog
from vectorstore.entry import Entry, entry_from_record
from vectorstore.index import MemoryIndex

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
    found = {}
    for name, build in VARIANTS.items():
        found[name] = measure(benchmark, build(catalog, index, embedder))
        assert found[name].values["nDCG@10"] == {"1": 1.0}, name
    text = table(found, benchmark, catalog.count())
    assert "1 queries, 3 documents" in text
    assert text.count("1.000 [0.025, 1.000]") == 4 * len(VARIANTS)


class Fixed:
    """Ranks the same documents for every query."""

    def __init__(self, *ids: str) -> None:
        self._hits = [Retrieved(Paper(i, i, ""), 1.0) for i in ids]

    def search(self, query: str, limit: int) -> Sequence[Retrieved]:
        return self._hits[:limit]


JUDGED = Benchmark(
    "made", None, {f"q{i}": f"query {i}" for i in range(8)}, {f"q{i}": {"a": 1} for i in range(8)}
)


def test_figures_are_those_worked_by_hand_and_compared_query_by_query() -> None:
    found = {"fused": measure(JUDGED, Fixed("a", "b")), "dense": measure(JUDGED, Fixed("b", "a"))}
    assert found["fused"].values["nDCG@10"]["q0"] == 1
    # One judged document at rank 2: 1 / log2(3).
    assert found["dense"].values["nDCG@10"]["q0"] == pytest.approx(0.6309, abs=1e-4)
    assert found["dense"].values["RR@10"]["q0"] == 0.5
    change = difference(found, "dense")
    assert change is not None
    assert change.value == pytest.approx(-0.3691, abs=1e-4)
    assert change.p < 0.05
    assert difference(found, "fused") is None
    assert "-0.369 [-0.369, -0.369], p 0.0" in table(found, JUDGED, 2)


def test_a_sample_is_spread_over_the_queries_and_keeps_their_judgements() -> None:
    small = sample(JUDGED, 4)
    assert list(small.queries) == ["q0", "q2", "q4", "q6"] == list(small.judged)
    assert sample(JUDGED, 99) is JUDGED


def test_judgements_follow_the_ids_of_the_collection(tmp_path: Path) -> None:
    catalog = Catalog(tmp_path / "c.sqlite3")
    link = "https://openreview.net/forum?id=00OqOl4txhe"
    row = {"id": "corl2022:a", "title": "Wings", "abstract": "The lift of a wing.", "url": link}
    entry = entry_from_record(row, "list.jsonl", 1)
    assert isinstance(entry, Entry)
    catalog.put([entry])
    benchmark = Benchmark("x", None, {"1": "lift"}, {"1": {"corl2022:a": 1, "gone": 1}})
    assert renamed(benchmark, catalog).judged == {"1": {"00OqOl4txhe": 1, "gone": 1}}
    with pytest.raises(InputError, match="none of the 1 documents"):
        renamed(Benchmark("x", None, {"1": "q"}, {"1": {"gone": 1}}), catalog)


def test_documents_may_come_from_elsewhere(tmp_path: Path) -> None:
    folder = _folder(tmp_path, "1\ta\t1\n")
    other = tmp_path / "other.jsonl"
    other.write_text(json.dumps(CORPUS[0]) + "\n")
    assert [p.id for p in open_benchmark(folder, other).papers()] == ["a"]
    assert list(open_benchmark(folder, documents=False).papers()) == []


def test_folders_that_are_none_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no BEIR-style folder"):
        open_benchmark(tmp_path)
    with pytest.raises(InputError, match="No query"):
        open_benchmark(_folder(tmp_path, "9\ta\t1\n"))
