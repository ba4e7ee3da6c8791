"""Real servers on loopback, each in a folder of its own that goes when the test ends."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest

PASSWORD = "s3cret-of-the-test"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(works: Callable[[], object], seconds: float = 60, what: str = "the server") -> None:
    """Wait until something works; what last went wrong where it does not."""
    end, problem = time.monotonic() + seconds, None
    while time.monotonic() < end:
        try:
            if works():
                return
        except Exception as error:  # noqa: BLE001 - whatever a server that starts answers
            problem = error
        time.sleep(0.1)
    pytest.fail(f"{what} was not there after {seconds} s: {problem}")


def absent(what: str, package: str) -> NoReturn:
    """Skip a test whose server is not here; fail where all of them should be."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"no {what} here: apt-get install {package}")
    pytest.skip(f"no {what} here: apt-get install {package}")


def _postgres_programs() -> Path:
    """The folder of PostgreSQL's server programs; Debian keeps them off the path."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    where = shutil.which("postgres")
    if found or where:
        return found[-1].parent if found else Path(str(where)).resolve().parent
    absent("PostgreSQL server", "postgresql")


@dataclass
class PostgresServer:
    """A PostgreSQL server with the database ``papers`` and a user who needs a password."""

    port: int
    start: Callable[[], None]
    stop: Callable[[], None]

    def url(self, schema: str = "public") -> str:
        """The address of a collection, whose schema is made where it is missing."""
        import psycopg

        base = f"postgresql://papers:{PASSWORD}@127.0.0.1:{self.port}/papers"
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{schema}"')  # type: ignore[arg-type]
        return f"{base}?options=-csearch_path%3D{schema}"


@contextmanager
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server of Debian's package, run by an unprivileged user, as it wants to be."""
    pytest.importorskip("psycopg", reason="the extra 'postgres' is not installed")
    programs = _postgres_programs()
    folder = Path(tempfile.mkdtemp(prefix="paper-assistant-postgres-"))
    who: dict[str, object] = {}
    if os.getuid() == 0:
        nobody = pwd.getpwnam("nobody")
        who = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
        os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    password = folder / "password"
    password.write_text(PASSWORD)
    password.chmod(0o644)
    data, port = folder / "data", free_port()

    def run(*command: str) -> None:
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, check=False, **who
        )  # type: ignore[call-overload]
        assert done.returncode == 0, done.stderr + done.stdout

    def start() -> None:
        nonlocal server
        server = subprocess.Popen(
            [programs / "postgres", "-D", data, "-p", str(port), "-k", folder, "-F",
             "-c", "listen_addresses=127.0.0.1"],
            stdout=subprocess.DEVNULL, stderr=(folder / "log").open("ab"), cwd=folder, **who,
        )  # type: ignore[call-overload]  # fmt: skip
        until(lambda: psycopg.connect(base, connect_timeout=2).close() is None, what="PostgreSQL")

    def stop() -> None:
        if server is not None:
            server.send_signal(2)  # do not wait for clients
            server.wait(30)

    import psycopg

    server: subprocess.Popen[bytes] | None = None
    base = f"postgresql://papers:{PASSWORD}@127.0.0.1:{port}/postgres"
    run(str(programs / "initdb"), "-D", str(data), "-U", "papers", "--pwfile", str(password),
        "--auth", "scram-sha-256", "--encoding", "UTF8", "--no-locale", "--no-sync")  # fmt: skip
    try:
        start()
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute("CREATE DATABASE papers")
        yield PostgresServer(port, start, stop)
    finally:
        with suppress(Exception):
            stop()
        shutil.rmtree(folder, ignore_errors=True)


@dataclass
class ChromaProcess:
    """Chroma's Rust server."""

    url: str
    start: Callable[[], None]
    stop: Callable[[], None]


@contextmanager
def chroma(folder: Path) -> Iterator[ChromaProcess]:
    """The server that ``chroma run`` starts, over a folder."""
    import httpx

    port = free_port()
    url, process = f"http://127.0.0.1:{port}", None

    def start() -> None:
        nonlocal process
        process = subprocess.Popen(
            [Path(sys.executable).with_name("chroma"), "run", "--path", folder,
             "--host", "127.0.0.1", "--port", str(port)],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        until(lambda: httpx.get(f"{url}/api/v2/heartbeat").is_success, what="Chroma's server")

    def stop() -> None:
        if process is not None:
            process.kill()
            process.wait(30)

    try:
        start()
        yield ChromaProcess(url, start, stop)
    finally:
        stop()


@contextmanager
def haproxy(config: str, folder: Path, **environment: str) -> Iterator[None]:
    """HAProxy with this configuration."""
    program = shutil.which("haproxy")
    if program is None:
        absent("HAProxy", "haproxy")
    file = folder / "haproxy.cfg"
    file.write_text(config, encoding="utf-8")
    process = subprocess.Popen(
        [program, "-f", file], env=os.environ | environment,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield
    finally:
        process.kill()
        process.wait(30)
