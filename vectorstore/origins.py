"""Where the papers of a catalog came from: their records, other ids, earlier texts, originals."""

from __future__ import annotations

import json

from vectorstore.databases import Database


class Origins:
    """What the catalog remembers of a paper beside what a reader sees.

    Args:
        database: Where the catalog's tables are.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._read = database.read

    def sources(self, paper_id: str) -> list[tuple[str, str]]:
        """``(file or fetcher, id there)`` of every record that the paper was read from."""
        sql = (
            "SELECT origin, records.id FROM records JOIN papers USING (key) "
            "WHERE papers.id = ? ORDER BY number"
        )
        return [(row[0], row[1]) for row in self._read(sql, (paper_id,))]

    def other_ids(self, paper_id: str) -> list[str]:
        """Other ids and lasting names that the paper is known by."""
        sql = (
            "SELECT name FROM names JOIN papers USING (key) WHERE papers.id = ? UNION "
            "SELECT records.id FROM records JOIN papers USING (key) "
            "WHERE papers.id = ? AND records.id <> ? ORDER BY 1"
        )
        return [row[0] for row in self._read(sql, (paper_id,) * 3)]

    def history(self, paper_id: str) -> list[tuple[str, str, str]]:
        """``(title, abstract, when it was replaced)`` of every earlier text, the oldest first."""
        sql = (
            "SELECT history.title, history.abstract, replaced FROM history "
            "JOIN papers USING (key) WHERE id = ? ORDER BY history.rowid"
        )
        return [(row[0], row[1], row[2]) for row in self._read(sql, (paper_id,))]

    def original(self, paper_id: str) -> tuple[str, str] | None:
        """Title and abstract as the file had them; None for an unknown id."""
        sql = "SELECT original, title, abstract FROM papers WHERE id = ?"
        rows = self._read(sql, (paper_id,))
        if not rows:
            return None
        title, abstract = json.loads(rows[0][0]) if rows[0][0] else rows[0][1:]
        return str(title), str(abstract)
