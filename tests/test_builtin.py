"""The built-in collection: whole, ours, and true to the abstracts where those are at hand."""

import re
from pathlib import Path

import pytest

from assistant.types import Paper
from tests.stores import builtin_papers
from vectorstore.readers import read
from vectorstore.sentences import sentences

_WORD = re.compile(r"[A-Za-z0-9]+(?:['’][a-z]+)?")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
LONGEST_RUN = 7


@pytest.fixture(scope="module")
def abstracts() -> dict[str, Paper]:
    path = Path(__file__).parents[2] / "shared" / "data" / "iclr2021_posters_viewer_dump.txt"
    if not path.exists():
        pytest.skip("no ../shared/data beside this checkout")
    return {p.id: p for p in read(path) if isinstance(p, Paper)}


def runs(text: str) -> set[tuple[str, ...]]:
    words = [w.lower() for w in _WORD.findall(text)]
    size = LONGEST_RUN + 1
    return {tuple(words[i : i + size]) for i in range(len(words) - size + 1)}


def test_every_record_is_a_whole_digest():
    papers = builtin_papers()
    assert len({p.id for p in papers}) == 100
    for paper in papers:
        assert paper.text_kind == "digest"
        assert paper.title
        assert paper.authors
        assert (paper.venue, paper.year) == ("ICLR", 2021)
        assert paper.url == f"https://openreview.net/forum?id={paper.id}"
        assert paper.pdf
        assert 5 <= len(sentences(paper)) <= 10, paper.title


def test_no_digest_repeats_its_abstract(abstracts: dict[str, Paper]):
    for paper in builtin_papers():
        common = runs(paper.abstract) & runs(abstracts[paper.id].abstract)
        assert not common, (paper.title, common)


def test_every_number_of_a_digest_is_in_its_abstract(abstracts: dict[str, Paper]):
    for paper in builtin_papers():
        known = set(_NUMBER.findall(abstracts[paper.id].abstract))
        assert set(_NUMBER.findall(paper.abstract)) <= known, paper.title


def test_titles_authors_and_links_are_as_published(abstracts: dict[str, Paper]):
    for paper in builtin_papers():
        original = abstracts[paper.id]
        assert (paper.title, paper.authors) == (original.title, original.authors)
        assert (paper.url, paper.pdf) == (original.url, original.pdf)
