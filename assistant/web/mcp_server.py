"""The assistant as tools of a Model Context Protocol server, at ``/mcp`` over streamable HTTP.

Each tool gives what the command line gives as JSON; nothing that a tool does changes anything.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import wraps
from typing import Any

from starlette.responses import JSONResponse

from assistant.errors import AssistantError, SettingsError
from assistant.serialise import answer_record
from assistant.web import api
from assistant.web.auth import Check, opens
from assistant.web.engine import Engine

PATH = "/mcp"
_ABOUT = (
    "Questions about one collection of paper abstracts. Every statement of an answer carries "
    "citations that code has checked against the abstract; a question that the collection does "
    "not answer gets the status not_in_collection or not_in_abstract, never a guess."
)


def tools(engine: Engine) -> list[Callable[..., dict[str, Any]]]:
    """The tools as plain functions; names, arguments and docstrings are what a client sees."""
    ask, search, paper = api.endpoints(engine)[:3]

    def search_papers(query: str, limit: int = 10) -> dict[str, Any]:
        """Find the papers nearest a text, best first, with ids, titles and scores."""
        return {"papers": search(query, limit)}

    def ask_papers(question: str) -> dict[str, Any]:
        """Answer a question from the papers; the statements cite papers by number."""
        record: dict[str, Any] = ask(question)
        return record

    def get_paper(paper_id: str) -> dict[str, Any]:
        """One paper by its id: title, authors, abstract, venue, year and links."""
        record: dict[str, Any] = paper(paper_id)
        return record

    def summarize_paper(paper_id: str) -> dict[str, Any]:
        """A paper's problem, approach, results and limits, in quotes from its abstract."""
        title = paper(paper_id)["title"]
        *_, answer = engine.assistant.answer(f"Summarize “{title}”")
        return answer_record(answer)

    return [search_papers, ask_papers, get_paper, summarize_paper]


def install(app: Any, engine: Engine, host: str, check: Check | None) -> None:  # noqa: ANN401
    """Add the server to a FastAPI application that is not serving yet.

    Args:
        app: The application.
        engine: Makes the answers.
        host: Where it listens; on loopback, requests that name another host are refused.
        check: With it, a client sends ``Authorization: Bearer name:password``.

    Raises:
        SettingsError: The library is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
        from mcp_types import ToolAnnotations
    except ImportError as error:
        message = "The MCP server needs the library 'mcp'."
        raise SettingsError(message, "Run: pip install 'paper-assistant[mcp]'") from error

    def spoken(function: Callable[..., dict[str, Any]]) -> Callable[..., dict[str, Any]]:
        @wraps(function)
        def run(*values: Any, **named: Any) -> dict[str, Any]:  # noqa: ANN401
            try:
                return function(*values, **named)
            except AssistantError as error:
                raise ToolError(str(error)) from error

        return run

    server = MCPServer("paper-assistant", instructions=_ABOUT, log_level="WARNING")
    for function in tools(engine):
        reads = ToolAnnotations(read_only_hint=True, open_world_hint=False)
        server.tool(annotations=reads)(spoken(function))
    inner = server.streamable_http_app(streamable_http_path=PATH, stateless_http=True, host=host)
    app.router.routes.extend(inner.routes)
    if check is not None:
        app.add_middleware(_Key, check=check)
    before = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(running: Any) -> AsyncIterator[Any]:  # noqa: ANN401
        async with before(running) as state, server.session_manager.run():
            yield state

    app.router.lifespan_context = lifespan


class _Key:
    """Refuses what comes to the server without a key that opens it (plain ASGI)."""

    def __init__(self, app: Any, check: Check) -> None:  # noqa: ANN401 - an ASGI application
        self._app, self._check = app, check

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401
        """Pass the request on, or refuse it."""
        guarded = scope["type"] == "http" and scope["path"].rstrip("/") == PATH
        given = dict(scope.get("headers", ())).get(b"authorization", b"").decode("latin-1")
        if not guarded or opens(self._check, given):
            await self._app(scope, receive, send)
            return
        told = {"detail": "The key is wrong; it has the form name:password."}
        await JSONResponse(told, 401, {"www-authenticate": "Bearer"})(scope, receive, send)
