"""A collection on servers: they stop, stall, refuse, lose what they hold; readers get by."""

from __future__ import annotations

import multiprocessing
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.collection import checkup
from assistant.errors import SettingsError, StoreBusyError, StoreError
from assistant.settings import Settings
from tests import servers
from tests.proxy import in_front_of
from tests.stores import HashingEmbedder
from tests.vectorstore.work import EMBEDDER, bring_in, hold, papers
from vectorstore import repair
from vectorstore.chroma_server import ChromaServer
from vectorstore.place import Place
from vectorstore.search import HybridSearch
from vectorstore.store import open_catalog, open_index, writing

pytestmark = pytest.mark.whole
_PROCESSES = multiprocessing.get_context("forkserver")
_numbers = count()


@pytest.fixture
def place(
    tmp_path: Path, postgres: servers.PostgresServer, chroma_server: servers.ChromaProcess
) -> Place:
    """An empty collection, both parts of it on servers."""
    name = f"place{next(_numbers)}"
    return Place(tmp_path, postgres.url(name), f"{chroma_server.url}/{name}")


@pytest.fixture
def own_chroma(tmp_path: Path) -> Iterator[servers.ChromaProcess]:
    """A server that may be stopped without harm to other tests."""
    with servers.chroma(tmp_path / "own") as server:
        yield server


def state(place: Place) -> tuple[object, ...]:
    with closing(open_catalog(place)) as catalog, closing(open_index(place)) as index:
        assert not catalog.check()
        assert not catalog.check_search()
        found = sorted(catalog.papers(), key=lambda p: p.id)
        return found, sorted(index.contents()), catalog.count_pending()


def test_an_ingest_killed_again_and_again_loses_and_doubles_nothing(place: Place, tmp_path: Path):
    fresh, second = Place(tmp_path / "fresh"), papers(80, "second")
    killed = 0
    for number in range(12):
        records = (papers(80), second)[number > 5]
        process = _PROCESSES.Process(target=bring_in, args=(place, records))
        process.start()
        time.sleep(0.3 + 0.15 * (number % 6))
        process.kill()
        process.join(30)
        killed += process.exitcode != 0
    assert killed
    bring_in(place, second)
    bring_in(fresh, second)
    assert state(place) == state(fresh)


def test_one_writer_at_a_time_and_a_killed_one_lets_go(place: Place):
    process = _PROCESSES.Process(target=hold, args=(place,))
    process.start()

    def refused() -> bool:
        try:
            with writing(place):
                return False
        except StoreBusyError:
            return True

    servers.until(refused, what="the other writer")
    with pytest.raises(StoreBusyError, match="Wait") as told, writing(place):
        pass
    assert servers.PASSWORD not in str(told.value)
    process.kill()
    process.join(30)
    servers.until(lambda: not refused(), 10, "the lock")


def test_reading_goes_on_while_another_writes(place: Place):
    bring_in(place, papers(10))
    with writing(place), closing(open_catalog(place)) as catalog:
        assert catalog.count() == 10
        assert catalog.search_text("thing7", 3)


def test_a_catalog_whose_server_restarts_is_read_again_without_being_opened_anew(tmp_path: Path):
    with servers.postgres() as own:
        catalog = open_catalog(Place(tmp_path, own.url("one")))
        catalog.put(papers(5))
        own.stop()
        with pytest.raises(StoreError, match="cannot be read") as told:
            catalog.count()
        assert "Check that the server runs" in str(told.value)
        assert servers.PASSWORD not in str(told.value)
        own.start()
        assert catalog.count() == 5
        catalog.close()


@pytest.mark.parametrize("wrong", ["password", "port", "database"])
def test_a_catalog_that_cannot_be_opened_is_told_without_the_password(
    postgres: servers.PostgresServer, tmp_path: Path, wrong: str
):
    url = postgres.url("public")
    url = {
        "password": url.replace(servers.PASSWORD, "s3cret-but-wrong"),
        "port": url.replace(str(postgres.port), str(servers.free_port())),
        "database": url.replace("/papers?", "/nowhere?"),
    }[wrong]
    start = time.monotonic()
    with pytest.raises(StoreError, match="The catalog postgresql://") as told:
        open_catalog(Place(tmp_path, url))
    assert time.monotonic() - start < 5
    assert "s3cret" not in str(told.value)
    why = {"password": "authentication", "port": "refused", "database": "does not exist"}
    assert why[wrong] in str(told.value)


def test_a_nul_in_a_question_or_a_filter_is_no_error(place: Place):
    from assistant.types import Filters

    bring_in(place, papers(3))
    with closing(open_catalog(place)) as catalog:
        assert catalog.get(["\0"]) == []
        assert catalog.count(Filters(venues=("\0",))) == 0
        assert catalog.search_text("thing1 \0", 3)
        assert catalog.search_phrase("' & !\\ thing1:*", 3)


def test_words_find_papers_while_the_index_server_is_down_and_vectors_once_it_is_back(
    own_chroma: servers.ChromaProcess, tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    place = Place(tmp_path, index=own_chroma.url)
    bring_in(place, papers(30))
    index = ChromaServer(own_chroma.url, rest=1.0)
    search = HybridSearch(open_catalog(place), index, HashingEmbedder())
    assert search.search("thing7", 1)[0].dense
    own_chroma.stop()
    [hit] = search.search("thing7", 1)
    assert (hit.paper.id, hit.dense) == ("-p7_", None)
    assert "Searching by words alone" in caplog.text
    start = time.monotonic()
    assert search.search("thing8", 1)[0].paper.id == "-p8_"
    assert time.monotonic() - start < 0.5, "the server is not waited for each time"
    own_chroma.start()
    time.sleep(1.0)
    assert search.search("thing7", 1)[0].dense


def test_an_index_server_that_takes_connections_and_says_nothing_is_given_up(tmp_path: Path):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        index = ChromaServer(f"http://127.0.0.1:{silent.getsockname()[1]}", patience=0.5)
        start = time.monotonic()
        with pytest.raises(StoreError, match="did not answer in time"):
            index.count()
        assert time.monotonic() - start < 5


def test_a_call_that_fails_once_is_made_again(chroma_server: servers.ChromaProcess, tmp_path: Path):
    name = f"flaky{next(_numbers)}"
    with in_front_of(chroma_server.url) as (url, proxy):
        place = Place(tmp_path, index=f"{url}/{name}")
        bring_in(place, papers(10))
        index = open_index(place)
        query = EMBEDDER.embed_query("thing7")
        expected = index.search(query, 3)
        for _ in range(4):
            proxy.failures = 1
            assert index.search(query, 3) == expected
            proxy.failures = 1
            assert index.count() == 10
        proxy.failures = 100
        with pytest.raises(StoreError, match="Come back soon"):
            index.count()


def test_an_index_that_its_server_lost_is_noticed_and_made_again(place: Place):
    bring_in(place, papers(20))
    with closing(open_catalog(place)) as catalog, closing(open_index(place)) as index:
        assert index.count() == 20
        with closing(open_index(place)) as other:
            other._made_anew()
        assert index.count() == 0
    bring_in(place, papers(20))
    with closing(open_catalog(place)) as catalog, closing(open_index(place)) as index:
        assert not repair.compare(catalog, index)
        assert index.count() == 20


def test_what_was_read_while_the_index_server_was_down_gets_its_vectors_later(
    own_chroma: servers.ChromaProcess, tmp_path: Path
):
    place = Place(tmp_path, index=own_chroma.url)
    own_chroma.stop()
    with pytest.raises(StoreError, match="chroma run"):
        bring_in(place, papers(10))
    with closing(open_catalog(place)) as catalog:
        assert catalog.count_pending() == 10
    own_chroma.start()
    bring_in(place, papers(10))
    with closing(open_catalog(place)) as catalog, closing(open_index(place)) as index:
        assert not repair.compare(catalog, index)


def test_the_doctor_looks_at_servers_and_mends_what_they_lost(place: Place):
    bring_in(place, papers(20))
    settings = Settings(store=place.folder, catalog=place.catalog, index=place.index)
    found = checkup.examine(settings, EMBEDDER)
    assert all(finding.well for finding in found)
    assert "20 papers" in found[0].text
    assert "http://127.0.0.1" in found[1].text
    with closing(open_index(place)) as index:
        index.delete(["-p3_"])
    with closing(open_catalog(place)) as catalog:
        with catalog.database.writing() as connection:
            connection.execute("DELETE FROM papers_text WHERE rowid < 5")
        assert [f.text for f in checkup.examine(settings, EMBEDDER) if not f.well]
    list(checkup.mend(settings, lambda stage, done, total: None, EMBEDDER))
    found = checkup.examine(settings, EMBEDDER)
    assert all(finding.well for finding in found)
    assert servers.PASSWORD not in "".join(finding.text for finding in found)


def test_a_doctor_without_the_index_server_says_so(
    own_chroma: servers.ChromaProcess, tmp_path: Path
):
    place = Place(tmp_path, index=own_chroma.url)
    bring_in(place, papers(3))
    own_chroma.stop()
    settings = Settings(store=tmp_path, index=own_chroma.url)
    wrong = [f.text for f in checkup.examine(settings, EMBEDDER) if not f.well]
    assert len(wrong) == 1
    assert "Connection refused" in wrong[0]


@pytest.mark.parametrize("url", ["http://", "https://:8000"])
def test_an_address_that_is_none_is_refused(url: str):
    with pytest.raises(SettingsError, match="HOST:PORT"):
        ChromaServer(url)


def test_a_collection_on_a_server_is_listed_without_its_password(place: Place):
    bring_in(place, papers(4))
    given = ["--store", str(place.folder), "--catalog", place.catalog]
    said = CliRunner().invoke(cli, ["collections", *given])
    assert said.exit_code == 0
    assert "4 papers" in said.output
    assert servers.PASSWORD not in said.output
