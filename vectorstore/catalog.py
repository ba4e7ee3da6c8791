"""The truth about a collection: every paper, its text search and its state, in a database.

A paper is *pending* while the vectors for its present text have not been stored;
``embedded_hash`` remembers the text that they were made of.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from assistant.protocols import PaperOrder
from assistant.types import EVERYTHING, Filters, Paper
from assistant.wording.text import stem, words
from vectorstore import storing
from vectorstore.bm25 import Statistics, frugal
from vectorstore.conditions import match_terms, where
from vectorstore.databases import Database
from vectorstore.databases.sqlite import SqliteDatabase
from vectorstore.entry import Entry
from vectorstore.origins import Origins
from vectorstore.schema import BY_TITLE, FIELDS, paper_of, text_hash

_ORDERS: Mapping[PaperOrder, str] = {
    "added": "key",
    "newest": "year IS NULL, year DESC, key",
    "oldest": "year IS NULL, year, key",
    "title": f"{BY_TITLE}, key",
}
_ALL = 2**62  # a limit that is none; SQLite and PostgreSQL write that differently


class Catalog(Origins):
    """A collection's papers; safe to share between threads.

    Args:
        where: A SQLite file, made with its folder when missing, or another database.

    Raises:
        StoreError: The file cannot be made, opened or read as a catalog.
    """

    def __init__(self, where: Path | Database) -> None:
        super().__init__(SqliteDatabase(where) if isinstance(where, Path) else where)
        self._write = self.database.writing

    def check(self) -> list[str]:
        """What is wrong with the tables; nothing where they are whole."""
        return self.database.check()

    def close(self) -> None:
        """Let go of what this thread holds; used again, it is opened again."""
        self.database.close()

    # -- writing ---------------------------------------------------------------------------------

    def put(self, papers: Sequence[Paper | Entry]) -> Counter[str]:
        """Store records in one transaction; see ``vectorstore.storing``.

        Returns:
            How many were ``added``, ``updated`` (something differs), ``unchanged`` and ``merged``
            (another record of a paper that is there under another id).
        """
        counts: Counter[str] = Counter()
        with self._write() as connection:
            for paper in papers:
                entry = Entry(paper) if isinstance(paper, Paper) else paper
                counts[storing.store(connection, self.database.text, entry)] += 1
        return counts

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Take papers out of every table; the ids that were there come back."""
        gone = []
        with self._write() as connection:
            for paper_id in ids:
                key = storing.find_key(connection, paper_id)
                if key is not None:
                    gone.append(storing.read(connection, key).id)
                    storing.remove(connection, self.database.text, key)
        return gone

    def mark_indexed(
        self, papers: Iterable[Paper], passages: Mapping[str, int] | None = None
    ) -> None:
        """Record that the vectors for these papers' present text are stored, and how many."""
        numbers = passages or {}
        with self._write() as connection:
            connection.executemany(
                "UPDATE papers SET embedded_hash = text_hash, passages = ? "
                "WHERE id = ? AND text_hash = ?",
                [(numbers.get(paper.id, 1), paper.id, text_hash(paper)) for paper in papers],
            )

    def mark_pending(self, ids: Iterable[str]) -> None:
        """Forget these papers' vectors, so that the next indexing makes them again."""
        with self._write() as connection:
            connection.executemany(
                "UPDATE papers SET embedded_hash = NULL WHERE id = ?", [(i,) for i in ids]
            )

    def mark_all_pending(self) -> None:
        """Forget all vectors, so that the next indexing makes every one again."""
        with self._write() as connection:
            connection.execute("UPDATE papers SET embedded_hash = NULL")

    def set_meta(self, name: str, value: str) -> None:
        """Remember a fact about the collection, such as its embedding model."""
        with self._write() as connection:
            connection.execute(
                "INSERT INTO meta VALUES (?, ?) "
                "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                (name, value),
            )

    def rebuild_search(self) -> None:
        """Make the text search again from the papers."""
        with self._write() as connection:
            storing.rebuild_search(connection, self.database.text)

    # -- reading ---------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """A fact stored by ``set_meta``, or None."""
        rows = self._read("SELECT value FROM meta WHERE name = ?", (name,))
        return rows[0][0] if rows else None

    def count(self, filters: Filters = EVERYTHING) -> int:
        """How many papers pass the filters."""
        condition, values = where(filters)
        some = f"SELECT count(*) FROM papers WHERE {condition}"
        return int(self._read(some if filters else self.database.dialect.count, values)[0][0])

    def passing(self, filters: Filters) -> set[str]:
        """Ids of the papers that pass the filters."""
        condition, values = where(filters)
        return {row[0] for row in self._read(f"SELECT id FROM papers WHERE {condition}", values)}

    def state(self) -> str:
        """A hash of which papers are there and which text their vectors are of."""
        digest = hashlib.sha256()
        rows = self.database.stream("SELECT id, embedded_hash FROM papers ORDER BY key")
        for paper_id, text in rows:
            digest.update(f"{paper_id}\x1f{text}\n".encode())
        return digest.hexdigest()[:24]

    def count_pending(self) -> int:
        """How many papers still lack the vectors of their present text."""
        condition = self.database.dialect.pending
        return int(self._read(f"SELECT count(*) FROM papers WHERE {condition}")[0][0])

    def pending(self, limit: int, after: Paper | None = None) -> list[Paper]:
        """Papers without vectors, the longest first so that a batch is of one length.

        Args:
            limit: How many at most.
            after: The last paper of the batch before; None begins.
        """
        condition, values = "", tuple[object, ...]()
        if after is not None:
            condition = "AND (size, key) < (?, (SELECT key FROM papers WHERE id = ?)) "
            values = (len(after.title) + len(after.abstract), after.id)
        sql = (
            f"SELECT {FIELDS} FROM papers WHERE {self.database.dialect.pending} "
            f"{condition}ORDER BY size DESC, key DESC LIMIT ?"
        )
        return [paper_of(row) for row in self._read(sql, (*values, limit))]

    def indexed(self) -> Iterator[tuple[str, str, int]]:
        """``(id, text hash, number of passages)`` of every paper whose vectors are stored."""
        sql = "SELECT id, text_hash, passages FROM papers WHERE "
        for row in self.database.stream(sql + self.database.dialect.indexed):
            yield row[0], row[1], row[2]

    def count_passages(self) -> int:
        """How many vectors the index should hold when no paper is pending."""
        sql = "SELECT coalesce(sum(passages), 0) FROM papers WHERE "
        return int(self._read(sql + self.database.dialect.indexed)[0][0])

    def get(self, ids: Sequence[str]) -> list[Paper]:
        """The papers with these ids, in the order asked for; unknown ids are left out."""
        found: dict[str, Paper] = {}
        for start in range(0, len(ids), 500):
            part = list(ids[start : start + 500])
            marks = ",".join("?" * len(part))
            rows = self._read(f"SELECT {FIELDS} FROM papers WHERE id IN ({marks})", part)
            found |= {row[0]: paper_of(row) for row in rows}
        if others := [i for i in ids if i not in found]:
            with self.database.reading() as connection:
                for name in others:
                    key = storing.find_key(connection, name)
                    if key is not None:
                        found[name] = storing.read(connection, key)
        return [found[i] for i in ids if i in found]

    def check_search(self) -> list[str]:
        """What is wrong with the text search; nothing where it agrees with the papers."""
        every = "SELECT (SELECT count(*) FROM papers_text), (SELECT count(*) FROM papers)"
        differ = {*self._read(every)[0]} != {self.count()}
        return ["the text search holds another number of papers than the catalog"] * differ

    def papers(
        self,
        filters: Filters = EVERYTHING,
        limit: int = -1,
        offset: int = 0,
        order: PaperOrder = "added",
    ) -> Iterator[Paper]:
        """Papers that pass the filters, in the order they came in or in the one asked for."""
        condition, values = where(filters)
        by = _ORDERS[order]
        sql = f"FROM papers WHERE {condition} ORDER BY {by} LIMIT ? OFFSET ?"
        if limit >= 0:  # sorting keys alone is many times as fast as sorting whole records
            sql = f"FROM papers WHERE key IN (SELECT key {sql}) ORDER BY {by}"
        values += [limit if limit >= 0 else _ALL, offset]
        rows = self.database.read if limit >= 0 else self.database.stream
        yield from map(paper_of, rows(f"SELECT {FIELDS} {sql}", values))

    def titles(self) -> Iterator[tuple[str, str]]:
        """``(id, title)`` of every paper."""
        for row in self.database.stream("SELECT id, title FROM papers ORDER BY key"):
            yield row[0], row[1]

    def author_counts(self) -> list[tuple[str, int]]:
        """Every author with the number of papers, most first, spelled as in the latest paper."""
        sql = (
            f"SELECT {self.database.dialect.latest_name}, count(DISTINCT key) FROM authors "
            "GROUP BY folded ORDER BY count(DISTINCT key) DESC, folded"
        )
        return [(row[0], row[1]) for row in self._read(sql)]

    def venues(self) -> list[str]:
        """Every venue once."""
        sql = "SELECT DISTINCT venue FROM papers WHERE venue IS NOT NULL ORDER BY venue"
        return [row[0] for row in self._read(sql)]

    def search_text(
        self, query: str, limit: int, filters: Filters = EVERYTHING, titles_only: bool = False
    ) -> list[tuple[str, float]]:
        """``(id, BM25 score)`` of the papers that share words with the query, best first.

        In a large collection only its rarer words are looked for; see ``vectorstore.bm25``.
        """
        terms = match_terms(query)
        if not titles_only:
            holding = self.document_frequencies([stem(term) for term in terms])
            terms = frugal([(term, holding[stem(term)]) for term in terms])
        if not terms:
            return []
        allowed, values = where(filters) if filters else ("", [])
        return self.database.text.best(terms, limit, titles_only, allowed, values)

    def statistics(self, query: str) -> Statistics:
        """What BM25 needs to know of the collection to score papers for a query."""
        holding = self.document_frequencies([stem(term) for term in match_terms(query)])
        return self.database.text.statistics(holding)

    def search_phrase(self, phrase: str, limit: int) -> list[str]:
        """Ids of papers whose title or abstract holds these words in a row, in order of coming."""
        terms = words(phrase)
        return self.database.text.phrase(terms, limit) if terms else []

    def document_frequencies(self, stems: Sequence[str]) -> dict[str, int]:
        """How many papers hold each stem (Porter's, as ``assistant.wording.text.stem`` gives)."""
        found = self.database.text.holding(stems)
        return {stem: found.get(stem, 0) for stem in stems}
