"""BibTeX, through bibtexparser, an entry at a time; a broken entry costs only itself."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.latex import readable, without_braces
from vectorstore.rejection import Rejection

_BLOCK = re.compile(r"\s*@\s*([A-Za-z]+)\s*[{(]")
_SKIPPED = ("comment", "preamble")
_JOINED = re.compile(r"\s*#\s*")
_PIECE = re.compile(r"^[{\"](.*)[}\"]$", re.S)
_UNESCAPED = {r"\textbackslash{}": "\\", r"\{": "{", r"\}": "}"}
_ESCAPES = re.compile(r"\\textbackslash\{\}|\\[{}]")


def matches(head: str) -> bool:
    """Whether an entry begins within the first lines."""
    return any(_BLOCK.match(line) for line in head.splitlines()[:200])


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order, with the entry's key as ``key``; the line begins the entry."""
    logging.getLogger("bibtexparser").setLevel(logging.ERROR)
    strings: dict[str, str] = {}
    for line, kind, text in _blocks(stream):
        if kind == "string":
            strings |= _strings(text)
        elif kind not in _SKIPPED:
            yield line, _record(text, source, line, strings)


def _blocks(stream: TextIO) -> Iterator[tuple[int, str, str]]:
    """``(line, kind, text)`` of everything that begins with an ``@`` at the start of a line."""
    lines: list[str] = []
    kind, began = "", 0
    for number, line in enumerate(stream, start=1):
        if begin := _BLOCK.match(line):
            if kind:
                yield began, kind, "".join(lines)
            lines, kind, began = [], begin.group(1).lower(), number
        lines.append(line)
    if kind:
        yield began, kind, "".join(lines)


def _strings(text: str) -> dict[str, str]:
    import bibtexparser

    library = bibtexparser.parse_string(text)
    return {string.key.lower(): string.value for string in library.strings}


def _record(
    text: str, source: str, line: int, strings: dict[str, str]
) -> dict[str, Any] | Rejection:
    import bibtexparser

    library = bibtexparser.parse_string(text)
    blocks = [
        *library.entries,
        *(getattr(b, "ignore_error_block", None) for b in library.failed_blocks),
    ]
    entry = next(
        (block for block in blocks if block is not None and hasattr(block, "fields")), None
    )
    if entry is None:
        error = library.failed_blocks[0].error if library.failed_blocks else "no entry"
        reason = f"no BibTeX: {' '.join(str(error).split())[:160]}"
        return Rejection(source, line, "entry", reason, text[:80].strip())
    fields = {f.key.lower(): _value(str(f.value), strings) for f in entry.fields}
    authors = fields.get("author", "").replace("\n", " ")
    record: dict[str, Any] = {key: value for key, value in fields.items() if value}
    record["key"] = entry.key
    if authors:
        names = re.split(r"\s+and\s+", authors)
        record["author"] = [without_braces(readable(name)) for name in names]
    return record


def _value(value: str, strings: dict[str, str]) -> str:
    """A field's text: macros put in, LaTeX made readable, protecting braces off."""
    if value.lower() in strings:
        value = strings[value.lower()]
    elif " # " in value:
        pieces = [strings.get(p.lower(), p) for p in _JOINED.split(value)]
        value = "".join(m.group(1) if (m := _PIECE.match(p)) else p for p in pieces)
    return decode(value)


def decode(value: str) -> str:
    """The plain text of a BibTeX value; undoes ``encode``."""
    if _ESCAPES.search(value):
        return _ESCAPES.sub(lambda m: _UNESCAPED[m.group()], value)
    return without_braces(readable(value))


def encode(text: str) -> str:
    """Text as a BibTeX value without the outer braces, such that ``decode`` gives it back."""
    if _balanced(text) and decode(text) == text:
        return text
    return re.sub(
        r"[\\{}]", lambda m: {"\\": r"\textbackslash{}"}.get(m.group(), "\\" + m.group()), text
    )


def _balanced(text: str) -> bool:
    depth = 0
    for sign in re.sub(r"\\[{}]", "", text):
        depth += (sign == "{") - (sign == "}")
        if depth < 0:
            return False
    return depth == 0 and not text.endswith("\\")
