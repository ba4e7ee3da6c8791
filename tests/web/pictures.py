"""README's pictures, taken of the real page over the built-in collection.

python -m tests.web.pictures [FOLDER]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from tests.web.browsing import launched, served_for_real

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

QUESTION = "How much faster does DDIM sample than DDPM?"
SURVEY = "Which papers study few-shot learning?"
COMPARISON = "Compare “NBDT: Neural-Backed Decision Tree” and “Shapley Explanation Networks”"


def main(folder: Path) -> None:
    """Serve the page with the real models, use it, and keep what it looks like."""
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as store,
        served_for_real(Path(store)) as url,
        launched() as browser,
    ):
        for name, width, height, dark, question in (
            ("chat", 1400, 860, False, QUESTION),
            ("comparison", 1400, 860, True, COMPARISON),
            ("phone", 380, 780, False, QUESTION),
            ("map", 1400, 800, False, SURVEY),
        ):
            _picture(browser, url, width, height, dark, question, folder / f"{name}.png")


def _picture(
    browser: Browser, url: str, width: int, height: int, dark: bool, question: str, file: Path
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        device_scale_factor=1.5,
    )
    page: Page = context.new_page()
    page.set_default_timeout(120_000)
    page.goto(url)
    page.wait_for_selector(".pa-examples button")
    page.fill("#pa-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_selector("#pa-live .pa-foot")
    if file.stem == "map":
        page.get_by_role("tab", name="Map").click()
        page.wait_for_selector("#pa-map-legend button", timeout=120_000)
    else:
        page.locator("#pa-live .pa-chip").first.click()
    page.wait_for_timeout(1200)
    page.screenshot(path=file)
    context.close()
    Image.open(file).convert("RGB").quantize(128).save(file, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "assistant/web/pictures"))
