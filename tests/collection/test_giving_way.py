"""Long work runs at low priority, its threads too, and leaves the thread as it was."""

import os
import sys
import threading

import pytest

from assistant.collection.giving_way import giving_way

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="priorities of threads are Linux's")


def priority() -> int:
    return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())


def test_work_and_the_threads_it_starts_give_way_and_nobody_else():
    found = dict[str, int]()
    let_go, started = threading.Event(), threading.Event()

    def work() -> None:
        with giving_way():
            found["work"] = priority()
            started_by_it = threading.Thread(target=lambda: found.update(started=priority()))
            started_by_it.start()
            started_by_it.join()
            started.set()
            let_go.wait(10)

    before, worker = priority(), threading.Thread(target=work)
    worker.start()
    assert started.wait(10)
    found["others"] = priority()
    let_go.set()
    worker.join()
    low = max(before, 10)
    assert found == {"work": low, "started": low, "others": before}


def test_a_thread_goes_on_as_before_where_it_may():
    before = priority()
    with giving_way():
        pass
    assert priority() == before or os.geteuid() != 0
