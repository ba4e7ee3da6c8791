"""``/healthz`` for whoever watches the server, ``/metrics`` for Prometheus, an id a request."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from prometheus_client import CONTENT_TYPE_LATEST

from assistant.collection.upkeep import Upkept
from assistant.errors import AssistantError
from assistant.watching import logs
from assistant.web.auth import Check
from assistant.web.engine import Engine
from assistant.web.metrics import Metrics

_GIVEN = re.compile(rb"[A-Za-z0-9._-]{1,64}")


def router(engine: Engine, check: Check | None = None) -> APIRouter:
    """The two pages; with ``check``, ``/metrics`` needs the key ``name:password``."""
    routes = APIRouter()

    @routes.get("/healthz")
    def health() -> JSONResponse:
        state = engine.state
        if state.problem:
            return JSONResponse({"status": "failed", "problem": state.problem}, 503)
        if not state.ready:
            return JSONResponse({"status": "starting", "doing": state.doing}, 503)
        try:
            papers = engine.assistant.library.count()
        except AssistantError as error:
            return JSONResponse({"status": "failed", "problem": str(error)}, 503)
        told = {"status": "ok", "papers": papers}
        if engine.upkept != Upkept():
            # Answers go by words meanwhile, so the server is well.
            told["vectors"] = asdict(engine.upkept)
        return JSONResponse(told)

    @routes.get("/metrics")
    def metrics(request: Request) -> Response:
        key = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        name, _, password = key.partition(":")
        if check is not None and not check(name, password):
            raise HTTPException(401, "The key is wrong; it has the form name:password.")
        return Response(engine.metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return routes


class RequestIds:
    """Gives every request an id, tells it in ``X-Request-ID`` and counts responses (plain ASGI).

    Args:
        app: The application behind it.
        metrics: Counts the responses.
    """

    def __init__(self, app: Any, metrics: Metrics) -> None:  # noqa: ANN401 - an ASGI application
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Serve the request under its id: the one that came with it, where it is harmless."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = dict(scope["headers"]).get(b"x-request-id", b"")
        request = given.decode() if _GIVEN.fullmatch(given) else logs.request_id()

        async def named(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = (*message.get("headers", ()), (b"x-request-id", request.encode()))
                message = {**message, "headers": [*headers]}
                self._metrics.responded(scope["method"], message["status"])
            await send(message)

        with logs.serving(request):
            await self._app(scope, receive, named)
