"""A page in a real browser: the server in a thread, Chromium that may talk to loopback only."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.settings import load_settings
from assistant.web import server, startup
from assistant.web.auth import Check
from assistant.web.engine import AnswersQuestions, Engine
from assistant.web.features import PLAIN, Features

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

AXE = Path(__file__).parent / "node_modules" / "axe-core" / "axe.min.js"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def chromium() -> str | None:
    """The browser of this machine, or None."""
    return next((path for name in _NAMES if (path := shutil.which(name))), None)


class Served:
    """A page that is being served.

    Args:
        assistant: What answers.
        features: What the page has beside the chat.
        engine: In place of one over the assistant.
        check: Who may come in; anybody where not given.
    """

    def __init__(
        self,
        assistant: AnswersQuestions,
        features: Features = PLAIN,
        engine: Engine | None = None,
        check: Check | None = None,
    ) -> None:
        self.assistant = assistant
        self.engine = engine = engine or Engine(lambda report: assistant)
        self.port = server.free_port("127.0.0.1", 0)
        app = server.application(engine, "127.0.0.1", self.port, check, features)
        up = threading.Event()
        self._server = server.listener(app, "127.0.0.1", self.port, lambda url: up.set())
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        engine.start()
        self._thread.start()
        assert up.wait(60)
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        """End it, and wait until it has ended."""
        self._server.should_exit = True
        self._thread.join(10)


@contextmanager
def served_for_real(store: Path) -> Iterator[str]:
    """The address of a page with the real models; an empty collection gets the built-in papers."""
    settings = load_settings({"store": store})
    engine = startup.engine(settings)
    engine.start()
    for state in engine.wait():
        if state.problem:
            raise SystemExit(state.problem)
    page = Served(engine.assistant, startup.features(settings), engine)
    try:
        yield page.url
    finally:
        page.stop()


@contextmanager
def launched() -> Iterator[Browser]:
    """Chromium, without a window."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield running
        running.close()


class Watched:
    """A browser page and what went wrong or out while it was used.

    Args:
        browser: Where it is opened.
        width: Of the window, in pixels.
        dark: Whether the reader's machine is set to dark.
        touch: Whether there are fingers in place of a mouse.
        sharp: Pixels of the screen for one of the page.
    """

    def __init__(
        self,
        browser: Browser,
        width: int = 1280,
        dark: bool = False,
        touch: bool = False,
        sharp: int = 1,
    ) -> None:
        self.touch = touch
        self.served: Served | None = None
        self.context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if dark else "light",
            permissions=["clipboard-read", "clipboard-write"],
            has_touch=touch,
            device_scale_factor=sharp,
        )
        self.page = self.context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.wrong.append(f"page: {error}"))
        self.page.on("dialog", self._dialog)
        self.page.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.wrong.append(f"console: {message.text}")

    def _dialog(self, dialog: Dialog) -> None:
        self.wrong.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _request(self, request: Request) -> None:
        if not request.url.startswith(("http://127.0.0.1:", "data:", "blob:")):
            self.wrong.append(f"request: {request.url}")


def ask(page: Page, question: str) -> None:
    """Type a question and wait for its whole answer."""
    page.fill("#pa-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "q => document.querySelector('#pa-live h2')?.textContent === q", arg=question
    )
    page.wait_for_selector("#pa-live .pa-foot")


def serious(page: Page) -> list[str]:
    """What axe finds that keeps people out, with the first element that it is about."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    return [
        f"{v['id']}: {v['nodes'][0]['html'][:300]}"
        for v in found
        if v["impact"] in ("serious", "critical")
    ]
