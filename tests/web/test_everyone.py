"""The page for everyone: by keyboard alone, in any script, each person for themselves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant.types import Paper
from assistant.web.features import Features
from tests.fakes import FakeMaps
from tests.web.browsing import Served, ask
from tests.web.conftest import Visit
from tests.web.hostile import MARKUP, hostile_papers
from tests.web.test_adding import into
from vectorstore.catalog import Catalog

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
QUESTION = "How fragile are influence functions in deep learning?"
ARABIC = "شبكات عصبية بيانية للتعلم"
CHINESE = "图神经网络的表达能力"


def test_the_keyboard_alone_asks_checks_a_source_and_narrows(
    visit: Visit,
) -> None:
    page = visit().page
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


def test_the_keyboard_alone_finds_compares_and_exports(visit: Visit, served: Served) -> None:
    """No mouse, and no help from the script: every place is reached by the keys of the page."""
    page = visit().page
    page.keyboard.press("/")
    reach(page, '[role="tab"]', back=True)
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-rows tbody tr")
    reach(page, "#pa-shelf-search")
    page.keyboard.type("decision tree")
    page.get_by_text("nearest first").wait_for()
    chosen = []
    for _ in range(2):
        reach(page, "#pa-rows [data-choose]")
        chosen.append(page.evaluate("document.activeElement.dataset.title"))
        page.keyboard.press("Space")
    reach(page, '[data-chosen="compare"]', back=True)
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-live .pa-foot")
    asked = served.assistant.asked[-1][0]
    assert asked == f"Compare “{chosen[0]}” and “{chosen[1]}”"
    page.keyboard.press("/")
    reach(page, "[data-drawer]", back=True)
    page.keyboard.press("Enter")
    reach(page, '[data-export="bibtex"]')
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename == "references.bib"


def reach(page: Page, where: str, back: bool = False) -> None:
    """Go with Tab alone until an element has the focus, and see that the focus shows."""
    for _ in range(80):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        if page.evaluate("s => document.activeElement.matches(s)", where):
            outline = "getComputedStyle(document.activeElement).outlineStyle"
            assert page.evaluate(outline) == "solid"
            return
    message = f"{where} cannot be reached"
    raise AssertionError(message)


def test_a_tap_shows_what_is_cited_and_a_second_opens_it(visit: Visit) -> None:
    page = visit(width=380, touch=True).page
    ask(page, QUESTION)
    chip = page.locator("#pa-live .pa-chip").first
    quote = str(page.locator("#pa-live .pa-statement q").first.text_content())
    chip.tap()
    assert quote[:60] in page.inner_text("#pa-preview p")
    assert "Supported by the cited text" in page.inner_text("#pa-preview .pa-verdict")
    assert not page.locator("#pa-panel mark.pa-lit").count()
    page.locator(".pa-name").tap()
    page.wait_for_selector("#pa-preview", state="hidden")
    chip.tap()
    page.get_by_role("button", name="Open the source").tap()
    page.wait_for_selector("#pa-panel mark.pa-lit", state="visible")
    assert page.locator("#pa-panel mark.pa-lit").text_content() == quote


@pytest.mark.parametrize(("text", "direction"), [(ARABIC, "rtl"), (CHINESE, "ltr")])
def test_any_script_stays_whole_and_runs_its_own_way(
    visit: Visit, text: str, direction: str
) -> None:
    paper = Paper("p", text, f"{text} robots. {text} more robots.", authors=(text,), year=2024)
    page = visit([paper], width=380).page
    ask(page, f"{text} robots")
    for place in ("#pa-live .pa-question h2", "#pa-live .pa-section h3", "#pa-live q"):
        element = page.locator(place).first
        assert text in str(element.text_content())
        assert element.evaluate("e => getComputedStyle(e).direction") == direction
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_nobody_sees_what_another_asked(visit: Visit, served: Served) -> None:
    one, other = visit().page, visit().page
    ask(one, QUESTION)
    other.goto(one.url)  # the address of the first one's conversation
    other.wait_for_selector(".pa-examples button")
    other.click("[data-drawer]")
    other.get_by_text("Nothing is kept yet.").wait_for()
    ask(other, "What is GShard?")
    assert served.assistant.asked[-1][1] == ()
    assert other.locator(".pa-turn").count() == 1


def test_conversations_are_renamed_found_and_deleted(visit: Visit) -> None:
    page = visit().page
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


def test_ratings_come_out_as_eval_cases(visit: Visit) -> None:
    page = visit().page
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


def test_nothing_hostile_runs_beside_the_chat(visit: Visit) -> None:
    papers = hostile_papers()
    features = Features(maps=FakeMaps(papers))
    page = visit(papers, features, "/?q=%3Cimg%20src=x%20onerror=alert(1)%3E%20robots").page
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


def test_nothing_hostile_runs_that_is_uploaded_or_pasted(visit: Visit, tmp_path: Path) -> None:
    features = Features(take=into(Catalog(tmp_path / "catalog.sqlite3")))
    page = visit(features=features).page
    page.get_by_role("tab", name="Add").click()
    records = [
        json.dumps(
            {"title": text, "abstract": text if i % 2 else "", "authors": [text], "url": text}
        )
        for i, text in enumerate(MARKUP)
    ]
    files = [
        {"name": f"a{name}.jsonl", "mimeType": "text/plain", "buffer": "\n".join(records).encode()}
        for name in ("<img src=x onerror=alert(1)>", "' onmouseover='alert(1)")
    ]
    page.locator("#pa-files input[type=file]").first.set_input_files(files)
    page.get_by_text("onmouseover").first.wait_for()
    for pasted in (*MARKUP[:6], "javascript:alert(1)", "https://evil.example/<img src=x>"):
        page.fill("#pa-pasted textarea", pasted)
        page.click("#pa-add-go")
        page.wait_for_selector("#pa-add-report .pa-working", state="detached")
        page.wait_for_selector("#pa-add-report :is(.pa-error, .pa-report)")
    page.fill("#pa-pasted textarea", "")
    page.click("#pa-add-go")
    page.wait_for_selector("#pa-add-report .pa-report li")
    assert page.locator("#pa-add-report :is(img, svg, script, iframe, a)").count() == 0
