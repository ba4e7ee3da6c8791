"""Eight conversations at once: nobody fails, nobody waits for all the others, nothing piles up.

``PAPER_ASSISTANT_LOAD_SECONDS=120`` makes it two minutes.
"""

from __future__ import annotations

import gc
import os
import threading
import time
from pathlib import Path

import pytest

from assistant.pipeline import Assistant
from tests.web.browsing import Served

pytestmark = pytest.mark.whole
TALKS = 8
SECONDS = float(os.environ.get("PAPER_ASSISTANT_LOAD_SECONDS", "8"))
READING = 2.2
"""Seconds to read an answer; all come from one address, whose rate is limited."""
QUESTIONS = [
    "How fragile are influence functions in deep learning?",
    "Which papers study few-shot learning?",
    "papers by Mihaela van der Schaar",
    "Summarize GShard",
    "How much faster is DDIM sampling?",
    "Who discovered penicillin?",
]


def resident() -> float:
    """Megabytes of memory that this process, server and clients, has in use."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.fixture
def page(assistant: Assistant) -> Served:
    return Served(assistant)  # type: ignore[arg-type]


def test_answers_leave_nothing_behind(assistant: Assistant) -> None:
    """What a server grows by at first is a connection with its pages for each new thread."""

    def ask(times: int) -> int:
        for number in range(times * len(QUESTIONS)):
            *_, last = assistant.answer(QUESTIONS[number % len(QUESTIONS)])
            assert last.done
        gc.collect()
        return len(gc.get_objects())

    ask(8)
    before = ask(1)
    assert ask(6) - before < 100


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads memory as Linux tells it")
def test_eight_conversations_at_once(page: Served) -> None:
    from gradio_client import Client

    clients = [Client(page.url, verbose=False, httpx_kwargs={"timeout": 120}) for _ in range(TALKS)]
    for client in clients:
        client.predict(QUESTIONS[0], api_name="/ask")
    waits: list[list[float]] = [[] for _ in clients]
    failed: list[str] = []
    before, end = resident(), time.monotonic() + SECONDS

    def talk(number: int) -> None:
        while time.monotonic() < end:
            question = QUESTIONS[(number + len(waits[number])) % len(QUESTIONS)]
            start = time.monotonic()
            try:
                answer = clients[number].predict(question, api_name="/ask")
                assert answer["status"] != "error"
            except Exception as error:  # noqa: BLE001 - every kind of failure counts
                failed.append(f"{type(error).__name__}: {error}")
                return
            waits[number].append(time.monotonic() - start)
            time.sleep(READING)

    threads = [threading.Thread(target=talk, args=(n,)) for n in range(TALKS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    page.stop()
    counts = [len(some) for some in waits]
    everyone = sorted(wait for some in waits for wait in some)
    told = (
        f"{sum(counts)} answers, {min(counts)} to {max(counts)} each, median "
        f"{everyone[len(everyone) // 2]:.2f} s, longest {everyone[-1]:.2f} s, "
        f"memory {before:.0f} to {resident():.0f} MB"
    )
    assert failed == []
    assert min(counts) >= max(counts) / 2, told
    assert resident() - before < 80, told
    print(told)  # noqa: T201 - the figures are the point of a long run
