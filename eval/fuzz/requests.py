"""Every way into the server, given requests that no well-meant client sends."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.watching.observing import AnswersQuestions
from eval.fuzz.texts import text, value
from eval.fuzz.trying import Target

OWN = "http://127.0.0.1:7860"
_JSON = {"content-type": "application/json"}
_OTHER_JSON = {"content-type": "application/x+json"}
_MCP = {**_JSON, "accept": "application/json, text/event-stream"}
_PATHS = (
    "/", "/healthz", "/metrics", "/v1/models", "/v1/chat/completions", "/mcp", "/config", "/info",
    "/gradio_api/info", "/gradio_api/openapi.json", "/gradio_api/upload", "/gradio_api/queue/join",
    "/gradio_api/queue/status", "/gradio_api/component_server", "/gradio_api/cancel", "/login",
    "/gradio_api/reset", "/gradio_api/run/ask", "/gradio_api/call/ask", "/gradio_api/call/v2/ask",
    "/gradio_api/api/search", "/gradio_api/file=/etc/passwd", "/gradio_api/proxy=http://x.example/",
    "/gradio_api/file=http://x.example/", "/static/../../etc/passwd", "/assets/%2e%2e/x",
    "/gradio_api/stream/x", "/gradio_api/stream/x/close", "/gradio_api/token", "/gradio_api/user",
    "/gradio_api/login_check", "/gradio_api/app_id", "/gradio_api/vibe-edit", "/gradio_api/runs",
    "/gradio_api/custom_component/x/client/component/index.js", "/gradio_api/process_recording",
    "/gradio_api/upload_progress", "/gradio_api/stream/a/1/2/playlist.m3u8", "/manifest.json",
    "/gradio_api/stream/a/1/2/3.ts", "/gradio_api/run-history/records", "/theme.css", "/pwa_icon",
    "/monitoring/x", "/monitoring/summary", "/gradio_api/deep_link", "/svelte/x.js", "/robots.txt",
)  # fmt: skip
_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "FOO")
_HEADERS = ("x-request-id", "authorization", "cookie", "origin", "accept", "range", "content-type",
            "content-length", "x-forwarded-for", "x-gradio-user", "referer", "host")  # fmt: skip


@dataclass(frozen=True)
class Sent:
    """A request as it goes out."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes


def targets(
    assistant: AnswersQuestions, mcp: bool = True, told: Callable[[str], None] = lambda text: None
) -> Iterator[Target]:
    """A target for each way in; the server runs within this process and takes no port.

    Args:
        assistant: Answers.
        mcp: Whether its library is there.
        told: Told each response's status and path, for statistics.
    """
    from fastapi.testclient import TestClient

    from assistant.web import server
    from assistant.web.engine import Engine
    from assistant.web.features import Features

    def build(report: object) -> AnswersQuestions:
        return assistant

    engine = Engine(build)
    *_, _ = engine.wait()
    app = server.application(engine, features=Features(mcp=mcp))
    with TestClient(_Crowd(app), base_url=OWN, raise_server_exceptions=False) as client:
        component = _with_functions(client.get("/config").json())
        for name, inputs in _inputs(component).items():
            if mcp or name != "tools of MCP":
                yield Target(f"requests, {name}", inputs, _sender(client, told))


class _Crowd:
    """Each request comes from another address: nobody may send ten thousand (plain ASGI)."""

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self._app, self._number = app, 0

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        self._number += 1
        await self._app({**scope, "client": (str(self._number), 1)}, receive, send)


def _sender(client: Any, told: Callable[[str], None]) -> Callable[[Sent], None]:  # noqa: ANN401
    def send(sent: Sent) -> None:
        reply = client.request(sent.method, sent.path, headers=sent.headers, content=sent.content)
        told(f"{reply.status_code} {sent.method} {sent.path.partition('?')[0]}")
        shown = reply.text
        assert "Traceback (most recent" not in shown, shown[:2000]
        assert 'File "/' not in shown, shown[:2000]
        assert reply.status_code < 500, f"{reply.status_code} {shown[:300]}"

    return send


def _inputs(component: tuple[int, list[str]]) -> dict[str, Any]:
    """Strategies of requests, by what they aim at."""
    from hypothesis import strategies as st

    def posts(path: Any, body: Any, headers: dict[str, str] = _JSON) -> Any:  # noqa: ANN401
        kind = st.sampled_from(
            (headers, headers, {**headers, "content-type": "application/x+json"})
        )
        return st.builds(lambda to, of, told: Sent("POST", to, told, _json(of)), path, body, kind)

    role = st.sampled_from(("user", "assistant", "system", "nobody"))
    message = st.one_of(
        st.fixed_dictionaries({"role": role, "content": st.one_of(text(), value())}), value()
    )
    talk = st.lists(message, max_size=3).flatmap(
        lambda some: st.one_of(
            st.just(some), text().map(lambda q: [*some, {"role": "user", "content": q}])
        )
    )
    completion = st.fixed_dictionaries(
        {"messages": talk}, optional={"stream": st.booleans(), "model": value()}
    )
    named = st.sampled_from(("ask", "search", "paper", "ingest", "nothing"))
    run = st.sampled_from(("run", "api", "call")).flatmap(
        lambda way: named.map(lambda name: f"/gradio_api/{way}/{name}")
    )
    data = st.fixed_dictionaries({"data": st.lists(value(), max_size=3)})
    number, functions = component
    page_keys = (
        "turns", "filters", "answer", "question", "citations", "sections", "order", "page", "text",
        "conversation", "form", "query", "year_from", "authors", "kind",
    )  # fmt: skip
    page = st.fixed_dictionaries({
        "session_hash": st.one_of(st.just("s"), value()),
        "component_id": st.one_of(st.just(number), st.just(number), value()),
        "fn_name": st.one_of(st.sampled_from(functions), st.sampled_from(functions), text()),
        "data": value(page_keys),
    })  # fmt: skip
    queue = st.fixed_dictionaries(
        {"data": value(page_keys), "fn_index": st.one_of(st.integers(-2, 40), value()),
         "session_hash": st.one_of(text(), value())},
        optional={"event_data": value(page_keys), "trigger_id": value()},
    )  # fmt: skip
    call = st.fixed_dictionaries({
        "jsonrpc": st.just("2.0"), "id": st.integers(0, 9),
        "method": st.sampled_from(("initialize", "tools/list", "tools/call", "nothing")),
        "params": st.one_of(
            value(("name", "arguments")),
            st.fixed_dictionaries({
                "name": st.sampled_from(("ask_papers", "search_papers", "get_paper")),
                "arguments": value(("question", "query", "limit", "paper_id")),
            }),
        ),
    })  # fmt: skip
    line = st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=30)
    anywhere = st.builds(
        Sent,
        st.sampled_from(_METHODS),
        st.one_of(
            st.sampled_from(_PATHS),
            st.builds(
                lambda path, more: f"{path}?{_quoted(more)}", st.sampled_from(_PATHS), text()
            ),
            text().map(lambda path: f"/{_quoted(path)}"),
        ),
        st.dictionaries(st.sampled_from(_HEADERS[:-2]), line, max_size=3),
        st.one_of(st.binary(max_size=60), value().map(_json)),
    )
    upload = st.builds(
        lambda name, kind, body: Sent(
            "POST", "/gradio_api/upload", {"content-type": "multipart/form-data; boundary=b"},
            b"--b\r\nContent-Disposition: form-data; name=\"files\"; filename=\"" + name + b"\"\r\n"
            b"Content-Type: " + kind + b"\r\n\r\n" + body + b"\r\n--b--\r\n",
        ),
        st.one_of(st.binary(max_size=20), text().map(_bytes)), st.binary(max_size=8),
        st.binary(max_size=40),
    )  # fmt: skip
    return {
        "chat completions": posts(st.just("/v1/chat/completions"), st.one_of(completion, value())),
        "named endpoints": posts(run, st.one_of(data, value(("data",)))),
        "the page's functions": posts(st.just("/gradio_api/component_server"), page),
        "the queue": posts(st.just("/gradio_api/queue/join"), queue),
        "tools of MCP": posts(st.just("/mcp"), st.one_of(call, value()), _MCP),
        "uploads": upload,
        "any path": anywhere,
    }


def _with_functions(config: dict[str, Any]) -> tuple[int, list[str]]:
    """The page's component whose functions its script calls, and their names."""
    for component in config["components"]:
        if names := component["props"].get("server_fns"):
            return int(component["id"]), list(names)
    message = "no component of the page has functions"
    raise LookupError(message)


def _json(body: Any) -> bytes:  # noqa: ANN401
    return json.dumps(body).encode()  # lone surrogates go as escapes


def _bytes(some: str) -> bytes:
    return some.encode("utf-8", "replace")


def _quoted(some: str) -> str:
    from urllib.parse import quote

    return quote(_bytes(some))
