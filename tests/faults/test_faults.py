"""What breaks beneath a running assistant: the index, a model, the clock, another server."""

from __future__ import annotations

import multiprocessing
import os
import resource
import shutil
import signal
import sys
import time
from itertools import cycle
from pathlib import Path

import pytest

from assistant.errors import ModelError, StoreBusyError, StoreError
from assistant.models.loading import load
from assistant.models.naming import parse
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.types import Paper
from assistant.watching.observing import Asked, Observed
from assistant.web.limits import RateLimit
from tests.models import tiny
from tests.stores import HashingEmbedder
from tests.vectorstore.test_crashes import state
from tests.vectorstore.work import bring_in, papers
from vectorstore.chroma import ChromaIndex
from vectorstore.search import HybridSearch
from vectorstore.store import index_folder, open_catalog, writing

pytestmark = pytest.mark.whole


def served(store: Path) -> HybridSearch:
    """A search as a server holds it."""
    return HybridSearch(open_catalog(store), ChromaIndex(index_folder(store)), HashingEmbedder())


def test_searching_goes_on_while_the_index_is_lost_and_the_next_ingest_makes_it_again(
    tmp_path: Path,
):
    bring_in(tmp_path, papers(40))
    search = served(tmp_path)
    before = search.search("topic3 thing3", 5)
    assert before[0].dense is not None
    shutil.rmtree(index_folder(tmp_path))
    lost = search.search("topic3 thing3", 5)
    assert lost[0].paper.id == "-p3_"
    assert lost[0].dense is None
    assert bring_in(tmp_path, papers(41)).counts["added"] == 1
    # The same server finds by vectors again, without a restart, whoever made them.
    again = search.search("topic3 thing3", 5)
    assert [hit.paper.id for hit in again] == [hit.paper.id for hit in before]
    assert [hit.dense for hit in again] == pytest.approx([hit.dense for hit in before])


def test_two_servers_read_one_store_and_a_second_writer_is_refused(tmp_path: Path):
    bring_in(tmp_path, papers(30))
    one, other = served(tmp_path), served(tmp_path)
    first = one.search("topic3 thing3", 5)
    assert [h.paper.id for h in other.search("topic3 thing3", 5)] == [h.paper.id for h in first]
    with writing(tmp_path), pytest.raises(StoreBusyError, match="Wait"):
        bring_in(tmp_path, papers(31))
    bring_in(tmp_path, papers(31))
    # Both see what came in, by its words at once.
    for search in (one, other):
        assert search.search("thing30", 3)[0].paper.id == "-p30_"


def test_a_clock_that_is_set_back_and_on_changes_no_time_told(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
):
    jumps = cycle((-1e9, 4e9, 0.0))
    monkeypatch.setattr(time, "time", lambda: next(jumps))
    seen: list[Asked] = []
    *_, last = Observed(assistant, [seen.append]).answer("How fragile are influence functions?")
    assert last.text
    assert 0 < last.timings.total < 60
    assert all(0 <= stage.seconds < 60 for stage in last.timings.stages)
    assert 0 < seen[0].seconds < 60
    limit = RateLimit(None, a_minute=60, burst=2)
    assert [limit._wait("a") for _ in range(2)] == [0, 0]
    assert 0 < limit._wait("a") <= 1


@pytest.mark.parametrize("keep", [0, 8, 100, 5000])
def test_a_truncated_model_is_told_with_what_to_do(tmp_path: Path, keep: int):
    folder = tiny.save("qwen3", tmp_path / "model")
    for file in folder.glob("*.safetensors"):
        file.write_bytes(file.read_bytes()[:keep])
    with pytest.raises(ModelError) as told:
        load(parse(str(folder)), Settings(cache=tmp_path))
    assert "Traceback" not in str(told.value)


@pytest.mark.parametrize("cut", [0, 8, 500, -1])
def test_a_cut_short_cached_model_is_made_again(tmp_path: Path, cut: int):
    from assistant.models import embedded

    made = list[Path]()

    def convert(target: Path) -> None:
        made.append(tiny.save("qwen3", target))

    folder = embedded._converted(tmp_path, "m", convert)
    assert embedded._converted(tmp_path, "m", convert) == folder
    assert len(made) == 1
    [file] = folder.glob("*.safetensors")
    whole = file.read_bytes()
    file.write_bytes(whole[:cut])
    assert not embedded.is_whole(folder)
    assert embedded._converted(tmp_path, "m", convert) == folder
    assert len(made) == 2
    assert file.stat().st_size == len(whole)


def on_a_small_disk(store: Path, records: list[Paper], room: int) -> None:
    """Bring papers in where no file may grow beyond so many bytes; ends with 3 where told so."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    try:
        bring_in(store, records)
    except StoreError as error:
        os._exit(3 if error.hint else 4)
    os._exit(0)


@pytest.mark.skipif(sys.platform != "linux", reason="limits files as Linux does")
@pytest.mark.parametrize("room", [40_000, 200_000, 500_000, 1_500_000])
def test_a_disk_that_fills_at_any_point_loses_and_doubles_nothing(tmp_path: Path, room: int):
    some, store, fresh = papers(300), tmp_path / "store", tmp_path / "fresh"
    process = multiprocessing.get_context("forkserver").Process(
        target=on_a_small_disk, args=(store, some, room)
    )
    process.start()
    process.join(120)
    assert process.exitcode == 3, "told in a sentence with what to do"
    bring_in(store, some)
    bring_in(fresh, some)
    assert state(store) == state(fresh)
