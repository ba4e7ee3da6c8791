"""What the catalog runs on: SQLite in a file, or PostgreSQL; the small protocol that both follow.

The catalog's SQL is written once, in what the two have in common: ``?`` marks values, conflicts are
told by ``ON CONFLICT``, a new key comes back by ``RETURNING``.  What differs is in ``Dialect``, and
the text search, which is each database's own, behind ``TextSearch``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from assistant.types import Paper
from vectorstore.bm25 import Statistics

Row = Sequence[Any]


class Rows(Protocol):
    """What a statement gives; read it before the next is run."""

    def fetchone(self) -> Row | None:
        """The next row, None after the last."""

    def fetchall(self) -> Sequence[Row]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Row]:
        """Row by row."""


class Connection(Protocol):
    """Runs statements, within a transaction where ``Database.writing`` gave it."""

    def execute(self, sql: str, values: Sequence[Any] = (), /) -> Rows:
        """Run a statement."""

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]], /) -> object:
        """Run a statement once for each row of values."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """The words in which the SQL of the databases differs.

    Attributes:
        pending: Whether a paper's vectors are missing or of another text.
        indexed: The opposite.
        count: A query for the number of papers that takes no longer where there are millions.
        latest_name: Of the rows of one author, the name as the latest paper spells it.
    """

    pending: str
    indexed: str
    latest_name: str
    count: str


class TextSearch(Protocol):
    """Papers by the stems of their words; the same stems and scores whichever database it is."""

    def add(self, connection: Connection, key: int, paper: Paper) -> None:
        """Let a paper be found that is not yet."""

    def remove(self, connection: Connection, key: int) -> None:
        """Let a paper no longer be found."""

    def clear(self, connection: Connection) -> None:
        """Let no paper be found, even where what was stored is damaged."""

    def best(
        self, terms: Sequence[str], limit: int, titles_only: bool, allowed: str, values: Row
    ) -> list[tuple[str, float]]:
        """``(id, BM25 score)`` of papers that hold any of the words, best first, ties by id.

        Args:
            terms: Folded words, at least one.
            limit: How many papers at most.
            titles_only: Look in titles alone.
            allowed: A condition over ``papers``; empty for all.
            values: The condition's.
        """

    def phrase(self, terms: Sequence[str], limit: int) -> list[str]:
        """Ids of papers with these words in a row in title or abstract, in order of coming."""

    def holding(self, stems: Sequence[str]) -> Mapping[str, int]:
        """How many papers hold each stem; those that none holds are left out."""

    def statistics(self, holding: Mapping[str, int]) -> Statistics:
        """How many papers there are and how long, beside what is known of the stems."""


class Database(Protocol):
    """One collection's tables."""

    @property
    def dialect(self) -> Dialect:
        """Its words where they differ."""

    @property
    def text(self) -> TextSearch:
        """Its text search."""

    @property
    def place(self) -> str:
        """Where it is, as people are told; never with a password."""

    def read(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Row]:
        """All rows of a query at once."""

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query that may give very many."""

    def reading(self) -> AbstractContextManager[Connection]:
        """A connection for several queries."""

    def writing(self) -> AbstractContextManager[Connection]:
        """A connection for one transaction: all of it is on the disk afterwards, or none."""

    def check(self) -> list[str]:
        """What is wrong with the tables; nothing where they are whole."""

    def close(self) -> None:
        """Let go of what this thread holds; used again, it is opened again."""
