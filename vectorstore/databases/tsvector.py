"""The text search of a PostgreSQL catalog: our own stems in a ``tsvector``, ranked by exact BM25.

PostgreSQL's own dictionaries are not used, so that its stems, document frequencies and scores are
those of SQLite's text search, which evidence and gate were fitted with.  ``ts_rank`` knows no
rarity of words; so it only weighs how often each word stands in a paper, the sum over the words is
weighted by their rarity, and the best by that are scored by BM25 as it is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from assistant.text import stem, words
from assistant.types import Paper
from vectorstore.bm25 import (
    ABSTRACT_WEIGHT,
    AUTHOR_WEIGHT,
    K1,
    TITLE_WEIGHT,
    B,
    Statistics,
)
from vectorstore.databases import Connection, Row

if TYPE_CHECKING:
    from vectorstore.databases.postgres import PostgresDatabase

_WEIGHTS = {"A": TITLE_WEIGHT, "B": ABSTRACT_WEIGHT, "C": AUTHOR_WEIGHT}
_MOST_WORDS = 16_000
"""Positions beyond are all the same to PostgreSQL."""
_LONGEST = 200
_GAP = 10
"""Positions between title, abstract and authors, so that no phrase reaches across."""
_RESCORED = 4
"""Papers scored exactly, for each one asked for."""
_LEAST_RESCORED = 200

_TALLY = (
    "INSERT INTO papers_stems SELECT term, 1 FROM unnest(?::text[]) AS term "
    "ON CONFLICT (term) DO UPDATE SET doc = papers_stems.doc + 1"
)
_UNTALLY = "UPDATE papers_stems SET doc = doc - 1 WHERE term = ANY(?)"


class TsVector:
    """Stems with their places in a ``tsvector`` under a GIN index; see ``TextSearch``."""

    def __init__(self, database: PostgresDatabase) -> None:
        self._database = database

    def add(self, connection: Connection, key: int, paper: Paper) -> None:
        """Let a paper be found; see ``TextSearch``."""
        places, length = defaultdict[str, list[str]](list), 0
        for name, place, weight in _placed(paper):
            places[name].append(f"{place}{weight}")
            length += 1
        document = " ".join(f"'{name}':{','.join(found)}" for name, found in places.items())
        connection.execute(
            "INSERT INTO papers_text VALUES (?, ?, ?::tsvector)", (key, length, document)
        )
        # In one order, so that two writers never wait for each other.
        connection.execute(_TALLY, (sorted(places),))
        connection.execute(
            "UPDATE papers_words SET papers = papers + 1, words = words + ?", (length,)
        )

    def remove(self, connection: Connection, key: int) -> None:
        """Let a paper no longer be found."""
        gone = connection.execute(
            "DELETE FROM papers_text WHERE rowid = ? RETURNING words, tsvector_to_array(document)",
            (key,),
        ).fetchone()
        if gone is not None:
            connection.execute(_UNTALLY, (gone[1],))
            connection.execute(
                "UPDATE papers_words SET papers = papers - 1, words = words - ?", (gone[0],)
            )

    def clear(self, connection: Connection) -> None:
        """Let no paper be found."""
        connection.execute("DELETE FROM papers_text")
        connection.execute("DELETE FROM papers_stems")
        connection.execute("UPDATE papers_words SET papers = 0, words = 0")

    def best(
        self, terms: Sequence[str], limit: int, titles_only: bool, allowed: str, values: Row
    ) -> list[tuple[str, float]]:
        """Papers by BM25; see ``TextSearch``."""
        stems = list(dict.fromkeys(_lexeme(term) for term in terms))
        statistics = self.statistics(self.holding(stems))
        found = [name for name in stems if statistics.holding.get(name)]
        if not found:
            return []
        scope, weights = ("A", {"A": TITLE_WEIGHT}) if titles_only else ("", _WEIGHTS)
        queries = [f"'{name}':{scope}" if scope else f"'{name}'" for name in found]
        rarities = [statistics.rarity(name) for name in found]
        rough = " + ".join(
            ["?::float8 * ts_rank('{0, .5, .5, 1}', document, ?::tsquery)"] * len(found)
        )
        among = f"AND rowid IN (SELECT key FROM papers WHERE {allowed})" if allowed else ""
        sql = (
            "WITH near AS MATERIALIZED ("
            "SELECT rowid, words, document FROM papers_text "
            f"WHERE document @@ ?::tsquery {among} "
            f"ORDER BY ({rough}) / ({K1 * (1 - B)} + {K1 * B} * words / ?::float8) DESC, rowid "
            "LIMIT ?), "
            "held AS (SELECT rowid, words, lexeme, "
            f"(SELECT sum({_case(weights)}) FROM unnest(weights) AS w) AS tf "
            "FROM near, unnest(document) WHERE lexeme = ANY(?)), "
            "scored AS (SELECT rowid, sum(rarity * tf * ? / "
            f"(tf + {K1 * (1 - B)} + {K1 * B} * words / ?::float8)) AS score "
            "FROM held JOIN unnest(?::text[], ?::float8[]) AS r (term, rarity) ON term = lexeme "
            "WHERE tf > 0 GROUP BY rowid ORDER BY score DESC, rowid LIMIT ?) "
            "SELECT id, score FROM scored JOIN papers ON key = rowid ORDER BY score DESC, id"
        )
        length = max(statistics.length, 1.0)
        roughly = [v for pair in zip(rarities, queries, strict=True) for v in pair]
        enough = max(_LEAST_RESCORED, _RESCORED * limit)
        nearness = (" | ".join(queries), *values, *roughly, length, enough)
        exactly = (found, K1 + 1, length, found, rarities, limit)
        rows = self._database.read(sql, (*nearness, *exactly))
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
        sql = "SELECT term, doc FROM papers_stems WHERE term = ANY(?) AND doc > 0"
        return {row[0]: int(row[1]) for row in self._database.read(sql, (list(stems),))}

    def statistics(self, holding: Mapping[str, int]) -> Statistics:
        """How many papers there are and how long."""
        papers, length = self._database.read("SELECT papers, words FROM papers_words")[0]
        return Statistics(papers, length / max(1, papers), holding)


def _placed(paper: Paper) -> Iterator[tuple[str, int, str]]:
    """Every stem with its place and the weight of its field."""
    place = 0
    for weight, text in (
        ("A", paper.title),
        ("B", paper.abstract),
        ("C", " ; ".join(paper.authors)),
    ):
        for word in words(text):
            place += 1
            if place > _MOST_WORDS:
                return
            yield _lexeme(word), place, weight
        place += _GAP


def _lexeme(word: str) -> str:
    return stem(word)[:_LONGEST]


def _case(weights: Mapping[str, float]) -> str:
    whens = " ".join(f"WHEN '{name}' THEN {weight}" for name, weight in weights.items())
    return f"CASE w {whens} ELSE 0 END"
