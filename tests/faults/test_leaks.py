"""Two hundred conversations one after another leave nothing behind in the server."""

from __future__ import annotations

import gc
import tracemalloc
from itertools import count

import pytest
from fastapi.testclient import TestClient

from assistant.web import server
from assistant.web.engine import Engine
from assistant.web.features import Features
from tests.fakes import FakeAssistant, builtin_papers

pytestmark = pytest.mark.whole
CONVERSATIONS = 200
WARM = 150
"""More than there are sessions that Gradio may keep."""
QUESTIONS = ("Which papers study graphs?", "Who wrote the first?")


def test_conversations_leave_nothing_behind():
    assistant = FakeAssistant(builtin_papers())
    assistant.pause = 0.0
    app = server.application(
        Engine(lambda report: assistant), features=Features(requests_a_minute=0)
    )
    number = count()

    def talk(client: TestClient) -> None:
        turns: list[dict[str, str]] = []
        for question in QUESTIONS:
            turns.append({"role": "user", "content": question})
            reply = client.post("/v1/chat/completions", json={"messages": turns}).json()
            turns.append(
                {"role": "assistant", "content": reply["choices"][0]["message"]["content"]}
            )
        assert client.get("/").status_code == 200
        called = {"data": ["graphs", 3], "session_hash": f"session{next(number)}"}
        event = client.post("/gradio_api/call/search", json=called).json()["event_id"]
        assert "complete" in client.get(f"/gradio_api/call/search/{event}").text

    def kept() -> float:
        assistant.asked.clear()  # what the fake remembers for tests
        gc.collect()
        return tracemalloc.get_traced_memory()[0] / 1e6

    with TestClient(app, base_url="http://127.0.0.1:7860") as client:
        tracemalloc.start()
        try:
            for _ in range(WARM):
                talk(client)
            before = kept()
            for _ in range(CONVERSATIONS):
                talk(client)
            grown = kept() - before
        finally:
            tracemalloc.stop()
    print(f"grown by {grown:.2f} MB")  # noqa: T201 - the figure is the point
    assert grown < 1.5
