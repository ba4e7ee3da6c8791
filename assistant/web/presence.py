"""Notices that a client has gone before a response that is given in one piece was there."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from assistant.watching import leaving


class Presence:
    """Tells those who answer when the client has closed its connection (plain ASGI).

    Streams end by themselves where nobody reads them.  What is answered in one piece would be
    computed to its end, and others would wait for the model meanwhile.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Serve the request and listen beside it, once its body has come."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        gone, answered = asyncio.Event(), False
        listening: asyncio.Task[None] | None = None

        async def listen() -> None:
            while (await receive())["type"] != "http.disconnect":
                pass
            gone.set()

        async def received() -> Any:  # noqa: ANN401 - an ASGI message
            nonlocal listening
            if listening or gone.is_set():
                await gone.wait()
                return {"type": "http.disconnect"}
            message = await receive()
            if message["type"] == "http.disconnect":
                gone.set()
            elif not message.get("more_body"):
                listening = asyncio.create_task(listen())
            return message

        async def sent(message: Any) -> None:  # noqa: ANN401 - an ASGI message
            nonlocal answered
            answered = message["type"] == "http.response.body" and not message.get("more_body")
            await send(message)

        try:
            with leaving.read_by(lambda: gone.is_set() and not answered):
                await self._app(scope, received, sent)
        finally:
            answered = True  # for whatever this request has begun and goes on after it
            if listening:
                listening.cancel()
                with suppress(asyncio.CancelledError):
                    await listening
