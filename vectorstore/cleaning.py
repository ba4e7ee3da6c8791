"""Turn a raw record into a Paper: encoding, markup, authors and identity; pure and idempotent."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import ftfy

from assistant.text import fold, words
from assistant.types import Paper

_OPENREVIEW = re.compile(r"openreview\.net/(?:forum|pdf|attachment)\?id=([\w-]+)")
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,200}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_LINK = re.compile(r"https?://[^\s<>\"']+$")
_AUTHOR_SEPARATOR = re.compile(r"\s*;\s*|\s*,\s*|\s+and\s+")


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not taken: where it stands, which field is at fault, and why."""

    source: str
    line: int
    field: str
    reason: str
    sample: str = ""

    def __str__(self) -> str:
        return f"{self.source}:{self.line}: {self.field}: {self.reason}"


def clean_text(value: object) -> str:
    """One line of readable text: encoding mended, tags and control characters taken out."""
    text = ftfy.fix_text(html.unescape(str(value or "")))
    text = _TAG.sub("", _CONTROL.sub(" ", text))
    text = _SPACE.sub(" ", text).strip()
    if len(text) > 1 and text[0] in '"“' and text[-1] in '"”' and text.count('"') <= 2:
        text = text[1:-1].strip()
    return text


def split_authors(value: object) -> tuple[str, ...]:
    """Author names in order without repeats, from a list or from one separated string."""
    if isinstance(value, list | tuple):
        parts = [clean_text(part) for part in value]
    else:
        text = clean_text(value)
        parts = text.split(";") if ";" in text else _AUTHOR_SEPARATOR.split(text)
    seen: dict[str, str] = {}
    for part in parts:
        name = part.strip(" ,;")
        if name:
            seen.setdefault(fold(name), name)
    return tuple(seen.values())


def paper_from_record(record: Mapping[str, Any], source: str, line: int) -> Paper | Rejection:
    """The cleaned paper of a record in the JSONL contract's fields, or why there is none."""
    title, abstract = clean_text(record.get("title")), clean_text(record.get("abstract"))
    if not words(title) and not words(abstract):
        sample = " ".join(str(v) for v in record.values() if v)[:80]
        return Rejection(source, line, "title, abstract", "both are missing or empty", sample)
    url, pdf = _link(record.get("url")), _link(record.get("pdf"))
    return Paper(
        id=_identity(record, url, title, abstract),
        title=title,
        abstract=abstract,
        authors=split_authors(record.get("authors")),
        venue=clean_text(record.get("venue")) or None,
        year=_year(record.get("year")),
        url=url,
        pdf=pdf,
        text_kind="digest" if record.get("text_kind") == "digest" else "abstract",
        source=f"{source}:{line}",
    )


def _identity(record: Mapping[str, Any], url: str | None, title: str, abstract: str) -> str:
    """The OpenReview forum id, else the record's own id, else a hash of title and text."""
    for link in (url, record.get("pdf"), record.get("detail_url")):
        if found := _OPENREVIEW.search(str(link or "")):
            return found.group(1)
    if given := clean_text(record.get("id")):
        return given
    return hashlib.sha256(f"{fold(title)}\n{fold(abstract)}".encode()).hexdigest()[:16]


def _link(value: object) -> str | None:
    text = clean_text(value)
    return text if _LINK.match(text) else None


def _year(value: object) -> int | None:
    found = _YEAR.search(str(value or ""))
    return int(found.group()) if found else None
