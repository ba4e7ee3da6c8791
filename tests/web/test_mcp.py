"""The assistant as tools, called by the client of the protocol's own library over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from assistant.web import auth
from assistant.web.features import Features
from tests.fakes import FakeAssistant, builtin_papers
from tests.web.browsing import Served

pytestmark = pytest.mark.whole


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    page = Served(FakeAssistant(builtin_papers()), features=Features(mcp=True))
    yield page
    page.stop()


def connected(url: str, work: Callable[[Any], Awaitable[Any]]) -> Any:
    from mcp.client.client import Client

    async def run() -> Any:
        async with Client(f"{url}/mcp") as client:
            return await work(client)

    # In a thread of its own: where the browser tests ran before, this one has a loop running.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


def called(served: Served, tool: str, **arguments: object) -> Any:
    return connected(served.url, lambda client: client.call_tool(tool, arguments))


def test_a_client_sees_four_tools_that_change_nothing(served: Served) -> None:
    listed = connected(served.url, lambda client: client.list_tools())
    tools = {tool.name: tool for tool in listed.tools}
    assert set(tools) == {"search_papers", "ask_papers", "get_paper", "summarize_paper"}
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert "cite" in tools["ask_papers"].description
    assert tools["search_papers"].input_schema["required"] == ["query"]


def test_papers_are_found_read_and_summarized(served: Served) -> None:
    found = called(served, "search_papers", query="influence functions", limit=3)
    papers = found.structured_content["papers"]
    assert len(papers) == 3
    paper = called(served, "get_paper", paper_id=papers[0]["paper_id"]).structured_content
    assert paper["title"] == papers[0]["title"]
    assert paper["abstract"]
    summary = called(served, "summarize_paper", paper_id=paper["id"])
    assert summary.structured_content["citations"][0]["paper_id"] == paper["id"]
    assert served.assistant.asked[-1][0] == f"Summarize “{paper['title']}”"


def test_an_answer_carries_its_citations(served: Served) -> None:
    answer = called(served, "ask_papers", question="How fragile are influence functions?")
    record = answer.structured_content
    assert record["status"] == "answered"
    assert record["statements"][0]["citations"] == [1]
    assert "[1]" in record["text"]


def test_an_unknown_paper_is_an_error_that_can_be_read(served: Served) -> None:
    wrong = called(served, "get_paper", paper_id="nothing")
    assert wrong.is_error
    assert "No paper has the id" in wrong.content[0].text


def test_a_page_of_another_site_cannot_speak_to_it(served: Served) -> None:
    sent = httpx.post(
        f"{served.url}/mcp", json={}, headers={"Host": "evil.example", "Accept": "*/*"}
    )
    assert sent.status_code in (403, 421)


def test_a_password_is_asked_for_where_the_page_has_one() -> None:
    check = auth.guard("0.0.0.0", None, False, {auth.PASSWORD: "s3cret"})
    page = Served(FakeAssistant(builtin_papers()), features=Features(mcp=True), check=check)
    try:
        headers = {"Accept": "application/json, text/event-stream"}
        message = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
        assert httpx.post(f"{page.url}/mcp", json=message, headers=headers).status_code == 401
        headers["Authorization"] = "Bearer reader:s3cret"
        assert httpx.post(f"{page.url}/mcp", json=message, headers=headers).status_code == 200
    finally:
        page.stop()
