from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.collection import intake
from assistant.errors import StoreError
from assistant.types import Paper
from tests.stores import HashingEmbedder, builtin_catalog
from vectorstore.catalog import Catalog
from vectorstore.chroma import ChromaIndex
from vectorstore.index import MemoryIndex
from vectorstore.ingest import embed_pending
from vectorstore.map.drawing import CollectionMap, keep, kept, map_file
from vectorstore.map.making import draw
from vectorstore.map.stored import StoredMaps
from vectorstore.store import index_folder


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> CollectionMap:
    catalog, index = builtin_catalog(tmp_path_factory.mktemp("store")), MemoryIndex()
    embed_pending(catalog, index, HashingEmbedder())
    return draw(catalog, index)


def test_every_paper_lies_somewhere_and_belongs_to_a_named_topic(drawn: CollectionMap) -> None:
    assert len(drawn) == len(set(drawn.ids)) == 100
    assert set(drawn.topics) == set(range(len(drawn.names)))
    assert all(drawn.names)
    for topic, central in enumerate(drawn.central):
        chosen = central[central >= 0]
        assert len(chosen)
        assert (drawn.topics[chosen] == topic).all()
    assert set(drawn.years) == {2021}
    assert drawn.venue_names == ("ICLR",)


def test_a_map_that_was_kept_is_the_same(drawn: CollectionMap, tmp_path: Path) -> None:
    keep(drawn, file := map_file(tmp_path))
    again = kept(file)
    assert again is not None
    assert (again.state, again.names, again.venue_names) == (
        drawn.state, drawn.names, drawn.venue_names,
    )  # fmt: skip
    for name in ("ids", "positions", "topics", "central", "years", "venues"):
        assert np.array_equal(getattr(again, name), getattr(drawn, name))
    assert list(tmp_path.iterdir()) == [file]


@pytest.mark.parametrize("damage", [b"", b"no map", None])
def test_a_map_that_cannot_be_read_is_none(
    drawn: CollectionMap, tmp_path: Path, damage: bytes | None
) -> None:
    file = map_file(tmp_path)
    if damage is None:
        keep(drawn, file)
        damage = file.read_bytes()[:2000]
    file.write_bytes(damage)
    assert kept(file) is None
    assert kept(tmp_path / "nowhere") is None


def test_the_state_changes_with_the_papers_and_their_vectors(tmp_path: Path) -> None:
    catalog, index = Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex()
    states = [catalog.state()]
    paper = Paper("a", "Robots that read", "They read papers.")
    catalog.put([paper])
    states.append(catalog.state())
    embed_pending(catalog, index, HashingEmbedder())
    states.append(catalog.state())
    assert catalog.state() == states[-1]
    catalog.put([replace(paper, abstract="They read books.")])
    embed_pending(catalog, index, HashingEmbedder())
    states.append(catalog.state())
    assert len(set(states)) == 4
    assert len(draw(catalog, index)) == 1


def test_an_empty_collection_has_an_empty_map(tmp_path: Path) -> None:
    drawn = draw(Catalog(tmp_path / "catalog.sqlite3"), MemoryIndex())
    assert len(drawn) == 0
    assert drawn.names == ()


@pytest.mark.whole
def test_a_stored_collection_is_drawn_in_a_process_of_its_own(tmp_path: Path) -> None:
    catalog, index = builtin_catalog(tmp_path), ChromaIndex(index_folder(tmp_path))
    embed_pending(catalog, index, HashingEmbedder())
    index.close()
    maps, told = StoredMaps(tmp_path), list[str]()
    assert maps.kept() is None
    drawn = maps.draw(told.append)
    assert len(drawn) == 100
    assert drawn.state == maps.state()
    assert "Placing 100 papers" in told
    assert maps.kept() is not None


@pytest.mark.whole
def test_the_map_follows_an_ingest_and_is_drawn_once_for_each_state(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "SentenceEmbedder", lambda settings: HashingEmbedder())
    file = map_file(tmp_path)
    command = ["--store", str(tmp_path), "ingest", "--builtin"]
    assert CliRunner().invoke(cli, [*command, "--draw-map", "false"]).exit_code == 0
    assert not file.exists()
    assert CliRunner().invoke(cli, [*command, "--draw-map", "true"]).exit_code == 0
    for _ in range(1800):
        if file.exists():
            break
        time.sleep(0.1)
    found, written = kept(file), file.stat().st_mtime_ns
    assert found is not None
    assert found.state == StoredMaps(tmp_path).state()
    assert StoredMaps(tmp_path).draw(lambda doing: None).state == found.state
    assert file.stat().st_mtime_ns == written


@pytest.mark.whole
def test_a_map_that_cannot_be_drawn_says_why(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="There is no collection at"):
        StoredMaps(tmp_path / "nothing").draw(lambda doing: None)


def test_a_collection_too_large_for_a_map_is_refused_before_its_vectors_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("vectorstore.map.making.MOST", 3)
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    catalog.put([Paper(f"{i}", f"Title {i}", "Text.") for i in range(4)])
    with pytest.raises(StoreError, match="at most 3 papers; this collection has 4"):
        draw(catalog, None)  # type: ignore[arg-type]
