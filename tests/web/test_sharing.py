"""Several people and one model: places in the queue are told, who leaves frees the model."""

import json
import socket
import threading
import time
from collections.abc import Iterator

import httpx
import pytest

from assistant.answers.prose import ProseWriter
from assistant.models.answering import AnswerModel
from assistant.pipeline import Assistant
from assistant.settings import Settings
from tests.faults.test_upkeep import until
from tests.models.engines import ScriptedEngine
from tests.web.browsing import Served

pytestmark = pytest.mark.whole
ASKED = {
    "stream": True,
    "messages": [{"role": "user", "content": "How does GShard scale translation models?"}],
}


@pytest.fixture
def engine() -> ScriptedEngine:
    return ScriptedEngine("GShard enables to scale up multilingual neural translation.", pause=0.15)


@pytest.fixture
def page(assistant: Assistant, engine: ScriptedEngine) -> Iterator[Served]:
    writer = ProseWriter(AnswerModel(Settings(), lambda _: engine), "scripted")
    shared = Assistant(assistant.library, assistant.reader, Settings(), writer)
    served = Served(shared)  # type: ignore[arg-type]
    yield served
    served.stop()


def lines(page: Served, until: str = "[DONE]") -> list[str]:
    """What a reader of the stream sees, up to a line that holds a text, where it leaves."""
    seen = []
    url = f"{page.url}/v1/chat/completions"
    with httpx.stream("POST", url, json=ASKED, timeout=60, trust_env=False) as stream:
        for line in stream.iter_lines():
            seen.append(line)
            if until in line:
                break
    return seen


def test_three_people_are_served_in_turn_and_know_their_place(page: Served, engine: ScriptedEngine):
    lines(page)
    seen: dict[int, list[str]] = {}
    readers = [threading.Thread(target=lambda n=n: seen.update({n: lines(page)})) for n in range(3)]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
    assert engine.most_at_once == 1
    assert len(engine.prompts) == 4
    waits = ["\n".join(lines_) for lines_ in seen.values()]
    assert sum("place 1 in the queue" in text for text in waits) == 2
    assert sum("place 2 in the queue" in text for text in waits) == 1
    # Everybody had the quotes before their turn came.
    for text in waits:
        assert text.index("> ") < (text.find("place") if "place" in text else len(text))


def send(page: Served, path: str, body: object) -> socket.socket:
    """A request whose response nobody reads yet."""
    content = json.dumps(body).encode()
    told = {"Host": f"127.0.0.1:{page.port}", "Content-Type": "application/json"}
    head = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    connection = socket.create_connection(("127.0.0.1", page.port))
    first = f"POST {path} HTTP/1.1\r\n{head}Content-Length: {len(content)}\r\n\r\n"
    connection.sendall(first.encode() + content)
    return connection


QUESTION = str(ASKED["messages"][0]["content"])  # type: ignore[index]
WAYS = {
    "completions": ("/v1/chat/completions", {**ASKED, "stream": False}),
    "endpoint": ("/gradio_api/run/ask", {"data": [QUESTION]}),
}


@pytest.mark.parametrize("way", WAYS)
def test_who_waits_for_a_whole_answer_and_leaves_frees_the_model_too(
    page: Served, engine: ScriptedEngine, way: str
):
    engine.pause = 0.5
    connection = send(page, *WAYS[way])
    until(lambda: engine.prompts, 60)
    connection.close()
    left = time.monotonic()
    until(lambda: engine.stopped, 5)
    assert time.monotonic() - left < 1.5
    text = page.engine.metrics.text().decode()
    assert 'outcome="left"' in text
    # The next one is served, and by the same server.
    engine.pause = 0.0
    assert any("GShard" in line for line in lines(page))


def test_a_reader_who_leaves_frees_the_model(page: Served, engine: ScriptedEngine):
    engine.pause = 0.5
    start = time.monotonic()
    lines(page, until="place 0")
    left = time.monotonic()
    while not engine.stopped and time.monotonic() - left < 5:
        time.sleep(0.02)
    assert engine.stopped == 1
    assert time.monotonic() - left < 1
    assert left - start < 60
