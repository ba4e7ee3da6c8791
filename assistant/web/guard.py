"""Refuse what Gradio would stumble over before it gets there, with a sentence in place of a 500.

Gradio looks functions and components up without asking whether they are there, and echoes texts
that no response can hold; what does not fit is no fault of the server.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.responses import JSONResponse

from assistant.errors import AssistantError

_CALLS = ("run", "api", "call", "call/v2")
_GRADIO = "/gradio_api/"
_READ = (_GRADIO, "/v1/", "/mcp")
_UPLOAD = "/gradio_api/upload"
_LARGEST = 20_000_000
"""Bytes of a body, of whatever kind; uploads have a limit of their own."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What the page has that can be called.

    Attributes:
        names: How many values each named endpoint takes.
        events: The same for the page's events, by number.
        functions: Names of the functions that the page's script calls, by component.
    """

    names: Mapping[str, int]
    events: Mapping[int, int]
    functions: Mapping[int, frozenset[str]]

    @classmethod
    def of(cls, blocks: Any) -> Shape:  # noqa: ANN401 - gradio.Blocks
        """The shape of a page."""
        known = blocks.fns.items()
        functions = {
            number: frozenset(
                name for name in dir(block)
                if getattr(getattr(block, name, None), "_is_server_fn", False)
            )
            for number, block in blocks.blocks.items()
        }  # fmt: skip
        return cls(
            {str(made.api_name): len(made.inputs) for _, made in known if made.api_name},
            {number: len(made.inputs) for number, made in known},
            {number: names for number, names in functions.items() if names},
        )


def refusal(path: str, content: bytes, shape: Shape) -> tuple[int, str] | None:
    """Status and reason for which a JSON request is not passed on; None where it fits."""
    try:
        body = json.loads(content)
        json.dumps(body, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        why = str(error)[:100].encode("ascii", "replace").decode()
        return 422, f"The body is no sound JSON: {why}."
    way, _, name = path.removeprefix(_GRADIO).strip("/").rpartition("/")
    if path.startswith(_GRADIO) and not isinstance(body, dict):
        return 422, "The body is no JSON object."
    event = body.get("fn_index") if isinstance(body, dict) else None
    if path.startswith(_GRADIO) and way in _CALLS:
        # What does not queue, such as stopping, comes this way too, by its number.
        known = shape.events.get(event) if isinstance(event, int) else shape.names.get(name)
        return _unfit_values(body, known, f"endpoint '{name[:80]}'")
    if (way, name) == ("queue", "join"):
        if not isinstance(body.get("session_hash"), str) or not body["session_hash"]:
            return 422, "A session_hash is needed."
        known = shape.events.get(event) if isinstance(event, int) else None
        return _unfit_values(body, known, "event")
    if path.rstrip("/") == "/gradio_api/component_server":
        component, function = body.get("component_id"), body.get("fn_name")
        known_names = shape.functions.get(component) if isinstance(component, int) else None
        if not isinstance(function, str) or function not in (known_names or ()):
            return 404, "There is no such function."
    return None


def _unfit_values(body: Any, needed: int | None, what: str) -> tuple[int, str] | None:  # noqa: ANN401
    if needed is None:
        return 404, f"There is no {what}."
    data = body.get("data")
    if not isinstance(data, list) or len(data) < needed:
        return 422, f"The {what} needs a list 'data' of {needed} values."
    return None


class Guard:
    """Passes on what fits the page, and tells our own errors as such (plain ASGI).

    Args:
        app: The application behind it.
        shape: What the page has.
        locked: Whether Gradio asks who comes; strangers learn nothing of the shape.
    """

    def __init__(self, app: Any, shape: Shape, *, locked: bool = False) -> None:  # noqa: ANN401
        self._app = app
        self._shape = shape
        self._locked = locked

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Serve the request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers, path = dict(scope["headers"]), scope["path"]
        kind = headers.get(b"content-type", b"").partition(b";")[0].strip().lower()
        stranger = self._locked and path.startswith(_GRADIO) and b"cookie" not in headers
        reads = scope["method"] == "POST" and path.startswith(_READ) and not stranger
        if reads and path.rstrip("/") != _UPLOAD:
            content = await _read(receive)
            found = (413, "The body is too large.") if content is None else None
            if kind == b"application/json" or kind.endswith(b"+json"):
                found = found or refusal(path, content or b"", self._shape)
            if found:
                await _refused(*found)(scope, receive, send)
                return
            receive = _again(content or b"", receive)
        try:
            await self._app(scope, receive, _telling(send) if _calls(path) else send)
        except AssistantError as error:
            await _refused(503, str(error))(scope, receive, send)


def _calls(path: str) -> bool:
    return path.startswith(("/gradio_api/run/", "/gradio_api/api/"))


async def _read(receive: Any) -> bytes | None:  # noqa: ANN401
    """The whole body, or None where it is too large."""
    parts, size, more = list[bytes](), 0, True
    while more:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > _LARGEST:
            return None
        more = message["type"] == "http.request" and message.get("more_body", False)
    return b"".join(parts)


def _again(content: bytes, receive: Any) -> Any:  # noqa: ANN401
    """A ``receive`` that gives the body that was read, then what the client says further."""
    given = False

    async def once_more() -> Any:  # noqa: ANN401
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": content, "more_body": False}

    return once_more


def _telling(send: Any) -> Any:  # noqa: ANN401
    """A ``send`` that turns Gradio's 500 for an error that was told into a 422."""
    start: Any = None

    async def told(message: Any) -> None:  # noqa: ANN401
        nonlocal start
        if message["type"] == "http.response.start" and message["status"] == 500:
            start = message
            return
        if start is not None:
            try:
                is_told = bool(json.loads(message.get("body", b"")).get("error"))
            except (ValueError, AttributeError):
                is_told = False
            await send({**start, "status": 422 if is_told else 500})
            start = None
        await send(message)

    return told


def _refused(status: int, reason: str) -> JSONResponse:
    return JSONResponse({"detail": reason}, status)
