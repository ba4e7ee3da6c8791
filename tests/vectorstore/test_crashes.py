"""Killed at any moment, started again: nothing is lost, nothing is there twice."""

import multiprocessing
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from assistant.errors import StoreBusyError, StoreFullError, StoreMismatchError
from assistant.types import Paper
from tests.stores import HashingEmbedder
from tests.vectorstore.work import EMBEDDER, bring_in, papers
from vectorstore import ingest, repair
from vectorstore.catalog import Catalog
from vectorstore.chroma import ChromaIndex, _told
from vectorstore.salvage import salvage
from vectorstore.store import catalog_file, index_folder, open_catalog, writing

pytestmark = pytest.mark.whole

_PROCESSES = multiprocessing.get_context("forkserver")
_PROCESSES.set_forkserver_preload(["chromadb", "tests.vectorstore.work"])


def started(store: Path, records: list[Paper]) -> BaseProcess:
    process = _PROCESSES.Process(target=bring_in, args=(store, records))
    process.start()
    return process


def in_a_process(store: Path, records: list[Paper]) -> None:
    process = started(store, records)
    process.join(60)
    assert process.exitcode == 0


def killed(store: Path, records: list[Paper], seconds: float) -> bool:
    """Begin to bring papers in and kill it after a while; whether it was still at it."""
    process = started(store, records)
    time.sleep(seconds)
    process.kill()
    process.join(60)
    assert process.exitcode in (0, -signal.SIGKILL), "the work failed by itself"
    return process.exitcode != 0


def state(store: Path) -> tuple[list[Paper], list[tuple[str, str]], int]:
    """Everything that can be told apart: papers, what the index holds, what is pending."""
    catalog, index = open_catalog(store), ChromaIndex(index_folder(store))
    found = (
        sorted(catalog.papers(), key=lambda p: p.id),
        sorted(index.contents()),
        catalog.count_pending(),
    )
    index.probe(20)
    assert not repair.damaged(store)
    assert not catalog.check_search()
    index.close()
    catalog.close()
    return found


def survives(tmp_path: Path, kills: int, number: int) -> None:
    """Bring in papers, then a new edition of them, killed again and again on the way."""
    store, fresh = tmp_path / "store", tmp_path / "fresh"
    chance = random.Random(kills)
    first, second = papers(number), papers(number, "second")
    hit = done = 0
    while hit < kills:
        assert done < 20 * kills, "the work ends before it can be killed"
        records = (first, second)[hit * 2 >= kills]
        hit += killed(store, records, chance.uniform(0.0, 0.5))
        done += 1
    in_a_process(store, second)
    in_a_process(fresh, second)
    assert state(store) == state(fresh)


@pytest.mark.slow
def test_two_kills_lose_and_double_nothing(tmp_path: Path):
    survives(tmp_path, kills=2, number=60)


@pytest.mark.slow
def test_sixty_kills_lose_and_double_nothing(tmp_path: Path):
    survives(tmp_path, kills=60, number=900)


def test_two_ingests_at_once_are_refused_by_name(tmp_path: Path):
    with writing(tmp_path), pytest.raises(StoreBusyError, match="Another process"):
        bring_in(tmp_path, papers(1))


def filled(tmp_path: Path) -> tuple[Catalog, Path]:
    store = tmp_path / "store"
    in_a_process(store, papers(30))
    return open_catalog(store), index_folder(store)


def damage_delete(folder: Path) -> None:
    shutil.rmtree(folder)


def damage_empty_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"")


def damage_half_database(folder: Path) -> None:
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def damage_other_file(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"this is no database" * 400)


@pytest.mark.parametrize(
    "damage",
    [
        damage_delete,
        damage_half_database,
        pytest.param(damage_empty_database, marks=pytest.mark.slow),
        pytest.param(damage_other_file, marks=pytest.mark.slow),
    ],
)
def test_a_lost_or_damaged_index_is_made_again(tmp_path: Path, damage: Callable[[Path], None]):
    catalog, folder = filled(tmp_path)
    damage(folder)
    assert catalog.search_text("thing7 topic0", 3), "words answer while the vectors are away"
    index = repair.open_index(folder.parent, catalog)
    assert catalog.count_pending() == 30
    ingest.embed_pending(catalog, index, EMBEDDER)
    assert not repair.compare(catalog, index)
    assert index.search(EMBEDDER.embed_query("thing7"), 1)[0][0] == "-p7_"
    index.close()


def test_lost_and_stray_vectors_are_found_and_mended(tmp_path: Path):
    catalog, folder = filled(tmp_path)
    index = ChromaIndex(folder)
    index.delete(["-p3_", "-p4_"])
    catalog.delete(["-p9_"])
    difference = repair.reconcile(catalog, index)
    assert difference.missing == {"-p3_", "-p4_"}
    assert difference.stray == {"-p9_"}
    ingest.embed_pending(catalog, index, EMBEDDER)
    assert not repair.compare(catalog, index)
    index.close()


def test_vectors_of_an_older_text_are_found_by_a_thorough_look(tmp_path: Path):
    catalog, folder = filled(tmp_path)
    index = ChromaIndex(folder)
    new = replace(papers(30)[5], abstract="Another text.")
    catalog.put([new])
    catalog.mark_indexed([new])  # as if the power had gone before Chroma wrote
    assert repair.reconcile(catalog, index, thorough=True).missing == {new.id}
    index.close()


def test_another_models_vectors_are_refused_with_the_command_that_helps(tmp_path: Path):
    catalog, _ = filled(tmp_path)

    class Other(HashingEmbedder):
        dimensions = 64

    with pytest.raises(StoreMismatchError, match="doctor --repair"):
        ingest.check_model(catalog, Other())


def test_a_full_disk_keeps_what_was_stored_and_says_so(tmp_path: Path):
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    catalog.put(papers(20))
    pages = catalog.database.connection().execute("PRAGMA page_count").fetchone()[0]
    catalog.database.connection().execute(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(StoreFullError, match="Free some space"):
        catalog.put([replace(p, id=f"new{p.id}") for p in papers(400)])
    assert catalog.count() == 20
    catalog.database.connection().execute("PRAGMA max_page_count = 1000000")
    assert catalog.put(papers(20))["unchanged"] == 20


def test_an_index_on_a_full_disk_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    catalog, folder = filled(tmp_path)

    def full(self: ChromaIndex, sample: int = 1) -> None:
        with _told(folder, "read"):
            raise RuntimeError("error returned from database: (code: 13) database or disk is full")  # noqa: EM101

    with monkeypatch.context() as patched:
        patched.setattr(ChromaIndex, "probe", full)  # as Chroma says it on a full disk
        with pytest.raises(StoreFullError):
            repair.open_index(folder.parent, catalog, sample=0)
    index = repair.open_index(folder.parent, catalog, sample=0)
    assert (catalog.count_pending(), index.count()) == (0, catalog.count_passages())
    index.close()


def test_a_damaged_catalog_is_saved_row_by_row(tmp_path: Path):
    file = catalog_file(tmp_path)
    catalog = Catalog(file)
    catalog.put(papers(600))
    catalog.database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    catalog.close()
    data = bytearray(file.read_bytes())
    middle = len(data) // 4 // 4096 * 4096
    data[middle : middle + 4096] = b"\xff" * 4096
    file.write_bytes(bytes(data))
    assert repair.damaged(tmp_path)
    kept = salvage(file)
    assert kept.aside.exists()
    assert not repair.damaged(tmp_path)
    assert 300 < kept.papers <= 600
    again = Catalog(file)
    again.put(papers(600))
    assert sorted(again.papers(), key=lambda p: p.id) == sorted(papers(600), key=lambda p: p.id)
