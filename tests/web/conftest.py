"""A page in a real browser: the server in a thread, Chromium that may talk to loopback only."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from assistant.web import server
from assistant.web.engine import Engine
from tests.fakes import FakeAssistant, builtin_papers

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, Request

# gradio_client's own libraries report to their makers unless they are told not to.
os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
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
    """A page that is being served."""

    def __init__(self, assistant: FakeAssistant, **options: object) -> None:
        self.assistant = assistant
        self.port = server.free_port("127.0.0.1", 0)
        self.engine = engine = Engine(lambda report: assistant)
        app = server.application(engine, "127.0.0.1", self.port, **options)
        up = threading.Event()
        self._server = server.listener(app, "127.0.0.1", self.port, lambda url: up.set())
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        engine.start()
        self._thread.start()
        assert up.wait(30)
        self.url = f"http://127.0.0.1:{self.port}"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    page = Served(FakeAssistant(builtin_papers()))
    yield page
    page.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = chromium()
    if path is None:
        message = "No Chromium here: apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()


class Watched:
    """A browser page and what went wrong or out while it was used."""

    def __init__(self, browser: Browser, width: int = 1280, dark: bool = False) -> None:
        self.context = browser.new_context(
            viewport={"width": width, "height": 860},
            color_scheme="dark" if dark else "light",
            permissions=["clipboard-read", "clipboard-write"],
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


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    page = Watched(browser)
    yield page
    page.context.close()


def ask(page: Page, question: str) -> None:
    """Type a question and wait for its whole answer."""
    page.fill("#pa-question textarea", question)
    page.keyboard.press("Enter")
    page.wait_for_function(
        "q => document.querySelector('#pa-live h2')?.textContent === q", arg=question
    )
    page.wait_for_selector("#pa-live .pa-foot")
