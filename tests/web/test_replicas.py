"""The page in a browser behind the deployed proxy, its web server killed between questions."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest

from tests import servers
from tests.faults.test_replicas import READER, Replica, proxied, replicas
from tests.vectorstore.work import bring_in, papers
from vectorstore.place import Place

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform != "linux", reason="PostgreSQL and HAProxy are Debian's"),
]


def answers(replica: Replica) -> float:
    """How many questions a web server has answered."""
    counted = re.findall(
        r"^paper_assistant_questions_total.* ([\d.]+)$",
        httpx.get(f"{replica.url}/metrics").text,
        re.MULTILINE,
    )
    return sum(map(float, counted))


def test_a_conversation_goes_on_at_another_web_server(
    tmp_path: Path,
    browser: Browser,
    postgres: servers.PostgresServer,
    chroma_server: servers.ChromaProcess,
):
    place = Place(tmp_path, postgres.url("page"), f"{chroma_server.url}/page")
    bring_in(place, papers(20))
    with replicas(place, tmp_path, 2) as (one, two), proxied(one, two, tmp_path) as url:
        name, password = READER
        context = browser.new_context(http_credentials={"username": name, "password": password})
        page = context.new_page()
        page.goto(url)
        box, thread = page.locator("#pa-question textarea"), page.locator("#pa-thread")

        def ask(question: str, expected: str) -> None:
            box.fill(question)
            box.press("Enter")
            thread.get_by_text(expected).first.wait_for(timeout=60_000)
            page.locator("#pa-stop").wait_for(state="hidden", timeout=60_000)

        ask("What is known of thing3?", "We study thing3")
        first, other = (one, two) if answers(one) else (two, one)
        assert (answers(first), answers(other)) == (1, 0)
        first.kill()
        # What "it" is, the page itself tells the other server.
        ask("Who wrote it?", "Read off the catalog")
        ask("What is known of thing5?", "We study thing5")
        assert answers(other) == 2
        assert thread.get_by_text("Author0").count()
        context.close()
