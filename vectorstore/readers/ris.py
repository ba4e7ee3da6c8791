"""RIS, as reference managers export it, through rispy, a reference at a time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, TextIO

from vectorstore.rejection import Rejection

_BEGIN = re.compile(r"\ufeff?TY  ?- ?\S*")
_END = re.compile(r"ER  ?-")
_TAG = re.compile(r"[A-Z][A-Z0-9]  ?-")
_FIELDS = {
    "title": ("title", "primary_title", "translated_title"),
    "abstract": ("abstract", "notes_abstract"),
    "authors": ("authors", "first_authors"),
    "venue": ("journal_name", "secondary_title", "alternate_title1", "alternate_title3",
              "alternate_title2"),
    "year": ("year", "publication_year", "date"),
    "doi": ("doi",),
}  # fmt: skip


def matches(head: str) -> bool:
    """Whether a reference begins within the first lines."""
    return any(_BEGIN.match(line.lstrip()) for line in head.splitlines()[:20])


def records(stream: TextIO, source: str) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(line, record)`` in order; the line begins the reference."""
    lines: list[str] = []
    began = 0
    for number, line in enumerate(stream, start=1):
        if _BEGIN.match(line):
            if lines:
                yield began, _record(lines, source, began, whole=False)
            lines, began = [], number
        if lines or _BEGIN.match(line):
            lines.append(line)
        if _END.match(line) and lines:
            yield began, _record(lines, source, began, whole=True)
            lines = []
    if lines:
        yield began, _record(lines, source, began, whole=False)


def _record(lines: list[str], source: str, line: int, *, whole: bool) -> dict[str, Any] | Rejection:
    import rispy

    if not whole:
        reason = "no ER line ends it: cut off?"
        return Rejection(source, line, "reference", reason, " ".join(lines[:3])[:80].strip())
    # A tag needs two spaces; an abstract's later lines may begin without a tag.
    text = "".join(re.sub(r"^([A-Z][A-Z0-9])  ?- ?", r"\1  - ", each) for each in lines)
    try:
        found = rispy.loads(text.lstrip("\ufeff"))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        return Rejection(source, line, "reference", f"no RIS: {str(error)[:120]}", lines[0][:80])
    if not found:
        return Rejection(source, line, "reference", "no RIS: no reference in it", lines[0][:80])
    reference = found[0]
    record: dict[str, Any] = {
        field: next((reference[name] for name in names if reference.get(name)), None)
        for field, names in _FIELDS.items()
    }
    links = [str(u) for u in reference.get("urls", [])] + [
        str(reference[k]) for k in ("url", "file_attachments1") if reference.get(k)
    ]
    record["pdf"] = next((u for u in links if ".pdf" in u.lower() or "/pdf" in u), None)
    record["url"] = next((u for u in links if u != record["pdf"]), None)
    return {name: value for name, value in record.items() if value}
