"""Every test runs offline, in a clean environment, with folders of its own."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from tests import servers
from tests.stores import builtin_assistant

# Libraries of the hub's maker report to it unless they are told not to before they are imported.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
_LOOPBACK = ("127.", "::1", "localhost")


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    for name in list(os.environ):
        keeps_models = name == "PAPER_ASSISTANT_CACHE"
        if name.startswith("PAPER_ASSISTANT_") and not keeps_models:
            monkeypatch.delenv(name)
    monkeypatch.setenv("PAPER_ASSISTANT_DRAW_MAP", "false")
    if "model" not in request.keywords and "browser" not in request.keywords:
        monkeypatch.setenv("PAPER_ASSISTANT_STORE", "/nonexistent/paper-assistant-test-store")


@pytest.fixture(autouse=True)
def only_loopback(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Refuse every connection beyond this machine; the list names those that were tried."""
    tried: list[str] = []
    connect, resolve = socket.socket.connect, socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: object) -> object:
        host = str(address[0]) if isinstance(address, tuple) else ""
        if self.family == socket.AF_UNIX or host.startswith(_LOOPBACK):
            return connect(self, address)  # type: ignore[arg-type]
        tried.append(host)
        message = f"a test tried to connect to {host}"
        raise OSError(message)

    def guarded_resolve(host: object, *args: object, **kwargs: object) -> object:
        if host is None or str(host).startswith((*_LOOPBACK, "0.0.0.0")):
            return resolve(host, *args, **kwargs)  # type: ignore[arg-type]
        tried.append(str(host))
        message = f"a test tried to look up {host}"
        raise OSError(message)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_resolve)
    yield tried
    assert not tried, f"connections beyond this machine: {tried}"


@pytest.fixture(scope="session")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Assistant:
    """The real pipeline over the built-in collection, with a word-hashing embedder."""
    return builtin_assistant(tmp_path_factory.mktemp("store"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[servers.PostgresServer]:
    """A PostgreSQL server for tests that make schemas of their own."""
    with servers.postgres() as server:
        yield server


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[servers.ChromaProcess]:
    """A Chroma server for tests that make collections of their own."""
    with servers.chroma(tmp_path_factory.mktemp("chroma")) as server:
        yield server


@pytest.fixture
def shared_data() -> Path:
    """The folder of records to measure on, where it lies beside the checkout."""
    folder = Path(__file__).parents[2] / "shared" / "data"
    if not folder.exists():
        pytest.skip("no ../shared/data beside this checkout")
    return folder
