"""Sixteen people ask, search and browse while papers come in; and a server that is killed.

``python -m eval.load`` is the long form, five minutes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from assistant.errors import AssistantError
from assistant.web import server
from eval import load
from eval.load_verdict import Around, Seen, verdict
from eval.serving import builtin, served
from tests.fakes import FakeAssistant, builtin_papers
from tests.faults.test_upkeep import NUMBER, until
from tests.vectorstore.test_crashes import state
from tests.vectorstore.work import bring_in, papers
from tests.web.browsing import Served
from vectorstore.store import index_folder, open_catalog

pytestmark = [
    pytest.mark.whole,
    pytest.mark.skipif(sys.platform != "linux", reason="gives people addresses of 127.0.0.0/8"),
]
PEOPLE = 16
LONG = 60.0
SECONDS = float(os.environ.get("PAPER_ASSISTANT_LOAD_SECONDS", "8"))


def test_sixteen_people_beside_an_ingest(tmp_path: Path):
    builtin(tmp_path / "store")
    limit = time.monotonic() + SECONDS + 150
    found = load.measured(tmp_path / "store", PEOPLE, SECONDS, 300, limit)
    print(found)  # noqa: T201 - the figures are the point of a long run
    # In seconds not every thread has taken its share of memory yet, and an ingest has hardly begun.
    long = ("memory grew", "the ingest brought in nothing")
    assert [f for f in found.faults if SECONDS >= LONG or not f.startswith(long)] == []


AROUND = Around(seconds=20, wanted=20, came_in=1, foreign=0.1)


def test_what_is_wrong_or_late_or_grows_is_told():
    seen = Seen([1.0] * 20, [0.5] * 20, [3] * 40, memory=[int(1e8)] * 20)
    assert str(verdict(seen, seen, AROUND)).endswith("HELD")
    slow = Seen([9.0] * 20, [0.5] * 20, [3] * 40, memory=[int(1e8)] * 20)
    late = verdict(seen, slow, AROUND)
    assert late.late == "the 95th percentile is 9.00 s, allowed are 4.50 s"
    assert str(late).endswith(f"NOT HELD:\n- {late.late}")
    busy = verdict(seen, slow, replace(AROUND, foreign=1.2)).late
    assert "other programs took 1.2 cores" in busy
    grown = replace(seen, memory=[int(1e8)] * 10 + [int(2e8)] * 10)
    assert "memory grew by 100 MB" in verdict(seen, grown, AROUND).faults[0]
    assert verdict(seen, grown, replace(AROUND, came_in=5000)).faults == ()
    assert verdict(seen, replace(seen, wrong=["x"]), AROUND).faults == ("x",)
    assert verdict(seen, seen, replace(AROUND, problem="no ingest")).faults == ("no ingest",)


def test_a_run_cut_short_or_without_an_answer_does_not_hold():
    seen = Seen([1.0] * 20, [0.5] * 20, [3] * 40)
    [short] = verdict(seen, seen, replace(AROUND, wanted=300)).faults
    assert short.startswith("the people were there for 20 of 300 s")
    assert verdict(seen, Seen(), AROUND).faults == ("20 answers alone and 0 under load",)
    assert "and 5 more faults" in str(verdict(seen, Seen(wrong=["x"] * 24), AROUND))


def test_a_server_that_does_not_start_is_told_with_what_to_do(tmp_path: Path):
    started = time.monotonic()
    (tmp_path / "store").write_text("no folder")
    with pytest.raises(AssistantError, match="cannot be used"), served(tmp_path / "store"):
        pass
    with (
        pytest.raises(AssistantError, match="ended with status 2"),
        served(tmp_path, options=["-x"]),
    ):
        pass
    with pytest.raises(AssistantError, match="not answer within"), served(tmp_path, patience=0.1):
        pass
    assert time.monotonic() - started < 100


class Mixed(FakeAssistant):
    """Gives an answer to whoever comes next."""

    before = "What is GShard?"

    def answer(self, question: str, *more: object) -> Any:
        asked, self.before = self.before, question
        return super().answer(asked, *more)  # type: ignore[arg-type]


def test_an_answer_that_belongs_to_another_is_noticed():
    page = Served(Mixed(builtin_papers()))
    seen = load.crowd(page.url, [[paper] for paper in builtin_papers()[:2]], 2, burst=True)
    page.stop()
    assert any("answer: somebody else's" in wrong for wrong in seen.wrong)


@contextmanager
def serving(store: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """A server in a process of its own, with upkeep; killed at the end."""
    code = (
        "import sys; from pathlib import Path; from tests.faults.test_upkeep import built; "
        "from assistant.web import server; from assistant.web.engine import Engine; "
        "assistant, upkeep = built(Path(sys.argv[1])); engine = Engine(lambda told: assistant); "
        "engine.keep(upkeep); "
        "server.serve(engine, '127.0.0.1', int(sys.argv[2]), lambda url: None)"
    )
    process = subprocess.Popen([sys.executable, "-c", code, str(store), str(port)])
    try:
        until(lambda: health(port), 120)
        yield process
    finally:
        process.kill()
        process.wait()


def health(port: int) -> dict[str, Any]:
    """What the server says of itself; nothing while it does not answer."""
    try:
        return dict(httpx.get(f"http://127.0.0.1:{port}/healthz").raise_for_status().json())
    except httpx.HTTPError:
        return {}


def test_a_server_killed_in_the_middle_of_answers_serves_again_at_once(tmp_path: Path):
    some, port = papers(PEOPLE), server.free_port("127.0.0.1", 0)
    bring_in(tmp_path, some)
    url, seen = f"http://127.0.0.1:{port}", Seen()
    with serving(tmp_path, port) as first:
        end = time.monotonic() + 3
        asking = threading.Thread(target=load.person, args=(1, url, some[1:2], end, seen, True))
        asking.start()
        time.sleep(1)
        first.kill()
        asking.join(60)
    assert seen.answers
    assert all("Error" in wrong for wrong in seen.wrong), "cut off, but not answered wrongly"
    with serving(tmp_path, port):
        again = load.crowd(url, [some[1:2]], 1, burst=True)
    assert again.answers
    assert again.wrong == []


def test_a_server_killed_while_it_makes_vectors_goes_on_at_its_next_start(tmp_path: Path):
    store, port = tmp_path / "store", server.free_port("127.0.0.1", 0)
    bring_in(store, papers(NUMBER))
    whole = state(store)
    shutil.rmtree(index_folder(store))
    with serving(store, port) as first:
        until(lambda: health(port).get("vectors", {}).get("doing") == "embedding")
        first.kill()
    assert open_catalog(store).count_pending()
    with serving(store, port):
        until(lambda: "vectors" not in health(port))
    assert state(store) == whole
