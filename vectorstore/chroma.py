"""An index in Chroma's embedded client: files in a folder, no telemetry, no texts.

Whatever goes wrong inside Chroma comes out as a ``StoreError``, since the index can be made again.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

from assistant.errors import StoreError, StoreFullError
from vectorstore.chroma_vectors import NAME, ChromaVectors, opened

_opened: dict[Path, tuple[int, int] | None] = {}
"""The file that Chroma keeps a client for, by folder: it has one a process."""
_opening = threading.RLock()
"""Chroma counts who shares a client, but two threads that open or close one at once miscount."""


class ChromaIndex(ChromaVectors):
    """Passages' vectors in Chroma's embedded client, by cosine distance.

    Args:
        folder: Chroma's own folder inside the collection's; safe to delete.
        lazily: Open it at its first use and make nothing: for readers, who go on without it.

    Raises:
        StoreError: The folder cannot be opened as a Chroma database.
    """

    def __init__(self, folder: Path, *, lazily: bool = False) -> None:
        self._folder = folder
        self._file: tuple[int, int] | None = None
        if lazily:
            return
        with _told(folder, "opened"):
            folder.mkdir(parents=True, exist_ok=True)
        with _opening:
            self._connect()

    def _connect(self) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings

        folder = self._folder
        if _opened.get(folder) != _file_of(folder):
            _forget(folder)
        with _told(folder, "opened"), _forgotten_if_failed(folder):
            self._client = chromadb.PersistentClient(
                str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._kept = opened(self._client)
        self._file = _opened[folder] = _file_of(folder)

    @property
    def _collection(self) -> Any:  # noqa: ANN401 - Chroma's collection has no public type
        """Chroma's collection, opened anew where another process has made the index again."""
        now = _file_of(self._folder)
        if now is None:
            message = f"The vector index {self._folder} is gone."
            raise StoreError(message, "Run: paper-assistant doctor --repair")
        with _opening:
            if now != self._file:
                self._connect()
        return self._kept

    def close(self) -> None:
        """Let go of the folder; the index cannot be used afterwards."""
        if self._file is not None:
            with _opening, _told(self._folder, "closed"):
                self._client.close()

    def _made_anew(self) -> None:
        self._client.delete_collection(NAME)
        self._kept = opened(self._client)

    def _told(self, what: str) -> AbstractContextManager[None]:
        return _told(self._folder, what)


@contextmanager
def _forgotten_if_failed(folder: Path) -> Iterator[None]:
    """Let a folder that cannot be opened be tried again: Chroma keeps the half-made client."""
    try:
        yield
    except BaseException:
        _forget(folder)
        raise


def _forget(folder: Path) -> None:
    """Let the folder be opened as if for the first time in this process."""
    from chromadb.api.shared_system_client import SharedSystemClient

    for kept in ("_identifier_to_system", "_identifier_to_refcount"):
        getattr(SharedSystemClient, kept, {}).pop(str(folder), None)


def _file_of(folder: Path) -> tuple[int, int] | None:
    """Which file Chroma's own database is; another one once the index was lost and made again."""
    try:
        found = (folder / "chroma.sqlite3").stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def _told(folder: Path, what: str) -> Iterator[None]:
    """Chroma's failures as ours; its Rust core's panics are no ``Exception``."""
    try:
        yield
    except StoreError:
        raise
    except BaseException as error:
        if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
            raise
        reason = str(error).strip().split("\n")[0][:200]
        if "disk is full" in str(error) or "No space left" in str(error):
            raise StoreFullError(folder) from error
        message = f"The vector index {folder} cannot be {what}: {reason}."
        raise StoreError(message, "Run: paper-assistant doctor --repair") from error
