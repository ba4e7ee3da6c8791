"""The text search of a PostgreSQL catalog: an inverted index in a table, scored by exact BM25.

PostgreSQL's own ranking (``ts_rank``) knows no rarity of words and its dictionaries have other
stems.  Here stems, document frequencies and scores are those of SQLite's text search, with which
evidence and gate were fitted: a row for each stem of each paper says how often it stands there, and
an index that holds all of the row gives what a query needs without touching the table.  Words in a
row are found by a ``tsvector`` of the same stems.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from assistant.types import Paper
from assistant.wording.text import stem, words
from vectorstore.bm25 import ABSTRACT_WEIGHT, AUTHOR_WEIGHT, K1, TITLE_WEIGHT, B, Statistics
from vectorstore.databases import Connection, Row

if TYPE_CHECKING:
    from vectorstore.databases.postgres import Marked, PostgresDatabase

_MOST_WORDS = 16_000
"""Words of a paper that are searched; a ``tsvector`` holds a megabyte and counts to 16,383."""
_LONGEST = 50
_GAP = 10
"""Positions between title, abstract and authors, so that no phrase reaches across."""
_AT_ONCE = 1_000

TABLES = """
CREATE TABLE papers_stems (
    number INTEGER GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    term TEXT COLLATE "C" NOT NULL UNIQUE, doc INTEGER NOT NULL);
CREATE TABLE papers_held (
    stem INTEGER NOT NULL, paper INTEGER NOT NULL, weight SMALLINT NOT NULL,
    title SMALLINT NOT NULL, words SMALLINT NOT NULL,
    PRIMARY KEY (stem, paper) INCLUDE (weight, title, words));
CREATE TABLE papers_text (
    rowid INTEGER PRIMARY KEY, words SMALLINT NOT NULL, document tsvector NOT NULL);
CREATE INDEX papers_text_document ON papers_text USING gin (document);
CREATE TABLE papers_words (papers BIGINT NOT NULL, words BIGINT NOT NULL);
INSERT INTO papers_words VALUES (0, 0);
"""


class Postings:
    """Papers by their stems, in tables of our own; see ``TextSearch``."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def add(self, connection: Connection, key: int, paper: Paper) -> None:
        """Let a paper be found once the transaction ends: many at once are many times faster."""
        added = cast("Marked", connection).added
        added[key] = paper
        if len(added) >= _AT_ONCE:
            self.settle(cast("Marked", connection))

    def settle(self, connection: Marked) -> None:
        """Store what was added since."""
        read = {key: _Read.of(paper) for key, paper in connection.added.items()}
        connection.added.clear()
        if not read:
            return
        holding = Counter(name for one in read.values() for name in one.weights)
        numbers = dict(
            connection.execute(
                "INSERT INTO papers_stems (term, doc) SELECT * FROM unnest(?::text[], ?::int[]) "
                "ON CONFLICT (term) DO UPDATE SET doc = papers_stems.doc + excluded.doc "
                "RETURNING term, number",
                (list(holding), list(holding.values())),
            ).fetchall()
        )
        held = sorted(
            (numbers[name], key, weight, one.titles.get(name, 0), one.length)
            for key, one in read.items()
            for name, weight in one.weights.items()
        )
        connection.copy("papers_held", held)
        texts = [(key, one.length, one.document) for key, one in read.items()]
        connection.copy("papers_text", texts)
        length = sum(one.length for one in read.values())
        connection.execute(
            "UPDATE papers_words SET papers = papers + ?, words = words + ?", (len(read), length)
        )

    def remove(self, connection: Connection, key: int) -> None:
        """Let a paper no longer be found."""
        if cast("Marked", connection).added.pop(key, None) is not None:
            return
        gone = connection.execute(
            "DELETE FROM papers_text WHERE rowid = ? RETURNING words, tsvector_to_array(document)",
            (key,),
        ).fetchone()
        if gone is None:
            return
        length, stems = gone
        connection.execute(
            "WITH gone AS (UPDATE papers_stems SET doc = doc - 1 WHERE term = ANY(?) "
            "RETURNING number) "
            "DELETE FROM papers_held WHERE paper = ? AND stem IN (SELECT number FROM gone)",
            (stems, key),
        )
        connection.execute(
            "UPDATE papers_words SET papers = papers - 1, words = words - ?", (length,)
        )

    def clear(self, connection: Connection) -> None:
        """Let no paper be found."""
        cast("Marked", connection).added.clear()
        for table in ("papers_text", "papers_held", "papers_stems"):
            connection.execute(f"DELETE FROM {table}")
        connection.execute("UPDATE papers_words SET papers = 0, words = 0")

    def best(
        self, terms: Sequence[str], limit: int, titles_only: bool, allowed: str, values: Row
    ) -> list[tuple[str, float]]:
        """Papers by BM25; see ``TextSearch``."""
        known = self._known([_lexeme(term) for term in terms])
        statistics = self.statistics({name: doc for name, (_, doc) in known.items()})
        numbers = [number for number, _ in known.values()]
        rarities = [statistics.rarity(name) for name in known]
        weight = f"title * {int(TITLE_WEIGHT)}" if titles_only else "weight"
        among = f"AND paper IN (SELECT key FROM papers WHERE {allowed})" if allowed else ""
        sql = (
            "SELECT id, score FROM ("
            f"SELECT paper, sum(rarity * {weight} * {K1 + 1} "
            f"/ ({weight} + {K1 * (1 - B)} + {K1 * B} * words / ?::float8)) AS score "
            "FROM papers_held JOIN unnest(?::int[], ?::float8[]) AS r (number, rarity) "
            f"ON stem = number WHERE stem = ANY(?) AND {weight} > 0 {among} "
            "GROUP BY paper ORDER BY score DESC, paper LIMIT ?) AS scored "
            "JOIN papers ON key = paper ORDER BY score DESC, id"
        )
        length = max(statistics.length, 1.0)
        rows = self._database.read(sql, (length, numbers, rarities, numbers, *values, limit))
        return [(row[0], float(row[1])) for row in rows]

    def phrase(self, terms: Sequence[str], limit: int) -> list[str]:
        """Papers with these words in a row; see ``TextSearch``."""
        query = " <-> ".join(f"'{_lexeme(term)}':AB" for term in terms)
        sql = (
            "SELECT id FROM papers_text JOIN papers ON key = papers_text.rowid "
            "WHERE document @@ ?::tsquery ORDER BY key LIMIT ?"
        )
        return [row[0] for row in self._database.read(sql, (query, limit))]

    def holding(self, stems: Sequence[str]) -> Mapping[str, int]:
        """How many papers hold each stem."""
        known = self._known([name[:_LONGEST] for name in stems])
        found = {name: known.get(name[:_LONGEST]) for name in stems}
        return {name: one[1] for name, one in found.items() if one}

    def statistics(self, holding: Mapping[str, int]) -> Statistics:
        """How many papers there are and how long."""
        papers, length = self._database.read("SELECT papers, words FROM papers_words")[0]
        return Statistics(papers, length / max(1, papers), holding)

    def _known(self, stems: Sequence[str]) -> dict[str, tuple[int, int]]:
        """Number and document frequency of the stems that any paper holds."""
        sql = "SELECT term, number, doc FROM papers_stems WHERE term = ANY(?) AND doc > 0"
        return {row[0]: (row[1], row[2]) for row in self._database.read(sql, (list(stems),))}


@dataclass(slots=True)
class _Read:
    """A paper's stems: what each weighs, how often it stands in the title, and where."""

    weights: Counter[str] = field(default_factory=Counter)
    titles: Counter[str] = field(default_factory=Counter)
    places: dict[str, list[str]] = field(default_factory=dict)
    length: int = 0

    @classmethod
    def of(cls, paper: Paper) -> _Read:
        read = cls()
        for name, place, letter, weight in _placed(paper):
            read.weights[name] += weight
            read.titles[name] += letter == "A"
            read.places.setdefault(name, []).append(f"{place}{letter}")
            read.length += 1
        return read

    @property
    def document(self) -> str:
        """The stems as PostgreSQL writes a ``tsvector``."""
        return " ".join(f"'{name}':{','.join(found)}" for name, found in self.places.items())


def _placed(paper: Paper) -> Iterator[tuple[str, int, str, int]]:
    """Every stem with its place, and the letter and weight of its field."""
    place = length = 0
    for letter, weight, text in (
        ("A", TITLE_WEIGHT, paper.title),
        ("B", ABSTRACT_WEIGHT, paper.abstract),
        ("C", AUTHOR_WEIGHT, " ; ".join(paper.authors)),
    ):
        for word in words(text):
            place, length = place + 1, length + 1
            if length > _MOST_WORDS:
                return
            yield _lexeme(word), place, letter, int(weight)
        place += _GAP


def _lexeme(word: str) -> str:
    return stem(word)[:_LONGEST]
