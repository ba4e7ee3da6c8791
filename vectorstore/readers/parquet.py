"""Parquet, through pyarrow, a batch of rows at a time."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from shutil import copyfileobj
from typing import IO, Any

from assistant.errors import InputError
from vectorstore.rejection import Rejection

_ROWS = 500
_MAGIC = b"PAR1"


def matches(stream: IO[bytes]) -> bool:
    """Whether the file begins like Parquet; the stream is left at its start."""
    head = stream.read(len(_MAGIC))
    stream.seek(0)
    return head == _MAGIC


def records(stream: IO[bytes], source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(row, record)`` in order, rows counted from 1.

    Raises:
        InputError: It is no whole Parquet file.
    """
    import pyarrow as arrow
    from pyarrow.parquet import ParquetFile

    with tempfile.TemporaryFile() as spool:
        copyfileobj(stream, spool)  # unpacked and seekable, whatever it came in
        spool.seek(0)
        row = 0
        try:
            for batch in ParquetFile(spool).iter_batches(batch_size=_ROWS):
                for record in _rows(batch):
                    row += 1
                    why = "text that is not UTF-8"
                    yield row, Rejection(source, row, "record", why) if record is None else record
        except (arrow.ArrowException, OSError) as error:
            message = f"{source} is no whole Parquet file: {str(error).splitlines()[0][:200]}."
            raise InputError(message, "Get the file again.") from error


def _rows(batch: Any) -> Iterator[dict[str, Any] | None]:  # noqa: ANN401 - pyarrow has no types
    """A batch's rows; None for one that holds text which is none."""
    try:
        yield from batch.to_pylist()
    except UnicodeDecodeError:
        for place in range(len(batch)):
            try:
                yield from batch.slice(place, 1).to_pylist()
            except UnicodeDecodeError:
                yield None
