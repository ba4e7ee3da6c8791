"""A SQLite file that threads share and that survives power loss; failures are told as our own."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import StoreError, StoreFullError

_WAIT = 30.0
"""Seconds to wait for another process's write."""


class Database:
    """One connection a thread to one file, made with its tables when missing.

    Args:
        path: The file.
        tables: SQL that makes the tables.
        version: Of the tables; a file of another version is refused.

    Raises:
        StoreError: The file cannot be made, opened or read, or is of another version.
    """

    def __init__(self, path: Path, tables: str, version: int) -> None:
        self._path = path
        self._local = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = self._connection()
            found = self._version(connection)
            if found == 0:
                connection.executescript(
                    f"BEGIN IMMEDIATE; {tables} PRAGMA user_version = {version}; COMMIT;"
                )
        except (OSError, sqlite3.Error) as error:
            message = f"The collection folder {path.parent} cannot be used: {error}."
            hint = "Choose another with --store DIR, or run: paper-assistant doctor --repair"
            raise StoreError(message, hint) from error
        if found not in (0, version):
            message = f"The collection {path.parent} was made by another version of the program."
            raise StoreError(message, "Ingest its files into a new folder: --store DIR")

    def check(self) -> list[str]:
        """What SQLite finds wrong with the file; nothing where it is whole."""
        try:
            rows = self._connection().execute("PRAGMA quick_check").fetchall()
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

    def _connection(self) -> sqlite3.Connection:
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

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        try:
            yield self._connection()
        except sqlite3.Error as error:
            message = f"The catalog {self._path} cannot be read: {error}."
            raise StoreError(message, "Run: paper-assistant doctor") from error

    def _read(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        with self._reading() as connection:
            return connection.execute(sql, values)

    @contextmanager
    def _write(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it is on the disk afterwards, or none."""
        try:
            connection = self._connection()
            with connection:
                connection.execute("BEGIN IMMEDIATE")
                yield connection
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
                raise StoreFullError(self._path) from error
            message = f"The catalog {self._path} cannot be written: {error}."
            hint = "Check free space and permissions, then run it again."
            raise StoreError(message, hint) from error
