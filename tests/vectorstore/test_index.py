"""One suite over every index."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import count
from pathlib import Path

import numpy as np
import pytest

from assistant.types import Filters, Paper
from vectorstore.chroma import ChromaIndex
from vectorstore.chroma_server import ChromaServer
from vectorstore.index import Index, MemoryIndex, Passage
from vectorstore.schema import text_hash

A = Paper("-a#1_", "A", "About a.", venue="ICLR", year=2020)
B = Paper("b", "B", "About b.", venue="ICML", year=2022)
C = Paper("c", "C", "About c.")
AXES = np.eye(4, dtype=np.float32)


@pytest.fixture(
    params=[
        "memory",
        pytest.param("chroma", marks=pytest.mark.whole),
        pytest.param("server", marks=pytest.mark.whole),
    ]
)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    if request.param == "memory":
        yield filled(MemoryIndex())
    elif request.param == "chroma":
        with closing(ChromaIndex(tmp_path)) as chroma:
            yield filled(chroma)
    else:
        url = request.getfixturevalue("chroma_server").url
        with closing(ChromaServer(f"{url}/index{next(_numbers)}")) as server:
            yield filled(server)


_numbers = count()


def filled(index: Index) -> Index:
    index.replace([Passage(A, 0, "a"), Passage(A, 1, "a more"), Passage(B, 0, "b")], AXES[:3])
    index.replace([Passage(C, 0, "c")], AXES[3:])
    return index


def test_the_nearest_paper_comes_first_by_its_best_passage(index: Index):
    found = index.search(np.array([0.6, 0.8, 0, 0], dtype=np.float32), 2)
    assert len(found) == 2
    assert found[0] == (A.id, pytest.approx(0.8, abs=1e-5))


@pytest.mark.parametrize(
    ("filters", "ids"),
    [
        (Filters(venues=("ICML",)), {B.id}),
        (Filters(year_from=2021), {B.id}),
        (Filters(year_to=2021), {A.id}),
        (Filters(paper_ids=(A.id, C.id)), {A.id, C.id}),
        (Filters(venues=("ICLR",), year_from=2021), set()),
    ],
)
def test_only_papers_that_pass_the_filters_are_found(index: Index, filters: Filters, ids: set[str]):
    assert {paper for paper, _ in index.search(AXES[0], 10, filters)} == ids


def test_replacing_leaves_no_passage_of_the_older_text(index: Index):
    newer = replace(A, abstract="Shorter.")
    index.replace([Passage(newer, 0, "a")], AXES[:1])
    assert index.count() == 3
    assert dict(index.contents())[A.id] == text_hash(newer)


def test_what_is_deleted_is_not_found_and_unknown_ids_are_ignored(index: Index):
    index.delete([A.id, "never there"])
    assert {paper for paper, _ in index.search(AXES[0], 10)} == {B.id, C.id}
    assert index.count() == 2


def test_a_cleared_index_can_be_filled_again(index: Index):
    index.clear()
    assert (index.count(), index.search(AXES[0], 3)) == (0, [])
    index.replace([Passage(B, 0, "b")], AXES[:1])
    assert sorted(index.contents()) == [(B.id, text_hash(B))]


def test_more_passages_than_chroma_takes_at_once_are_stored(index: Index):
    papers = [replace(B, id=f"n{i}") for i in range(1200)]
    vectors = np.random.default_rng(0).normal(size=(1200, 4)).astype(np.float32)
    index.replace([Passage(paper, 0, "n") for paper in papers], vectors)
    assert index.count() == 1204


def test_the_cosines_of_papers_asked_for_are_given_and_their_vectors_come_in_pages(index: Index):
    found = index.similarities(np.array([0.6, 0.8, 0, 0], dtype=np.float32), [A.id, B.id, "gone"])
    assert found == {A.id: pytest.approx(0.8, abs=1e-5), B.id: pytest.approx(0, abs=1e-5)}
    pages = list(index.vectors())
    assert sorted(i for ids, _ in pages for i in ids) == sorted([A.id, A.id, B.id, C.id])
    assert np.concatenate([rows for _, rows in pages]).shape == (4, 4)


def test_as_many_papers_are_found_as_wanted_however_many_passages_the_nearest_has(index: Index):
    chance = np.random.default_rng(0)
    vectors = np.array([[1, 0.01 * i, 0, 0] for i in range(120)], dtype=np.float32)
    index.replace([Passage(A, i, f"a {i}") for i in range(120)], vectors)
    others = [Paper(f"o{i}", f"Other {i}", "About others.") for i in range(8)]
    far = chance.normal(size=(8, 4)).astype(np.float32)
    index.replace([Passage(paper, 0, "o") for paper in others], far)
    found = index.search(AXES[0], 11)
    assert found[0] == (A.id, pytest.approx(1.0, abs=1e-5))
    assert {paper_id for paper_id, _ in found} == {A.id, B.id, C.id, *(o.id for o in others)}
