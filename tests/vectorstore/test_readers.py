"""Files as other programs make them come in unmapped; what is broken in them is named."""

import bz2
import contextlib
import gzip
import io
import json
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.errors import InputError
from assistant.types import Paper
from vectorstore import readers
from vectorstore.columns import Columns, parse_map
from vectorstore.readers import bibtex
from vectorstore.rejection import Rejection

ROWS = [
    {
        "paper_title": "Naïve Bayes, revisited",
        "summary": 'A "quoted" text; with, signs.\nAnd a second line.',
        "author(s)": "René Müller; Ann Lee",
        "link": "https://example.org/1",
        "published": "2019-05-06",
    },
    {
        "paper_title": "A second paper",
        "summary": "Its text.",
        "author(s)": "Bo Li",
        "link": "",
        "published": "2020-01-01",
    },
]
ZOTERO = r"""
@string{nips = "Advances in Neural"}
@comment{jabref-meta: x}
@article{muller2019,
  title = {{{BERT}}: Pre-training of \"{o}ther {T}hings},
  author = {M{\"u}ller, Hans and Ren{\'e} de la Cruz and {The Big Team}},
  abstract = {We show 5\% gain and $O(\log {t})$.},
  journal = nips # " Systems", year = 2019, doi = {10.1000/ABC.1},
  file = {x.pdf:/home/x.pdf}
}

@inproceedings{li2020, title={Second}, author={Li, Bo}, booktitle={Proc. X}, year={2020},
  eprint={2001.01234}, archiveprefix={arXiv}}
"""
RIS = """TY  - JOUR
AU  - Müller, Hans
AU  - Lee, Ann
TI  - A title from a reference manager
AB  - The first line
of its abstract.
JO  - Journal of Things
PY  - 2018/03//
DO  - 10.1000/xyz
UR  - https://example.org/paper
L1  - https://example.org/paper.pdf
ER  -

TY  - CONF
TI  - Second
AB  - Text.
ER  -
"""


def read(path: Path, **mapping: str) -> list[Paper | Rejection]:
    options = readers.Options(columns=Columns(mapping))
    return [getattr(entry, "paper", entry) for entry in readers.entries(path, options)]


def papers(path: Path) -> list[Paper]:
    found = read(path)
    assert all(isinstance(record, Paper) for record in found), found
    return found  # type: ignore[return-value]


def check_rows(found: list[Paper]) -> None:
    assert [p.title for p in found] == ["Naïve Bayes, revisited", "A second paper"]
    assert found[0].abstract == 'A "quoted" text; with, signs. And a second line.'
    assert found[0].authors == ("René Müller", "Ann Lee")
    assert (found[0].url, found[0].year) == ("https://example.org/1", 2019)
    assert found[1].url is None


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("plain.csv", {}),
        ("index.csv", {"index": True}),
        ("excel.csv", {"sep": ";", "encoding": "utf-8-sig", "lineterminator": "\r\n"}),
        ("old.csv", {"sep": ";", "encoding": "cp1252"}),
        ("table.tsv", {"sep": "\t"}),
        ("wide.txt", {"encoding": "utf-16"}),
    ],
)
def test_tables_of_pandas_and_spreadsheets_come_in(tmp_path: Path, name: str, options: dict):
    pandas.DataFrame(ROWS).to_csv(tmp_path / name, **({"index": False} | options))
    check_rows(papers(tmp_path / name))


@pytest.mark.parametrize("orient", ["records", "columns", "split"])
def test_json_of_pandas_comes_in(tmp_path: Path, orient: str):
    file = tmp_path / "papers.json"
    if orient == "split":
        text = json.dumps({"papers": ROWS})
    else:
        text = pandas.DataFrame(ROWS).to_json(orient=orient)
    file.write_text(text)
    check_rows(papers(file))


def test_parquet_of_pandas_comes_in(tmp_path: Path):
    frame = pandas.DataFrame(ROWS)
    frame["author(s)"] = [["René Müller", "Ann Lee"], ["Bo Li"]]
    frame.to_parquet(tmp_path / "papers.parquet")
    check_rows(papers(tmp_path / "papers.parquet"))
    check_rows(papers(packed(tmp_path / "papers.parquet")))


def packed(path: Path) -> Path:
    target = path.with_name(path.name + ".gz")
    target.write_bytes(gzip.compress(path.read_bytes()))
    return target


def test_bibtex_of_a_reference_manager_comes_in(tmp_path: Path):
    (tmp_path / "library.bib").write_text(ZOTERO)
    first, second = papers(tmp_path / "library.bib")
    assert first.title == "BERT: Pre-training of öther Things"
    assert first.authors == ("Hans Müller", "René de la Cruz", "The Big Team")
    assert first.abstract == r"We show 5% gain and $O(\log {t})$."
    assert (first.venue, first.year, first.id) == (
        "Advances in Neural Systems",
        2019,
        "doi:10.1000/abc.1",
    )
    assert (second.id, second.venue) == ("arxiv:2001.01234", "Proc. X")


def test_ris_of_a_reference_manager_comes_in(tmp_path: Path):
    (tmp_path / "export.ris").write_text("\ufeff" + RIS)
    first, second = papers(tmp_path / "export.ris")
    assert first.authors == ("Hans Müller", "Ann Lee")
    assert first.abstract == "The first line of its abstract."
    assert (first.year, first.venue) == (2018, "Journal of Things")
    assert (first.url, first.pdf) == ("https://example.org/paper", "https://example.org/paper.pdf")
    assert second.title == "Second"


@pytest.mark.parametrize("pack", [gzip.compress, bz2.compress])
def test_packed_files_are_unpacked_whatever_their_name(tmp_path: Path, pack):
    text = "".join(json.dumps(row) + "\n" for row in ROWS)
    (tmp_path / "data").write_bytes(pack(text.encode()))
    check_rows(papers(tmp_path / "data"))


def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch):
    text = json.dumps(ROWS).encode()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(text)))
    check_rows(papers(Path("-")))


def test_a_column_can_be_named_by_hand(tmp_path: Path):
    (tmp_path / "x.csv").write_text("heading;title;blurb\nReal title;Dr;Its text here\n")
    with pytest.raises(InputError, match="no column 'none'"):
        read(tmp_path / "x.csv", abstract="none")
    (paper,) = read(tmp_path / "x.csv", **parse_map(["title=heading", "abstract=blurb"]))
    assert isinstance(paper, Paper)
    assert (paper.title, paper.abstract) == ("Real title", "Its text here")


def test_columns_that_mean_nothing_are_shown(tmp_path: Path):
    (tmp_path / "x.csv").write_text("foo,bar\n1,2\n")
    with pytest.raises(InputError, match=r"columns: foo, bar.*--map"):
        read(tmp_path / "x.csv")


def test_folders_and_patterns_mean_their_files(tmp_path: Path):
    for name in ("a.csv", "b/c.jsonl.gz", "b/notes.md", ".hidden.csv"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = readers.expand([str(tmp_path), str(tmp_path / "*.csv")])
    assert [p.name for p in found] == ["a.csv", "c.jsonl.gz", ".hidden.csv"]
    with pytest.raises(InputError, match="no file or folder"):
        readers.expand([str(tmp_path / "missing*")])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"%PDF-1.7 x", "PDF"),
        (b"PK\x03\x04 x", "spreadsheet"),
        (b"\x1f\x8b\x08\x00 broken", "damaged"),
        (gzip.compress(b'{"title": "x"}\n' * 5000)[:-20], "cut off"),
        (b"PAR1 but no more", "Parquet"),
        (b"\x00\x01\x02\x03\x04\x05" * 50, "binary"),
        (b"just some prose", "no known format"),
    ],
)
def test_a_file_that_is_none_of_these_is_told_in_a_sentence(
    tmp_path: Path, content: bytes, words: str
):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(InputError, match=words):
        read(tmp_path / "file")


GOOD = json.dumps({"id": "a", "title": "A good paper", "abstract": "Its text is here."})
FAULTS = {
    "no JSON": '{"title": "cut off',
    "JSON but no object": '["a list"]',
    "both missing": '{"id": "x", "venue": "ICLR"}',
    "blank title, no abstract": '{"title": "  ", "abstract": ""}',
    "withdrawn": '{"title": "Withdrawn", "abstract": "withdrawn"}',
    "retracted": '{"title": "A real title of a paper", "abstract": "Retracted."}',
    "placeholder": '{"title": "title", "abstract": "abstract", "authors": "authors"}',
    "front matter": '{"title": "Preface", "abstract": "Preface to the Proceedings of the 9th"}',
    "link alone": '{"title": "", "abstract": "https://drive.google.com/file/d/1"}',
    "control characters only": '{"title": "\\u0000\\u0001", "abstract": null}',
}


def test_ten_kinds_of_faults_are_each_reported_with_their_line(tmp_path: Path):
    lines = [line for fault in FAULTS.values() for line in (GOOD, fault)]
    (tmp_path / "x.jsonl").write_text("\n".join(lines))
    found = read(tmp_path / "x.jsonl")
    rejected = [record for record in found if isinstance(record, Rejection)]
    assert [record.line for record in rejected] == list(range(2, 2 * len(FAULTS) + 1, 2))
    assert all(record.reason for record in rejected)
    assert len(found) == 2 * len(FAULTS)


def test_what_is_doubtful_is_taken_and_flagged(tmp_path: Path):
    record = {"title": "A real title here", "abstract": "Abstract Unavailable", "url": "nowhere",
              "year": "soon"}  # fmt: skip
    (tmp_path / "x.jsonl").write_text(json.dumps(record))
    (entry,) = readers.entries(tmp_path / "x.jsonl")
    assert not isinstance(entry, Rejection)
    assert entry.paper.abstract == ""
    assert {flag.field for flag in entry.flags} == {"abstract", "url", "year"}


def test_a_broken_record_in_an_array_costs_only_itself(tmp_path: Path):
    array = f'[\n{GOOD},\n{{"title": "broken, "abstract": 3}},\n{GOOD},\n  17,\n{GOOD}'
    (tmp_path / "x.json").write_text(array)
    found = read(tmp_path / "x.json")
    assert [isinstance(record, Paper) for record in found] == [
        True,
        False,
        True,
        False,
        True,
        False,
    ]
    assert [record.line for record in found if isinstance(record, Rejection)] == [3, 5, 6]


def test_a_broken_row_costs_only_itself(tmp_path: Path):
    text = (
        'title,abstract\nOne,"first, text"\nTwo,"never closed\nThree,third\nFour,a,b\n'
        '"x"y,z\nFive\nSix,"a\nb"\n'
    )
    (tmp_path / "x.csv").write_text(text)
    found = read(tmp_path / "x.csv")
    assert [r.title if isinstance(r, Paper) else r.line for r in found] == [
        "One", 3, "Three", 5, 6, 7, "Six",
    ]  # fmt: skip


def test_a_broken_bibtex_entry_costs_only_itself(tmp_path: Path):
    text = (
        "@article{a, title={One}, year=2020}\n@article{b, title={Two\n@article{c, title={Three}}\n"
    )
    (tmp_path / "x.bib").write_text(text)
    found = read(tmp_path / "x.bib")
    assert [r.title if isinstance(r, Paper) else r.line for r in found] == ["One", 2, "Three"]


def test_a_cut_off_reference_is_named(tmp_path: Path):
    (tmp_path / "x.ris").write_text(RIS + "TY  - JOUR\nTI  - Cut")
    found = read(tmp_path / "x.ris")
    assert isinstance(found[-1], Rejection)
    assert found[-1].line == 18


def test_bytes_that_are_not_utf8_are_mended_and_flagged(tmp_path: Path):
    lines = [GOOD.replace("good", "göod").encode()] * 9 + [b'{"title": "caf\xe9 society"}']
    (tmp_path / "x.jsonl").write_bytes(b"\n".join(lines))
    *_, last = readers.entries(tmp_path / "x.jsonl")
    assert not isinstance(last, Rejection)
    assert last.paper.title == "café society"
    assert "UTF-8" in last.flags[0].reason


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_bibtex_gives_back_any_text_that_was_encoded(text: str):
    assert bibtex.decode(bibtex.encode(text)) == text


@given(st.binary(max_size=300))
def test_no_bytes_end_in_anything_but_records_or_a_sentence(tmp_path_factory, content: bytes):
    file = tmp_path_factory.mktemp("any") / "file"
    file.write_bytes(content)
    with contextlib.suppress(InputError):
        read(file)


@given(
    st.sampled_from(["title,abstract\n", "[", "{", "@article{a,", "TY  - JOUR\n", "title\turl\n"]),
    st.text(max_size=200),
)
def test_no_text_ends_in_anything_but_records_or_a_sentence(tmp_path_factory, head: str, text: str):
    file = tmp_path_factory.mktemp("any") / "file.csv"
    file.write_text(head + text, encoding="utf-8", errors="replace")
    with contextlib.suppress(InputError):
        read(file)


def test_a_row_of_parquet_that_is_no_text_is_told_and_the_others_come(tmp_path: Path):
    import pyarrow as arrow
    from pyarrow.parquet import write_table

    broken = arrow.array([b"Trees", b"\xed\xa0\x80", b"Seas"]).view(arrow.string())
    table = arrow.table({"title": broken, "abstract": ["They grow.", "Broken.", "They swell."]})
    write_table(table, tmp_path / "a.parquet")
    good, bad, other = readers.entries(tmp_path / "a.parquet")
    assert isinstance(bad, Rejection)
    assert str(bad) == "a.parquet:2: record: text that is not UTF-8"
    assert [one.paper.title for one in (good, other)] == ["Trees", "Seas"]
