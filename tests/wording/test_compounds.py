"""Compounds are looked for as papers write them, whichever way they were typed."""

from pathlib import Path

import pytest

from assistant.types import Paper
from assistant.wording.compounds import as_written
from vectorstore.catalog import Catalog


@pytest.fixture(scope="module")
def catalog(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    made = Catalog(tmp_path_factory.mktemp("store") / "catalog.sqlite3")
    abstract = "Over-squashing hurts. Overfitting does not. Self-supervised few-shot time series."
    made.put([Paper("a", "On the bottleneck", abstract), Paper("b", "Squashing", "It is over.")])
    return made


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("what is oversquashing?", "what is over squashing?"),
        ("Oversquashing", "over squashing"),
        ("is over-fitting a problem", "is overfitting a problem"),
        ("over fitting and oversquashing", "overfitting and over squashing"),
        ("selfsupervised fewshot", "self supervised few shot"),
    ],
)
def test_a_compound_is_written_as_papers_write_it(catalog: Catalog, typed: str, meant: str):
    assert as_written(typed, catalog) == meant


@pytest.mark.parametrize(
    "query",
    [
        "over-squashing and overfitting",
        "few-shot time series",
        "OverSquash v2",  # a name
        "squashing over time",  # both words held, never as one
        "unheard words",
        "x" * 200,
        "",
    ],
)
def test_what_papers_write_so_or_never_write_stays(catalog: Catalog, query: str):
    assert as_written(query, catalog) == query


def test_a_typing_error_and_a_compound_are_both_put_right(tmp_path: Path):
    from assistant.types import Kind, Request
    from assistant.wording.spelling import as_spelled

    made = Catalog(tmp_path / "catalog.sqlite3")
    made.put([Paper("a", "On the bottleneck", "Over-squashing in networks of graphs.")])
    asked = "oversquashing in networsk"
    request = as_spelled(Request(asked, Kind.QUESTION, asked), made)
    assert request.query == "over squashing in network"  # one stem
    assert "spelling put right" in request.trace[-1]
