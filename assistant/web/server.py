"""The server that carries the page: its port, what stands before Gradio, start and end."""

from __future__ import annotations

import ctypes
import os
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from assistant.errors import SettingsError
from assistant.web.auth import Check, is_loopback
from assistant.web.engine import Engine
from assistant.web.features import PLAIN, Features

_TRIES = 20
_SESSIONS = 128
"""Gradio keeps 50 kB for each session and forgets none; ours hold nothing, so few are kept."""
_ARENA_MAX = -8
"""The name of the setting in glibc's ``malloc.h``."""


def free_port(host: str, port: int, exactly: bool = False) -> int:
    """The port itself, or the next free one where it is taken.

    Raises:
        SettingsError: It is taken and was asked for by name, or none is free, or the host is wrong.
    """
    last = port if exactly or port == 0 else port + _TRIES
    for candidate in range(port, min(last, 65535) + 1):
        try:
            return _bind(host, candidate)
        except socket.gaierror as error:
            message = f"The host '{host}' is not an address of this machine."
            raise SettingsError(message, "Try --host 127.0.0.1") from error
        except OSError:
            continue
    message = f"Port {port} on {host} is taken."
    hint = "Choose another with --port, or stop what listens there."
    raise SettingsError(message, hint)


def _bind(host: str, port: int) -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        return int(probe.getsockname()[1])


def application(
    engine: Engine,
    host: str = "127.0.0.1",
    port: int = 7860,
    check: Check | None = None,
    features: Features = PLAIN,
) -> Any:  # noqa: ANN401 - a FastAPI application
    """The web application: the page at ``/``, with the headers that keep it to itself.

    Args:
        engine: Makes the answers.
        host: The address it will listen on.
        port: The port it will listen on.
        check: Who may come in; anybody where not given.
        features: What the page has beside the chat.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"  # Gradio imports that library, which reports too
    # Else each event is counted over the last ten thousand, for a page that is not served.
    os.environ["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    os.environ["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**9)
    import gradio as gr
    from fastapi import FastAPI

    from assistant.web import guard, health, mcp_server, openai_api
    from assistant.web.headers import OwnHost, SecurityHeaders
    from assistant.web.limits import RateLimit
    from assistant.web.page import Page, launch_options
    from assistant.web.presence import Presence

    app = FastAPI(title="paper-assistant", docs_url=None, redoc_url=None, openapi_url=None)

    page = Page(engine, features)
    page.blocks.queue(default_concurrency_limit=8, max_size=64)
    page.blocks.state_session_capacity = _SESSIONS
    app.add_middleware(Presence)
    app.add_middleware(guard.Guard, shape=guard.Shape.of(page.blocks), locked=bool(check))
    if features.requests_a_minute:
        app.add_middleware(RateLimit, a_minute=features.requests_a_minute)
    if is_loopback(host):
        app.add_middleware(OwnHost)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(health.RequestIds, metrics=engine.metrics)
    app.include_router(health.router(engine, check))
    app.include_router(openai_api.router(engine, check))
    if features.mcp:
        mcp_server.install(app, engine, host, check)
    return gr.mount_gradio_app(
        app, page.blocks, "/", server_name=host, server_port=port, auth=check, **launch_options()
    )


def serve(
    engine: Engine,
    host: str,
    port: int,
    ready: Callable[[str], None],
    check: Check | None = None,
    features: Features = PLAIN,
) -> None:
    """Serve the page until interrupted; ``ready`` is told the address once it answers."""
    _share_memory()
    engine.start()
    try:
        listener(application(engine, host, port, check, features), host, port, ready).run()
    finally:
        engine.stop()


def _share_memory() -> None:
    """Let threads share what they free: else each keeps its own, 20 MB and more (glibc alone)."""
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).mallopt(_ARENA_MAX, 2)


def listener(app: Any, host: str, port: int, ready: Callable[[str], None]) -> Any:  # noqa: ANN401
    """A uvicorn server for an application; ``run()`` blocks until ``should_exit`` is set."""
    import uvicorn

    shown = f"[{host}]" if ":" in host else host

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                ready(f"http://{shown}:{port}")

    return Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            log_config=None,  # our own log lines, with their request
            timeout_graceful_shutdown=2,
        )
    )
