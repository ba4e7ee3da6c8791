"""Which paper a record is: OpenReview, arXiv and DOI names, the record's own id, else a hash."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote

from assistant.wording.text import words

_OPENREVIEW = re.compile(
    r"openreview\.net/(?:forum|pdf|attachment|references/pdf)\?(?:[^#\s]*&)?id=([\w-]+)"
)
_DOI = re.compile(r"\b(10\.\d{4,9}/[^\s\"<>?#]+)", re.IGNORECASE)
_ARXIV = re.compile(
    r"(?:arxiv\.org/(?:abs|pdf|html)/|arxiv[:.]\s*|^)((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[A-Z]{2})?/\d{7}))"
    r"(?:v\d+)?(?:\.pdf)?\b",
    re.IGNORECASE,
)


def openreview_id(values: Iterable[object]) -> str | None:
    """The forum id of the first OpenReview link."""
    return _first(_OPENREVIEW, values)


def arxiv_id(values: Iterable[object]) -> str | None:
    """The arXiv identifier, without its version."""
    found = _first(_ARXIV, values)
    return found.lower() if found else None


def doi(values: Iterable[object]) -> str | None:
    """The DOI in lower case, without its link."""
    found = _first(_DOI, values)
    return found.lower().rstrip(".,;)") if found else None


def names_of(record: Mapping[str, Any]) -> dict[str, str]:
    """The record's lasting names by kind: ``openreview``, ``arxiv``, ``doi``."""
    links = [record.get("url"), record.get("pdf"), record.get("detail_url")]
    found = {
        "openreview": openreview_id(links),
        "arxiv": arxiv_id([record.get("arxiv"), record.get("doi"), *links[:2]]),
        "doi": doi([record.get("doi"), *links[:2]]),
    }
    if found["doi"] and "arxiv" in found["doi"]:
        found["doi"] = None  # arXiv's own DOI says no more than its identifier
    return {kind: name for kind, name in found.items() if name}


def content_key(title: str, abstract: str) -> str:
    """Equal for papers of the same words: case, accents, markup and punctuation do not count."""
    return _hash(" ".join(words(title)), " ".join(words(abstract)))


def title_key(title: str) -> str:
    """Equal for titles of the same words; empty where there is no title."""
    found = words(title)
    return _hash(" ".join(found)) if found else ""


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _first(pattern: re.Pattern[str], values: Iterable[object]) -> str | None:
    for value in values:
        if value and (found := pattern.search(unquote(str(value)))):
            return found.group(1)
    return None
