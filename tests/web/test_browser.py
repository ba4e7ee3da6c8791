"""The page as a person uses it, in Chromium."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from assistant.web.features import Features
from tests.fakes import FakeMaps, builtin_papers
from tests.web.browsing import AXE, Served, ask, serious
from tests.web.conftest import Visit
from tests.web.hostile import hostile_papers
from vectorstore.ingest import Report

pytestmark = pytest.mark.browser
TABS = {
    "Papers": "#pa-rows tbody tr",
    "Map": "#pa-map-legend button",
    "Quality": ".pa-plain",
    "Add": "#pa-files .upload-container:not([aria-label])",
}
QUESTION = "How fragile are influence functions in deep learning?"


def test_a_question_gets_chips_that_open_the_highlighted_sentence(
    visit: Visit,
) -> None:
    page = visit().page
    ask(page, QUESTION)
    chip = page.locator("#pa-live .pa-chip").first
    quote = page.locator("#pa-live .pa-statement q").first.text_content()
    chip.click()
    lit = page.locator("#pa-panel mark.pa-lit").first
    assert lit.text_content() == quote
    assert lit.is_visible()
    assert page.locator("#pa-panel .pa-card").first.get_by_text("PDF").get_attribute("href")


def test_the_sources_follow_the_answer_after_one_was_opened(visit: Visit) -> None:
    page = visit().page
    ask(page, QUESTION)
    page.locator("#pa-live .pa-chip").first.click()
    page.wait_for_selector("#pa-panel mark.pa-lit")
    ask(page, "Which paper trains a neural decision tree?")
    cited = page.locator("#pa-live .pa-sources .pa-card").first.get_attribute("data-paper")
    shown = page.locator("#pa-panel .pa-card").first
    shown.wait_for()
    assert shown.get_attribute("data-paper") == cited


def test_a_conversation_outlives_a_reload_and_can_be_reopened(
    visit: Visit,
) -> None:
    page = visit().page
    ask(page, QUESTION)
    ask(page, "Which paper trains a neural decision tree?")
    assert page.locator(".pa-turn").count() == 2
    page.reload()
    page.wait_for_selector("#pa-past .pa-foot")
    assert page.locator(".pa-turn h2").all_text_contents()[0] == QUESTION
    page.click("[data-fresh]")
    page.wait_for_selector(".pa-examples button")
    page.click("[data-drawer]")
    page.click("#pa-kept [data-reopen]")
    page.wait_for_selector("#pa-past .pa-foot")
    assert page.locator(".pa-turn").count() == 2


def test_a_further_question_leaves_the_turns_before_it_as_they_are(visit: Visit) -> None:
    page = visit().page
    ask(page, QUESTION)
    page.click(".pa-understood summary")
    page.evaluate("document.querySelector('.pa-turn').mine = 1")
    for question in ("Which paper trains a neural decision tree?", "What is GShard?"):
        ask(page, question)
    assert page.locator("#pa-past .pa-turn").count() == 2
    assert page.evaluate("document.querySelector('#pa-past .pa-turn').mine") == 1
    assert page.locator("#pa-past .pa-understood[open]").count() == 1
    top = page.evaluate("document.querySelector('#pa-live .pa-turn').getBoundingClientRect().top")
    assert 40 < top < 80


def test_a_question_asked_while_another_is_answered_takes_its_place(visit: Visit) -> None:
    visitor = visit()
    page, assistant = visitor.page, visitor.served.assistant
    ask(page, QUESTION)
    assistant.pause = 2.0
    try:
        page.fill("#pa-question textarea", "What do compressed video representations learn?")
        page.keyboard.press("Enter")
        page.wait_for_selector("#pa-live .pa-turn[aria-busy] .pa-chip")
        page.fill("#pa-question textarea", "left where it is")
        page.keyboard.press("Enter")
        assert page.input_value("#pa-question textarea") == "left where it is"
        page.locator("#pa-past .pa-follow button").first.click()
    finally:
        assistant.pause = 0.0
    page.wait_for_selector("#pa-live .pa-turn:not([aria-busy]) [data-retry]")
    page.wait_for_function(
        "[...document.querySelectorAll('.pa-turn h2')].every(h => !h.textContent.includes('video'))"
    )
    assert page.locator(".pa-turn").count() == 2


def test_a_server_that_is_gone_is_told_of_and_the_question_can_be_asked_again(visit: Visit) -> None:
    visitor = visit(builtin_papers())
    page = visitor.page
    visitor.served.stop()
    page.fill("#pa-question textarea", QUESTION)
    page.keyboard.press("Enter")
    page.get_by_text("The assistant does not answer. Is it still running?").wait_for()
    assert page.locator("#pa-live [data-retry]").is_visible()
    visitor.wrong = [w for w in visitor.wrong if "Failed to load resource" not in w]


def test_what_a_server_that_is_gone_cannot_give_is_told(visit: Visit) -> None:
    visitor = visit(builtin_papers())
    page = visitor.page
    ask(page, QUESTION)
    page.get_by_role("tab", name="Papers").click()
    page.wait_for_selector("#pa-rows tbody tr")
    visitor.served.stop()
    page.fill("#pa-shelf-search", "graph")
    page.locator("#pa-rows").get_by_text("This could not be fetched.").wait_for()
    page.click("[data-drawer]")
    page.click('[data-export="bibtex"]')
    page.get_by_role("button", name="Not fetched").wait_for()
    visitor.wrong = [w for w in visitor.wrong if "Failed to load resource" not in w]


def test_the_reading_list_outlives_a_reload(visit: Visit) -> None:
    page = visit().page
    page.get_by_role("tab", name="Papers").click()
    page.locator("#pa-rows [data-choose]").first.check()
    page.reload()
    page.get_by_role("tab", name="Papers").click()
    page.get_by_text("1 chosen").wait_for()
    assert page.locator("#pa-rows [data-choose]").first.is_checked()


def test_asking_only_one_paper_narrows_the_conversation_until_the_chip_is_taken_off(
    visit: Visit, served: Served
) -> None:
    page = visit().page
    ask(page, QUESTION)
    page.locator("#pa-panel [data-only]").first.click()
    page.wait_for_selector(".pa-filter")
    ask(page, "What do they find about the fragile functions?")
    assert len(served.assistant.asked[-1][2].paper_ids) == 1
    page.click(".pa-filter [data-unfilter]")
    page.wait_for_selector(".pa-filter", state="detached")
    ask(page, "And now what of fragile functions?")
    assert not served.assistant.asked[-1][2]


def test_a_running_answer_can_be_stopped(visit: Visit) -> None:
    visitor = visit()
    page, assistant = visitor.page, visitor.served.assistant
    assistant.pause = 3.0
    try:
        page.fill("#pa-question textarea", QUESTION)
        page.keyboard.press("Enter")
        page.wait_for_selector("#pa-live .pa-chip")
        page.click("#pa-stop")
        page.wait_for_selector("#pa-go", state="visible")
        page.get_by_text("Stopped; this answer is not kept.").wait_for()
    finally:
        assistant.pause = 0.0
    page.wait_for_timeout(3300)
    assert assistant.closed >= 1
    ask(page, "Which paper trains a neural decision tree?")
    assert page.locator(".pa-turn").count() == 1


def test_nothing_hostile_runs(visit: Visit) -> None:
    page = visit(hostile_papers()).page
    for question in (
        "hostile robots <img src=x onerror=alert(1)>",
        "${alert(1)} hostile robots",
    ):
        ask(page, question)
    page.locator("#pa-live .pa-chip").first.hover()
    page.locator("#pa-live .pa-chip").first.click()
    page.locator("#pa-panel [data-similar]").first.click()
    page.wait_for_selector("#pa-panel .pa-card")
    stored = json.loads(page.evaluate("localStorage.getItem('paper-assistant.talks')"))
    assert len(stored[0]["questions"]) == 2
    page.reload()
    page.wait_for_selector("#pa-past .pa-foot")
    assert not page.evaluate(
        "[...document.querySelectorAll('.pa-turn a, #pa-panel a')]"
        ".some(a => !/^https?:/.test(a.href))"
    )


@pytest.mark.parametrize("dark", [False, True])
def test_a_phone_shows_the_sources_as_a_sheet_and_nothing_overflows(
    visit: Visit, dark: bool
) -> None:
    page = visit(width=380, dark=dark).page
    ask(page, QUESTION)
    page.locator("#pa-live .pa-chip").first.click()
    page.wait_for_selector("#pa-panel mark.pa-lit", state="visible")
    page.keyboard.press("Escape")
    page.wait_for_selector("#pa-panel mark.pa-lit", state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 380


def test_papers_can_be_found_chosen_and_asked(visit: Visit, served: Served) -> None:
    page = visit().page
    page.get_by_role("tab", name="Papers").click()
    page.fill("#pa-shelf-search", "influence functions fragile")
    row = page.locator("#pa-rows tbody tr").first
    row.get_by_text("Influence Functions in Deep Learning").wait_for()
    row.locator("input").check()
    page.get_by_role("button", name="Ask only these").click()
    page.wait_for_selector(".pa-filter")
    ask(page, "What is fragile?")
    assert served.assistant.asked[-1][2].paper_ids == ("xHKVVHGDOEk",)
    with page.expect_download() as download:
        page.click("[data-drawer]")
        page.click('[data-export="bibtex"]')
    assert download.value.path().read_text().startswith("@inproceedings{basu2021influence,")


def test_years_and_authors_narrow_the_conversation(visit: Visit, served: Served) -> None:
    page = visit().page
    page.click(".pa-narrow summary")
    page.fill('.pa-narrow [name="year_from"]', "2020")
    page.fill('.pa-narrow [name="author"]', "Mihaela van der Schaar")
    page.click('.pa-narrow button[type="submit"]')
    page.wait_for_selector(".pa-filter")
    ask(page, "How are decisions explained by policy learning?")
    filters = served.assistant.asked[-1][2]
    assert (filters.year_from, filters.authors) == (2020, ("Mihaela van der Schaar",))


def test_a_question_can_be_edited_and_what_came_after_goes(
    visit: Visit,
) -> None:
    page = visit().page
    ask(page, QUESTION)
    ask(page, "Which paper trains a neural decision tree?")
    page.hover(".pa-turn >> nth=0")
    page.click(".pa-turn [data-edit] >> nth=0")
    page.fill(".pa-edit textarea", "What do compressed video representations learn?")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelectorAll('.pa-turn').length === 1")
    page.wait_for_selector("#pa-live .pa-foot")
    assert "compressed video" in str(page.locator(".pa-turn h2").text_content())


def test_scripts_can_ask_search_and_read_papers(served: Served) -> None:
    from gradio_client import Client
    from gradio_client.exceptions import AppError

    client = Client(served.url, verbose=False)
    answer = client.predict(QUESTION, api_name="/ask")
    assert answer["citations"][0]["quotes"]
    found = client.predict("influence functions", 3, api_name="/search")
    assert len(found) == 3
    paper = client.predict(found[0]["paper_id"], api_name="/paper")
    assert paper["title"] == found[0]["title"]
    with pytest.raises(AppError, match="No paper has the id"):
        client.predict("nothing", api_name="/paper")


@pytest.mark.parametrize("width", [1280, 380])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_serious(visit: Visit, tmp_path: Path, dark: bool, width: int) -> None:
    if not AXE.exists():
        message = "No axe-core here: npm install --prefix tests/web"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    maps = FakeMaps(builtin_papers())
    features = Features(maps=maps, reports=tmp_path, take=takes_nothing)
    page = visit(features=features, width=width, dark=dark).page
    found = serious(page)
    ask(page, QUESTION)
    page.click(".pa-understood summary")
    page.locator("#pa-live .pa-chip").first.click()
    found += serious(page)
    page.keyboard.press("Escape")
    page.click("[data-drawer]")
    found += serious(page)
    page.keyboard.press("Escape")
    for tab, sign in TABS.items():
        page.get_by_role("tab", name=tab).click()
        page.wait_for_selector(sign)
        found += serious(page)
    assert found == []


def takes_nothing(paths: object, tell: object, /) -> Report:
    return Report()


def test_a_link_asks_its_question_again(visit: Visit) -> None:
    visitor = visit(at=f"/?q={QUESTION.replace(' ', '%20')}")
    page = visitor.page
    page.wait_for_selector("#pa-live .pa-foot")
    assert page.locator(".pa-turn h2").text_content() == QUESTION
    page.click("[data-link]")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"{visitor.served.url}/?q=How%20fragile")


def test_the_map_shows_the_papers_and_opens_them(visit: Visit) -> None:
    page = visit(features=Features(maps=FakeMaps(builtin_papers()))).page
    ask(page, QUESTION)
    cited = page.locator("#pa-live .pa-chip").count()
    assert cited
    page.get_by_role("tab", name="Map").click()
    page.get_by_text("100 papers in 2 topics; ringed:").wait_for()
    page.locator("#pa-map-legend button").nth(1).click()
    page.wait_for_selector("#pa-map-topic [data-open]")
    page.focus("#pa-map-points")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    page.wait_for_selector("#pa-map-tip strong")
    title = page.locator("#pa-map-tip strong").text_content()
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-panel .pa-card")
    assert page.locator("#pa-panel .pa-card h3").text_content() == title
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Year", exact=True).click()
    page.get_by_text("All of 2021").wait_for()
    drawn = page.evaluate(
        "new Set(document.querySelector('#pa-map-points').getContext('2d')"
        ".getImageData(0, 0, 600, 400).data).size"
    )
    assert drawn > 8


SHIFTED = """([dx, dy]) => {
  const canvas = document.querySelector("#pa-map-points");
  const now = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
  let [same, all, inked] = [0, 0, 0];
  for (let y = Math.max(0, dy); y < canvas.height + Math.min(0, dy); y += 1) {
    for (let x = Math.max(0, dx); x < canvas.width + Math.min(0, dx); x += 1) {
      const [a, b] = [4 * (y * canvas.width + x), 4 * ((y - dy) * canvas.width + x - dx)];
      const ground = window.before ? window.before[0] : now[0];
      if (window.before && window.before[b] === ground) continue;
      all += 1;
      same += window.before ? now[a] === window.before[b] : 0;
      inked += now[a] !== ground;
    }
  }
  window.before = now;
  return [same, all, inked];
}"""


def test_the_maps_picture_goes_along_with_the_mouse_and_is_whole_again_at_rest(
    visit: Visit,
) -> None:
    page = visit(features=Features(maps=FakeMaps(builtin_papers()))).page
    page.get_by_role("tab", name="Map").click()
    page.wait_for_selector("#pa-map-legend button")
    page.locator("#pa-map-points").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    _, _, inked = page.evaluate(SHIFTED, [0, 0])
    assert inked > 200
    box = page.locator("#pa-map-points").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 40, y + 30)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    same, points, _ = page.evaluate(SHIFTED, [40, 30])
    assert same > 0.9 * points > 100, "while it is dragged, all but names held at the edge moved"
    page.mouse.up()
    page.wait_for_timeout(400)
    same, points, _ = page.evaluate(SHIFTED, [0, 0])
    assert same > 0.8 * points > 100, "at rest it is painted anew, at the same places"
    page.get_by_role("button", name="Show the whole map").click()
    page.wait_for_timeout(300)
    same, points, _ = page.evaluate(SHIFTED, [-40, -30])
    assert same > 0.8 * points > 100, "and it comes back"


def test_a_report_runs_nothing_in_its_frame(visit: Visit, tmp_path: Path) -> None:
    report = tmp_path / "eval-report" / "report.html"
    report.parent.mkdir()
    report.write_text("<h1>Fine</h1><script>parent.alert(1)</script><img src=x onerror=alert(1)>")
    visitor = visit(features=Features(reports=tmp_path))
    page = visitor.page
    page.get_by_role("tab", name="Quality").click()
    page.frame_locator("#pa-report").get_by_role("heading", name="Fine").wait_for()
    page.wait_for_timeout(300)
    blocked = ("Blocked script execution", "Failed to load resource")
    visitor.wrong = [w for w in visitor.wrong if not any(b in w for b in blocked)]
