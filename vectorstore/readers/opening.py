"""Open a file whatever it is packed in and however its text is encoded; its content decides."""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import re
import shutil
import sys
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from assistant.errors import InputError

STDIN = Path("-")
_PACKED: dict[bytes, Any] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 20
_ESCAPED = re.compile("[\udc80-\udcff]")
FREE = 64 << 20
"""Bytes that any packed file may unpack to."""
RATIO = 100
"""How many times its size a larger one may unpack to; packed text gives 3 to 20 times."""
_BINARIES = {
    b"%PDF": ("a PDF", "Give the records as CSV, JSONL, BibTeX or RIS."),
    b"PK\x03\x04": ("a zip file or a spreadsheet", "Unpack it, or save the sheet as CSV."),
    b"\xd0\xcf\x11\xe0": ("an old spreadsheet", "Save the sheet as CSV."),
    b"\x28\xb5\x2f\xfd": ("packed with zstd", "Unpack it first: zstd -d FILE"),
    b"SQLite format 3": ("a database", "Export its table as CSV."),
}


@contextmanager
def opened(path: Path) -> Iterator[IO[bytes]]:
    """The unpacked bytes of a file, or of standard input where the path is ``-``; seekable.

    Raises:
        InputError: It is missing, unreadable, a folder, or its packing is cut off or damaged.
    """
    try:
        with _raw(path) as raw:
            head = raw.read(6)
            raw.seek(0)
            unpack = next((f for magic, f in _PACKED.items() if head.startswith(magic)), None)
            if unpack is None:
                yield raw
            else:
                size = raw.seek(0, io.SEEK_END)
                raw.seek(0)
                with unpack(raw) as unpacked:
                    yield cast("IO[bytes]", io.BufferedReader(_Bounded(unpacked, path.name, size)))
    except FileNotFoundError as error:
        message = f"There is no file {path}."
        raise InputError(message, "Check the path.") from error
    except (gzip.BadGzipFile, EOFError, zlib.error, lzma.LZMAError) as error:
        message = f"{path} is a packed file that is cut off or damaged: {error}."
        raise InputError(message, "Get the file again.") from error
    except OSError as error:
        message = f"{path} cannot be read: {error.strerror or error}."
        raise InputError(message, "Check the path and its permissions.") from error


class _Bounded(io.RawIOBase):
    """Unpacked bytes, as long as they are not far more than a packed text would give.

    Args:
        unpacked: The stream.
        name: What the file is called.
        packed: Its size in bytes.
    """

    def __init__(self, unpacked: IO[bytes], name: str, packed: int) -> None:
        self._unpacked, self._name = unpacked, name
        self._most = max(FREE, RATIO * packed)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._unpacked.seek(offset, whence)

    def tell(self) -> int:
        return self._unpacked.tell()

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401 - writable bytes of any kind
        piece = self._unpacked.read(len(buffer))
        buffer[: len(piece)] = piece
        if self._unpacked.tell() > self._most:
            message = (
                f"{self._name} unpacks to more than {self._most >> 20} MiB, "
                f"over {RATIO} times its size: no packed text does."
            )
            raise InputError(message, "If it is one, unpack it first and give the unpacked file.")
        return len(piece)


@contextmanager
def _raw(path: Path) -> Iterator[IO[bytes]]:
    if path != STDIN:
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as spool:
        shutil.copyfileobj(sys.stdin.buffer, spool)
        spool.seek(0)
        yield spool


def text_of(stream: IO[bytes], name: str) -> io.TextIOWrapper:
    """The stream as text; single bytes that are not UTF-8 become surrogate escapes.

    Raises:
        InputError: It is empty or no text.
    """
    head = stream.read(_CHUNK // 16)
    if not head.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        message = f"{name} is empty."
        raise InputError(message, "Expected a file with records of papers.")
    for magic, (what, hint) in _BINARIES.items():
        if head.startswith(magic):
            message = f"{name} is {what}."
            raise InputError(message, hint)
    stream.seek(0)
    encoding = _encoding(stream, head, name)
    stream.seek(0)
    wrapped = io.TextIOWrapper(stream, encoding=encoding, errors="surrogateescape", newline=None)
    if encoding.startswith("utf-16") or encoding.startswith("utf-32"):
        wrapped.reconfigure(errors="replace")
    return wrapped


def _encoding(stream: IO[bytes], head: bytes, name: str) -> str:
    for bom, encoding in _BOMS:
        if head.startswith(bom):
            return encoding
    if head[1:200:2].count(0) > 60 or head[0:200:2].count(0) > 60:
        return "utf-16-le" if head[1:2] == b"\0" else "utf-16-be"
    if head[:4096].count(0) > 4:
        message = f"{name} is a binary file of no known format."
        raise InputError(message, "Expected CSV, TSV, JSON, JSONL, Parquet, BibTeX or RIS.")
    good, bad, sample = _utf8_or_not(stream)
    # A few broken bytes in a file that is UTF-8 elsewhere are faults of single records.
    if not bad or good > bad:
        return "utf-8"
    return _guess(sample)


def _utf8_or_not(stream: IO[bytes]) -> tuple[int, int, bytes]:
    """How many bytes beyond ASCII are UTF-8, how many are not, and lines that hold the latter."""
    good = bad = 0
    sample, rest = b"", b""
    while chunk := stream.read(_CHUNK):
        piece = rest + chunk
        cut = piece.rfind(b"\n") + 1 or len(piece)
        piece, rest = piece[:cut], piece[cut:]
        if piece.isascii():
            continue
        try:
            text, broken = piece.decode(), 0
        except UnicodeDecodeError:
            text = piece.decode("utf-8", "surrogateescape")
            broken = len(_ESCAPED.findall(text))
        bad += broken
        good += len(text) - len(text.encode("ascii", "ignore")) - broken
        if broken and len(sample) < 50_000:
            sample += piece[:50_000]
    return good, bad, sample + rest[:1000]


def _guess(sample: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8; Western European where in doubt."""
    import charset_normalizer

    best = charset_normalizer.from_bytes(sample).best()
    found = best.encoding if best else "cp1252"
    asian = ("gb18030", "gb2312", "gbk", "big5", "shift_jis", "cp932", "euc_jp", "euc_kr", "cp949")
    return found if found in (*asian, "cp1251", "koi8_r", "mac_roman") else "cp1252"
