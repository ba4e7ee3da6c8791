"""The hub's datasets through the real library, against a hub of our own on loopback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest

if find_spec("datasets") is None:
    pytest.skip("the extra 'datasets' is not installed", allow_module_level=True)
pytestmark = pytest.mark.slow

COMMIT = "c" * 40
PAPERS = [
    {"title": f"Robots that read {n}", "abstract": f"Robots read {n} papers a day.", "year": 2020}
    for n in range(5)
]
CARD = (
    "---\nconfigs:\n- config_name: default\n  data_files: http://{host}/elsewhere/papers.csv\n---\n"
)
FETCH = """
import json, sys
from pathlib import Path
from assistant.errors import AssistantError
from vectorstore.fetchers import fetch
from vectorstore.fetchers.source import source_of
try:
    for found in fetch(source_of(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) or None):
        print(json.dumps([found.paper.title, found.paper.year, found.paper.source]))
except AssistantError as error:
    print(json.dumps(str(error)))
"""


class Hub(ThreadingHTTPServer):
    """Serves datasets by name, each a folder of files; remembers what it was asked for."""

    daemon_threads = True

    def __init__(self, datasets: dict[str, dict[str, bytes]]) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.datasets, self.asked = datasets, list[str]()
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    """The few of the hub's addresses that reading a dataset needs."""

    def do_GET(self) -> None:
        assert isinstance(self.server, Hub)
        path = unquote(urlsplit(self.path).path)
        self.server.asked.append(path)
        for name, files in self.server.datasets.items():
            about, resolved = f"/api/datasets/{name}", f"/datasets/{name}/resolve/"
            if path in (about, f"{about}/revision/main", f"{about}/revision/{COMMIT}"):
                return self._json(
                    {"id": name, "sha": COMMIT, "tags": [], "private": False, "downloads": 0,
                     "siblings": [{"rfilename": file} for file in files]}
                )  # fmt: skip
            if path.startswith(f"{about}/tree/"):
                return self._json([_entry(file, body) for file, body in files.items()])
            if path.startswith(f"{about}/paths-info/"):
                size = int(self.headers.get("Content-Length") or 0)
                wanted = self.rfile.read(size).decode()
                known = [_entry(f, body) for f, body in files.items() if f in unquote(wanted)]
                return self._json(known)
            file = (
                path.removeprefix(resolved).partition("/")[2] if path.startswith(resolved) else ""
            )
            if file in files:
                return self._bytes(files[file])
            if file:
                return self._missing("EntryNotFound")
        return self._missing("RepoNotFound")

    do_POST = do_HEAD = do_GET  # noqa: N815 - the library's names

    def _missing(self, what: str) -> None:
        self._bytes(json.dumps({"error": what}).encode(), 404, code=what)

    def _json(self, value: Any) -> None:
        self._bytes(json.dumps(value).encode(), kind="application/json")

    def _bytes(
        self, body: bytes, status: int = 200, kind: str = "text/plain", code: str = ""
    ) -> None:
        size, part = len(body), self.headers.get("Range")
        if part and status == 200:
            start, _, end = part.removeprefix("bytes=").partition("-")
            body, status = body[int(start) : int(end or size) + 1], 206
        self.send_response(status)
        for name, value in {
            "Content-Type": kind, "Content-Length": str(len(body)), "X-Repo-Commit": COMMIT,
            "ETag": '"' + "e" * 40 + '"', "Accept-Ranges": "bytes",
        }.items():  # fmt: skip
            self.send_header(name, value)
        if status == 206:
            self.send_header("Content-Range", f"bytes {start}-{int(start) + len(body) - 1}/{size}")
        if code:
            self.send_header("X-Error-Code", code)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nothing."""


def _entry(file: str, body: bytes) -> dict[str, Any]:
    return {"type": "file", "path": file, "size": len(body), "oid": "e" * 40}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    import pyarrow
    from pyarrow import parquet

    file = tmp_path_factory.mktemp("hub") / "papers.parquet"
    parquet.write_table(pyarrow.Table.from_pylist(PAPERS), file)
    running = Hub({"ada/papers": {"train.parquet": file.read_bytes()}})
    threading.Thread(target=running.serve_forever, daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def fetched(server: Hub, name: str, folder: Path, limit: int = 0) -> list[Any]:
    """What the fetcher yields in a process whose hub is the server, a JSON value each."""
    server.asked.clear()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("HF_")}
    environment |= {"HF_ENDPOINT": server.url, "HF_HOME": str(folder / "home"),
                    "HF_HUB_DISABLE_TELEMETRY": "1", "HF_HUB_DISABLE_XET": "1"}  # fmt: skip
    command = [sys.executable, "-c", FETCH, name, str(folder), str(limit)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-2000:]
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith(("[", '"'))]


def test_a_dataset_is_read_row_by_row(server: Hub, tmp_path: Path) -> None:
    rows = fetched(server, "hf:ada/papers", tmp_path)
    assert rows == [
        [paper["title"], 2020, f"hf:ada/papers:{n}"] for n, paper in enumerate(PAPERS, 1)
    ]
    assert any(path.endswith(".parquet") for path in server.asked)
    assert len(fetched(server, "hf:ada/papers@train", tmp_path, limit=2)) == 2


def test_what_is_not_there_is_told_in_a_sentence(server: Hub, tmp_path: Path) -> None:
    [said] = fetched(server, "hf:ada/nothing", tmp_path)
    assert "hf" not in said.split()[0]
    assert "ada/nothing cannot be loaded" in said
    [said] = fetched(server, "hf:ada/papers@exam", tmp_path)
    assert "exam" in said


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("README.md", "http://{host}/elsewhere/papers.csv"),
        ("README.md", "{folder}/secret.csv"),
        (".huggingface.yaml", "~/secret.csv"),
    ],
)
def test_a_card_that_leads_elsewhere_is_refused_before_that_is_asked(
    name: str, file: str, server: Hub, tmp_path: Path
) -> None:
    (tmp_path / "secret.csv").write_text("title,abstract\nSecret,Nobody may read this.\n")
    file = file.format(host=server.url.removeprefix("http://"), folder=tmp_path)
    card = f"configs:\n- config_name: default\n  data_files: {file}\n"
    server.datasets["ada/elsewhere"] = {
        name: (f"---\n{card}---\n" if name == "README.md" else card).encode(),
        "train.csv": b"title,abstract\nOwn,Of the dataset.\n",
    }
    [said] = fetched(server, "hf:ada/elsewhere", tmp_path)
    assert f"leads to {file}, from where nothing is fetched" in said
    assert not [path for path in server.asked if path.startswith("/elsewhere")]
    assert not [path for path in server.asked if path.endswith(".csv")]


def test_a_folder_of_data_files_is_read_from_the_command_line(server: Hub, tmp_path: Path) -> None:
    (tmp_path / "some").mkdir()
    (tmp_path / "some" / "train.csv").write_text("title,abstract\nHere,A file of this machine.\n")
    [[title, *_]] = fetched(server, f"hf:{tmp_path / 'some'}", tmp_path)
    assert title == "Here"
    assert server.asked == []
