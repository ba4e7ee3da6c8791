"""Every parser of files and of fetched pages, given valid ones with a few bytes broken."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx

from assistant.errors import AssistantError, InputError
from eval.fuzz import samples
from eval.fuzz.trying import Target

_PIECES = (
    b"", b"\0", b"\xff\xfe", b"{", b"}" * 50, b"[" * 2000, b'{"a":' * 2000, b'"', b"\\", b"\n",
    b"\r", b",", b"@", b"\xed\xa0\x80", b"\\ud800", b"1e999", b"NaN", b"null", b"-", b"TY  - ",
    b"\t\t", b"<b>", b"&x;", b"9" * 5000, b"9" * 13, "é\u202e\u0000𝔸".encode(),
)  # fmt: skip


def targets(folder: Path) -> Iterator[Target]:
    """A target for each format of papers, each page of a server, and each file of our own."""
    for name, content in samples.samples().items():
        yield Target(f"papers, {name}", _broken(content), _papers(folder / name))
    for name, (source, page) in samples.pages().items():
        yield Target(f"page, {name}", _broken(page), _page(source, folder / "pages"))
    for name, content in samples.own().items():
        yield Target(f"own file, {name}", _broken(content), _own(folder / name, _readers()[name]))


def _broken(content: bytes) -> Any:  # noqa: ANN401 - a hypothesis strategy
    """The content with up to five places cut out, doubled or written over, at times cut short."""
    from hypothesis import strategies as st

    place = st.integers(0, len(content))
    piece = st.one_of(st.none(), st.sampled_from(_PIECES), st.binary(max_size=3))
    edits = st.lists(st.tuples(place, st.sampled_from((0, 1, 3, 20, 200)), piece), max_size=5)
    return st.tuples(edits, st.one_of(st.none(), place)).map(lambda made: _edited(content, *made))


def _edited(
    content: bytes, edits: list[tuple[int, int, bytes | None]], length: int | None
) -> bytes:
    for at, size, piece in edits:
        middle = content[at : at + size] * 2 if piece is None else piece
        content = content[:at] + middle + content[at + size :]
    return content if length is None else content[:length]


def _papers(file: Path) -> Callable[[bytes], None]:
    from vectorstore import readers

    def read(content: bytes) -> None:
        file.write_bytes(content)
        with suppress(InputError):
            for entry in readers.entries(file):
                str(entry).encode()

    return read


def _page(source: str, folder: Path) -> Callable[[bytes], None]:
    from vectorstore.fetchers import fetch
    from vectorstore.fetchers.http import Client
    from vectorstore.fetchers.source import source_of

    named = source_of(source)
    assert named is not None

    def read(content: bytes) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        asked = iter(range(20))  # a page that is cut short asks for the next, which is the same
        transport = httpx.MockTransport(
            lambda request: httpx.Response(200 if next(asked, None) else 404, content=content)
        )
        with suppress(InputError):
            client = Client(tries=1, sleep=lambda seconds: None, transport=transport)
            for entry in fetch(named, folder, 20, client):
                str(entry).encode()

    return read


def _own(file: Path, reads: Callable[[Path], object]) -> Callable[[bytes], None]:
    def read(content: bytes) -> None:
        file.write_bytes(content)
        with suppress(AssistantError):
            reads(file)

    return read


def _readers() -> dict[str, Callable[[Path], object]]:
    """What reads each of our own kinds of files."""
    from assistant.cli import ask, replay, search
    from assistant.settings import load_settings
    from assistant.web import auth
    from eval import answers, questions

    return {
        "batch.jsonl": lambda file: list(ask._questions(file)),
        "queries.jsonl": search._queries,
        "answer.json": lambda file: list(replay._records(file)),
        "answers.jsonl": answers.read_records,
        "questions.jsonl": questions.load,
        "paper-assistant.toml": lambda file: load_settings({}, {}, file.parent),
        "passwords": lambda file: auth.guard("0.0.0.0", file, False, {}),  # noqa: S104 - not served
    }
