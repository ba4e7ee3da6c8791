"""A PostgreSQL database that many processes share; failures are told as our own, without passwords.

Needs the extra ``postgres`` (psycopg 3).  The collection is the schema that the connection finds
first, so that several can lie side by side: ``…/papers?options=-csearch_path%3Dreading``.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING, Any

from assistant.errors import SettingsError, StoreBusyError, StoreError, StoreFullError
from assistant.types import Paper
from vectorstore.databases import Dialect, Row
from vectorstore.databases.postings import TABLES as TEXT_TABLES
from vectorstore.databases.postings import Postings
from vectorstore.place import shown
from vectorstore.schema import POSTGRES_TABLES, SCHEMA_VERSION

if TYPE_CHECKING:
    import psycopg
    from psycopg_pool import ConnectionPool

_CONNECTIONS = 10
"""Connections that one process holds at most."""
_WAIT = 5.0
"""Seconds to wait for a connection."""
_CONNECTION = {
    "autocommit": True,
    "connect_timeout": 5,
    "tcp_user_timeout": 10_000,
    "application_name": "paper-assistant",
    "client_encoding": "utf8",
}
_PAGE = 2_000
_WRITING, _INGESTING = 1, 2
"""Advisory locks of a collection: for one transaction, for a whole ingest."""
_LOCK = "hashtext('paper-assistant ' || current_schema()), ?"
_VERSION = "schema_version"


class PostgresDatabase:
    """A collection's tables in PostgreSQL, made when missing; see ``Database``.

    Args:
        url: ``postgresql://USER@HOST/DATABASE``; a password may stand in it, in the variable
            ``PGPASSWORD`` or in ``~/.pgpass``.

    Raises:
        StoreError: It cannot be reached or used, or its tables are of another version.
        SettingsError: The extra ``postgres`` is not installed.
    """

    dialect = Dialect(
        pending="embedded_hash IS DISTINCT FROM text_hash",
        indexed="embedded_hash IS NOT DISTINCT FROM text_hash",
        latest_name="(array_agg(name ORDER BY key DESC))[1]",
        count="SELECT papers FROM papers_words",
    )

    def __init__(self, url: str) -> None:
        self._url = url
        self._opening = threading.Lock()
        self._pool: ConnectionPool | None = None
        self.text = Postings(self)
        with _told(f"The catalog {self.place} cannot be opened"), _direct(url) as connection:
            found = self._version(connection)
            if found is None:
                connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})", (_WRITING,))
                found = self._version(connection)  # another may have made them meanwhile
            if found is None:
                connection.connection.execute((POSTGRES_TABLES + TEXT_TABLES).encode())
                connection.execute("INSERT INTO meta VALUES (?, ?)", (_VERSION, SCHEMA_VERSION))
        if found not in (None, str(SCHEMA_VERSION)):
            message = f"The collection {self.place} was made by another version of the program."
            raise StoreError(message, "Ingest its files into a new database or schema.")

    @property
    def place(self) -> str:
        """The URL without a password."""
        return shown(self._url)

    @staticmethod
    def _version(connection: Marked) -> str | None:
        """Of the tables that are there; None where there are none."""
        [(there,)] = connection.execute("SELECT to_regclass('meta') IS NOT NULL").fetchall()
        if not there:
            return None
        row = connection.execute("SELECT value FROM meta WHERE name = ?", (_VERSION,)).fetchone()
        return str(row[0]) if row else "0"

    def check(self) -> list[str]:
        """Whether the database answers; what it stores it checks itself."""
        try:
            self.read("SELECT count(*) FROM papers")
        except StoreError as error:
            return [error.message]
        return []

    def close(self) -> None:
        """Close the connections; used again, they are opened again."""
        with self._opening:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    @contextmanager
    def _connected(self) -> Iterator[psycopg.Connection[Any]]:
        with self._opening:
            if self._pool is None:
                self._pool = _pool(self._url)
            pool = self._pool
        from psycopg_pool import PoolTimeout

        with ExitStack() as stack:
            try:
                connection = stack.enter_context(pool.connection())
            except PoolTimeout:
                with _direct(self._url):  # which tells why, where it cannot be reached
                    message = f"all {_CONNECTIONS} connections are in use"
                raise PoolTimeout(message) from None
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Marked]:
        """A connection of the pool; see ``Database``."""
        with _told(f"The catalog {self.place} cannot be read"), self._connected() as connection:
            yield Marked(connection)

    def read(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Row]:
        """All rows of a query at once."""
        with self.reading() as connection:
            return connection.execute(sql, values).fetchall()

    def stream(self, sql: str, values: Sequence[Any] = ()) -> Iterator[Row]:
        """The rows of a query, fetched in pages."""
        with (
            _told(f"The catalog {self.place} cannot be read"),
            self._connected() as connection,
            connection.transaction(),
            connection.cursor("rows") as cursor,
        ):
            cursor.itersize = _PAGE
            cursor.execute(_marks(sql), _clean(values))
            yield from cursor

    @contextmanager
    def writing(self) -> Iterator[Marked]:
        """One transaction, one at a time, as SQLite has it; see ``Database``."""
        with (
            _told(f"The catalog {self.place} cannot be written"),
            self._connected() as connection,
            connection.transaction(),
        ):
            marked = Marked(connection)
            marked.execute(f"SELECT pg_advisory_xact_lock({_LOCK})", (_WRITING,))
            yield marked
            self.text.settle(marked)


@contextmanager
def _direct(url: str) -> Iterator[Marked]:
    """One transaction over a connection of its own, which tells at once why there is none."""
    with _psycopg().connect(url, **_CONNECTION) as connection, connection.transaction():
        yield Marked(connection)


@contextmanager
def held(url: str) -> Iterator[None]:
    """Hold the collection for writing; it is let go when the process ends, however it ends.

    Raises:
        StoreBusyError: Another process holds it.
        StoreError: The database cannot be reached.
    """
    psycopg = _psycopg()
    message = f"The catalog {shown(url)} cannot be written"
    with _told(message):
        connection = psycopg.connect(url, **_CONNECTION)
    with connection:
        with _told(message):
            marked = Marked(connection)
            sql = f"SELECT pg_try_advisory_lock({_LOCK})"
            [(free,)] = marked.execute(sql, (_INGESTING,)).fetchall()
        if not free:
            message = f"Another process is writing to the collection {shown(url)}."
            raise StoreBusyError(message, "Wait until it has ended, then run this again.")
        try:
            yield
        finally:
            with suppress(psycopg.Error):  # closing the connection lets go of the lock too
                marked.execute(f"SELECT pg_advisory_unlock({_LOCK})", (_INGESTING,))


class Marked:
    """A connection that takes ``?`` for values, as SQLite does.

    Attributes:
        connection: psycopg's own.
        added: Papers that the text search does not know yet, by key.
    """

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        self.added: dict[int, Paper] = {}

    def execute(self, sql: str, values: Sequence[Any] = ()) -> psycopg.Cursor[Any]:
        """Run a statement."""
        return self.connection.execute(_marks(sql), _clean(values))

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement once for each row of values."""
        self.connection.cursor().executemany(_marks(sql), map(_clean, rows))

    def copy(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Store many rows at once."""
        with self.connection.cursor().copy(f"COPY {table} FROM STDIN".encode()) as into:
            for row in rows:
                into.write_row(row)


def _marks(sql: str) -> bytes:
    return sql.replace("%", "%%").replace("?", "%s").encode()


def _clean(values: Sequence[Any]) -> list[Any]:
    # PostgreSQL's texts hold no NUL; whatever has one is not there, and is not an error.
    return [v.replace("\0", "\ufffd") if isinstance(v, str) else v for v in values]


def _pool(url: str) -> ConnectionPool:
    _psycopg()
    from psycopg_pool import ConnectionPool

    # It tells each failed try over several lines; what comes of it we tell ourselves.
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
    return ConnectionPool(
        url,
        kwargs=_CONNECTION,
        min_size=0,
        max_size=_CONNECTIONS,
        timeout=_WAIT,
        check=ConnectionPool.check_connection,
        open=True,
        name="catalog",
    )


def _psycopg() -> Any:  # noqa: ANN401 - a module
    try:
        import psycopg
        import psycopg_pool  # noqa: F401
    except ImportError as error:
        message = "A catalog in PostgreSQL needs the extra 'postgres', which is not installed."
        raise SettingsError(message, "Run: pip install 'paper-assistant[postgres]'") from error
    return psycopg


@contextmanager
def _told(what: str) -> Iterator[None]:
    """PostgreSQL's failures as ours; its messages name host and user, never the password."""
    import psycopg
    from psycopg_pool import PoolTimeout

    try:
        yield
    except UnicodeEncodeError as error:
        message = "A lone half of a character is no text that a paper could hold."
        raise StoreError(message, "Type it anew.") from error
    except psycopg.errors.DiskFull as error:
        raise StoreFullError(what.split()[2]) from error
    except (psycopg.Error, PoolTimeout) as error:
        reason = str(error).strip().split("\n")[0][:300].rstrip(".")
        hint = "Check that the server runs and takes connections, then run it again."
        message = f"{what}: {reason}."
        raise StoreError(message, hint) from error
