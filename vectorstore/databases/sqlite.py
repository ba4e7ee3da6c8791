"""A SQLite file that threads share and that survives power loss; failures are told as our own."""

from __future__ import annotations

import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from assistant.errors import StoreError, StoreFullError
from vectorstore.databases import Dialect, Row
from vectorstore.databases.fts5 import Fts5
from vectorstore.schema import SCHEMA_VERSION, TABLES

_WAIT = 30.0
"""Seconds to wait for another process's write."""
_IMPATIENT = 200
"""Milliseconds to wait for it where what would be written can wait."""


class SqliteDatabase:
    """One connection a thread to one file, made with its tables when missing; see ``Database``.

    Args:
        path: The file.

    Raises:
        StoreError: The file cannot be made, opened or read, or is of another version.
    """

    dialect = Dialect(
        pending="embedded_hash IS NOT text_hash",
        indexed="embedded_hash IS text_hash",
        latest_name="name",  # of the last row that SQLite visits
        count="SELECT count(*) FROM papers",
    )

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()
        self.text = Fts5(self)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self.connection()
            found = self._version(connection)
            if found == 0:
                connection.executescript(
                    f"BEGIN IMMEDIATE; {TABLES} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;"
                )
        except (OSError, sqlite3.Error) as error:
            message = f"The collection folder {path.parent} cannot be used: {error}."
            hint = "Choose another with --store DIR, or run: paper-assistant doctor --repair"
            raise StoreError(message, hint) from error
        if found == SCHEMA_VERSION:
            _make_missing_indexes(connection)
        elif found:
            message = f"The collection {path.parent} was made by another version of the program."
            raise StoreError(message, "Ingest its files into a new folder: --store DIR")

    @property
    def place(self) -> str:
        """The file."""
        return str(self._path)

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing where it is whole."""
        try:
            rows = self.connection().execute("PRAGMA quick_check").fetchall()
        except sqlite3.Error as error:
            return [str(error)]
        return [row[0] for row in rows if row[0] != "ok"]

    def close(self) -> None:
        """Close this thread's connection."""
        if connection := getattr(self._local, "connection", None):
            connection.close()
            self._local.connection = None

    @staticmethod
    def _version(connection: sqlite3.Connection) -> int:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
        return -1 if version == 0 and tables else version

    def connection(self) -> sqlite3.Connection:
        """This thread's connection."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, timeout=_WAIT)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = FULL")
            except sqlite3.Error:
                connection.close()
                raise
            self._local.connection = connection
        return connection

    def state(self) -> tuple[int, int]:
        """Another value once anything was written, by this connection or any other."""
        connection = self.connection()
        version = connection.execute("PRAGMA data_version").fetchone()[0]
        return int(version), connection.total_changes

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection; see ``Database``."""
        try:
            yield self.connection()
        except UnicodeEncodeError as error:
            message = "A lone half of a character is no text that a paper could hold."
            raise StoreError(message, "Type it anew.") from error
        except sqlite3.Error as error:
            message = f"The catalog {self._path} cannot be read: {error}."
            raise StoreError(message, "Run: paper-assistant doctor") from error

    def read(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Row]:
        """All rows of a query at once."""
        with self.reading() as connection:
            return connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, read as they are asked for."""
        with self.reading() as connection:
            yield from connection.execute(sql, values)

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction; see ``Database``."""
        try:
            connection = self.connection()
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise StoreFullError(self._path) from error
            message = f"The catalog {self._path} cannot be written: {error}."
            hint = "Check free space and permissions, then run it again."
            raise StoreError(message, hint) from error


def _make_missing_indexes(connection: sqlite3.Connection) -> None:
    """Give a catalog of an earlier day the indexes that came since; without, searches only wait.

    Where it cannot be written now, the next to open it tries again.
    """
    wanted = dict(re.findall(r"(CREATE INDEX IF NOT EXISTS (\w+)[^;]*);", TABLES))
    there = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    missing = [sql for sql, name in wanted.items() if name not in there]
    with suppress(sqlite3.OperationalError):
        connection.execute(f"PRAGMA busy_timeout = {_IMPATIENT}")
        for sql in missing:
            connection.execute(sql)
    connection.execute(f"PRAGMA busy_timeout = {int(1000 * _WAIT)}")
