"""Ctrl-C in the middle of a real ingest."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vectorstore.store import catalog_file, open_catalog


@pytest.mark.model
def test_ctrl_c_keeps_what_was_read_and_the_same_command_goes_on(tmp_path: Path):
    store, file = tmp_path / "store", tmp_path / "papers.jsonl"
    with file.open("w") as lines:
        for i in range(1500):
            record = {"id": f"p{i}", "title": f"Paper {i}", "abstract": f"It is about thing {i}."}
            lines.write(json.dumps(record) + "\n")
    command = [sys.executable, "-m", "assistant", "--store", str(store), "ingest", str(file)]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    catalog = wait_for_catalog(store)
    deadline = time.monotonic() + 120
    while catalog.count() < 1500 or catalog.count_pending() == 1500:
        assert time.monotonic() < deadline
        assert process.poll() is None, "it ended before it could be stopped"
        time.sleep(0.01)
    if sys.platform == "linux":
        assert os.getpriority(os.PRIO_PROCESS, process.pid) >= 10, "it does not give way"
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Run the same command to go on" in said
    assert "Traceback" not in said
    assert 0 < catalog.count_pending() < 1500, "it was stopped too late to show anything"
    again = subprocess.run(command, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    assert "1500 unchanged" in again.stdout
    assert (catalog.count(), catalog.count_pending()) == (1500, 0)


def wait_for_catalog(store: Path):
    deadline = time.monotonic() + 60
    while not catalog_file(store).exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    time.sleep(0.5)
    return open_catalog(store)
