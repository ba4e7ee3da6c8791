"""Connections that break and pages that are loaded anew while an answer is on its way."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from assistant.web.features import Features
from tests.fakes import FakeAssistant, builtin_papers
from tests.web.browsing import Served, Watched, ask
from tests.web.wire import Wire

pytestmark = pytest.mark.browser
FIRST = "Which paper trains a neural decision tree?"
QUESTION = "How fragile are influence functions in deep learning?"
RUNNING = "#pa-live .pa-turn[aria-busy] .pa-chip"
BROKEN = ("Failed to load resource", "network error", "Connection errored out", "AbortError")


@pytest.fixture
def wired(browser: Browser) -> Iterator[tuple[Watched, FakeAssistant, Wire]]:
    """A page that is reached over a wire, with a first question answered."""
    assistant = FakeAssistant(builtin_papers())
    served = Served(assistant, Features())
    wire, visitor = Wire(served.port), Watched(browser)
    visitor.page.goto(wire.url)
    visitor.page.wait_for_selector(".pa-welcome .pa-examples")
    yield visitor, assistant, wire
    assistant.pause = 0.0
    wrong = [w for w in visitor.wrong if not any(known in w for known in BROKEN)]
    visitor.context.close()
    wire.stop()
    served.stop()
    assert wrong == []


def begin(visitor: Watched, assistant: FakeAssistant) -> None:
    """Ask, and come back while the answer grows."""
    assistant.pause = 4.0
    visitor.page.fill("#pa-question textarea", QUESTION)
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_selector(RUNNING)


@pytest.mark.parametrize("back_at_once", [True, False])
def test_an_answer_that_is_cut_is_asked_for_again_by_itself(
    wired: tuple[Watched, FakeAssistant, Wire], back_at_once: bool
) -> None:
    visitor, assistant, wire = wired
    page = visitor.page
    ask(page, FIRST)
    begin(visitor, assistant)
    page.fill("#pa-question textarea", "And what comes next?")
    assistant.pause = 0.2
    wire.cut(back_at_once)
    page.get_by_text("Connection to the server was lost").wait_for()
    wire.whole.set()
    page.wait_for_selector('#pa-live .pa-turn[data-turn="1"]:not([aria-busy]) .pa-foot [data-rate]')
    assert [question for question, *_ in assistant.asked] == [FIRST, QUESTION, QUESTION]
    assert page.locator(".pa-turn h2").all_inner_texts() == [FIRST, QUESTION]
    assert page.input_value("#pa-question textarea") == "And what comes next?"
    page.reload()
    page.wait_for_selector('#pa-live .pa-turn[data-turn="1"] .pa-foot')
    assert len(assistant.asked) == 3


def test_cut_once_more_it_is_told_and_the_reader_decides(
    wired: tuple[Watched, FakeAssistant, Wire],
) -> None:
    visitor, assistant, wire = wired
    page = visitor.page
    begin(visitor, assistant)
    wire.cut()
    page.get_by_text("The connection was lost; asking again…").wait_for()
    page.wait_for_selector(RUNNING)
    wire.cut()
    page.get_by_text("The connection was lost again. This answer is not kept.").wait_for()
    assert len(assistant.asked) == 2
    assistant.pause = 0.0
    page.get_by_role("button", name="Ask again").click()
    page.wait_for_selector("#pa-live .pa-foot [data-rate]")
    assert page.locator(".pa-turn h2").all_inner_texts() == [QUESTION]


def test_a_reload_while_an_answer_comes_loses_nothing(
    wired: tuple[Watched, FakeAssistant, Wire],
) -> None:
    visitor, assistant, _ = wired
    page = visitor.page
    ask(page, FIRST)
    begin(visitor, assistant)
    assistant.pause = 0.0
    page.reload()
    page.wait_for_selector('#pa-live .pa-turn[data-turn="1"] .pa-foot [data-rate]')
    assert page.locator(".pa-turn h2").all_inner_texts() == [FIRST, QUESTION]


def test_what_was_stopped_is_not_asked_again_by_a_reload(
    wired: tuple[Watched, FakeAssistant, Wire],
) -> None:
    visitor, assistant, _ = wired
    page = visitor.page
    begin(visitor, assistant)
    page.click("#pa-stop")
    page.get_by_text("Stopped; this answer is not kept.").wait_for()
    page.reload()
    page.wait_for_selector(".pa-welcome .pa-examples")
    page.wait_for_timeout(1500)
    assert len(assistant.asked) == 1
