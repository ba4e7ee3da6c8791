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


def test_health_and_metrics_are_served(client: TestClient) -> None:
    client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "robots"}]})
    assert client.get("/healthz").json()["status"] == "ok"
    assert "paper_assistant_questions_total" in client.get("/metrics").text
