"""Files from further hosts: a real server, and names that lead to wherever they like."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from assistant.collection.intake import bring_in
from assistant.errors import InputError, SettingsError
from assistant.settings import Settings
from tests.stores import HashingEmbedder
from vectorstore.catalog import Catalog
from vectorstore.fetchers.download import download
from vectorstore.fetchers.hosts import Hosts
from vectorstore.fetchers.links import sources_of
from vectorstore.fetchers.source import Source
from vectorstore.store import catalog_file

BIBTEX = b"@article{a, title = {Robots that read}, abstract = {Robots read papers.}, year = {2020}}"


class Server(ThreadingHTTPServer):
    """Gives what its paths say, and remembers how it was asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.named: list[str] = []
        self.host = f"127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        assert isinstance(self.server, Server)
        self.server.named.append(self.headers["Host"])
        head, _, rest = self.path[1:].partition("/")
        self.send_response({"to": 302, "round": 302, "gone": 404}.get(head, 200))
        if head in ("to", "round"):
            self.send_header("Location", rest.replace("_", ":", 1) if head == "to" else self.path)
        self.end_headers()
        if head == "endless":
            for _ in range(10_000):
                self.wfile.write(b"x" * 100_000)
        elif head not in ("to", "round"):
            self.wfile.write(b"<html>Hello</html>" if head == "page.html" else BIBTEX)

    def log_message(self, *_: object) -> None:
        """Nothing."""


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, daemon=True)
    thread.start()
    yield running
    running.shutdown()
    running.server_close()


def leads(*addresses: str):
    return lambda host, port: list(addresses)


def test_a_file_of_an_allowed_host_comes_into_the_collection(
    server: Server, tmp_path: Path
) -> None:
    settings = Settings(store=tmp_path / "s", allow_host=f"papers.example.org, {server.host}")
    hosts = Hosts.of(settings.allow_host)
    [source] = sources_of(f"http://{server.host}/some/list.bib?version=2#top", hosts)
    report = bring_in([source], settings, embedder=HashingEmbedder())
    assert report.counts["added"] == 1
    [paper] = Catalog(catalog_file(settings.store)).papers()
    assert (paper.title, paper.source) == ("Robots that read", "list.bib:1")


def test_a_name_is_looked_up_once_and_that_address_is_asked(server: Server, tmp_path: Path) -> None:
    port = server.server_address[1]
    hosts, looked = Hosts.of(f"papers.example.org:{port}, 127.0.0.1"), list[str]()

    def resolve(host: str, _: int) -> list[str]:
        looked.append(host)
        return ["127.0.0.1"]

    link = f"http://papers.example.org:{port}/a.bib"
    file = download(link, tmp_path, hosts, resolve=resolve)
    assert file.read_bytes() == BIBTEX
    assert looked == ["papers.example.org"]
    assert server.named == [f"papers.example.org:{port}"]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.0.0.5", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "::1",
     "fe80::1%eth0", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "224.0.0.1"],
)  # fmt: skip
def test_a_name_that_leads_inside_is_refused_before_anything_is_asked(
    address: str, server: Server, tmp_path: Path
) -> None:
    port = server.server_address[1]
    hosts = Hosts.of(f"papers.example.org:{port}")
    for found in (leads(address), leads("93.184.216.34", address)):
        with pytest.raises(InputError, match="inside this network"):
            download(f"http://papers.example.org:{port}/a.bib", tmp_path, hosts, resolve=found)
    assert server.named == []


@pytest.mark.parametrize(
    "link",
    ["http://papers.example.com/a.bib", "http://papers.example.org:8080/a.bib",
     "http://x@papers.example.org/a.bib", "http://papers.example.org.evil.example/a.bib",
     "ftp://papers.example.org/a.bib", "file:///etc/passwd", "http://10.0.0.5/a.bib", "http://["],
)  # fmt: skip
def test_only_the_hosts_that_are_named_at_their_ports_are_allowed(link: str) -> None:
    hosts = Hosts.of("Papers.Example.org 10.0.0.5:8000")
    with pytest.raises(InputError, match="not fetched from"):
        sources_of(link, hosts)
    with pytest.raises(InputError, match="nothing is fetched"):
        download(link, Path(), hosts)
    assert sources_of("https://papers.example.org:443/a.bib", hosts)
    assert sources_of("http://10.0.0.5:8000/a.bib", hosts)
    assert sources_of("https://arxiv.org/abs/2010.02502", hosts)[0].kind == "arxiv"


def test_a_redirect_may_not_lead_elsewhere(server: Server, tmp_path: Path) -> None:
    hosts = Hosts.of(server.host)
    here = f"http://{server.host}"
    assert download(f"{here}/to/{here}/a.bib", tmp_path, hosts).read_bytes() == BIBTEX
    for elsewhere in ("http://localhost/a.bib", "http://evil.example/a.bib", "file:///etc/passwd"):
        with pytest.raises(InputError, match="nothing is fetched"):
            download(f"{here}/to/{elsewhere}", tmp_path, hosts)
    with pytest.raises(InputError, match="on and on"):
        download(f"{here}/round", tmp_path, hosts)


def test_what_is_too_much_too_slow_or_not_there_ends_in_a_sentence(
    server: Server, tmp_path: Path
) -> None:
    hosts, here = Hosts.of(server.host), f"http://{server.host}"
    with pytest.raises(InputError, match="more than 1 MB"):
        download(f"{here}/endless", tmp_path, hosts, most=2**20)
    with pytest.raises(InputError, match="too slowly"):
        download(f"{here}/a.bib", tmp_path, hosts, seconds=-1)
    with pytest.raises(InputError, match="status 404"):
        download(f"{here}/gone", tmp_path, hosts)
    with pytest.raises(InputError, match="could not be fetched"):
        download("http://127.0.0.1:9/a.bib", tmp_path, Hosts.of("127.0.0.1:9"))
    settings = Settings(store=tmp_path / "s", allow_host=server.host)
    with pytest.raises(InputError, match="no known format"):
        bring_in([Source("file", f"{here}/page.html")], settings, embedder=HashingEmbedder())


@pytest.mark.parametrize("given", ["https://a.example", "a.example/x", "a b!", "u@a.example", "*"])
def test_a_setting_that_names_no_host_is_told(given: str) -> None:
    with pytest.raises(SettingsError, match="allow_host"):
        Settings(allow_host=given)
    assert str(Hosts.of(" A.example,10.0.0.5:80 [::1]:80")) == "a.example, 10.0.0.5:80, [::1]:80"
