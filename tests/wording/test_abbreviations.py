"""What abbreviations stand for: learnt from the papers, or known in the field and used by one."""

from importlib.resources import files
from pathlib import Path

import pytest

from assistant.types import Paper
from assistant.wording.abbreviations import long_form, written_out
from vectorstore.catalog import Catalog

PAPERS = [
    Paper("1", "Kites", "Wind shear profiling (WSP) needs kites. Others call WSP dull."),
    Paper("2", "Balloons", "We study wind shear profiling (WSPs) from balloons."),
    Paper("3", "Posts", "Wooden signal posts (WSP) rot."),
    Paper("4", "Trees", "A graph neural network climbs trees."),
    Paper("6", "Naps", "Nightly acoustic sensing (NAS) is quiet."),
    Paper("7", "Nests", "Nested angular sums (NAS) are large."),
    Paper("5", "Codes", "Carefully observed daily events (CODE) are kept."),
]


@pytest.mark.parametrize(
    ("topic", "question", "meant"),
    [
        (
            "wsp kites",
            "any wsp kites?",
            ("wind shear profiling kites", "wooden signal posts kites"),
        ),
        ("WSPs", "WSPs", ("wind shear profiling", "wooden signal posts")),  # said half as often
        ("nas", "on NAS", ("nightly acoustic sensing", "nested angular sums")),  # no plural
        ("gnns", "papers on GNNs", ("graph neural network",)),  # known in the field
        ("gans", "papers on GANs", ()),  # known there, and in no paper
        ("code", "papers with code", ()),  # a word, unless it is in capitals
        ("code", "papers on CODE", ("carefully observed daily events",)),
        ("it and us", "it and us", ()),
        ("", "", ()),
    ],
)
def test_a_topic_is_written_out_as_the_papers_do(
    topic: str, question: str, meant: tuple[str, ...], tmp_path: Path
):
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    catalog.put(PAPERS)
    assert written_out(topic, question, catalog) == meant


def test_only_words_with_the_letters_count():
    assert long_form("GNN", "such graph neural networks (GNNs) are") == "graph neural networks"
    assert long_form("SSL", "self-supervised learning (SSL)") == "self supervised learning"
    assert long_form("GNN", "some other thing (GNN)") == ""
    assert long_form("GNN", "no bracket") == ""


def test_the_table_has_one_long_form_each_that_begins_as_it_should():
    text = files("assistant.wording").joinpath("abbreviations.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in text.splitlines()]
    assert len({short for short, _ in rows}) == len(rows)
    assert all(long.startswith(short[0]) for short, long in rows)
