"""Hybrid search over real stores: completeness, filters, determinism, failures."""

import random
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
import pytest

import vectorstore.search
from assistant.errors import StoreError
from assistant.types import EVERYTHING, Filters, Paper, Retrieved
from assistant.wording.spelling import Spelled
from tests.stores import HashingEmbedder
from vectorstore.catalog import Catalog
from vectorstore.index import Index, MemoryIndex, Vectors
from vectorstore.ingest import embed_pending
from vectorstore.place import Place
from vectorstore.search import HybridSearch
from vectorstore.store import open_catalog, open_index

TOPICS = ["graph attention", "protein folding", "image diffusion", "robot grasping", "speech codec"]
AUTHORS = ["Ada Lovelace", "René Vidal", "Grace Hopper"]


def papers(count: int = 60) -> list[Paper]:
    rng = random.Random(5)
    made = []
    for i in range(count):
        topic = TOPICS[i % len(TOPICS)]
        filler = " ".join(f"w{rng.randrange(40)}" for _ in range(rng.randrange(5, 40)))
        made.append(
            Paper(
                f"p{i:02}",
                f"{topic} {i}",
                f"We study {topic} with {filler}.",
                (AUTHORS[i % len(AUTHORS)],),
                ("icml", "cvpr")[i % 2],
                2010 + i % 10,
            )
        )
    return made


@pytest.fixture(params=["memory", "chroma", pytest.param("servers", marks=pytest.mark.whole)])
def made(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Catalog, Index]:
    place = Place(tmp_path)
    if request.param == "servers":
        schema = f"search{next(_numbers)}"
        postgres = request.getfixturevalue("postgres").url(schema)
        chroma = request.getfixturevalue("chroma_server").url
        place = Place(tmp_path, postgres, f"{chroma}/{schema}")
    catalog = open_catalog(place)
    catalog.put(papers())
    index: Index = MemoryIndex() if request.param == "memory" else open_index(place)
    embed_pending(catalog, index, HashingEmbedder())
    return catalog, index


_numbers = count()
FILTERS = [
    Filters(year_from=2015),
    Filters(year_to=2012, venues=("icml",)),
    Filters(authors=("René Vidal",)),
    Filters(without_authors=("Ada Lovelace",)),
    Filters(authors=("Grace Hopper",), year_from=2014),
    Filters(paper_ids=("p03", "p08", "p13")),
    Filters(authors=("Nobody",)),
]


@pytest.mark.parametrize("few", [0, 400], ids=["searched", "all-scored"])
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_leave_the_same_papers_in_the_same_order(
    made: tuple[Catalog, Index], filters: Filters, few: int, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vectorstore.search, "_FEW", few)
    catalog, index = made
    search = HybridSearch(catalog, index, HashingEmbedder())
    passing = {paper.id for paper in catalog.papers(filters)}
    hits = search.search("image diffusion w3 w7", 100, filters)
    assert {hit.paper.id for hit in hits} <= passing
    # Everything that passes and shares anything with the query is found, scored as without filters.
    free = {hit.paper.id: hit for hit in search.search("image diffusion w3 w7", 100)}
    for hit in hits:
        assert hit.lexical == free[hit.paper.id].lexical
        assert hit.dense == pytest.approx(free[hit.paper.id].dense, abs=1e-5)
    about = {i for i in passing if free[i].lexical}
    assert about <= {hit.paper.id for hit in hits}


@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_fetching_more_and_filtering_finds_what_the_index_finds_among_those_that_pass(
    made: tuple[Catalog, Index], filters: Filters, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vectorstore.search, "_FEW", 0)
    monkeypatch.setattr(vectorstore.search, "_CANDIDATES", 4)
    catalog, index = made
    asked = list[bool]()

    class Watched:
        def __getattr__(self, name: str) -> object:
            return getattr(index, name)

        def search(self, vector: Vectors, limit: int, some: Filters = EVERYTHING) -> object:
            asked.append(bool(some))
            return index.search(vector, limit, some)

    search = HybridSearch(catalog, Watched(), HashingEmbedder())  # type: ignore[arg-type]
    queries = [*TOPICS, "w3 w7 w9", "robot speech"]
    fetched = [search.search(query, 4, filters) for query in queries]
    assert (False in asked) is (catalog.count(filters) >= 30)
    monkeypatch.setattr(vectorstore.search, "_SPARE", 1e9)  # too many to fetch
    asked.clear()
    for query, before in zip(queries, fetched, strict=True):
        hits = search.search(query, 4, filters)
        assert [hit.paper.id for hit in hits] == [hit.paper.id for hit in before]
        dense = [hit.dense for hit in before]
        assert [hit.dense for hit in hits] == pytest.approx(dense, abs=1e-5)
    assert all(asked), "nothing was searched without the filters"


def test_every_paper_found_is_scored_by_vectors_and_by_words(
    made: tuple[Catalog, Index], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(vectorstore.search, "_CANDIDATES", 5)
    catalog, index = made
    embedder = HashingEmbedder()
    hits = HybridSearch(catalog, index, embedder).search("robot grasping w1", 5)
    for hit in hits:
        expected = (
            embedder.embed_query("robot grasping w1")
            @ embedder.embed([f"{hit.paper.title}\n{hit.paper.abstract}"]).T
        )
        assert hit.dense == pytest.approx(float(expected[0]), abs=1e-4)
        assert hit.lexical
        assert hit.lexical > 0


def test_the_same_search_gives_the_same_papers_again(made: tuple[Catalog, Index]):
    search = HybridSearch(*made, HashingEmbedder())
    first = search.search("speech codec w1 w2", 20)
    assert all(search.search("speech codec w1 w2", 20) == first for _ in range(3))
    assert [h.score for h in first] == sorted((h.score for h in first), reverse=True)


def test_paper_whose_words_alone_fit_and_paper_whose_vector_alone_fits_are_found(tmp_path: Path):
    class Meanings(HashingEmbedder):
        """Knows that two words mean the same."""

        def embed(self, texts: Sequence[str]) -> Vectors:
            return super().embed([text.replace("automobile", "car") for text in texts])

    catalog, index = Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex()
    catalog.put([Paper("words", "Engines", "car"), Paper("meaning", "Engines", "automobile")])
    embed_pending(catalog, index, Meanings())
    hits = {hit.paper.id: hit for hit in HybridSearch(catalog, index, Meanings()).search("car", 5)}
    assert set(hits) == {"words", "meaning"}
    assert hits["meaning"].lexical is None
    assert hits["words"].score > hits["meaning"].score


class Broken(MemoryIndex):
    def search(
        self, vector: Vectors, limit: int, filters: Filters = EVERYTHING
    ) -> list[tuple[str, float]]:
        message = "torn"
        raise StoreError(message)

    def similarities(self, vector: Vectors, paper_ids: Sequence[str]) -> dict[str, float]:
        message = "torn"
        raise StoreError(message)


def test_words_find_papers_where_the_index_is_broken(tmp_path: Path):
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    catalog.put(papers())
    search = HybridSearch(catalog, Broken(), HashingEmbedder())
    assert search.search("robot grasping", 3)[0].paper.title.startswith("robot grasping")
    assert search.search("robot grasping", 3, Filters(paper_ids=("p03",)))[0].paper.id == "p03"


def test_a_stray_vector_of_a_deleted_paper_is_no_hit(made: tuple[Catalog, Index]):
    catalog, index = made
    catalog.delete(["p03"])
    hits = HybridSearch(catalog, index, HashingEmbedder()).search("robot grasping 3", 100)
    assert "p03" not in {hit.paper.id for hit in hits}


def test_a_reranker_orders_the_best_papers_anew(made: tuple[Catalog, Index]):
    class Backwards:
        def rerank(self, query: str, hits: Sequence[Retrieved]) -> list[Retrieved]:
            assert query == "protein folding"
            return list(reversed(hits))

    plain = HybridSearch(*made, HashingEmbedder()).search("protein folding", 40)
    search = HybridSearch(*made, HashingEmbedder(), reranker=Backwards())
    assert search.search("protein folding", 40) == [*reversed(plain[:30]), *plain[30:]]


def test_nothing_is_found_for_nothing(made: tuple[Catalog, Index]):
    search = HybridSearch(*made, HashingEmbedder())
    assert search.search("  ", 5) == []
    assert np.isfinite([hit.score for hit in search.search("the of", 5)]).all()


def test_two_records_of_one_work_are_one_hit(tmp_path: Path):
    catalog, index = Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex()
    catalog.put(
        [
            Paper(
                "rejected", "Graphs that learn", "Graphs, first text.", ("Ada Lovelace",), "iclr"
            ),
            Paper(
                "published", "Graphs That Learn.", "Quite another text.", ("A. B.", "Ada Lovelace")
            ),
            Paper("namesake", "Graphs that learn", "Not the same work.", ("Grace Hopper",)),
            Paper("short", "Learning", "Graphs.", ("Ada Lovelace",)),
            Paper("shorter", "Learning", "Graphs too.", ("Ada Lovelace",)),
        ]
    )
    embed_pending(catalog, index, HashingEmbedder())
    search = HybridSearch(catalog, index, HashingEmbedder())
    found = {hit.paper.id for hit in search.search("graphs learn first", 9)}
    assert found == {"rejected", "namesake", "short", "shorter"}
    published = search.search("graphs learn first", 9, Filters(paper_ids=("published",)))
    assert [hit.paper.id for hit in published] == ["published"]


@pytest.mark.parametrize("typed", ["oversquashing networsk", "over squashing network"])
def test_a_search_reads_compounds_and_typing_errors_as_papers_write_them(
    tmp_path: Path, typed: str
):
    catalog, index = Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex()
    bottleneck = "We study over-squashing in graph networks."
    catalog.put([Paper("a", "On the bottleneck", bottleneck), Paper("b", "On seas", "They rise.")])
    search = HybridSearch(catalog, index, HashingEmbedder(), dense_weight=0.0)
    right = search.search("over-squashing networks", 5)
    assert [hit.paper.id for hit in right] == ["a"]
    assert search.search(typed, 5) == right


def test_a_query_that_was_spelled_is_taken_as_it_is(tmp_path: Path):
    catalog, index = Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex()
    catalog.put([Paper("a", "On seas", "They rise over squashing floods.")])
    search = HybridSearch(catalog, index, HashingEmbedder(), dense_weight=0.0)
    assert search.search("oversquashing", 5)
    assert search.search(Spelled("oversquashing"), 5) == []


def test_while_papers_come_in_words_rank_and_the_cosines_that_are_known_are_told(tmp_path: Path):
    catalog, index = Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex()
    texts = [f"Robots grasp with {i} fingers." for i in range(9)]
    papers = [Paper(f"p{i}", f"On grasping {i}", text) for i, text in enumerate(texts)]
    catalog.put(papers[:5])
    embed_pending(catalog, index, HashingEmbedder())
    catalog.put(papers[5:])
    search = HybridSearch(catalog, index, HashingEmbedder())
    hits = search.search("robots grasp with 7 fingers", 9)
    words = HybridSearch(catalog, index, HashingEmbedder(), dense_weight=0.0)
    by_words = words.search("robots grasp with 7 fingers", 9)
    assert [h.paper.id for h in hits] == [h.paper.id for h in by_words]
    assert hits[0].paper.id == "p7"
    query = HashingEmbedder().embed_query("robots grasp with 7 fingers")
    known = index.similarities(query, [f"p{i}" for i in range(5)])
    assert {h.paper.id: h.dense for h in hits if h.dense is not None} == pytest.approx(known)


@pytest.mark.parametrize("words_find_some", [True, False])
def test_the_index_filters_by_itself_only_where_words_found_too_few(
    words_find_some: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """A venue that is far from the query: none of the nearest papers is of it."""
    monkeypatch.setattr(vectorstore.search, "_FEW", 0)
    monkeypatch.setattr(vectorstore.search, "_CANDIDATES", 4)
    catalog, asked = Catalog(tmp_path / "catalog.sqlite3"), list[bool]()
    near = [Paper(f"n{i:03}", "Trees", f"Trees grow w{i}.", venue="wood") for i in range(400)]
    word = "trees" if words_find_some else "stones"
    far = [
        Paper(
            f"f{i:03}", "Seas", f"Seas and waves {word} rise w{i} and fall with winds.", venue="sea"
        )
        for i in range(400)
    ]
    catalog.put([*near, *far])

    class Watched(MemoryIndex):
        def search(
            self, vector: Vectors, limit: int, filters: Filters = EVERYTHING
        ) -> list[tuple[str, float]]:
            asked.append(bool(filters))
            found = super().search(vector, 1000, filters)
            # Two of the venue are near; the rest come after all others.
            found.sort(key=lambda hit: (hit[0] > "f001") + (hit[0] < "n" and hit[0] > "f001"))
            return found[:limit]

    index = Watched()
    embed_pending(catalog, index, HashingEmbedder())
    search = HybridSearch(catalog, index, HashingEmbedder())
    hits = search.search("trees", 4, Filters(venues=("sea",)))
    assert len(hits) == 4
    assert (True in asked) is not words_find_some
