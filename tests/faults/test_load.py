"""Sixteen people ask, search and browse while papers come in; and a server that is killed.

``PAPER_ASSISTANT_LOAD_SECONDS=300`` makes it five minutes; ``-s`` shows the figures.
"""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from assistant.evidence import EvidenceSelector
from assistant.pipeline import Assistant
from assistant.relevance import Reader
from assistant.settings import Settings
from tests.stores import HashingEmbedder
from tests.vectorstore.work import bring_in, papers
from tests.web.browsing import Served
from vectorstore.chroma import ChromaIndex
from vectorstore.search import HybridSearch
from vectorstore.store import index_folder, open_catalog

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(sys.platform != "linux", reason="gives people addresses of 127.0.0.0/8"),
]
PEOPLE = 16
SECONDS = float(os.environ.get("PAPER_ASSISTANT_LOAD_SECONDS", "8"))


def over(store: Path) -> Assistant:
    """The real pipeline over a real store, with an embedder that needs no model."""
    catalog, embedder = open_catalog(store), HashingEmbedder()
    search = HybridSearch(catalog, ChromaIndex(index_folder(store)), embedder)
    reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)
    return Assistant(catalog, reader, Settings(store=store))


def patient(call: Callable[[], httpx.Response], end: float) -> tuple[httpx.Response, float]:
    """The response and its seconds, asked again where the server says to wait."""
    while True:
        start = time.monotonic()
        reply = call()
        if reply.status_code != 429 or time.monotonic() > end:
            return reply, time.monotonic() - start
        time.sleep(min(float(reply.headers["retry-after"]), 2))


def person(number: int, url: str, end: float, waits: list[float], wrong: list[str]) -> None:
    """Ask for, search for and open one paper, which no other person does."""
    own = f"-p{number}_"
    question = f"What is known of thing{number}?"
    body = {"messages": [{"role": "user", "content": question}]}
    # People have addresses of their own, which the limit on requests tells apart.
    way = httpx.HTTPTransport(local_address=f"127.0.0.{number + 2}")
    with httpx.Client(base_url=url, timeout=60, transport=way) as client:
        while time.monotonic() < end:
            reply, seconds = patient(lambda: client.post("/v1/chat/completions", json=body), end)
            answer = reply.json().get("paper_assistant", {})
            found = [hit["paper_id"] for hit in answer.get("retrieved", ())[:3]]
            theirs = answer.get("question") == question and own in found
            if reply.status_code == 429:
                return
            if not theirs:
                wrong.append(f"{number}: {reply.status_code} {reply.text[:200]}")
            waits.append(seconds)
            for path, data in (("search", [f"thing{number}", 3]), ("paper", [own])):
                target = f"/gradio_api/run/{path}"
                reply, _ = patient(lambda t=target, d=data: client.post(t, json={"data": d}), end)
                if reply.status_code != 429 and own not in reply.text:
                    wrong.append(f"{number}: {path}: {reply.status_code} {reply.text[:200]}")


def p95(waits: list[float]) -> float:
    return sorted(waits)[int(0.95 * (len(waits) - 1))]


def test_sixteen_people_while_papers_come_in(tmp_path: Path):
    bring_in(tmp_path, papers(PEOPLE * 2))
    page = Served(over(tmp_path))  # type: ignore[arg-type]
    idle, wrong = list[float](), list[str]()
    person(0, page.url, time.monotonic() + 2, idle, wrong)
    coming = multiprocessing.get_context("forkserver").Process(
        target=bring_in, args=(tmp_path, papers(400))
    )
    coming.start()
    end, waits = time.monotonic() + SECONDS, list[float]()
    threads = [
        threading.Thread(target=person, args=(n, page.url, end, waits, wrong))
        for n in range(PEOPLE)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    coming.join(120)
    count = httpx.get(f"{page.url}/healthz").json()["papers"]
    page.stop()
    told = f"{len(waits)} answers, p95 {p95(waits):.2f} s, one alone {p95(idle):.2f} s"
    print(told)  # noqa: T201 - the figures are the point of a long run
    assert wrong == [], told
    assert coming.exitcode == 0
    assert count == 400
    assert len(waits) >= PEOPLE, told


def serve(store: Path, port: int) -> subprocess.Popen[bytes]:
    code = (
        "import sys; from pathlib import Path; from tests.faults.test_load import over; "
        "from assistant.web import server; from assistant.web.engine import Engine; "
        "server.serve(Engine(lambda told: over(Path(sys.argv[1]))), '127.0.0.1', "
        "int(sys.argv[2]), lambda url: None)"
    )
    return subprocess.Popen([sys.executable, "-c", code, str(store), str(port)])


def healthy(url: str) -> bool:
    for _ in range(240):
        try:
            if httpx.get(f"{url}/healthz").status_code == 200:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.5)
    return False


def test_a_server_killed_in_the_middle_of_answers_serves_again_at_once(tmp_path: Path):
    from assistant.web.server import free_port

    bring_in(tmp_path, papers(PEOPLE))
    port = free_port("127.0.0.1", 0)
    url = f"http://127.0.0.1:{port}"
    first = serve(tmp_path, port)
    try:
        assert healthy(url)
        cut, wrong = list[float](), list[str]()

        def ask() -> None:
            with pytest.raises(httpx.TransportError):
                person(1, url, time.monotonic() + 60, cut, wrong)

        asking = threading.Thread(target=ask)
        asking.start()
        time.sleep(1)
        first.kill()
        asking.join(60)
    finally:
        first.kill()
        first.wait()
    second = serve(tmp_path, port)
    try:
        assert healthy(url)
        person(1, url, time.monotonic() + 1, cut, wrong)
        assert wrong == []
        assert cut
    finally:
        second.kill()
        second.wait()
