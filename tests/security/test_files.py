"""Files from strangers: bombs, paths and formulas."""

from __future__ import annotations

import bz2
import contextlib
import csv
import gzip
import io
import lzma
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import AssistantError, InputError
from tests.vectorstore.work import papers
from vectorstore import readers
from vectorstore.catalog import Catalog
from vectorstore.export import export
from vectorstore.fetchers.pages import Pages
from vectorstore.formulas import guarded, unguarded
from vectorstore.readers import opening
from vectorstore.rejection import Rejection

LINE = b'{"title": "A title", "abstract": "An abstract of some words that go on and on."}\n'


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress, lzma.compress])
@pytest.mark.parametrize("filling", [b" ", LINE])
def test_a_bomb_is_refused_before_it_fills_the_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack, filling: bytes
):
    monkeypatch.setattr(opening, "FREE", 1 << 20)
    file = tmp_path / "bomb.jsonl.gz"
    file.write_bytes(pack(LINE + filling * ((8 << 20) // len(filling))))
    with pytest.raises(InputError, match="unpacks to more than"):
        list(readers.read(file))


def test_packed_text_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(opening, "FREE", 1 << 10)
    file = tmp_path / "papers.jsonl.gz"
    lines = [f'{{"id": "{i}", "title": "Title {i}", "abstract": "{hash(str(i))} words"}}'
             for i in range(2000)]  # fmt: skip
    file.write_bytes(gzip.compress("\n".join(lines).encode()))
    assert len(list(readers.read(file))) == 2000


@pytest.mark.parametrize("text", ["[" * 100_000, '{"title":' * 100_000, '[{"a":' * 50_000])
def test_deep_nesting_ends_in_a_sentence(tmp_path: Path, text: str):
    file = tmp_path / "deep.json"
    file.write_text(text)
    found: list[object] = []
    with contextlib.suppress(InputError):
        found += readers.read(file)
    assert [r for r in found if not isinstance(r, Rejection)] == []


@pytest.mark.parametrize(
    "text",
    ["=HYPERLINK(1)", "+1", "-2+3", "@SUM(A1)", "\t=1", "'=1", "''-x", "＝1", "\r=x", '"=1"'],
)
def test_a_formula_becomes_text_and_comes_back(text: str):
    assert guarded(text).startswith("'")
    assert unguarded(guarded(text)) == text


@given(st.text(alphabet="'\"=+-@\t ab\r\n;", max_size=8))
def test_whatever_was_guarded_comes_back(text: str):
    assert unguarded(guarded(text)) == text
    # Also where a spreadsheet cuts at semicolons, as many languages have it.
    for cell in re.split(r"[;\t\r\n]", guarded(text)):
        assert cell.lstrip('"')[:1] not in tuple("=+-@")


def test_a_formula_behind_a_semicolon_is_text_too():
    assert guarded("Kites;=cmd|' /C calc'!A0") == "Kites;'=cmd|' /C calc'!A0"
    assert guarded("a semicolon; -3 % of it") == "a semicolon; -3 % of it"


def test_an_export_holds_no_cell_that_a_spreadsheet_runs(tmp_path: Path):
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    file = tmp_path / "hostile.jsonl"
    file.write_text(
        '{"id": "=1+1", "title": "=HYPERLINK(\\"http://evil.example\\")", "abstract": "@SUM(1) is '
        'a sentence;=1+1", "venue": "+1", "authors": ["-Eve"]}\n'
    )
    catalog.put([r for r in readers.entries(file) if not isinstance(r, Rejection)])
    catalog.put(papers(2))
    out = io.StringIO()
    export(catalog, out, "csv")
    cells = [cell for row in list(csv.reader(io.StringIO(out.getvalue())))[1:] for cell in row]
    assert any("HYPERLINK" in cell for cell in cells)
    cut = [part for cell in cells for part in re.split(r"[;\t\r\n]", cell)]
    assert [part for part in cut if part[:1] in tuple("=+-@") and part] == []


@pytest.mark.parametrize(
    "query", ["../../etc/passwd", "/etc/passwd", "..\\..\\x", "a" * 5000, "\0"]
)
def test_a_fetchers_pages_stay_in_their_folder(tmp_path: Path, query: str):
    pages = Pages(tmp_path / "cache", f"arxiv:{query}")
    pages.put("page", {"kept": 1})
    outside = [
        p for p in tmp_path.rglob("*") if p.is_file() and tmp_path / "cache" not in p.parents
    ]
    assert outside == []
    assert pages.get("page") == {"kept": 1}


@pytest.mark.parametrize("name", ["../up.exe", "x.pickle", "x.zip", "x.py"])
def test_only_files_of_papers_are_uploaded(tmp_path: Path, name: str):
    from assistant.web.adding import add

    told = list(add(lambda paths, tell: pytest.fail("it was read"), [tmp_path / name]))
    said = told[-1].html
    assert "cannot be read" not in said or "is not a file of papers" in said
    assert "pa-error" in said


def test_a_folder_of_another_kind_is_not_taken_for_a_collection(tmp_path: Path):
    (tmp_path / "catalog.sqlite3").write_bytes(b"not a database at all, but long enough" * 40)
    with pytest.raises(AssistantError, match="--store"):
        Catalog(tmp_path / "catalog.sqlite3")
