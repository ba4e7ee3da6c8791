"""What the page costs its reader, in a real browser: start, first text, long talks, the map.

python -m tests.web.measure [--store DIR] [--map N]

Budgets: ready in 12 s, first text in 1 s (p95), turn 50 like turn 2, a map that pans at 55
pictures a second.  Seconds of the clock count what other programs take.
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
SECONDS = 3.0


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


def pan(drawn: CollectionMap, browser: Browser, sharp: int) -> None:
    """Open the map and drag it about, whole and from near; milliseconds between two pictures.

    Args:
        drawn: The map.
        browser: Where it is opened.
        sharp: Pixels of the screen for one of the page; laptops have 2.
    """
    page_ = Served(FakeAssistant(builtin_papers()), Features(maps=GivenMaps(drawn)))
    watched = Watched(browser, 1400, sharp=sharp)
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(page_.url)
    page.wait_for_selector(".pa-examples button")
    start = time.monotonic()
    page.get_by_role("tab", name="Map").click()
    page.get_by_text(f"{len(drawn):,} papers in").wait_for()
    say(f"map of {len(drawn):,} points at {sharp} x on the screen after "
        f"{time.monotonic() - start:.1f} s")  # fmt: skip
    for name, steps in (("whole", 0), ("from near", 4)):
        for _ in range(steps):
            page.get_by_role("button", name="Zoom in").click()
        frames(page, f"dragged, {name}")
    frames(page, "zoomed by the wheel", "wheel")
    frames(page, "for comparison, nothing drawn", "nothing")
    assert watched.wrong == [], watched.wrong
    watched.context.close()
    page_.stop()


# The page moves the mouse itself: a program that waits for each of its moves measures the waiting.
MOVES = """async ([kind, x, y, seconds]) => {
  const sheet = document.querySelector("#pa-map-points");
  const [at, start] = [[], performance.now()];
  await new Promise((done) => {
    const move = (now) => {
      const turn = (now - start) / 190;
      const [across, down] = [x + 220 * Math.cos(turn), y + 220 * Math.sin(turn)];
      const place = { clientX: across, clientY: down, bubbles: true };
      if (kind !== "nothing") sheet.dispatchEvent(kind === "wheel"
        ? new WheelEvent("wheel", { deltaY: 60 * Math.sin(turn), cancelable: true, ...place })
        : new PointerEvent("pointermove", { pointerId: 1, ...place }));
      // The page asked for a picture before this one asks for the next: it is drawn in between.
      requestAnimationFrame((then) => at.push(then));
      if (now - start < 1000 * seconds) requestAnimationFrame(move); else done();
    };
    requestAnimationFrame(move);
  });
  return at;
}"""


def frames(page: Page, name: str, kind: str = "drag") -> None:
    """Move in circles, a little further before each picture, as fast as they come."""
    box = page.locator("#pa-map-points").bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    if kind == "drag":
        page.mouse.down()
    at = page.evaluate(MOVES, [kind, x, y, SECONDS])
    page.mouse.up()
    apart = np.diff(at)
    say(f"{name}: {len(apart) / SECONDS:.0f} pictures a second, {np.median(apart):.0f} ms "
        f"apart in the middle, p95 {np.quantile(apart, 0.95):.0f} ms")  # fmt: skip


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
            drawn = real or stand_in(wanted.map)
            for sharp in (1, 2):
                pan(drawn, browser, sharp)


if __name__ == "__main__":
    main()
