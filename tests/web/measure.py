"""What the page costs its reader, in a real browser: start, first text, long talks, the map.

python -m tests.web.measure [--store DIR] [--map N]

Budgets: ready in 12 s, first text in 1 s (p95), turn 50 like turn 2, a map that pans at 30 frames a
second or more.  Seconds of the clock count what other programs take.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.web import server
from assistant.web.features import Features
from eval.questions import chosen, load, reference_set
from tests.fakes import FakeAssistant, builtin_papers
from tests.web.browsing import Served, Watched, launched
from vectorstore.map.drawing import CollectionMap, kept, map_file
from vectorstore.map.projection import project

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

TURNS = 50
WHOLE = 117_281


def say(line: str) -> None:
    """A line of the report."""
    print(line, flush=True)  # noqa: T201 - what this is run for


def worked(process: subprocess.Popen[str]) -> float:
    """Seconds of the processor that a process has had, as Linux tells them."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def chat(store: Path, browser: Browser) -> None:
    """Start the command, open the page, talk for ``TURNS`` turns."""
    port = server.free_port("127.0.0.1", 0)
    arguments = ["--store", str(store), "chat", "--port", str(port)]
    command = [sys.executable, "-m", "assistant", *arguments]
    start = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        while "Open http" not in process.stdout.readline():
            assert process.poll() is None
        watched = Watched(browser, 1400)
        watched.page.set_default_timeout(60_000)
        watched.page.goto(f"http://127.0.0.1:{port}")
        watched.page.wait_for_selector(".pa-welcome")
        seen = time.monotonic() - start
        watched.page.wait_for_selector(".pa-examples button")
        ready, busy = time.monotonic() - start, worked(process)
        say(f"page seen after {seen:.1f} s, ready for a question after {ready:.1f} s, of which the "
            f"server computed {busy:.1f} s")  # fmt: skip
        talk(watched)
        say(f"the server computed {(worked(process) - busy) / TURNS:.2f} s a turn")
        assert watched.wrong == [], watched.wrong
        watched.context.close()
    finally:
        process.terminate()
        process.wait(20)


def talk(watched: Watched) -> None:
    """Questions that were never asked before; what each turn takes and moves."""
    asked = [q for q in load(reference_set(), "dev") if not q.history]
    questions = [q.question for q in chosen(asked, TURNS)]
    page, moved = watched.page, {"up": 0, "down": 0}
    wire = watched.context.new_cdp_session(page)
    wire.send("Network.enable")

    def down(event: dict[str, int]) -> None:
        moved["down"] += event["dataLength"]

    def up(event: dict[str, dict[str, str]]) -> None:
        moved["up"] += len(event["request"].get("postData") or "")

    wire.on("Network.dataReceived", down)
    wire.on("Network.requestWillBeSent", up)
    first, whole = list[float](), list[float]()
    for number, question in enumerate(questions):
        moved.update(up=0, down=0)
        page.fill("#pa-question textarea", question)
        start = time.monotonic()
        page.keyboard.press("Enter")
        turn = f'#pa-live .pa-turn[data-turn="{number}"]'
        page.wait_for_selector(f"{turn} .pa-answer", state="attached")
        first.append(time.monotonic() - start)
        page.wait_for_selector(f"{turn} .pa-foot", state="attached")
        whole.append(time.monotonic() - start)
        page.wait_for_timeout(300)
        if number + 1 in (2, 8, 26, TURNS):
            say(f"turn {number + 1}: {moved['up'] / 1000:.0f} kB up, {moved['down'] / 1000:.0f} kB "
                f"down, first text {first[-1]:.2f} s, whole {whole[-1]:.2f} s")  # fmt: skip
    say(f"first text p50 {statistics.median(first):.2f} s, p95 {np.quantile(first, 0.95):.2f} s; "
        f"whole answer p50 {statistics.median(whole):.2f} s")  # fmt: skip


def stand_in(papers: int) -> CollectionMap:
    """A map of vectors that lie about 40 centres, drawn as a real one."""
    random, topics = np.random.default_rng(0), 40
    belongs = np.sort(random.integers(0, topics, papers))
    centres = random.normal(size=(topics, 50))
    points = (centres[belongs] + 0.9 * random.normal(size=(papers, 50))).astype(np.float32)
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    start = time.monotonic()
    positions = project(points)
    say(f"{papers:,} points placed in {time.monotonic() - start:.0f} s")
    return CollectionMap(
        "stand-in", np.array([f"p{i}" for i in range(papers)]), positions, belongs,
        tuple((f"topic {t}", "other words") for t in range(topics)),
        np.full((topics, 1), -1), random.integers(1990, 2025, papers).astype(np.int16),
        random.integers(0, 30, papers).astype(np.int32), tuple(f"Venue {v}" for v in range(30)),
    )  # fmt: skip


class GivenMaps:
    """A map that is there already; see ``Maps``."""

    def __init__(self, given: CollectionMap) -> None:
        self._given = given

    def state(self) -> str:
        """The state of the collection that the map is of."""
        return self._given.state

    def kept(self) -> CollectionMap:
        """The map."""
        return self._given

    def draw(self, tell: Callable[[str], None]) -> CollectionMap:
        """The map."""
        return self._given


def pan(drawn: CollectionMap, browser: Browser) -> None:
    """Open the map and drag it about, whole and from near; milliseconds between two pictures."""
    page_ = Served(FakeAssistant(builtin_papers()), Features(maps=GivenMaps(drawn)))
    watched = Watched(browser, 1400)
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(page_.url)
    page.wait_for_selector(".pa-examples button")
    start = time.monotonic()
    page.get_by_role("tab", name="Map").click()
    page.get_by_text(f"{len(drawn):,} papers in").wait_for()
    say(f"map of {len(drawn):,} points on the screen after {time.monotonic() - start:.1f} s")
    page.evaluate("""() => {
      window.drawnAt = []; window.took = [];
      const put = CanvasRenderingContext2D.prototype.putImageData;
      CanvasRenderingContext2D.prototype.putImageData = function (...all) {
        window.drawnAt.push(performance.now()); return put.apply(this, all); };
      const frame = window.requestAnimationFrame.bind(window);
      window.requestAnimationFrame = (f) => frame((t) => {
        const n = window.drawnAt.length, start = performance.now(); f(t);
        if (window.drawnAt.length > n) window.took.push(performance.now() - start); });
    }""")
    for name, steps in (("whole", 0), ("from near", 4)):
        for _ in range(steps):
            page.get_by_role("button", name="Zoom in").click()
        frames(page, name)
    assert watched.wrong == [], watched.wrong
    watched.context.close()
    page_.stop()


def frames(page: Page, name: str) -> None:
    """Drag in a circle for two seconds."""
    box = page.locator("#pa-map-points").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.evaluate("window.drawnAt = []; window.took = []")
    page.mouse.move(x, y)
    page.mouse.down()
    end, step = time.monotonic() + 2, 0
    while time.monotonic() < end:
        step += 1
        page.mouse.move(x + 120 * np.cos(step / 12), y + 120 * np.sin(step / 12))
    page.mouse.up()
    at, took = page.evaluate("[window.drawnAt, window.took]")
    apart = np.diff(at)
    say(f"dragged, {name}: {len(at) / 2:.0f} pictures a second, {np.median(apart):.0f} ms apart in "
        f"the middle, p95 {np.quantile(apart, 0.95):.0f} ms; drawing one takes "
        f"{np.median(took):.0f} ms, p95 {np.quantile(took, 0.95):.0f} ms")  # fmt: skip


def main() -> None:
    """The report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--store", type=Path, help="a collection; the built-in one where not given")
    parser.add_argument("--map", type=int, default=WHOLE, help="how many points stand in")
    parser.add_argument("--only", choices=("chat", "map"), help="one half alone")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, launched() as browser:
        if wanted.only != "map":
            chat(wanted.store or Path(folder), browser)
        if wanted.only != "chat":
            real = kept(map_file(wanted.store)) if wanted.store else None
            pan(real or stand_in(wanted.map), browser)


if __name__ == "__main__":
    main()
