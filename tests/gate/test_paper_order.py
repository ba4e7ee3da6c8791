from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from assistant.protocols import PaperOrder
from assistant.types import Paper
from vectorstore.catalog import Catalog

PAPERS = [
    Paper("1", "beta", "x", year=2020),
    Paper("2", "Alpha", "x", year=2021),
    Paper("3", "gamma", "x"),
    Paper("4", "delta", "x", year=2020),
]


@pytest.mark.parametrize(
    ("order", "ids"),
    [("added", "1234"), ("newest", "2143"), ("oldest", "1423"), ("title", "2143")],
)
def test_the_catalog_lists_in_the_order_asked_for(
    tmp_path: Path, order: PaperOrder, ids: str
) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite3")
    catalog.put(PAPERS)
    assert "".join(p.id for p in catalog.papers(order=order)) == ids
    assert "".join(p.id for p in catalog.papers(limit=2, offset=1, order=order)) == ids[1:3]
    catalog.close()


def test_a_catalog_of_earlier_days_gets_the_indexes_that_came_later(tmp_path: Path) -> None:
    file = tmp_path / "catalog.sqlite3"
    catalog = Catalog(file)
    catalog.put(PAPERS)
    whole = _indexes(file)
    with closing(sqlite3.connect(file)) as old:
        old.execute("DROP INDEX papers_by_title")
        old.execute("DROP INDEX papers_venue")
    catalog.close()
    assert [p.id for p in Catalog(file).papers(limit=9, order="title")] == list("2143")
    assert _indexes(file) == whole
    assert "papers_by_title" in whole


def _indexes(file: Path) -> set[str]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        return {row[0] for row in rows}
