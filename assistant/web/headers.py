"""What keeps the page to itself: headers on every response, and no answer to pages of others."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from starlette.responses import PlainTextResponse

from assistant.web.auth import is_loopback

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "connect-src 'self'; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class SecurityHeaders:
    """Puts the headers on every response and leaves streams alone (plain ASGI).

    No response invites another site's page to read it: what Gradio says of that is taken off.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Pass the request on and add what the response lacks."""

        async def guarded(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                # Gradio lets every page read its answers where the host is not loopback.
                kept = [
                    (name, value)
                    for name, value in message.get("headers", ())
                    if not name.lower().startswith(b"access-control-")
                ]
                present = {name.lower() for name, _ in kept}
                extra = [
                    (name.lower().encode(), value.encode())
                    for name, value in HEADERS.items()
                    if name.lower().encode() not in present
                ]
                message["headers"] = [*kept, *extra]
            await send(message)

        await self._app(scope, receive, guarded if scope["type"] == "http" else send)


class OwnHost:
    """Refuses what reached a page for this machine alone by the name or a script of another site.

    A page of another site may send requests to loopback, or have its own name point there.
    """

    def __init__(self, app: Any) -> None:  # noqa: ANN401 - an ASGI application
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Pass the request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = dict(scope.get("headers", ()))
        host = urlsplit("//" + headers.get(b"host", b"").decode("latin-1")).hostname or ""
        origin = headers.get(b"origin", b"").decode("latin-1")
        sender = urlsplit(origin).hostname or "" if origin else host
        if is_loopback(host) and is_loopback(sender):
            await self._app(scope, receive, send)
            return
        refused = PlainTextResponse("This page answers on this machine alone.", 403)
        await refused(scope, receive, send)
