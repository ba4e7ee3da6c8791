"""The real server in a process of its own, to be measured from outside."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from assistant.errors import AssistantError

_MAKING = 120
"""Seconds in which the built-in papers are in, however slow the machine."""


def builtin(store: Path) -> None:
    """Bring the papers that come with the product into a collection.

    Raises:
        AssistantError: It fails or does not end.
    """
    call = [*command(store), "ingest", "--builtin"]
    try:
        subprocess.run(call, check=True, timeout=_MAKING)  # noqa: S603 - our own command
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        message = f"The built-in papers were not brought in: {error}"
        raise AssistantError(message) from error


def command(store: Path) -> list[str]:
    """How to call the product for a collection."""
    return [sys.executable, "-m", "assistant", "--store", str(store)]


def ended(process: subprocess.Popen[bytes], seconds: float = 10) -> None:
    """End a process, in the hard way where it does not go by itself."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextmanager
def served(
    store: Path, *, options: Sequence[str] = (), patience: float = 120
) -> Iterator[tuple[str, int]]:
    """Address and process id of the real server over a collection, in a process of its own.

    Args:
        store: The collection.
        options: More of the command line.
        patience: Seconds within which it must be ready.

    Raises:
        AssistantError: It has ended or is not ready in time.
    """
    from assistant.web.server import free_port

    port = free_port("127.0.0.1", 0)
    call = [*command(store), "chat", "--port", str(port), *options]
    process = subprocess.Popen(call, stdout=subprocess.DEVNULL)  # noqa: S603 - our own command
    url = f"http://127.0.0.1:{port}"
    try:
        _until_ready(process, url, patience)
        yield url, process.pid
    finally:
        ended(process)


def _until_ready(process: subprocess.Popen[bytes], url: str, patience: float) -> None:
    told, end = f"it does not answer within {patience:g} s", time.monotonic() + patience
    while time.monotonic() < end and process.poll() is None:
        try:
            reply = httpx.get(f"{url}/healthz")
        except httpx.TransportError:
            time.sleep(0.2)
            continue
        if reply.status_code == 200:
            return
        state = reply.json()
        if state["status"] == "failed":
            told = str(state["problem"])
            break
        told = f"after {patience:g} s it is still at it: {state['doing']}"
        time.sleep(0.2)
    if process.poll() is not None:
        told = f"it ended with status {process.poll()}"
    message = f"The server did not become ready: {told.rstrip('.')}."
    raise AssistantError(message, "Start it by hand to see why: paper-assistant chat --verbose")


@contextmanager
def watched(pid: int, seen: Callable[[int], object]) -> Iterator[None]:
    """Tell the resident memory of a process every half a second, where the system says it."""
    file, done = Path(f"/proc/{pid}/status"), threading.Event()

    def watch() -> None:
        while not done.wait(0.5):
            try:
                lines = file.read_text(encoding="ascii").splitlines()
            except OSError:
                return  # it has gone
            for line in lines:
                if line.startswith("VmRSS"):
                    seen(int(line.split()[1]) * 1024)

    thread = threading.Thread(target=watch, daemon=True)
    if file.exists():
        thread.start()
    try:
        yield
    finally:
        done.set()


def machine_seconds() -> float:
    """Processor seconds that all programs of this machine have taken; 0 where it is not told."""
    file = Path("/proc/stat")
    if not file.exists():
        return 0.0
    user, nice, system, _, _, irq, soft, *_ = map(int, file.read_text().split("\n")[0].split()[1:])
    return (user + nice + system + irq + soft) / os.sysconf("SC_CLK_TCK")


def own_seconds(pid: int) -> float:
    """Processor seconds of this process, of those that it has waited for, and of one beside."""
    file, own = Path(f"/proc/{pid}/stat"), os.times()
    taken = own.user + own.system + own.children_user + own.children_system
    if not file.exists():
        return 0.0
    user, system = file.read_text(encoding="ascii").rpartition(")")[2].split()[11:13]
    return taken + (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
