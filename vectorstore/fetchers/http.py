"""HTTP with patience: timeouts, retries with growing pauses, a pause between requests."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection, Mapping
from types import TracebackType
from typing import Self, TypeVar

import httpx

from assistant.errors import InputError

_AGAIN = frozenset({408, 425, 429, 500, 502, 503, 504})
_LONGEST_PAUSE = 120.0
_T = TypeVar("_T")


class Client:
    """Gets pages; a failure that may pass is tried again.

    Args:
        tries: How often a request is tried.
        pause: Seconds before the second try; doubled for each further one.
        between: Seconds between requests; arXiv asks for three.
        timeout: Seconds to wait for an answer.
        sleep: In place of ``time.sleep``.
        mirrors: Beginnings of addresses, and what stands in for them.
        hosts: Where requests, redirects included, may go; anywhere where not given.
        transport: In place of the network.
    """

    def __init__(
        self,
        tries: int = 5,
        pause: float = 1.0,
        between: float = 0.0,
        timeout: float = 30.0,
        sleep: Callable[[float], None] = time.sleep,
        mirrors: Mapping[str, str] | None = None,
        hosts: Collection[str] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._hosts = hosts
        self._mirrors = mirrors or {}
        self._tries, self._pause, self.between = tries, pause, between
        self._sleep = sleep
        self._client = httpx.Client(
            timeout=timeout, follow_redirects=True, headers={"User-Agent": "paper-assistant"},
            event_hooks={"request": [self._checked]}, transport=transport,
        )  # fmt: skip
        self._asked = False
        self._asked_to_wait = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()

    def get(
        self, url: str, parameters: Mapping[str, str | int], parse: Callable[[bytes], _T]
    ) -> _T:
        """A page, parsed; one that does not parse is asked for again, too.

        Args:
            url: Without the query.
            parameters: The query.
            parse: Raises ``ValueError`` for a page that is cut off or malformed.

        Raises:
            InputError: It cannot be had, with the last reason.
        """
        for known, mirror in self._mirrors.items():
            url = url.replace(known, mirror, 1) if url.startswith(known) else url
        reason = ""
        for attempt in range(self._tries):
            if attempt or (self._asked and self.between):
                self._sleep(self._wait(attempt))
            self._asked = True
            try:
                answer = self._client.get(url, params=dict(parameters))
                if answer.status_code in _AGAIN:
                    reason = f"status {answer.status_code}"
                    self._asked_to_wait = answer.headers.get("Retry-After", "")
                    continue
                self._asked_to_wait = ""
                if answer.is_error:
                    message = f"{url} answers with status {answer.status_code}."
                    raise InputError(message, "Check what you asked for.")
                return parse(answer.content)
            except (httpx.HTTPError, ValueError) as error:
                reason = str(error).split("\n")[0][:200] or type(error).__name__
        message = f"{url} could not be fetched in {self._tries} tries: {reason}."
        raise InputError(message, "Check the network; the same command goes on where it stopped.")

    def _checked(self, request: httpx.Request) -> None:
        """Refuse an address that a redirect led to and nobody named."""
        if self._hosts is not None and request.url.host not in self._hosts:
            message = f"The address leads to {request.url.host}, from where nothing is fetched."
            raise InputError(message, "Download the file yourself and ingest that.")

    def _wait(self, attempt: int) -> float:
        """Seconds to pause: as long as the server asks, or ever longer, and never all at once."""
        if not attempt:
            return self.between
        asked = self._asked_to_wait
        pause = float(asked) if asked.isdigit() else self._pause * 2.0 ** (attempt - 1)
        jitter = random.uniform(1.0, 1.2)  # noqa: S311 - to spread requests, not to keep a secret
        return min(max(pause, self.between) * jitter, _LONGEST_PAUSE)
