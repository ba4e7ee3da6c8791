"""The page for everyone: by keyboard alone, in any script, each person for themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from assistant.types import Paper
from assistant.web.features import Features
from tests.fakes import FakeAssistant, FakeMaps
from tests.web.conftest import Served, Watched, ask
from tests.web.hostile import MARKUP, hostile_papers

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
QUESTION = "How fragile are influence functions in deep learning?"
ARABIC = "شبكات عصبية بيانية للتعلم"
CHINESE = "图神经网络的表达能力"


def test_the_keyboard_alone_asks_checks_a_source_and_narrows(
    served: Served, watched: Watched
) -> None:
    page = watched.page
    page.goto(served.url)
    page.wait_for_selector(".pa-examples button")
    page.focus(".pa-skip")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.closest('#pa-question') !== null")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-live .pa-foot")
    chip = page.locator("#pa-live .pa-chip").first
    chip.focus()
    page.wait_for_selector("#pa-preview:not([hidden]) p")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-panel mark.pa-lit")
    assert page.evaluate("document.activeElement.closest('#pa-panel') !== null")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "pa-chip"
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    narrow = page.locator("#pa-composer .pa-narrow summary")
    narrow.focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("2021")
    page.keyboard.press("Enter")
    page.wait_for_selector(".pa-filter")
    assert watched.wrong == []


@pytest.mark.parametrize(("text", "direction"), [(ARABIC, "rtl"), (CHINESE, "ltr")])
def test_any_script_stays_whole_and_runs_its_own_way(
    browser: Browser, text: str, direction: str
) -> None:
    paper = Paper("p", text, f"{text} robots. {text} more robots.", authors=(text,), year=2024)
    served, watched = Served(FakeAssistant([paper])), Watched(browser, width=380)
    page = watched.page
    try:
        page.goto(served.url)
        page.wait_for_selector("#pa-live .pa-welcome")
        ask(page, f"{text} robots")
        for place in ("#pa-live .pa-question h2", "#pa-live .pa-section h3", "#pa-live q"):
            element = page.locator(place).first
            assert text in str(element.text_content())
            assert element.evaluate("e => getComputedStyle(e).direction") == direction
        assert page.evaluate("document.documentElement.scrollWidth") <= 380
        assert watched.wrong == []
    finally:
        watched.context.close()
        served.stop()


def test_nobody_sees_what_another_asked(browser: Browser, served: Served) -> None:
    one, other = Watched(browser), Watched(browser)
    try:
        for person in (one, other):
            person.page.goto(served.url)
            person.page.wait_for_selector(".pa-examples button")
        ask(one.page, QUESTION)
        other.page.reload()
        other.page.wait_for_selector(".pa-examples button")
        other.page.click("[data-drawer]")
        other.page.get_by_text("Nothing is kept yet.").wait_for()
        ask(other.page, "What is GShard?")
        assert served.assistant.asked[-1][1] == ()
        assert other.page.locator(".pa-turn").count() == 1
    finally:
        one.context.close()
        other.context.close()


def test_conversations_are_renamed_found_and_deleted(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url)
    page.wait_for_selector(".pa-examples button")
    ask(page, QUESTION)
    page.click("[data-fresh]")
    page.wait_for_selector(".pa-examples button")
    ask(page, "What is GShard?")
    page.click("[data-drawer]")
    page.locator("#pa-kept [data-rename]").first.click()
    page.fill("#pa-kept input", "Scaling <b>up</b>")
    page.keyboard.press("Enter")
    page.fill("#pa-kept-search", "scaling")
    assert page.locator("#pa-kept [data-reopen]").all_text_contents() == ["Scaling <b>up</b>"]
    page.click("#pa-kept [data-forget]")
    page.fill("#pa-kept-search", "")
    assert page.locator("#pa-kept [data-reopen]").all_text_contents() == [QUESTION]
    assert watched.wrong == []


def test_ratings_come_out_as_eval_cases(served: Served, watched: Watched) -> None:
    page = watched.page
    page.goto(served.url)
    page.wait_for_selector(".pa-examples button")
    ask(page, QUESTION)
    page.click('[data-rate="bad"]')
    page.fill(".pa-rating input", "only in deep networks")
    page.keyboard.press("Enter")
    page.get_by_text("Thank you, it is kept.").wait_for()
    page.click("[data-drawer]")
    with page.expect_download() as download:
        page.click("[data-feedback]")
    case = download.value.path().read_text(encoding="utf-8")
    assert '"facts": [["only in deep networks"]]' in case
    assert watched.wrong == []


def test_nothing_hostile_runs_beside_the_chat(browser: Browser) -> None:
    papers = hostile_papers()
    features = Features(maps=FakeMaps(papers))
    served, watched = Served(FakeAssistant(papers), features=features), Watched(browser)
    page = watched.page
    try:
        page.goto(f"{served.url}/?q=%3Cimg%20src=x%20onerror=alert(1)%3E%20robots")
        page.wait_for_selector("#pa-live .pa-foot")
        page.get_by_role("tab", name="Papers").click()
        page.wait_for_selector("#pa-rows tbody tr")
        page.locator("#pa-rows [data-open]").first.click()
        page.wait_for_selector("#pa-panel .pa-card")
        page.get_by_role("tab", name="Map").click()
        page.wait_for_selector("#pa-map-legend button")
        page.focus("#pa-map-points")
        for key in ("+", "ArrowLeft", "ArrowUp"):
            page.keyboard.press(key)
        page.wait_for_selector("#pa-map-tip strong")
        page.get_by_role("button", name="Venue", exact=True).click()
        page.locator("#pa-map-legend button").first.click()
        page.get_by_role("tab", name="Chat").click()
        for text in MARKUP[:4]:
            page.click(".pa-narrow summary")
            page.fill('.pa-narrow [name="author"]', text)
            page.keyboard.press("Enter")
            page.wait_for_selector(".pa-filter")
            page.click(".pa-filter [data-unfilter]")
            page.wait_for_selector(".pa-filter", state="detached")
        assert watched.wrong == []
    finally:
        watched.context.close()
        served.stop()
