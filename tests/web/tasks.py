"""Ten tasks as a new reader would do them, wide and narrow, light and dark, on the real page.

python -m tests.web.tasks [FOLDER]

Prints the clicks and seconds of each and what axe-core finds after it, keeps a picture of each in
the folder, and ends with status 1 where a task fails, takes more clicks than it should, leaves an
error in the console or asks another host for anything.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

from tests.web.browsing import Watched, launched, serious, served_for_real

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

WIDTHS = (1400, 380)
SURVEY = "Which papers study few-shot learning?"
QUESTION = "How much faster does DDIM sample than DDPM?"
AUTHOR = "Mihaela van der Schaar"
COMPARED = ("Shapley Explanation Networks", "NBDT: Neural-Backed Decision Tree")
PLACED = "#pa-live .pa-turn:not([aria-busy]) .pa-foot"


class Reader:
    """Somebody at the page, whose clicks and keys are counted.

    Args:
        watched: The browser's page.
        url: Where the assistant is.
        touch: Whether the reader taps.
    """

    def __init__(self, watched: Watched, url: str, touch: bool) -> None:
        self.page: Page = watched.page
        self.context = watched.context
        self.url, self.touch = url, touch
        self.clicks = 0

    def click(self, what: str | Locator) -> None:
        """Click or tap the first that fits, after bringing it into view."""
        found = (self.page.locator(what) if isinstance(what, str) else what).first
        found.tap() if self.touch else found.click()
        self.clicks += 1

    def write(self, where: str, text: str) -> None:
        """Put text into a field; getting there is a click."""
        self.click(where)
        self.page.fill(where, text)

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)

    def ask(self, question: str) -> None:
        """Type a question and wait for the whole answer to it."""
        self.write("#pa-question textarea", question)
        self.press("Enter")
        self.answered(question)

    def answered(self, question: str) -> None:
        """Wait for the whole answer to a question."""
        self.page.wait_for_function(
            "q => document.querySelector('#pa-live h2')?.textContent === q", arg=question
        )
        self.page.wait_for_selector(PLACED)

    def tab(self, name: str) -> None:
        """Open a tab."""
        self.click(self.page.get_by_role("tab", name=name))

    def text(self, what: str) -> str:
        """The text of the first that fits."""
        return self.page.locator(what).first.inner_text()


def finds_papers_on_a_topic(reader: Reader) -> None:
    reader.ask(SURVEY)
    assert reader.page.locator("#pa-live .pa-answer h3").count() >= 3


def checks_a_claim_at_its_source(reader: Reader) -> None:
    reader.ask(QUESTION)
    said = reader.text("#pa-live .pa-statement q")
    reader.click("#pa-live .pa-chip")
    if reader.touch:
        assert said[:40] in reader.text("#pa-preview")
        reader.click("#pa-preview button")
    reader.page.wait_for_selector("#pa-panel mark.pa-lit", state="visible")
    assert reader.text("#pa-panel mark.pa-lit") == said


def compares_two_in_the_order_chosen(reader: Reader) -> None:
    reader.tab("Papers")
    for title in COMPARED:
        reader.write("#pa-shelf-search", title)
        row = reader.page.locator("#pa-rows tr", has_text=title)
        row.first.wait_for()
        reader.click(row.locator("input"))
    reader.click("[data-chosen='compare']")
    reader.page.wait_for_selector("#pa-live .pa-table")
    reader.page.wait_for_selector(PLACED)
    heads = reader.page.locator("#pa-live .pa-table thead th").all_text_contents()
    assert [h.strip() for h in heads] == list(COMPARED)


def narrows_to_one_author(reader: Reader) -> None:
    reader.click(".pa-narrow summary")
    reader.write('.pa-narrow [name="author"]', AUTHOR)
    reader.click('.pa-narrow button[type="submit"]')
    reader.page.wait_for_selector(".pa-filter")
    reader.ask("How are decisions explained?")
    names = reader.page.evaluate(
        "[...document.querySelectorAll('#pa-live .pa-sources > .pa-card')]"
        ".map(c => c.querySelector('.pa-authors').textContent)"
    )
    assert names
    assert all(AUTHOR in some for some in names)
    reader.click(".pa-filter [data-unfilter]")
    reader.page.wait_for_selector(".pa-filter", state="detached")


def exports_bibtex(reader: Reader) -> None:
    reader.click("[data-drawer]")
    with reader.page.expect_download() as download:
        reader.click('[data-export="bibtex"]')
    assert download.value.path().read_text(encoding="utf-8").startswith("@")
    reader.press("Escape")


def adds_a_file(reader: Reader) -> None:
    title = f"Weaving robots of the loom {time.time_ns() % 1000}"
    abstract = (
        f"We teach robots to weave. The loom robots weave {time.time_ns() % 90 + 10} carpets a day."
    )
    reader.tab("Add")
    upload = reader.page.locator("#pa-files input[type=file]").first
    record = json.dumps({"title": title, "abstract": abstract, "year": 2024})
    upload.set_input_files({"name": "more.jsonl", "mimeType": "", "buffer": record.encode()})
    reader.page.get_by_text("more.jsonl").first.wait_for()
    reader.click("#pa-add-go")
    reader.page.wait_for_selector(".pa-report")
    assert "1 added" in reader.text(".pa-report")
    reader.tab("Chat")
    reader.ask("How many carpets do loom robots weave a day?")
    assert "carpets a day" in reader.text("#pa-live .pa-answer")


def recovers_from_an_error(reader: Reader) -> None:
    reader.tab("Add")
    reader.write("#pa-pasted textarea", "https://example.org/paper")
    reader.click("#pa-add-go")
    reader.page.wait_for_selector("#pa-add-report .pa-error")
    assert "Known are papers of" in reader.text("#pa-add-report .pa-error")
    record = "@article{a, title={Mended robots}, abstract={Robots were mended. They walk.}}"
    reader.write("#pa-pasted textarea", record)
    reader.click("#pa-add-go")
    reader.page.wait_for_selector("#pa-add-report .pa-report")


def reopens_a_conversation_by_its_link(reader: Reader) -> None:
    reader.tab("Chat")
    turns, link = reader.page.locator(".pa-turn").count(), reader.page.url
    asked = reader.page.locator(".pa-turn h2").all_text_contents()
    reader.click("[data-fresh]")
    reader.page.wait_for_selector(".pa-examples button")
    reader.page.goto(link)
    reader.page.wait_for_function(
        "n => document.querySelectorAll('.pa-turn').length === n", arg=turns
    )
    assert reader.page.locator(".pa-turn h2").all_text_contents() == asked
    assert turns >= 4


def gives_feedback_that_becomes_an_eval_case(reader: Reader) -> None:
    from eval.questions import load

    reader.click("#pa-live [data-rate='bad']")
    reader.write(".pa-rating input", "12 carpets")
    reader.click(".pa-rating button")
    reader.page.get_by_text("Thank you, it is kept.").wait_for()
    reader.click("[data-drawer]")
    with reader.page.expect_download() as download:
        reader.click("[data-feedback]")
    reader.press("Escape")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "cases.jsonl"
        download.value.save_as(file)
        assert load(file)


def uses_the_map(reader: Reader) -> None:
    reader.tab("Map")
    # Where nobody has drawn it ahead, that takes its time.
    reader.page.wait_for_selector("#pa-map-legend button", timeout=120_000)
    reader.click("#pa-map-legend button")
    reader.page.wait_for_selector("#pa-map-topic [data-open]")
    title = reader.text("#pa-map-topic [data-open]")
    reader.click("#pa-map-topic [data-open]")
    reader.page.wait_for_selector("#pa-panel .pa-card h3")
    assert reader.text("#pa-panel .pa-card h3").endswith(title)


TASKS: tuple[tuple[Callable[[Reader], None], int], ...] = (
    (finds_papers_on_a_topic, 1),
    (checks_a_claim_at_its_source, 3),
    (compares_two_in_the_order_chosen, 6),
    (narrows_to_one_author, 5),
    (exports_bibtex, 2),
    (adds_a_file, 4),
    (recovers_from_an_error, 5),
    (reopens_a_conversation_by_its_link, 2),
    (gives_feedback_that_becomes_an_eval_case, 5),
    (uses_the_map, 3),
)
"""Each task and the most clicks that it should take."""


@dataclass
class Outcome:
    """What came of the tasks."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def tell(self, line: str) -> None:
        self.lines.append(line)
        print(line, flush=True)  # noqa: T201 - what this is run for


def walk(browser: Browser, url: str, width: int, dark: bool, folder: Path, told: Outcome) -> None:
    """All tasks in one browser window."""
    where = f"{width} {'dark' if dark else 'light'}"
    watched = Watched(browser, width, dark, touch=width < 500)
    reader = Reader(watched, url, watched.touch)
    watched.page.goto(url)
    watched.page.wait_for_selector(".pa-examples button")
    picture(watched.page, folder / f"{width}-{'dark' if dark else 'light'}-0-welcome.png")
    for number, (task, most) in enumerate(TASKS, 1):
        reader.clicks, start, failure = 0, time.monotonic(), ""
        try:
            task(reader)
        except Exception as error:  # noqa: BLE001 - told, and the next task is tried
            failure = f"{type(error).__name__}: {str(error)[:300]}"
        seconds, name = time.monotonic() - start, task.__name__.replace("_", " ")
        picture(watched.page, folder / f"{where.replace(' ', '-')}-{number}-{task.__name__}.png")
        axe = serious(watched.page)
        told.tell(f"{where}\t{name}\t{reader.clicks} clicks\t{seconds:.1f} s\t{len(axe)} by axe")
        told.wrong += [f"{where}, {name}: {failure}"] if failure else []
        told.wrong += [f"{where}, {name}: axe: {found}" for found in axe]
        if reader.clicks > most:
            told.wrong.append(f"{where}, {name}: {reader.clicks} clicks, {most} should do")
        wide = watched.page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            told.wrong.append(f"{where}, {name}: the page is {wide} pixels wide")
    told.wrong += [f"{where}: {found}" for found in watched.wrong]
    watched.context.close()


def picture(page: Page, file: Path) -> None:
    """What is seen now, once everything has come to rest."""
    page.wait_for_timeout(350)
    page.screenshot(path=file)


def main(folder: Path) -> int:
    """All tasks in all windows; the exit status."""
    folder.mkdir(parents=True, exist_ok=True)
    told = Outcome()
    with (
        tempfile.TemporaryDirectory() as store,
        served_for_real(Path(store)) as url,
        launched() as browser,
    ):
        for width, dark in product(WIDTHS, (False, True)):
            walk(browser, url, width, dark, folder, told)
    for line in told.wrong:
        told.tell(f"WRONG\t{line}")
    return 1 if told.wrong else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else "page-tasks")))
