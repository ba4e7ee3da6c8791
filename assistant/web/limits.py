"""How often one client may ask: a bucket for each address, refilled with time."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from starlette.responses import JSONResponse

PATHS = ("/gradio_api/queue/join", "/gradio_api/call/", "/gradio_api/run/", "/v1/chat/", "/mcp")
_KNOWN = 4096


class RateLimit:
    """Refuses with 429 and the seconds to wait, where a client asks too often (plain ASGI).

    Args:
        app: The application behind it.
        a_minute: Requests that one client may send a minute, for as long as it likes.
        burst: Requests that it may send at once.
        clock: Seconds, ever growing.
    """

    def __init__(
        self,
        app: Any,  # noqa: ANN401 - an ASGI application
        a_minute: float = 240,
        burst: float = 60,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._app = app
        self._rate = a_minute / 60
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Pass the request on, or refuse it."""
        asks = scope["type"] == "http" and scope["path"].startswith(PATHS)
        wait = self._wait((scope.get("client") or ("",))[0]) if asks else 0.0
        if wait <= 0:
            await self._app(scope, receive, send)
            return
        seconds = str(int(wait) + 1)
        told = {"detail": f"Too many questions at once; wait {seconds} seconds."}
        await JSONResponse(told, 429, {"retry-after": seconds})(scope, receive, send)

    def _wait(self, client: str) -> float:
        """Take one from the client's bucket; seconds until there is one where it is empty."""
        now = self._clock()
        left, then = self._buckets.pop(client, (self._burst, now))
        left = min(self._burst, left + (now - then) * self._rate)
        self._buckets[client] = (left - 1 if left >= 1 else left, now)
        while len(self._buckets) > _KNOWN:
            self._buckets.popitem(last=False)
        return 0.0 if left >= 1 else (1 - left) / self._rate
