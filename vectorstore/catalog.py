"""The truth about a collection: a SQLite file with every paper, its text search and its state.

No SQL stands outside this file.  A paper is *pending* while the vectors for its present text have
not been stored; ``embedded_hash`` remembers the text that they were made of.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import threading
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreError
from assistant.text import STOPWORDS, fold, plain, words
from assistant.types import EVERYTHING, Filters, Paper

SCHEMA_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS papers (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, abstract TEXT NOT NULL,
    authors TEXT NOT NULL, venue TEXT, year INTEGER, url TEXT, pdf TEXT, text_kind TEXT NOT NULL,
    source TEXT NOT NULL, record_hash TEXT NOT NULL, text_hash TEXT NOT NULL, embedded_hash TEXT);
CREATE INDEX IF NOT EXISTS papers_pending ON papers (key) WHERE embedded_hash IS NOT text_hash;
CREATE INDEX IF NOT EXISTS papers_year ON papers (year);
CREATE TABLE IF NOT EXISTS authors (
    key INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    PRIMARY KEY (key, position)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS authors_folded ON authors (folded);
CREATE VIRTUAL TABLE IF NOT EXISTS papers_text USING fts5 (
    title, abstract, authors, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE IF NOT EXISTS papers_stems USING fts5vocab (papers_text, 'row');
"""
_FIELDS = "id, title, abstract, authors, venue, year, url, pdf, text_kind, source"
_TITLE_WEIGHT, _ABSTRACT_WEIGHT, _AUTHOR_WEIGHT = 2.0, 1.0, 1.0


def record_hash(paper: Paper) -> str:
    """A hash of everything that a reader sees; where it came from does not count."""
    fields = (paper.id, paper.title, paper.abstract, paper.authors, paper.venue, paper.year)
    return _hash(*map(repr, (*fields, paper.url, paper.pdf, paper.text_kind)))


def text_hash(paper: Paper) -> str:
    """A hash of what the index holds of a paper: its text and the fields that it filters by."""
    return _hash(paper.title, paper.abstract, repr((paper.venue, paper.year)))


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:24]


class Catalog:
    """A collection's papers in one SQLite file; safe to share between threads.

    Args:
        path: The file; made with its folder when missing.

    Raises:
        StoreError: The file cannot be made, opened or read as a catalog.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            with self._write() as connection:
                connection.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            message = f"The collection folder {path.parent} cannot be used: {error}."
            hint = "Choose another with --store DIR, or mend its permissions."
            raise StoreError(message, hint) from error

    # -- writing ---------------------------------------------------------------------------------

    def put(self, papers: Sequence[Paper]) -> Counter[str]:
        """Store papers in one transaction; an id that is there already is replaced.

        Returns:
            How many were ``added``, ``updated`` (something differs) and ``unchanged``.
        """
        counts: Counter[str] = Counter()
        with self._write() as connection:
            for paper in papers:
                counts[_put(connection, paper)] += 1
        return counts

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Take papers out; the ids that were there come back."""
        gone = []
        with self._write() as connection:
            for paper_id in ids:
                row = connection.execute("SELECT key FROM papers WHERE id = ?", (paper_id,))
                if found := row.fetchone():
                    _delete_parts(connection, found[0])
                    connection.execute("DELETE FROM papers WHERE key = ?", found)
                    gone.append(paper_id)
        return gone

    def mark_indexed(self, papers: Iterable[Paper]) -> None:
        """Record that the vectors for these papers' present text are stored."""
        with self._write() as connection:
            connection.executemany(
                "UPDATE papers SET embedded_hash = text_hash WHERE id = ? AND text_hash = ?",
                [(paper.id, text_hash(paper)) for paper in papers],
            )

    def mark_all_pending(self) -> None:
        """Forget all vectors, so that the next indexing makes every one again."""
        with self._write() as connection:
            connection.execute("UPDATE papers SET embedded_hash = NULL")

    def set_meta(self, name: str, value: str) -> None:
        """Remember a fact about the collection, such as its embedding model."""
        with self._write() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    # -- reading ---------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """A fact stored by ``set_meta``, or None."""
        row = self._read("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def count(self, filters: Filters = EVERYTHING) -> int:
        """How many papers pass the filters."""
        where, values = _where(filters)
        return int(self._read(f"SELECT count(*) FROM papers WHERE {where}", values).fetchone()[0])

    def count_pending(self) -> int:
        """How many papers still lack the vectors of their present text."""
        sql = "SELECT count(*) FROM papers WHERE embedded_hash IS NOT text_hash"
        return int(self._read(sql).fetchone()[0])

    def pending(self, limit: int) -> list[Paper]:
        """Papers without vectors, shortest text first so that a batch is of one length."""
        sql = (
            f"SELECT {_FIELDS} FROM papers WHERE embedded_hash IS NOT text_hash "
            "ORDER BY length(title) + length(abstract), key LIMIT ?"
        )
        return [_paper(row) for row in self._read(sql, (limit,))]

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, in the order asked for; unknown ids are left out."""
        found: dict[str, Paper] = {}
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            marks = ",".join("?" * len(part))
            for row in self._read(f"SELECT {_FIELDS} FROM papers WHERE id IN ({marks})", part):
                found[row[0]] = _paper(row)
        return [found[i] for i in ids if i in found]

    def papers(
        self, filters: Filters = EVERYTHING, limit: int = -1, offset: int = 0
    ) -> Iterator[Paper]:
        """Papers that pass the filters, in the order they came in."""
        where, values = _where(filters)
        sql = f"SELECT {_FIELDS} FROM papers WHERE {where} ORDER BY key LIMIT ? OFFSET ?"
        for row in self._read(sql, [*values, limit, offset]):
            yield _paper(row)

    def titles(self) -> Iterator[tuple[str, str]]:
        """``(id, title)`` of every paper."""
        yield from self._read("SELECT id, title FROM papers ORDER BY key")

    def author_counts(self) -> list[tuple[str, int]]:
        """Every author with the number of papers, most first, spelled as in the latest paper."""
        sql = (
            "SELECT name, count(DISTINCT key) FROM authors GROUP BY folded "
            "ORDER BY count(DISTINCT key) DESC, folded"
        )
        return list(self._read(sql))

    def venues(self) -> list[str]:
        """Every venue once."""
        sql = "SELECT DISTINCT venue FROM papers WHERE venue IS NOT NULL ORDER BY venue"
        return [row[0] for row in self._read(sql)]

    def search_text(
        self, query: str, limit: int, filters: Filters = EVERYTHING, titles_only: bool = False
    ) -> list[tuple[str, float]]:
        """``(id, BM25 score)`` of the papers that share words with the query, best first."""
        terms = _match_terms(query)
        if not terms:
            return []
        where, values = _where(filters)
        rank = f"bm25(papers_text, {_TITLE_WEIGHT}, {_ABSTRACT_WEIGHT}, {_AUTHOR_WEIGHT})"
        sql = (
            f"SELECT id, -{rank} AS score FROM papers_text JOIN papers ON key = papers_text.rowid "
            f"WHERE papers_text MATCH ? AND {where} ORDER BY score DESC, id LIMIT ?"
        )
        match = " OR ".join(f'"{term}"' for term in terms)
        if titles_only:
            match = f"title : ({match})"
        return [(row[0], float(row[1])) for row in self._read(sql, [match, *values, limit])]

    def search_phrase(self, phrase: str, limit: int) -> list[str]:
        """Ids of papers whose title or abstract holds these words in a row, in order of coming."""
        terms = words(phrase)
        if not terms:
            return []
        sql = (
            "SELECT id FROM papers_text JOIN papers ON key = papers_text.rowid "
            "WHERE papers_text MATCH ? ORDER BY key LIMIT ?"
        )
        match = f'{{title abstract}} : "{" ".join(terms)}"'
        return [row[0] for row in self._read(sql, (match, limit))]

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """How many papers hold each stem (Porter's, as ``assistant.text.stem`` gives)."""
        marks = ",".join("?" * len(stems))
        sql = f"SELECT term, doc FROM papers_stems WHERE term IN ({marks})"
        found = dict(self._read(sql, list(stems)))
        return {stem: int(found.get(stem, 0)) for stem in stems}

    def close(self) -> None:
        """Close this thread's connection."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            self._local.connection = None

    # -- the file --------------------------------------------------------------------------------

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=30)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            self._local.connection = connection
        return connection

    def _read(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        try:
            return self._connection().execute(sql, values)
        except sqlite3.Error as error:
            message = f"The catalog {self._path} cannot be read: {error}."
            raise StoreError(message, "Run: paper-assistant doctor") from error

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        connection = self._connection()
        try:
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
        except sqlite3.Error as error:
            message = f"The catalog {self._path} cannot be written: {error}."
            raise StoreError(
                message, "Check free space and permissions, then run it again."
            ) from error


def _put(connection: sqlite3.Connection, paper: Paper) -> str:
    row = connection.execute(
        "SELECT key, record_hash FROM papers WHERE id = ?", (paper.id,)
    ).fetchone()
    new_hash = record_hash(paper)
    if row and row[1] == new_hash:
        return "unchanged"
    values = (
        paper.title, paper.abstract, json.dumps(paper.authors, ensure_ascii=False), paper.venue,
        paper.year, paper.url, paper.pdf, paper.text_kind, paper.source, new_hash,
        text_hash(paper), paper.id,
    )  # fmt: skip
    if row:
        connection.execute(
            "UPDATE papers SET title=?, abstract=?, authors=?, venue=?, year=?, url=?, pdf=?, "
            "text_kind=?, source=?, record_hash=?, text_hash=? WHERE id=?",
            values,
        )
        key = row[0]
        _delete_parts(connection, key)
    else:
        key = connection.execute(
            "INSERT INTO papers (title, abstract, authors, venue, year, url, pdf, text_kind, "
            "source, record_hash, text_hash, id) VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
            values,
        ).lastrowid
    connection.execute(
        "INSERT INTO papers_text (rowid, title, abstract, authors) VALUES (?,?,?,?)",
        (key, plain(paper.title), plain(paper.abstract), " ; ".join(paper.authors)),
    )
    connection.executemany(
        "INSERT INTO authors VALUES (?,?,?,?)",
        [(key, i, name, fold(name)) for i, name in enumerate(paper.authors)],
    )
    return "updated" if row else "added"


def _delete_parts(connection: sqlite3.Connection, key: int) -> None:
    connection.execute("DELETE FROM papers_text WHERE rowid = ?", (key,))
    connection.execute("DELETE FROM authors WHERE key = ?", (key,))


def _paper(row: Sequence[object]) -> Paper:
    fields = dict(zip(_FIELDS.split(", "), row, strict=True))
    fields["authors"] = tuple(json.loads(str(fields["authors"])))
    return Paper(**fields)  # type: ignore[arg-type]


def _where(filters: Filters) -> tuple[str, list[object]]:
    """A condition over ``papers`` and its values; authors and venues match any one given."""
    conditions, values = ["1"], list[object]()
    if filters.year_from is not None:
        conditions.append("year >= ?")
        values.append(filters.year_from)
    if filters.year_to is not None:
        conditions.append("year <= ?")
        values.append(filters.year_to)
    for column, wanted in (("venue", filters.venues), ("id", filters.paper_ids)):
        if wanted:
            conditions.append(f"{column} IN ({','.join('?' * len(wanted))})")
            values.extend(wanted)
    for name in filters.authors:
        conditions.append("key IN (SELECT key FROM authors WHERE folded = ?)")
        values.append(fold(name))
    for name in filters.without_authors:
        conditions.append("key NOT IN (SELECT key FROM authors WHERE folded = ?)")
        values.append(fold(name))
    return " AND ".join(conditions), values


def _match_terms(query: str) -> list[str]:
    """The words to search for: all but the very common, or all where nothing else is left."""
    every = list(dict.fromkeys(words(query)))
    return [w for w in every if w not in STOPWORDS] or every
