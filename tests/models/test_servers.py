"""Engines over HTTP, against a real server on this machine that behaves well or badly."""

import json
import re
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from assistant.errors import ModelError
from assistant.models.endpoint import OpenAIEngine
from assistant.models.engines import Stop
from assistant.models.naming import EngineKind, ModelName
from assistant.models.ollama import OllamaEngine, installed, pull
from assistant.types import Turn
from tests.models.engines import Handler, ModelServer, Reply, chunks, closed_address, serving

ASKED = [Turn("user", "How fast?")]


def openai(server: ModelServer, patience: float = 5) -> OpenAIEngine:
    name = ModelName(EngineKind.OPENAI, "small", f"{server.address}/v1")
    return OpenAIEngine(name, patience)


def written(engine: OpenAIEngine | OllamaEngine) -> str:
    return "".join(piece.text for piece in engine.stream(ASKED, Stop()))


def test_an_openai_like_server_streams_and_is_told_not_to_think():
    with serving(chunks("Ten ", "times ", "faster.")) as server:
        engine = openai(server)
        assert engine.context == 2048
        assert written(engine) == "Ten times faster."
        path, body, _ = server.asked[-1]
    assert path == "/v1/chat/completions"
    assert body["messages"] == [{"role": "user", "content": "How fast?"}]
    assert body["stream"] is True
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert body["max_tokens"] + engine.count(ASKED) <= engine.context


def test_a_server_that_refuses_unknown_fields_gets_the_plainer_form_and_keeps_it():
    def strict(handler: Handler, path: str, body: dict[str, Any]) -> None:
        if {"chat_template_kwargs", "max_tokens"} & set(body):
            handler.send(400, json.dumps({"error": {"message": "unknown field"}}))
        else:
            chunks("Yes.")(handler, path, body)

    with serving(strict) as server:
        engine = openai(server)
        assert written(engine) == "Yes."
        before = len(server.asked)
        assert written(engine) == "Yes."
        assert len(server.asked) == before + 1
        assert "max_completion_tokens" in server.asked[-1][1]


def test_a_stop_closes_the_connection_even_before_the_first_word():
    stop, stopped = Stop(), list[float]()

    def end() -> None:
        stopped.append(time.monotonic())
        stop.set()

    def silent(handler: Handler, path: str, body: dict[str, Any]) -> None:
        if path.endswith("/models"):
            handler.send(200, "{}")
            return
        threading.Timer(0.2, end).start()
        handler.connection.settimeout(5)
        if handler.connection.recv(1) == b"":
            handler.server.left.set()

    with serving(silent) as server:
        assert list(openai(server, patience=30).stream(ASKED, stop)) == []
        assert time.monotonic() - stopped[0] < 0.5
        assert server.left.wait(2)


def test_a_stop_between_words_is_noticed_by_the_server():
    with serving(chunks(*["word "] * 200, pause=0.02)) as server:
        stop = Stop()
        stream = openai(server).stream(ASKED, stop)
        assert next(stream).text == "word "
        stop.set()
        assert len(list(stream)) <= 1
        assert server.left.wait(2)


def fails(status: int, text: str) -> Reply:
    def reply(handler: Handler, path: str, body: dict[str, Any]) -> None:
        handler.send(200, '{"data": [{"id": "other"}]}') if path.endswith("models") else (
            handler.send(status, text)
        )

    return reply


@pytest.mark.parametrize(
    ("status", "text", "said"),
    [
        (404, '{"detail": "no such model"}', "no such model.*It serves: other"),
        (401, "", "PAPER_ASSISTANT_API_KEY"),
        (429, '{"error": "slow down"}', "slow down.*ask again"),
        (500, '{"error": {"message": "out of memory"}}', "out of memory"),
        (503, "<html>busy</html>", "busy"),
        (200, "data: {not json}\n\n", "no one can read"),
        (200, 'data: {"error": {"message": "it died"}}\n\n', "it died"),
    ],
)
def test_a_failing_server_is_told_clearly(status: int, text: str, said: str):
    with serving(fails(status, text)) as server, pytest.raises(ModelError) as failure:
        written(openai(server))
    assert re.search(said, str(failure.value)), str(failure.value)


@pytest.mark.parametrize("make", [OpenAIEngine, OllamaEngine])
def test_a_server_that_is_down_is_told_with_its_address(make: Callable[..., Any]):
    address = closed_address()
    with pytest.raises(ModelError, match="cannot be reached") as failure:
        make(ModelName(EngineKind.OPENAI, "m", address), 5)
    assert address in str(failure.value)


def test_a_slow_server_is_given_up():
    with serving(chunks("a", pause=3)) as server:
        engine = openai(server, patience=0.4)
        with pytest.raises(ModelError, match="said nothing for too long"):
            written(engine)


def test_what_is_no_model_server_is_told():
    page = "<html>a web page</html>"
    with (
        serving(lambda handler, path, body: handler.send(200, page)) as server,
        pytest.raises(ModelError, match="no model server"),
    ):
        openai(server)


def test_the_key_is_sent_from_the_environment_and_told_nowhere(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setenv("PAPER_ASSISTANT_API_KEY", "secret-123")
    caplog.set_level("DEBUG")
    with serving(fails(401, "")) as server, pytest.raises(ModelError) as failure:
        written(openai(server))
    assert server.asked[-1][2]["Authorization"] == "Bearer secret-123"
    assert "secret-123" not in str(failure.value) + caplog.text


def ollama_server(handler: Handler, path: str, body: dict[str, Any]) -> None:
    if path == "/api/tags":
        handler.send(200, json.dumps({"models": [{"name": "qwen3:4b"}, {"name": "a:1b"}]}))
    elif body.get("model") == "nosuch":
        handler.send(404, json.dumps({"error": "model 'nosuch' not found"}))
    elif path == "/api/show":
        info = {"qwen3.context_length": 40960, "qwen3.block_count": 36}
        handler.send(200, json.dumps({"model_info": info, "capabilities": ["thinking"]}))
    elif path == "/api/pull":
        handler.begin()
        handler.line(json.dumps({"status": "pulling", "completed": 5, "total": 10}))
        handler.line(json.dumps({"status": "success"}))
    else:
        handler.begin()
        for word in ("Ten ", "times."):
            handler.line(json.dumps({"message": {"content": word}, "done": False}))
        handler.line(json.dumps({"message": {"content": ""}, "done": True}))


def ollama(server: ModelServer, model: str = "qwen3:4b") -> OllamaEngine:
    return OllamaEngine(ModelName(EngineKind.OLLAMA, model, server.address), 5)


def test_ollama_streams_with_its_context_set_and_thinking_off():
    with serving(ollama_server) as server:
        engine = ollama(server)
        assert written(engine) == "Ten times."
        body = server.asked[-1][1]
    assert body["think"] is False
    assert body["options"]["num_ctx"] == engine.context == 4096
    assert body["options"]["temperature"] == 0


def test_ollama_without_the_model_says_how_to_get_it():
    with serving(ollama_server) as server, pytest.raises(ModelError) as failure:
        ollama(server, "nosuch")
    assert f"models download ollama:nosuch@{server.address}" in failure.value.hint


def test_what_ollama_has_is_listed_and_downloaded():
    with serving(ollama_server) as server:
        assert installed(server.address) == ["a:1b", "qwen3:4b"]
        name = ModelName(EngineKind.OLLAMA, "x", server.address)
        assert list(pull(name, 5)) == [("pulling", 5, 10), ("success", 0, 0)]
    assert installed(closed_address()) == []
