"""The catalog's tables, and the hashes by which it knows what has changed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from assistant.types import Paper

SCHEMA_VERSION = 2
TEXT_TABLES = """CREATE VIRTUAL TABLE IF NOT EXISTS papers_text USING fts5 (
    title, abstract, authors, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS papers_stems USING fts5vocab (papers_text, 'row');
"""
TABLES = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, abstract TEXT NOT NULL,
    authors TEXT NOT NULL, venue TEXT, year INTEGER, url TEXT, pdf TEXT, text_kind TEXT NOT NULL,
    source TEXT NOT NULL, original TEXT, text_hash TEXT NOT NULL, embedded_hash TEXT,
    passages INTEGER NOT NULL DEFAULT 0, size INTEGER NOT NULL, content_key TEXT NOT NULL,
    title_key TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS papers_pending ON papers (size, key)
    WHERE embedded_hash IS NOT text_hash;
CREATE INDEX IF NOT EXISTS papers_year ON papers (year);
CREATE INDEX IF NOT EXISTS papers_venue ON papers (venue);
CREATE INDEX IF NOT EXISTS papers_content ON papers (content_key);
CREATE INDEX IF NOT EXISTS papers_title ON papers (title_key);
CREATE TABLE IF NOT EXISTS authors (
    key INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (key, position)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS authors_folded ON authors (folded);
CREATE TABLE IF NOT EXISTS records (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL, origin TEXT NOT NULL, key INTEGER NOT NULL,
    hash TEXT NOT NULL, fields TEXT, UNIQUE (id, origin));
CREATE INDEX IF NOT EXISTS records_key ON records (key);
CREATE TABLE IF NOT EXISTS names (
    name TEXT PRIMARY KEY, key INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS names_key ON names (key);
CREATE TABLE IF NOT EXISTS history (
    key INTEGER NOT NULL, title TEXT NOT NULL, abstract TEXT NOT NULL, replaced TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS history_key ON history (key);
"""
TABLES += TEXT_TABLES
FIELDS = "id, title, abstract, authors, venue, year, url, pdf, text_kind, source"


def paper_of(row: Sequence[Any]) -> Paper:
    """The paper of a row of ``FIELDS``."""
    fields = dict(zip(FIELDS.split(", "), row, strict=True))
    fields["authors"] = tuple(json.loads(str(fields["authors"])))
    return Paper(**fields)


def record_hash(paper: Paper) -> str:
    """A hash of everything that a reader sees; where it came from does not count."""
    fields = (paper.id, paper.title, paper.abstract, paper.authors, paper.venue, paper.year)
    return _hash(*map(repr, (*fields, paper.url, paper.pdf, paper.text_kind)))


def text_hash(paper: Paper) -> str:
    """A hash of what the index holds of a paper: its text and the fields that it filters by."""
    return _hash(paper.title, paper.abstract, repr((paper.venue, paper.year)))


def varints(block: bytes) -> list[int]:
    """The whole numbers of an FTS5 record, seven bits a byte, the high bit on all but the last.

    The record with id 1 of a full-text table's data holds the number of rows, then the number of
    words in each column; see the description of the format in SQLite's FTS5 documentation.
    """
    numbers, value = list[int](), 0
    for byte in block:
        value = value << 7 | byte & 127
        if byte < 128:
            numbers.append(value)
            value = 0
    return numbers


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]
