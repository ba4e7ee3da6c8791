from __future__ import annotations

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
