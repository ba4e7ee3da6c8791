"""What a stranger with a browser can ask the running server for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from assistant.web import server
from assistant.web.engine import Engine
from tests.fakes import FakeAssistant, builtin_papers

pytestmark = pytest.mark.whole
OWN = "http://127.0.0.1:7860"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    app = server.application(Engine(lambda report: FakeAssistant(builtin_papers())))
    with TestClient(app, base_url=OWN, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=/etc/passwd",
        "/gradio_api/file=../../../../etc/passwd",
        "/gradio_api/file=pyproject.toml",
        "/gradio_api/file=assistant/settings.py",
        "/gradio_api/proxy=http://127.0.0.1:1/x",
        "/static/../../../../etc/passwd",
        "/static/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
        "/assets/..%2f..%2f..%2fetc%2fpasswd",
        "/gradio_api/custom_component/x/server/../../etc/passwd",
        "/docs",
        "/monitoring",
    ],
)
def test_no_file_beyond_the_pages_own_is_served(client: TestClient, path: str) -> None:
    reply = client.get(path, follow_redirects=False)
    assert reply.status_code in (307, 400, 403, 404, 405), reply.text[:200]
    assert "root:" not in reply.text


def test_a_foreign_page_may_not_read_answers(client: TestClient) -> None:
    headers = {"origin": "https://evil.example", "access-control-request-method": "POST"}
    reply = client.options("/v1/chat/completions", headers=headers)
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    reply = client.get("/config", headers=headers)
    assert not [name for name in reply.headers if name.startswith("access-control-")]
    plain = {"content-type": "text/plain"}  # what a form elsewhere could send unasked
    assert client.post("/v1/chat/completions", content=b"{}", headers=plain).status_code == 422


def test_uploads_are_bounded() -> None:
    from assistant.web.page import launch_options

    assert launch_options()["max_file_size"] == "100mb"


@pytest.mark.parametrize(
    "kind", ["application/json", "text/plain", "application/x+json", "", "a/b"]
)
@pytest.mark.parametrize("path", ["/v1/chat/completions", "/gradio_api/run/ask", "/mcp"])
def test_a_body_of_any_kind_is_bounded(client: TestClient, path: str, kind: str) -> None:
    reply = client.post(path, content=b" " * 20_000_001, headers={"content-type": kind})
    assert reply.status_code == 413


def test_json_by_another_name_is_looked_at_as_well(client: TestClient) -> None:
    reply = client.post(
        "/gradio_api/run/ask", content=b"[1]", headers={"content-type": "application/vnd.api+json"}
    )
    assert reply.json() == {"detail": "The body is no JSON object."}


def test_health_and_metrics_are_served(client: TestClient) -> None:
    client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "robots"}]})
    assert client.get("/healthz").json()["status"] == "ok"
    assert "paper_assistant_questions_total" in client.get("/metrics").text
