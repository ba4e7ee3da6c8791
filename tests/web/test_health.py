"""Health, metrics and request ids, as who watches the server sees them."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families

from assistant.errors import StoreError
from assistant.models.answering import AnswerModel, Usage
from assistant.settings import Settings
from assistant.web import auth, health, openai_api
from assistant.web.engine import Engine
from tests.fakes import FakeAssistant, builtin_papers
from tests.web.test_chat import ready

QUESTION = {"messages": [{"role": "user", "content": "How fragile are influence functions?"}]}


def app(engine: Engine, check: auth.Check | None = None) -> FastAPI:
    made = FastAPI()
    made.add_middleware(health.RequestIds, metrics=engine.metrics)
    made.include_router(health.router(engine, check))
    made.include_router(openai_api.router(engine, check))
    return made


@pytest.fixture
def engine() -> Engine:
    return ready(FakeAssistant(builtin_papers()))


@pytest.fixture
def client(engine: Engine) -> Iterator[TestClient]:
    with TestClient(app(engine)) as client:
        yield client


def figures(client: TestClient) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels, in the order of the labels' names."""
    families = text_string_to_metric_families(client.get("/metrics").text)
    samples = [s for family in families for s in family.samples]
    return {(s.name, *(v for _, v in sorted(s.labels.items()))): s.value for s in samples}


def test_a_ready_server_is_healthy(client: TestClient) -> None:
    reply = client.get("/healthz")
    assert (reply.status_code, reply.json()) == (200, {"status": "ok", "papers": 100})


def test_a_starting_and_a_failed_server_are_not() -> None:
    go = threading.Event()

    def build(report: object) -> FakeAssistant:
        go.wait(10)
        message = "The collection is gone."
        raise StoreError(message)

    engine = Engine(build)
    client = TestClient(app(engine))
    engine.start()
    assert client.get("/healthz").status_code == 503
    assert client.get("/healthz").json()["status"] == "starting"
    go.set()
    *_, _ = engine.wait()
    reply = client.get("/healthz")
    assert (reply.status_code, reply.json()["status"]) == (503, "failed")
    assert "gone" in reply.json()["problem"]


def test_questions_stages_and_verdicts_are_counted(client: TestClient) -> None:
    assert client.post("/v1/chat/completions", json=QUESTION).status_code == 200
    nothing = {"messages": [{"role": "user", "content": "zzzz qqqq"}]}
    client.post("/v1/chat/completions", json=nothing)
    client.post("/v1/chat/completions", json={})
    seen = figures(client)
    assert seen["paper_assistant_questions_total", "question", "done", "answered"] == 1
    assert seen["paper_assistant_questions_total", "question", "done", "not_in_collection"] == 1
    assert seen["paper_assistant_abstentions_total", "not_in_collection"] == 1
    assert seen["paper_assistant_statements_total", "quote", "supported"] >= 2
    assert seen[("paper_assistant_answer_seconds_count",)] == 2
    assert seen["paper_assistant_http_requests_total", "200", "POST"] == 2
    assert seen["paper_assistant_http_requests_total", "422", "POST"] == 1


def test_the_models_queue_and_speed_are_told(engine: Engine, client: TestClient) -> None:
    model = AnswerModel(Settings(answer_model="none"))
    model.usage = Usage(answers=3, tokens=120, seconds=4.0)
    engine.metrics.watch(model)
    seen = figures(client)
    assert seen[("paper_assistant_model_tokens_per_second",)] == 30
    assert seen[("paper_assistant_model_tokens_total",)] == 120
    assert seen[("paper_assistant_model_queue",)] == 0


def test_metrics_need_the_password_and_health_does_not(engine: Engine) -> None:
    check = auth.guard("0.0.0.0", None, False, {auth.PASSWORD: "s3cret"})
    client = TestClient(app(engine, check))
    assert client.get("/healthz").status_code == 200
    assert client.get("/metrics").status_code == 401
    key = {"authorization": "Bearer reader:s3cret"}
    assert client.get("/metrics", headers=key).status_code == 200


@pytest.mark.parametrize(
    ("given", "kept"), [("trace-1.a", True), ("a b", False), ("x" * 65, False)]
)
def test_every_response_names_its_request(client: TestClient, given: str, kept: bool) -> None:
    named = client.get("/healthz", headers={"x-request-id": given}).headers["x-request-id"]
    assert (named == given) is kept
    assert named != client.get("/healthz").headers["x-request-id"]
