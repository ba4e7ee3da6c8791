"""Texts that look like SQL or full-text syntax are texts, in SQLite and in PostgreSQL."""

from __future__ import annotations

import pytest

from assistant.types import Filters, Paper
from vectorstore.catalog import Catalog

HOSTILE = [
    "'; DROP TABLE papers; --",
    "' OR '1'='1",
    "title:kites OR bees",
    "kites NEAR/1 bees",
    "NOT kites",
    "kit*",
    '"kites" AND "bees"',
    "^kites",
    "{title abstract}: kites",
    "kites & !bees | (rain:*)",
    "\\'; SELECT pg_sleep(9); --",
    "%_%",
    "(" * 300,
    '"' * 301,
]


@pytest.fixture
def filled(catalog: Catalog) -> Catalog:
    catalog.put(
        [
            Paper("1", "Kites that measure wind", "Kites fly above trees.", ("Ann One",), "A"),
            Paper("2", "Bees counted by sound", "Bees are loud.", ("Bo Two",), "B"),
        ]
    )
    return catalog


@pytest.mark.parametrize("text", HOSTILE)
def test_what_looks_like_sql_or_full_text_syntax_is_a_text(filled: Catalog, text: str):
    filled.search_text(text, 5)
    filled.statistics(text)
    assert filled.search_phrase(text, 5) in ([], ["1"], ["2"])
    assert filled.get([text]) == []
    assert filled.delete([text]) == []
    for filters in (Filters(authors=(text,)), Filters(venues=(text,))):
        assert list(filled.papers(filters)) == []
        assert filled.count(filters) == 0
    filled.set_meta("note", text)
    assert filled.meta("note") == text
    filled.put([Paper(text, text, "An abstract of words.", (text,), text)])
    assert filled.get([text])[0].title
    assert filled.count() == 3
    assert filled.check() == []


def test_operators_are_words_like_others(filled: Catalog):
    # As an operator, NOT would leave the other paper, and a prefix both of them.
    assert [paper for paper, _ in filled.search_text("NOT kites", 5)] == ["1"]
    assert list(filled.search_text("kit*", 5)) == []
    assert [paper for paper, _ in filled.search_text("title:kites", 5)] == ["1"]
