"""The index is lost while it is served: words answer, and the vectors come back by themselves."""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.collection.checkup import examine
from assistant.collection.upkeep import Upkeep, Upkept
from assistant.evidence.selection import EvidenceSelector
from assistant.gate.relevance import Reader
from assistant.pipeline import Assistant
from assistant.protocols import Vectors
from assistant.settings import Settings
from assistant.web.engine import Engine
from assistant.wiring import open_search
from tests.stores import HashingEmbedder
from tests.vectorstore.test_crashes import state
from tests.vectorstore.work import bring_in, papers
from tests.web.browsing import Served
from vectorstore import ingest
from vectorstore.store import index_folder, open_catalog, writing

pytestmark = pytest.mark.whole
NUMBER = 300


class Slow(HashingEmbedder):
    """Takes its time over many texts, as a real model does."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        if len(texts) > 1:
            time.sleep(0.1)
        return super().embed(texts)


def built(store: Path, **options: float) -> tuple[Assistant, Upkeep]:
    """The real pipeline with its upkeep, as a server starts it."""
    settings, embedder = Settings(store=store), Slow()
    upkeep = Upkeep(settings, embedder, **options)
    catalog = open_catalog(store)
    search = open_search(settings, catalog, embedder, upkeep)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)
    return Assistant(catalog, reader, settings), upkeep


def until(true: Callable[[], Any], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.05)


class Asker:
    """Asks for one paper after another; remembers what was wrong and what the server said."""

    def __init__(self, url: str) -> None:
        self.url, self.wrong, self.told = url, list[str](), list[dict[str, Any]]()
        self.answers = 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30) as client:
            while not self._end.is_set():
                own = self.answers % 7
                data = {"data": [f"thing{own} on topic{own}", 3]}
                reply = client.post("/gradio_api/run/search", json=data)
                if reply.status_code != 200 or f"-p{own}_" not in reply.text:
                    self.wrong.append(f"{reply.status_code} {reply.text[:200]}")
                health = client.get("/healthz")
                if health.status_code != 200:
                    self.wrong.append(health.text)
                self.told.append(health.json())
                self.answers += 1
                time.sleep(0.25)  # one address may ask 240 times a minute

    def stop(self) -> None:
        self._end.set()
        self._thread.join(30)


def test_a_served_index_that_is_deleted_comes_back_while_answers_go_on(tmp_path: Path):
    bring_in(tmp_path, papers(NUMBER))
    whole = state(tmp_path)
    assistant, upkeep = built(tmp_path)
    before = assistant.find("thing3 on topic3", 5)
    assert before[0].dense is not None
    page = Served(assistant)  # type: ignore[arg-type]
    page.engine.keep(upkeep)
    asker = Asker(page.url)
    try:
        until(lambda: asker.answers > 2)
        shutil.rmtree(index_folder(tmp_path))
        until(lambda: any("vectors" in told for told in asker.told))
        until(lambda: asker.told and "vectors" not in asker.told[-1])
    finally:
        asker.stop()
        page.stop()
    assert asker.wrong == []
    seen = [told["vectors"] for told in asker.told if "vectors" in told]
    done = [one["done"] for one in seen if one["doing"] == "embedding"]
    assert {one["total"] for one in seen if one["doing"] == "embedding"} == {NUMBER}
    assert done == sorted(done)
    assert [hit.paper.id for hit in assistant.find("thing3 on topic3", 5)] == [
        hit.paper.id for hit in before
    ]
    assert assistant.find("thing3 on topic3", 1)[0].dense == pytest.approx(before[0].dense)
    assert state(tmp_path) == whole


def test_few_vectors_of_many_papers_do_not_outrank_the_rest(tmp_path: Path):
    bring_in(tmp_path, papers(NUMBER))
    assistant, upkeep = built(tmp_path)
    catalog = open_catalog(tmp_path)
    catalog.mark_pending([f"-p{i}_" for i in range(NUMBER) if i != 5])
    scores = [hit.lexical or 0.0 for hit in assistant.find("thing3 on topic3", 5)]
    assert scores == sorted(scores, reverse=True)  # cosines are told, and move nothing
    catalog.mark_indexed([p for p in papers(NUMBER) if p.id != "-p4_"])
    assert assistant.find("thing3 on topic3", 5)[0].dense is not None
    upkeep.stop()


def test_a_server_finishes_what_a_killed_ingest_has_left(tmp_path: Path):
    catalog = open_catalog(tmp_path)
    ingest.ingest(papers(40), catalog)  # killed before its first vector
    _, upkeep = built(tmp_path)
    until(lambda: not catalog.count_pending() and upkeep.state == Upkept())


def test_two_servers_do_not_write_at_once_and_both_get_the_index_back(tmp_path: Path):
    bring_in(tmp_path, papers(NUMBER))
    (one, first), (other, second) = built(tmp_path), built(tmp_path, patience=0.1)
    for assistant in (one, other):
        assert assistant.find("thing3", 1)[0].dense is not None
    shutil.rmtree(index_folder(tmp_path))
    one.find("thing3", 1)
    until(lambda: first.state.doing == "embedding")
    other.find("thing3", 1)
    second.look()
    until(lambda: second.state.doing == "waiting")
    found = [finding.text for finding in examine(Settings(store=tmp_path), Slow())]
    assert any("papers wait for theirs, and another process is at work" in text for text in found)
    until(lambda: first.state == second.state == Upkept())
    for assistant in (one, other):
        assert assistant.find("thing3", 1)[0].dense is not None


def test_a_server_waits_for_the_writer_and_stops_when_it_is_told_to(tmp_path: Path):
    bring_in(tmp_path, papers(NUMBER))
    assistant, upkeep = built(tmp_path, patience=0.1)
    with writing(tmp_path):
        shutil.rmtree(index_folder(tmp_path))
        assert assistant.find("thing3", 1)[0].paper.id == "-p3_"
        until(lambda: upkeep.state.doing == "waiting")
    until(lambda: upkeep.state.doing == "embedding")
    upkeep.stop()
    assert open_catalog(tmp_path).count_pending()
    upkeep.look()
    assert assistant.find("thing3", 1)[0].dense is None
    # The next server goes on.
    again, restarted = built(tmp_path)
    until(lambda: restarted.state == Upkept())
    assert again.find("thing3", 1)[0].dense is not None


def test_what_cannot_be_mended_is_told_and_not_tried_at_each_search(tmp_path: Path):
    bring_in(tmp_path, papers(20))
    assistant, upkeep = built(tmp_path)
    open_catalog(tmp_path).set_meta("embedding_model", "another")
    shutil.rmtree(index_folder(tmp_path))
    assert assistant.find("thing3", 1)
    until(lambda: upkeep.state.problem)
    assert "doctor --repair" in upkeep.state.problem
    assert assistant.find("thing3", 1)
    assert upkeep.state.problem, "a second look would have cleared it"


def test_the_engine_ends_the_upkeep(tmp_path: Path):
    bring_in(tmp_path, papers(NUMBER))
    shutil.rmtree(index_folder(tmp_path))
    _, upkeep = built(tmp_path)
    engine = Engine(lambda told: None)  # type: ignore[arg-type, return-value]
    engine.keep(upkeep)
    until(lambda: engine.upkept.doing == "embedding")
    engine.stop()
    assert open_catalog(tmp_path).count_pending()
