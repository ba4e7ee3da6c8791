"""The fetchers against a local server that answers as the real ones do, faults included."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlparse

import pytest

from assistant.errors import InputError
from vectorstore.entry import Entry
from vectorstore.fetchers import arxiv, fetch, openreview
from vectorstore.fetchers.http import Client
from vectorstore.fetchers.source import Source, source_of


class StubServer(ThreadingHTTPServer):
    """Serves OpenReview's two interfaces and arXiv's; ``faults`` are played before answers."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.faults: list[str] = []
        self.asked: list[str] = []
        self.notes = {"v1": list[dict[str, Any]](), "v2": list[dict[str, Any]]()}
        self.entries: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class Handler(BaseHTTPRequestHandler):
    server: StubServer

    def log_message(self, *arguments: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        url = urlparse(self.path)
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        body = self.feed(query) if "query" in url.path else self.page(url.path, query)
        fault = self.server.faults.pop(0) if self.server.faults else ""
        if fault.startswith("http"):
            self.send_response(302)
            self.send_header("Location", fault)
            self.end_headers()
            return
        if fault.isdigit():
            self.send_response(int(fault))
            self.send_header("Retry-After", "7")
            self.end_headers()
            return
        if fault == "malformed":
            body = body[: len(body) // 2]
        self.send_response(200)
        length = len(body) * 2 if fault == "cut" else len(body)
        self.send_header("Content-Length", str(length))
        self.end_headers()
        self.wfile.write(body)

    def page(self, path: str, query: dict[str, str]) -> bytes:
        version = path.split("/")[1]
        notes = self.server.notes[version]
        name = "content.venueid" if version == "v2" else "invitation"
        wanted = {"content.venueid": "A.cc/2023/Conference",
                  "invitation": "A.cc/2023/Conference/-/Blind_Submission"}[name]  # fmt: skip
        found = notes if query.get(name) == wanted else []
        found = [n for n in notes if n["id"] == query["id"]] if "id" in query else found
        start, size = int(query["offset"]), int(query["limit"])
        return json.dumps({"notes": found[start : start + size], "count": len(found)}).encode()

    def feed(self, query: dict[str, str]) -> bytes:
        start, size = int(query["start"]), int(query["max_results"])
        entries = "".join(self.server.entries[start : start + size])
        return (
            '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" '
            'xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/" '
            'xmlns:arxiv="http://arxiv.org/schemas/atom">'
            f"<opensearch:totalResults>{len(self.server.entries)}</opensearch:totalResults>"
            f"{entries}</feed>"
        ).encode()


@pytest.fixture
def server() -> Iterator[StubServer]:
    stub = StubServer()
    thread = threading.Thread(target=stub.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield stub
    stub.shutdown()
    stub.server_close()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def client(server: StubServer, pauses: list[float]) -> Client:
    newer, older = openreview.SERVERS
    mirrors = {
        newer: f"{server.address}/v2",
        older: f"{server.address}/v1",
        arxiv.SERVER: f"{server.address}/api/query",
    }
    return Client(tries=4, sleep=pauses.append, mirrors=mirrors, timeout=5)


def newer_note(number: int) -> dict[str, Any]:
    values = {
        "title": f"Paper {number} of the venue",
        "abstract": f"We study thing {number}.",
        "authors": ["Ann One", "Ben Two"],
        "pdf": "/pdf/x.pdf",
    }
    content = {name: {"value": value} for name, value in values.items()}
    return {"id": f"n{number}", "forum": f"f{number}", "content": content}


def older_note(number: int) -> dict[str, Any]:
    note = newer_note(number)
    note["content"] = {name: v["value"] for name, v in note["content"].items()}
    return note


def feed_entry(number: int) -> str:
    return (
        f"<entry><id>http://arxiv.org/abs/2301.{number:05}v2</id><published>2023-01-05T00:00:00Z"
        f"</published><title>Paper {number}\n  on two lines</title><summary>We study {number} "
        "&amp; more.</summary><author><name>Ann One</name></author>"
        f'<link title="pdf" href="http://arxiv.org/pdf/2301.{number:05}v2" rel="related"/></entry>'
    )


VENUE = Source("openreview", "A.cc/2023/Conference")


def ids(found: list[object]) -> list[str]:
    return [entry.paper.id for entry in found if isinstance(entry, Entry)]


@pytest.mark.parametrize(("version", "note"), [("v2", newer_note), ("v1", older_note)])
def test_both_interfaces_of_openreview_give_papers(
    server: StubServer, client: Client, tmp_path: Path, version: str, note: Any
):
    server.notes[version] = [note(i) for i in range(1203)]
    found = list(fetch(VENUE, tmp_path, client=client))
    assert ids(found) == [f"f{i}" for i in range(1203)]
    assert isinstance(found[7], Entry)
    paper = found[7].paper
    assert (paper.title, paper.year, paper.venue) == ("Paper 7 of the venue", 2023, "A")
    assert paper.authors == ("Ann One", "Ben Two")
    assert paper.source == "openreview:A.cc/2023/Conference:8"


def test_a_page_without_a_notes_content_is_a_rejection(
    server: StubServer, client: Client, tmp_path: Path
):
    server.notes["v2"] = [newer_note(0), {"id": "x"}, newer_note(2)]
    found = list(fetch(VENUE, tmp_path, client=client))
    assert [isinstance(entry, Entry) for entry in found] == [True, False, True]


def test_arxiv_is_paged_with_three_seconds_between(
    server: StubServer, client: Client, tmp_path: Path, pauses: list[float]
):
    server.entries = [feed_entry(i) for i in range(450)]
    found = list(fetch(Source("arxiv", "cs.CL"), tmp_path, client=client))
    assert ids(found) == [f"arxiv:2301.{i:05}" for i in range(450)]
    assert pauses == [3.0, 3.0]
    assert "cat%3Acs.CL" in server.asked[0]
    assert isinstance(found[3], Entry)
    assert found[3].paper.title == "Paper 3 on two lines"
    assert found[3].paper.abstract == "We study 3 & more."


@pytest.mark.parametrize("fault", ["429", "500", "cut", "malformed"])
def test_a_fault_that_passes_costs_a_pause_and_nothing_else(
    server: StubServer, client: Client, tmp_path: Path, pauses: list[float], fault: str
):
    server.notes["v2"] = [newer_note(i) for i in range(5)]
    server.faults = [fault, fault]
    assert len(ids(list(fetch(VENUE, tmp_path, client=client)))) == 5
    assert len(pauses) == 2
    assert pauses[0] >= (7 if fault.isdigit() else 1)


def test_a_server_that_stays_broken_is_named_and_the_fetch_goes_on_later(
    server: StubServer, client: Client, tmp_path: Path
):
    server.notes["v2"] = [newer_note(i) for i in range(1500)]
    server.faults = ["", *["500"] * 4]
    entries = fetch(VENUE, tmp_path, client=client)
    assert len(list(islice(entries, 1000))) == 1000
    with pytest.raises(InputError, match="4 tries: status 500"):
        next(entries)
    asked = len(server.asked)
    again = Client(sleep=lambda seconds: None, mirrors=client._mirrors)
    assert len(list(fetch(VENUE, tmp_path, client=again))) == 1500
    assert len(server.asked) == asked + 1, "the first page is not asked for twice"


def test_one_paper_of_openreview_comes_with_the_venue_that_its_note_names(
    server: StubServer, client: Client, tmp_path: Path
):
    note = newer_note(4)
    note["content"]["venueid"] = {"value": "A.cc/2023/Conference"}
    server.notes["v2"] = [newer_note(3), note]
    (found,) = fetch(Source("openreview", "forum:n4"), tmp_path, client=client)
    assert isinstance(found, Entry)
    assert (found.paper.id, found.paper.venue, found.paper.year) == ("f4", "A", 2023)


def test_papers_of_arxiv_are_asked_for_by_their_ids(
    server: StubServer, client: Client, tmp_path: Path
):
    server.entries = [feed_entry(7)]
    assert ids(list(fetch(Source("arxiv", "id:2301.00007"), tmp_path, client=client)))
    assert "id_list=2301.00007" in server.asked[0]
    assert "search_query" not in server.asked[0]


@pytest.mark.parametrize("where", ["http://169.254.169.254/latest", "http://localhost:1/x"])
def test_a_redirect_to_elsewhere_is_not_followed(
    server: StubServer, client: Client, tmp_path: Path, where: str
):
    server.faults = [where]
    known = Client(hosts={"127.0.0.1"}, mirrors=client._mirrors, sleep=lambda seconds: None)
    with pytest.raises(InputError, match="nothing is fetched"):
        list(fetch(VENUE, tmp_path, client=known))
    assert len(server.asked) == 1


def test_an_unknown_venue_is_told(server: StubServer, client: Client, tmp_path: Path):
    with pytest.raises(InputError, match="no submissions"):
        list(fetch(Source("openreview", "Nobody"), tmp_path, client=client))


@pytest.mark.parametrize(
    ("text", "kind"),
    [("openreview:ICLR.cc/2021", "openreview"), ("arxiv:cs.CL", "arxiv"), ("C:/x.csv", None),
     ("papers.csv", None), ("arxiv:", None)],
)  # fmt: skip
def test_sources_and_paths_are_told_apart(text: str, kind: str | None):
    found = source_of(text)
    assert (found.kind if found else None) == kind
