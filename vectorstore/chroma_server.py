"""An index in a Chroma server (``chroma run``), which several processes and machines can share.

The server is the Rust one; Chroma's Python HTTP server has a known hole and is not to be used.
A call that fails is tried again, for reading and writing here can both be repeated; while the
server stays away, calls fail at once for some seconds, so that a search goes on by words without
waiting each time.  Once it is back, so is the index.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx

from assistant.errors import SettingsError, StoreError, StoreFullError
from vectorstore.chroma_vectors import NAME, ChromaVectors, opened
from vectorstore.place import shown

_PATIENCE, _CONNECT = 15.0, 2.0
"""Seconds to wait for an answer and for a connection; Chroma's client would wait for ever."""
_PAUSES = (0.1, 0.4)
"""Seconds before a call is tried again."""
_REST = 5.0
"""Seconds for which a server that did not answer is not asked again."""
_OFTEN_PASSING = ("NotFoundError", "RateLimitError", "InternalError")
_HINT = "Check that it runs: chroma run --path FOLDER --host HOST --port PORT"


class ChromaServer(ChromaVectors):
    """Passages' vectors in a Chroma server, by cosine distance; it is reached at the first use.

    Args:
        url: ``http://HOST:PORT``, and ``/NAME`` where a collection is not called ``passages``.
        patience: Seconds to wait for an answer.
        rest: Seconds for which a server that did not answer is not asked again.

    Raises:
        SettingsError: The address cannot be understood.
    """

    def __init__(self, url: str, patience: float = _PATIENCE, rest: float = _REST) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            message = f"The setting 'index' is {shown(url)!r}; it must be http://HOST:PORT."
            raise SettingsError(message)
        self._host, self._tls = parts.hostname, parts.scheme == "https"
        self._port = parts.port or (443 if self._tls else 8000)
        self._name = parts.path.strip("/") or NAME
        self._address = f"{parts.scheme}://{self._host}:{self._port}"
        self._url, self._rest, self._away_until = shown(url), rest, 0.0
        self._timeout = httpx.Timeout(patience, connect=min(patience, _CONNECT))
        self._connecting = threading.Lock()
        self._client: Any = None
        self._patient: _Patient | None = None

    @property
    def _collection(self) -> _Patient:
        with self._connecting:
            if self._patient is None:
                self._patient = _Patient(self)
            return self._patient

    def connected(self) -> Any:  # noqa: ANN401 - Chroma's collection has no public type
        """The collection, looked up anew; made where it is missing."""
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        with self._connecting:
            if self._client is None:
                # Making the client asks the server without a limit of time.
                alive = httpx.get(f"{self._address}/api/v2/heartbeat", timeout=self._timeout)
                alive.raise_for_status()
                self._client = chromadb.HttpClient(
                    self._host,
                    self._port,
                    ssl=self._tls,
                    settings=ChromaSettings(anonymized_telemetry=False),
                )
                self._client._server._session.timeout = self._timeout
            return opened(self._client, self._name)

    def tried(self, call: Callable[[], Any], again: Callable[[], None]) -> Any:  # noqa: ANN401
        """What the call gives, tried a few times; ``again`` is called before each new try."""
        if time.monotonic() < self._away_until:
            message = f"The vector index {self._url} did not answer a moment ago."
            raise StoreError(message, _HINT)
        for pause in (*_PAUSES, None):
            try:
                return call()
            except Exception as error:
                if pause is None or not _passing(error):
                    if _unreachable(error):
                        self._away_until = time.monotonic() + self._rest
                    raise
            time.sleep(pause)
            again()
        raise AssertionError

    def _made_anew(self) -> None:
        self._collection.count()  # connects
        self._client.delete_collection(self._name)
        self._patient = None

    def _told(self, what: str) -> AbstractContextManager[None]:
        return _told(self._url, what)

    def close(self) -> None:
        """Let go of the connection; used again, the server is connected to again."""
        # The client itself stays: Chroma has one a server and process, and others may use it.
        self._patient = self._client = None


class _Patient:
    """Chroma's collection, whose every call is tried again where the failure may pass."""

    def __init__(self, server: ChromaServer) -> None:
        self._server = server
        self._kept: Any = None

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(**values: Any) -> Any:  # noqa: ANN401 - as Chroma has it
            return self._server.tried(lambda: self._call(name, values), self._forget)

        return call

    def _call(self, name: str, values: dict[str, Any]) -> Any:  # noqa: ANN401
        if self._kept is None:
            self._kept = self._server.connected()
        return getattr(self._kept, name)(**values)

    def _forget(self) -> None:
        # A server that lost its collection has made it again under another number.
        self._kept = None


def _unreachable(error: BaseException) -> bool:
    # While it connects, Chroma's client tells every failure as a ValueError, the cause lost.
    return isinstance(error, httpx.TransportError) or "Could not connect" in str(error)


def _passing(error: BaseException) -> bool:
    """Whether the same call may well succeed in a moment."""
    # Chroma's client raises a plain Exception where the server gave no error of Chroma's.
    if isinstance(error.__context__, httpx.HTTPStatusError):
        return error.__context__.response.status_code in (429, 500, 502, 503, 504)
    if isinstance(error, httpx.TimeoutException):
        return False  # the patience of whoever waits is used up
    return _unreachable(error) or type(error).__name__ in _OFTEN_PASSING


@contextmanager
def _told(url: str, what: str) -> Iterator[None]:
    """Failures of the server and of the way to it as ours."""
    try:
        yield
    except StoreError:
        raise
    except Exception as error:
        reason = str(error).strip().split("\n")[0][:200].rstrip(".") or type(error).__name__
        if "disk is full" in str(error) or "No space left" in str(error):
            raise StoreFullError(url) from error
        if isinstance(error, httpx.TimeoutException):
            reason = "it did not answer in time"
        message = f"The vector index {url} cannot be {what}: {reason}."
        raise StoreError(message, _HINT) from error
