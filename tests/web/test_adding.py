from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from assistant.errors import InputError, StoreBusyError
from assistant.settings import Settings
from assistant.web import frame, startup
from assistant.web.adding import Told, add
from assistant.web.api import endpoints
from assistant.web.engine import Engine
from tests.fakes import FakeAssistant
from tests.stores import HashingEmbedder
from vectorstore.catalog import Catalog
from vectorstore.fetchers.source import Source
from vectorstore.index import MemoryIndex
from vectorstore.ingest import Report, embed_pending, ingest
from vectorstore.readers import read

BIBTEX = """@article{a, title = {Robots <b>that</b> read}, author = {Ada Lovelace},
  abstract = {Robots read papers. They like them.}, year = {2020}}"""


def into(catalog: Catalog) -> Callable[..., Report]:
    def take(paths: Sequence[Path], tell: Callable[[str, int, int], None]) -> Report:
        report = ingest((r for path in paths for r in read(path)), catalog)
        embed_pending(catalog, MemoryIndex(), HashingEmbedder(), lambda *d: tell("embedding", *d))
        return report

    return take


def last(told: Iterator[Told]) -> Told:
    *_, end = told
    return end


@pytest.fixture
def catalog(tmp_path: Path) -> Catalog:
    return Catalog(tmp_path / "catalog.sqlite3")


def test_pasted_bibtex_comes_into_the_collection(catalog: Catalog) -> None:
    told = last(add(into(catalog), [], BIBTEX))
    assert told.taken
    assert "1 added" in told.html
    assert next(catalog.papers()).authors == ("Ada Lovelace",)


def test_records_that_are_not_taken_are_named_and_escaped(catalog: Catalog, tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(
        '{"title": "", "abstract": ""}\n{"title": "<script>", "abstract": "A b c."}\nno\n'
    )
    said = last(add(into(catalog), [file])).html
    assert "1 added, 2 rejected" in said
    assert "some.jsonl:1" in said
    assert "<script>" not in said


def test_what_cannot_be_added_is_said_with_what_to_do(catalog: Catalog, tmp_path: Path) -> None:
    assert "Choose a file" in last(add(into(catalog), [], " ")).html
    assert "Files end in" in last(add(into(catalog), [tmp_path / "x.exe"])).html

    def busy(paths: object, tell: object) -> Report:
        message = "Another process is writing."
        raise StoreBusyError(message, "Wait.")

    def broken(paths: object, tell: object) -> Report:
        message = "/secret/path"
        raise OSError(message)

    assert "Another process is writing. Wait." in last(add(busy, [], BIBTEX)).html
    told = last(add(broken, [], BIBTEX))
    assert not told.taken
    assert "try the file again" in told.html
    assert "secret" not in told.html


def test_links_go_to_the_fetchers_and_nowhere_else() -> None:
    asked: list[object] = []

    def take(paths: Sequence[object], tell: object) -> Report:
        asked.extend(paths)
        return Report()

    list(add(take, [], "https://arxiv.org/abs/2010.02502\nhttps://openreview.net/forum?id=x"))
    assert asked == [Source("arxiv", "id:2010.02502"), Source("openreview", "forum:x")]
    said = last(add(take, [], "http://169.254.169.254/latest/meta-data")).html
    assert "not fetched from" in said
    assert len(asked) == 2


def test_files_are_fetched_from_hosts_that_the_settings_name() -> None:
    asked: list[object] = []

    def take(paths: Sequence[object], tell: object) -> Report:
        asked.extend(paths)
        return Report()

    hosts = startup.features(Settings(allow_host="papers.example.org")).hosts
    list(add(take, [], "https://papers.example.org/a.bib", hosts))
    assert asked == [Source("file", "https://papers.example.org/a.bib")]
    said = last(add(take, [], "https://else.example.org/a.bib", hosts)).html
    assert "files of papers.example.org" in said
    assert "papers.example.org" in frame.adding(str(hosts))
    (*_, ingest_) = endpoints(Engine(lambda report: FakeAssistant()), take, hosts)
    ingest_("https://papers.example.org/b.bib")
    assert len(asked) == 2


def test_a_message_names_a_file_and_not_where_it_lies(tmp_path: Path, catalog: Catalog) -> None:
    file = tmp_path / "odd.txt"
    file.write_text("nothing that a paper could be")
    said = last(add(into(catalog), [file])).html
    assert "odd.txt is in no known format" in said
    assert str(tmp_path) not in said
    said = last(add(into(catalog), [], "hello, not a record")).html
    assert "The pasted text is in no known format" in said
    assert "BibTeX" in said
    assert "--format" not in said


def test_text_sent_by_a_script_comes_into_the_collection(catalog: Catalog) -> None:
    (*_, ingest_) = endpoints(Engine(lambda report: FakeAssistant()), into(catalog))
    assert ingest_.__name__ == "ingest"
    assert ingest_(BIBTEX) == {"added": 1, "rejected": []}
    with pytest.raises(InputError, match="nothing to add"):
        ingest_("  ")


def test_where_nobody_may_add_there_is_no_way_to(catalog: Catalog) -> None:
    assert startup.features(Settings(host="127.0.0.1")).take is not None
    others = Settings(host="0.0.0.0")
    assert startup.features(others).take is None
    assert startup.features(others, add=True).take is not None
    names = [f.__name__ for f in endpoints(Engine(lambda report: FakeAssistant()))]
    assert names == ["ask", "search", "paper"]
