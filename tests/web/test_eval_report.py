"""The evaluation's report in a real browser: wide, narrow and dark."""

import pytest
from playwright.sync_api import Browser

from eval import report
from eval.evaluate import evaluate
from eval.page import html
from eval.perturb import Gold, measure
from tests.eval.cases import PAPERS, abstaining, answer, question, record
from tests.web.browsing import Watched

pytestmark = pytest.mark.browser


def _page() -> str:
    asked = [question(id=f"q{i}", question=f"How big is the sharded model, {i}?") for i in range(3)]
    half = answer(id="q2", statements=record()["statements"][:1])
    answers = {"q0": answer(id="q0"), "q1": abstaining(id="q1"), "q2": half}
    system = evaluate("assistant", asked, answers, PAPERS)
    other = evaluate("a-system-with-a-long-name", asked, {"q0": answer(id="q0")}, PAPERS)
    gold = [Gold("p1", "The model has 600 billion parameters and trains in 4 days.")]
    judges = measure(PAPERS, [], gold)
    return html(report.build([system, other], PAPERS, {"collection": "2 papers"}, judges))


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, False), (1280, True)])
def test_the_report_fits_the_window_and_asks_nobody(
    browser: Browser, width: int, dark: bool
) -> None:
    seen = Watched(browser, width, dark)
    try:
        seen.page.set_content(_page())
        assert seen.page.evaluate("document.documentElement.scrollWidth") <= width
        assert seen.page.locator(".row .dot").first.is_visible()
        ink, paper = (
            seen.page.evaluate(f"getComputedStyle(document.body).{name}")
            for name in ("color", "backgroundColor")
        )
        assert (_brightness(ink) > _brightness(paper)) is dark
        worst = seen.page.locator("details").last
        worst.locator("summary").click()
        assert worst.get_by_text("What it should have said").is_visible()
        assert seen.wrong == []
    finally:
        seen.context.close()


def _brightness(colour: str) -> int:
    return sum(int(part) for part in colour.strip("rgb()").split(","))
