from __future__ import annotations

from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.settings import Settings
from assistant.web import server, startup
from assistant.web.engine import Engine
from assistant.web.limits import RateLimit


class Clock:
    """Time that passes when it is told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def limited(clock: Clock, address: str = "10.0.0.1", app: object = None) -> TestClient:
    if app is None:
        inner = FastAPI()
        inner.post("/v1/chat/completions")(lambda: "answered")
        inner.get("/page")(lambda: "shown")
        app = RateLimit(inner, a_minute=60, burst=2, clock=clock)
    return TestClient(app, client=(address, 1))  # type: ignore[arg-type]


def test_a_client_that_asks_too_often_is_told_how_long_to_wait() -> None:
    clock = Clock()
    client = limited(clock)
    ask = lambda: client.post("/v1/chat/completions")  # noqa: E731
    assert [ask().status_code for _ in range(3)] == [200, 200, 429]
    refused = ask()
    assert refused.headers["retry-after"] == "2"
    assert "wait 2 seconds" in refused.json()["detail"]
    clock.now = 1.0
    assert [ask().status_code for _ in range(2)] == [200, 429]


def test_reading_the_page_is_never_refused_and_clients_do_not_share_a_bucket() -> None:
    clock = Clock()
    first = limited(clock)
    second = limited(clock, "10.0.0.2", first.app)
    for _ in range(3):
        first.post("/v1/chat/completions")
    assert {first.get("/page").status_code for _ in range(9)} == {200}
    assert second.post("/v1/chat/completions").status_code == 200


def test_how_often_an_address_may_ask_is_a_setting_and_none_is_no_limit() -> None:
    def middlewares(rate: int) -> list[tuple[object, object]]:
        features = startup.features(Settings(requests_a_minute=rate))
        app = server.application(Engine(lambda report: None), features=features)  # type: ignore[arg-type,return-value]
        return [(m.cls, m.kwargs.get("a_minute")) for m in app.user_middleware]

    assert (RateLimit, 7) in middlewares(7)
    assert RateLimit not in dict(middlewares(0))
