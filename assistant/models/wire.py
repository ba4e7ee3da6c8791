"""One streaming request to a model's server, which a stop cuts off at once."""

from __future__ import annotations

import contextlib
import json
import os
import socket
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from assistant.errors import ModelError
from assistant.models.engines import Stop

KEY_VARIABLE = "PAPER_ASSISTANT_API_KEY"
_CONNECT = 5.0


class RefusedError(ModelError):
    """The server answered with a failure.

    Attributes:
        status: The HTTP status.
        said: What the server said about it.
    """

    def __init__(self, message: str, hint: str, status: int, said: str) -> None:
        super().__init__(message, hint)
        self.status = status
        self.said = said


class Wire:
    """Requests to one server; the key comes from the environment and is never told.

    Args:
        address: Where the server listens, such as ``http://127.0.0.1:11434``.
        patience: Seconds that the server may stay silent.
    """

    def __init__(self, address: str, patience: float) -> None:
        self.address = address
        self._patience = patience

    def get(self, path: str) -> Any:  # noqa: ANN401 - JSON
        """The JSON at a path.

        Raises:
            ModelError: The server cannot be reached, refuses, or sends no JSON.
        """
        return self._whole("GET", path, None)

    def post(self, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 - JSON
        """The JSON that the server gives for a request; fails as ``get`` does."""
        return self._whole("POST", path, body)

    def lines(
        self, path: str, body: Mapping[str, object], stop: Stop, patience: float | None = None
    ) -> Iterator[str]:
        """The lines of a streamed answer; ends when ``stop`` is set, with the connection.

        Raises:
            ModelError: The server cannot be reached, refuses, or stays silent for too long.
        """
        import httpx

        def follow(event: str, info: Mapping[str, Any]) -> None:
            # The one way to reach the socket before the server has sent anything.
            if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
                link = info["return_value"].get_extra_info("socket")
                stop.then(lambda: _cut(link))

        try:
            with self._client.stream(
                "POST",
                self._url(path),
                json=body,
                timeout=_timeout(patience or self._patience),
                extensions={"trace": follow},
            ) as response:
                if response.is_error:
                    response.read()
                    raise self._refused(response.status_code, response.text)
                for line in response.iter_lines():
                    if stop.is_set():
                        return
                    if line.strip():
                        yield line
        except (httpx.HTTPError, OSError, ValueError) as error:
            if not stop.is_set():
                raise self._unreached(error) from error

    def _whole(self, method: str, path: str, body: Mapping[str, object] | None) -> Any:  # noqa: ANN401
        import httpx

        try:
            timeout = _timeout(min(self._patience, 15.0))
            response = self._client.request(method, self._url(path), json=body, timeout=timeout)
            if response.is_error:
                raise self._refused(response.status_code, response.text)
            return response.json()
        except (httpx.HTTPError, OSError) as error:
            raise self._unreached(error) from error
        except ValueError as error:
            message = f"What listens at {self.address} is no model server: it sends no JSON."
            raise ModelError(message, "Check its address in the settings.") from error

    @cached_property
    def _client(self) -> Any:  # noqa: ANN401
        import httpx

        key = os.environ.get(KEY_VARIABLE, "")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        # A proxy is for other machines.
        trust = urlsplit(self.address).hostname not in ("127.0.0.1", "localhost", "::1")
        # Each stream has a connection of its own, so that cutting one off hurts no other.
        alone = httpx.Limits(max_keepalive_connections=0)
        return httpx.Client(headers=headers, trust_env=trust, limits=alone)

    def _url(self, path: str) -> str:
        return f"{self.address}/{path}"

    def _unreached(self, error: Exception) -> ModelError:
        import httpx

        if isinstance(error, httpx.TimeoutException) and not isinstance(
            error, httpx.ConnectTimeout
        ):
            message = f"The model server at {self.address} said nothing for too long."
            return ModelError(message, "It may be loading or busy: ask again, or --patience 300.")
        message = f"The model server at {self.address} cannot be reached."
        return ModelError(message, "Start it, or check its address in the settings.")

    def _refused(self, status: int, text: str) -> RefusedError:
        said = _said(text)
        if status in (401, 403):
            message = f"The model server at {self.address} wants a key (HTTP {status})."
            return RefusedError(message, f"Set the variable {KEY_VARIABLE}.", status, said)
        message = f"The model server at {self.address} refused (HTTP {status}): {said}"
        hints = {404: "Check the model's name.", 429: "Wait a little and ask again."}
        return RefusedError(message, hints.get(status, ""), status, said)


def _timeout(patience: float) -> Any:  # noqa: ANN401
    import httpx

    return httpx.Timeout(patience, connect=_CONNECT)


def _said(text: str) -> str:
    """What a server says in its error, whatever its shape."""
    try:
        value = json.loads(text)
    except ValueError:
        return text.strip()[:200] or "without a word"
    for name in ("error", "message", "detail"):
        if isinstance(value, dict) and name in value:
            value = value[name]
    return (value if isinstance(value, str) else json.dumps(value))[:200]


def _cut(link: socket.socket) -> None:
    """Wake whoever waits for this connection, which closing alone would not."""
    with contextlib.suppress(OSError, ValueError):
        link.shutdown(socket.SHUT_RDWR)
