"""Somebody at the page in a real browser; nothing may go wrong while they are there."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

import pytest

from assistant.types import Paper
from assistant.web.features import Features
from tests.fakes import FakeAssistant, builtin_papers
from tests.web.browsing import Served, Watched, chromium, launched

if TYPE_CHECKING:
    from playwright.sync_api import Browser

Visit = Callable[..., Watched]


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    page = Served(FakeAssistant(builtin_papers()))
    yield page
    page.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if chromium() is None:
        message = "No Chromium here: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with launched() as running:
        yield running


@pytest.fixture
def visit(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """Opens the page and waits for its welcome; at the end nothing may have gone wrong.

    Papers or features give a page of its own, ``at`` is what follows its address; the rest is as
    for ``Watched``.
    """
    visitors, pages = list[Watched](), list[Served]()

    def go(
        papers: Sequence[Paper] | None = None,
        features: Features | None = None,
        at: str = "",
        **window: int | bool,
    ) -> Watched:
        if papers is None and features is None:
            page = request.getfixturevalue("served")
        else:
            page = Served(FakeAssistant(papers or builtin_papers()), features or Features())
            pages.append(page)
        visitor = Watched(browser, **window)  # type: ignore[arg-type]
        visitors.append(visitor)
        visitor.served = page
        visitor.page.goto(page.url + at)
        if not at:
            visitor.page.wait_for_selector(".pa-welcome .pa-examples")
        return visitor

    yield go
    wrong = [found for visitor in visitors for found in visitor.wrong]
    for visitor in visitors:
        visitor.context.close()
    for page in pages:
        page.stop()
    assert wrong == []
