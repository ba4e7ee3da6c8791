"""Two web servers over one collection on servers, one killed under load: no reader notices.

``PAPER_ASSISTANT_LOAD_SECONDS=300`` makes it five minutes; ``-s`` shows the figures.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import httpx
import pytest

from assistant.evidence.selection import EvidenceSelector
from assistant.gate.relevance import Reader
from assistant.pipeline import Assistant
from assistant.settings import load_settings
from assistant.web import server
from assistant.web.engine import Engine
from assistant.wiring import open_catalog, open_search
from tests import servers
from tests.faults.test_upkeep import until
from tests.proxy import in_front_of
from tests.stores import HashingEmbedder
from tests.vectorstore.work import bring_in, papers
from vectorstore.place import Place

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(sys.platform != "linux", reason="gives people addresses of 127.0.0.0/8"),
]
READER = ("reader", servers.PASSWORD)
ROOT = Path(__file__).parents[2]
PEOPLE = 6
SECONDS = float(os.environ.get("PAPER_ASSISTANT_LOAD_SECONDS", "12"))


def patient(call: Callable[[], httpx.Response], end: float) -> tuple[httpx.Response, float]:
    """The response and its seconds, asked again where the server says to wait."""
    while True:
        start = time.monotonic()
        reply = call()
        if reply.status_code != 429 or time.monotonic() > end:
            return reply, time.monotonic() - start
        time.sleep(min(float(reply.headers["retry-after"]), 2))


def p95(waits: list[float]) -> float:
    return sorted(waits)[int(0.95 * (len(waits) - 1))]


def serve(port: int) -> None:
    """A web server over the collection that the environment names; no model is needed."""
    settings, embedder = load_settings(), HashingEmbedder()
    catalog = open_catalog(settings)
    search = open_search(settings, catalog, embedder)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)
    assistant = Assistant(catalog, reader, settings)
    server.serve(Engine(lambda told: assistant), "127.0.0.1", port, lambda url: None)


class Replica:
    """A web server of its own process, with a folder of its own."""

    def __init__(self, place: Place, folder: Path) -> None:
        self.port = servers.free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        code = f"from tests.faults.test_replicas import serve; serve({self.port})"
        told = {"STORE": str(folder), "CATALOG": place.catalog, "INDEX": place.index}
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=os.environ | {f"PAPER_ASSISTANT_{name}": value for name, value in told.items()},
        )

    def ready(self) -> Replica:
        servers.until(lambda: httpx.get(f"{self.url}/healthz").status_code == 200, 120, self.url)
        return self

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(30)


@contextmanager
def replicas(place: Place, folder: Path, number: int) -> Iterator[list[Replica]]:
    made = [Replica(place, folder / f"own{i}") for i in range(number)]
    try:
        yield [replica.ready() for replica in made]
    finally:
        for replica in made:
            replica.kill()


class Person:
    """Talks of one paper, which nobody else does, for a while; remembers what was wrong."""

    def __init__(
        self, number: int, url: str, end: float, auth: tuple[str, str] | None = None
    ) -> None:
        self.wrong, self.waits = list[str](), list[float]()
        self._own, self._end = f"-p{number}_", end
        way = httpx.HTTPTransport(local_address=f"127.0.0.{number + 2}")
        self._client = httpx.Client(base_url=url, timeout=60, transport=way, auth=auth)
        self._question = f"What is known of thing{number}?"
        self.thread = threading.Thread(target=self._talk)
        self.thread.start()

    def _talk(self) -> None:
        with self._client:
            while time.monotonic() < self._end:
                turns = [{"role": "user", "content": self._question}]
                said = self._said("/v1/chat/completions", {"messages": turns})
                text = said and said.json()["choices"][0]["message"]["content"]
                # The other server may get this; it knows what "it" is by the messages alone.
                turns += [{"role": "assistant", "content": text}]
                turns += [{"role": "user", "content": "Who wrote it?"}]
                self._said("/v1/chat/completions", {"messages": turns})
                for name in ("search", "paper"):
                    data = {"search": [self._question, 3], "paper": [self._own]}[name]
                    self._said(f"/gradio_api/run/{name}", {"data": data})

    def _said(self, path: str, body: dict[str, object]) -> httpx.Response | None:
        try:
            reply, seconds = patient(lambda: self._client.post(path, json=body), self._end)
        except httpx.TransportError as error:
            self.wrong.append(f"{path}: {error!r}")
            return None
        if reply.status_code == 429:  # the time is over
            return None
        self.waits.append(seconds)
        if reply.status_code != 200 or self._own not in reply.text:
            self.wrong.append(f"{path}: {reply.status_code} {reply.text[:300]}")
            return None
        return reply


def test_no_reader_notices_that_a_web_server_is_killed(
    tmp_path: Path, postgres: servers.PostgresServer, chroma_server: servers.ChromaProcess
):
    place = Place(tmp_path, postgres.url("replicas"), f"{chroma_server.url}/replicas")
    bring_in(place, papers(PEOPLE * 4))
    with (
        replicas(place, tmp_path, 2) as (one, two),
        in_front_of(one.url, two.url) as (url, proxy),
    ):
        people = [Person(n, url, time.monotonic() + SECONDS) for n in range(PEOPLE)]
        time.sleep(SECONDS / 3)
        before = dict(proxy.served)
        one.kill()
        for person in people:
            person.thread.join(SECONDS + 60)
    after = {name: proxy.served[name] - before.get(name, 0) for name in proxy.served}
    waits = [wait for person in people for wait in person.waits]
    told = (
        f"{len(waits)} responses, p95 {p95(waits):.2f} s; before the kill {before}, after {after}, "
    )
    told += f"asked again at the other server: {proxy.retried}"
    print(told)  # noqa: T201 - the figures are the point of a long run
    assert [problem for person in people for problem in person.wrong] == [], told
    assert before[one.url] > 0, told
    assert before[two.url] > 0, told
    assert after[two.url] > PEOPLE, told
    assert proxy.retried > 0, told


@contextmanager
def proxied(one: Replica, two: Replica, folder: Path) -> Iterator[str]:
    """The address of HAProxy with the deployed file, in front of two web servers."""
    port = servers.free_port()
    url = f"http://127.0.0.1:{port}"
    config = (ROOT / "deploy" / "haproxy.cfg").read_text(encoding="utf-8")
    config = config.replace("bind :8080", f"bind 127.0.0.1:{port}")
    both = "".join(
        f"    server {name} 127.0.0.1:{replica.port} check inter 2s fall 2 rise 1\n"
        for name, replica in (("one", one), ("two", two))
    )
    config = re.sub(r" +server-template .*\n", both, config)
    with servers.haproxy(config, folder, READER_PASSWORD=servers.PASSWORD):
        servers.until(lambda: httpx.get(url, auth=READER).status_code == 200, 60, "the proxy")
        yield url


def test_no_reader_notices_it_behind_the_proxy_that_is_deployed_either(
    tmp_path: Path, postgres: servers.PostgresServer, chroma_server: servers.ChromaProcess
):
    place = Place(tmp_path, postgres.url("proxied"), f"{chroma_server.url}/proxied")
    bring_in(place, papers(PEOPLE * 4))
    with replicas(place, tmp_path, 2) as (one, two), proxied(one, two, tmp_path) as url:
        assert httpx.get(url).status_code == 401
        assert httpx.get(f"{url}/metrics", auth=READER).status_code == 404
        page = httpx.get(url, auth=READER)
        assert "pa-question" in page.text
        assert "httponly" in page.headers["set-cookie"].lower()
        end = time.monotonic() + SECONDS
        people = [Person(n, url, end, READER) for n in range(PEOPLE)]
        time.sleep(SECONDS / 3)
        before = sum(len(person.waits) for person in people)
        one.kill()
        for person in people:
            person.thread.join(SECONDS + 60)
    waits = [wait for person in people for wait in person.waits]
    told = f"{len(waits)} responses, p95 {p95(waits):.2f} s, {before} before the kill"
    print(told)  # noqa: T201 - the figures are the point of a long run
    assert [problem for person in people for problem in person.wrong] == [], told
    assert len(waits) > before > PEOPLE, told


def test_a_paper_that_one_server_took_in_is_found_by_the_other_at_once(
    tmp_path: Path, postgres: servers.PostgresServer, chroma_server: servers.ChromaProcess
):
    place = Place(tmp_path, postgres.url("shared"), f"{chroma_server.url}/shared")
    bring_in(place, papers(5))
    with replicas(place, tmp_path, 1) as [replica]:
        bring_in(place, papers(9))
        body = {"messages": [{"role": "user", "content": "What is known of thing8?"}]}
        reply = httpx.post(f"{replica.url}/v1/chat/completions", json=body, timeout=60).json()
        hits = reply["paper_assistant"]["retrieved"]
        assert hits[0]["paper_id"] == "-p8_"
        assert httpx.get(f"{replica.url}/healthz").json()["papers"] == 9


def test_a_server_whose_catalog_is_away_says_so_and_answers_again_once_it_is_back(
    tmp_path: Path, chroma_server: servers.ChromaProcess
):
    with servers.postgres() as own:
        place = Place(tmp_path, own.url("one"), f"{chroma_server.url}/away")
        bring_in(place, papers(9))
        with replicas(place, tmp_path, 1) as [replica]:
            own.stop()
            reply = httpx.get(f"{replica.url}/healthz", timeout=30)
            assert reply.status_code == 503
            assert "cannot be read" in reply.json()["problem"]
            assert servers.PASSWORD not in reply.text
            body = {"messages": [{"role": "user", "content": "What is known of thing8?"}]}
            reply = httpx.post(f"{replica.url}/v1/chat/completions", json=body, timeout=60)
            assert servers.PASSWORD not in reply.text
            assert "Traceback" not in reply.text
            own.start()
            # The pool tries again in growing steps, of some seconds at most.
            asked = partial(httpx.post, f"{replica.url}/v1/chat/completions", json=body, timeout=60)
            until(lambda: "paper_assistant" in asked().json(), 30)
            assert asked().json()["paper_assistant"]["retrieved"][0]["paper_id"] == "-p8_"
