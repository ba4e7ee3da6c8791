"""A catalog of an earlier day gets the indexes that came since, and is read where it cannot."""

import os
import sqlite3
from pathlib import Path

import pytest

from assistant.types import Filters, Paper
from vectorstore.catalog import Catalog


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A catalog from before venues had an index."""
    file = tmp_path / "catalog.sqlite3"
    catalog = Catalog(file)
    catalog.put([Paper("a", "On trees", "They grow.", venue="Trees"), Paper("b", "B", "Seas.")])
    catalog.close()
    with sqlite3.connect(file) as connection:
        connection.execute("DROP INDEX papers_venue")
    return file


def indexes(file: Path) -> set[str]:
    with sqlite3.connect(file) as connection:
        rows = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index'")
        return {row[0] for row in rows}


def test_a_missing_index_is_made_when_the_catalog_is_opened(old: Path):
    assert "papers_venue" not in indexes(old)
    assert Catalog(old).count(Filters(venues=("Trees",))) == 1
    assert "papers_venue" in indexes(old)


def test_a_catalog_that_another_process_writes_to_is_opened_without(old: Path):
    writer = sqlite3.connect(old, isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    assert Catalog(old).count(Filters(venues=("Trees",))) == 1
    writer.execute("ROLLBACK")
    assert "papers_venue" not in indexes(old)
    Catalog(old)
    assert "papers_venue" in indexes(old)


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is forbidden to root")
def test_a_catalog_that_may_not_be_written_is_read_without(old: Path):
    old.chmod(0o444)
    assert Catalog(old).count(Filters(venues=("Trees",))) == 1


def test_a_venue_and_ids_together_leave_those_with_both(old: Path):
    catalog = Catalog(old)
    assert catalog.passing(Filters(venues=("Trees",), paper_ids=("a", "b"))) == {"a"}
    assert catalog.passing(Filters(paper_ids=("a", "b"))) == {"a", "b"}
