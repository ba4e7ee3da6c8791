"""The real server in a process of its own, to be measured from outside."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx


def builtin(store: Path) -> None:
    """Bring the papers that come with the product into a collection."""
    subprocess.run([*command(store), "ingest", "--builtin"], check=True)  # noqa: S603 - our own


def command(store: Path) -> list[str]:
    """How to call the product for a collection."""
    return [sys.executable, "-m", "assistant", "--store", str(store)]


@contextmanager
def served(store: Path, *, options: Sequence[str] = ()) -> Iterator[tuple[str, int]]:
    """Address and process id of the real server over a collection, in a process of its own."""
    from assistant.web.server import free_port

    port = free_port("127.0.0.1", 0)
    command = [
        sys.executable,
        "-m",
        "assistant",
        "--store",
        str(store),
        "chat",
        "--port",
        str(port),
    ]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:  # noqa: S603
        url = f"http://127.0.0.1:{port}"
        try:
            for _ in range(600):
                try:
                    if httpx.get(f"{url}/healthz").status_code == 200:
                        break
                except httpx.TransportError:
                    pass
                time.sleep(0.2)
            yield url, process.pid
        finally:
            process.terminate()


@contextmanager
def watched(pid: int, seen: Callable[[int], object]) -> Iterator[None]:
    """Tell the resident memory of a process every half a second, where the system says it."""
    file, done = Path(f"/proc/{pid}/status"), threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            lines = file.read_text(encoding="ascii").splitlines()
            seen(next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS")))

    thread = threading.Thread(target=watch, daemon=True)
    if file.exists():
        thread.start()
    try:
        yield
    finally:
        done.set()
