"""The text search of a SQLite catalog: FTS5, which stems, ranks by BM25 and finds phrases."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.types import Paper
from assistant.wording.text import plain
from vectorstore.bm25 import ABSTRACT_WEIGHT, AUTHOR_WEIGHT, TITLE_WEIGHT, Statistics
from vectorstore.databases import Connection, Row
from vectorstore.schema import TEXT_TABLES, varints

if TYPE_CHECKING:
    from vectorstore.databases.sqlite import SqliteDatabase

_REMEMBERED = 20_000
_RANK = f"bm25(papers_text, {TITLE_WEIGHT}, {ABSTRACT_WEIGHT}, {AUTHOR_WEIGHT})"


class Fts5:
    """SQLite's full-text table; see ``TextSearch``."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database
        self._local = threading.local()

    def add(self, connection: Connection, key: int, paper: Paper) -> None:
        """Let a paper be found; see ``TextSearch``."""
        connection.execute(
            "INSERT INTO papers_text (rowid, title, abstract, authors) VALUES (?,?,?,?)",
            (key, plain(paper.title), plain(paper.abstract), " ; ".join(paper.authors)),
        )

    def remove(self, connection: Connection, key: int) -> None:
        """Let a paper no longer be found."""
        connection.execute("DELETE FROM papers_text WHERE rowid = ?", (key,))

    def clear(self, connection: Connection) -> None:
        """Make the tables anew, empty."""
        connection.execute("DROP TABLE papers_stems")
        connection.execute("DROP TABLE papers_text")
        for table in TEXT_TABLES.split(";")[:2]:
            connection.execute(table)

    def best(
        self, terms: Sequence[str], limit: int, titles_only: bool, allowed: str, values: Row
    ) -> list[tuple[str, float]]:
        """Papers by BM25; see ``TextSearch``."""
        match = " OR ".join(f'"{term}"' for term in terms)
        if titles_only:
            match = f"title : ({match})"
        # The plus keeps SQLite from running the match once for each paper that passes.
        among = f"AND +rowid IN (SELECT key FROM papers WHERE {allowed})" if allowed else ""
        sql = (
            f"SELECT id, score FROM (SELECT rowid AS found, -{_RANK} AS score FROM papers_text "
            f"WHERE papers_text MATCH ? {among} ORDER BY score DESC, found LIMIT ?) "
            "JOIN papers ON key = found ORDER BY score DESC, id"
        )
        rows = self._database.read(sql, [match, *values, limit])
        return [(row[0], float(row[1])) for row in rows]

    def phrase(self, terms: Sequence[str], limit: int) -> list[str]:
        """Papers with these words in a row; see ``TextSearch``."""
        # Limited before papers are joined, SQLite stops at the last one asked for.
        sql = (
            "SELECT id FROM (SELECT rowid AS found FROM papers_text WHERE papers_text MATCH ? "
            "ORDER BY rowid LIMIT ?) JOIN papers ON key = found ORDER BY key"
        )
        match = f'{{title abstract}} : "{" ".join(terms)}"'
        return [row[0] for row in self._database.read(sql, (match, limit))]

    def holding(self, stems: Sequence[str]) -> Mapping[str, int]:
        """How many papers hold each stem; remembered by each thread until something is written.

        A search asks three times for the same stems, and SQLite counts the papers each time.
        """
        state, local = self._database.state(), self._local
        if getattr(local, "state", None) != state or len(local.known) > _REMEMBERED:
            local.state, local.known = state, dict[str, int]()
        known: dict[str, int] = local.known
        if unknown := [stem for stem in dict.fromkeys(stems) if stem not in known]:
            marks = ",".join("?" * len(unknown))
            sql = f"SELECT term, doc FROM papers_stems WHERE term IN ({marks})"
            known |= dict.fromkeys(unknown, 0)
            known |= {row[0]: int(row[1]) for row in self._database.read(sql, unknown)}
        return {stem: known[stem] for stem in stems if known[stem]}

    def statistics(self, holding: Mapping[str, int]) -> Statistics:
        """How many papers there are and how long, from the table's own record of it."""
        rows = self._database.read("SELECT block FROM papers_text_data WHERE id = 1")
        papers, *lengths = varints(rows[0][0]) if rows and rows[0][0] else (0, 0)
        return Statistics(papers, sum(lengths) / max(1, papers), holding)
