"""Check what would be released: ``make release-check``.

Builds the wheel, installs it into a clean environment and uses it from an empty folder outside the
repository: read a CSV, ask, search, evaluate, serve the page.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.clean import ReleaseError, environment, missing, wheel_of
from tests.models.engines import chunks, serving

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "eval", "prompts", "vectorstore")
PAPERS = (
    ("first", "Kites that measure the wind", "Ada Example;Bo Sample", "Wind speed is hard to "
     "measure above trees. We fly kites with small sensors. The error falls to 3 percent."),
    ("second", "Bread that rises at night", "Cy Model", "Sourdough is studied at low temperature. "
     "We let dough rise for 14 hours. Its volume grows by half."),
    ("third", "Counting bees by sound", "Di Instance", "Hives are loud. A microphone and a filter "
     "count bees to within ten of a hundred."),
)  # fmt: skip
_IMPORT_ALL = """
import importlib, pathlib, pkgutil, sys
for name in sys.argv[2:]:
    package = importlib.import_module(name)
    assert pathlib.Path(package.__file__).is_relative_to(sys.argv[1]), package.__file__
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
"""


class Installed:
    """The wheel, installed, as somebody uses it from a folder of theirs."""

    def __init__(self, programs: Path, folder: Path) -> None:
        self.programs, self.folder = programs, folder
        kept = {k: v for k, v in os.environ.items() if k in ("PATH", "LANG", "LC_ALL", "TMPDIR")}
        # A home of its own: no collection, no settings and no converted model from before.
        home = {"HOME": str(folder / "home"), "XDG_DATA_HOME": "", "XDG_CACHE_HOME": ""}
        (folder / "home").mkdir(parents=True)
        self.environment = {**kept, **home, "HF_HUB_OFFLINE": "1"}

    def run(self, *arguments: str, program: str = "paper-assistant") -> str:
        """What a command writes; its error where it fails."""
        done = subprocess.run(
            [self.programs / program, *arguments], capture_output=True, text=True,
            cwd=self.folder, env=self.environment, check=False,
        )  # fmt: skip
        told = f"{program} {' '.join(arguments)[:120]}"
        if done.returncode:
            message = f"{told}: exit status {done.returncode}\n{done.stderr[-2000:]}"
            raise ReleaseError(message)
        if "Traceback" in done.stderr:
            message = f"{told}: a traceback\n{done.stderr[-2000:]}"
            raise ReleaseError(message)
        return done.stdout

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """A command that goes on."""
        return subprocess.Popen(
            [self.programs / "paper-assistant", *arguments],
            cwd=self.folder, env=self.environment,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip


def everything_imports(installed: Installed) -> None:
    """Every module of the wheel loads, from the environment and with what the wheel declares."""
    where = str(installed.programs.parent.resolve())
    installed.run("-c", _IMPORT_ALL, where, *PACKAGES, program="python")


def papers_come_in(installed: Installed) -> None:
    """A CSV is read into a collection, found by words, shown and exported."""
    with (installed.folder / "papers.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("id", "title", "authors", "abstract"), *PAPERS])
    said = installed.run("--store", "papers", "ingest", "papers.csv")
    _expect("3 added" in said, "ingest", said)
    said = installed.run("--store", "papers", "doctor")
    _expect("WRONG" not in said, "doctor", said)
    _expect("first" in installed.run("--store", "papers", "search", "wind"), "search", said)
    installed.run("--store", "papers", "export", "out.bib")


def questions_are_answered(installed: Installed) -> None:
    """A question gets a quote of the right paper, a strange one none."""
    said = installed.run("--store", "papers", "ask", "By how much does the bread grow?", "--json")
    answer = json.loads(said)
    _expect(answer["status"] == "answered", "ask", said)
    _expect(answer["citations"][0]["paper_id"] == "second", "ask", said)
    _expect("half" in answer["text"], "ask", said)
    said = installed.run("--store", "papers", "ask", "papers by Ada Example", "--json")
    _expect([c["paper_id"] for c in json.loads(said)["citations"]] == ["first"], "ask", said)


def a_model_writes(installed: Installed) -> None:
    """A model's server is asked with the prompts that came along, and what it writes is checked."""
    sentence = "The volume of the dough grows by half [1]."
    with serving(chunks(sentence)) as model:
        said = installed.run(
            "--store", "papers", "ask", "By how much does the bread grow?", "--json",
            "--writer", "prose", "--answer-model", f"openai:any@{model.address}/v1",
        )  # fmt: skip
    sources = {statement["source"] for statement in json.loads(said)["statements"]}
    _expect("model" in sources, "ask", said)


def answers_are_evaluated(installed: Installed) -> None:
    """The question set, the built-in papers and the report's templates came along."""
    installed.run("eval", "--limit", "6", "--baselines", "none", "--out", "report")
    for name in ("report.html", "report.md", "report.json"):
        _expect((installed.folder / "report" / name).stat().st_size > 1000, "eval", name)
    answers = (installed.folder / "report").glob("*.jsonl")
    records = [json.loads(line) for file in answers for line in file.read_text().splitlines()]
    _expect(any(r.get("status") == "answered" for r in records), "eval", str(records)[:500])


def the_page_is_served(installed: Installed) -> None:
    """The page, its script and style, and the interface for chat clients."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    url = f"http://127.0.0.1:{port}"
    server = installed.start("--store", "papers", "chat", "--port", port)
    try:
        _until(lambda: _json(f"{url}/healthz")["status"] == "ok", server)
        page = _get(f"{url}/").decode()
        _expect("paper-assistant" in page and "pa-question" in page, "chat", page[:500])
        body = {"messages": [{"role": "user", "content": "How many hours does the dough rise?"}]}
        said = _json(f"{url}/v1/chat/completions", body)
        text = said["choices"][0]["message"]["content"].replace("*", "")
        _expect("14 hours" in text, "chat", str(said)[:500])
    finally:
        server.terminate()
        server.wait(20)


def _expect(well: bool, what: str, said: str) -> None:
    if not well:
        message = f"{what}: not as expected:\n{said[:2000]}"
        raise ReleaseError(message)


def _get(url: str, body: dict[str, Any] | None = None) -> bytes:
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=60) as reply:
        return bytes(reply.read())


def _json(url: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_get(url, body))
    return found


def _until(works: Callable[[], bool], server: subprocess.Popen[bytes], seconds: int = 240) -> None:
    end = time.monotonic() + seconds
    problem: Exception | None = None
    while time.monotonic() < end and server.poll() is None:
        try:
            if works():
                return
        except (OSError, ValueError) as error:
            problem = error
        time.sleep(0.5)
    message = f"chat: not ready after {seconds} seconds: {problem}"
    raise ReleaseError(message)


def main() -> int:
    """Say of each step whether it is well; 1 at the first that is not."""
    given = argparse.ArgumentParser(description="Check the wheel as its users get it.")
    given.add_argument("--fetch", action="store_true", help="have pip fetch what the wheel needs")
    given.add_argument("--wheel", type=Path, help="check this one in place of a new one")
    options = given.parse_args()
    with tempfile.TemporaryDirectory(prefix="release-") as name:
        folder = Path(name).resolve()
        try:
            wheel = options.wheel or wheel_of(ROOT, folder / "wheel")
            if lacking := missing(wheel, ROOT, PACKAGES):
                message = f"the wheel lacks {len(lacking)} files: {', '.join(lacking[:8])}"
                raise ReleaseError(message)
            print(f"well   {wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB, every file is there")
            made = environment(folder / "clean", wheel, linked=not options.fetch)
            print("well   installed into a clean environment", flush=True)
            installed = Installed(made, folder / "empty")
            for step in STEPS:
                start = time.monotonic()
                step(installed)
                seconds = time.monotonic() - start
                first = (step.__doc__ or "").split("\n")[0]
                print(f"well   {first} ({seconds:.0f} s)", flush=True)
        except ReleaseError as error:
            print(f"WRONG  {error}")
            return 1
    return 0


STEPS = (
    everything_imports,
    papers_come_in,
    questions_are_answered,
    a_model_writes,
    answers_are_evaluated,
    the_page_is_served,
)

if __name__ == "__main__":
    sys.exit(main())
