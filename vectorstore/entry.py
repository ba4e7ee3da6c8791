"""A record as it comes in: the cleaned paper, what was there before cleaning, its lasting names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.types import Paper
from assistant.wording.text import has_words
from vectorstore.cleaning import clean_text, split_authors
from vectorstore.identity import content_key, names_of
from vectorstore.placeholders import not_a_paper, not_an_abstract
from vectorstore.rejection import Flag, Rejection
from vectorstore.suspicion import suspicion

_BROKEN_BYTE = re.compile("[\udc80-\udcff\ufffd]")
_YEAR = re.compile(r"(?<!\d)(?:19[3-9]|20[0-4])\d(?!\d)")
_LINK = re.compile(r"(?:https?://|ftp://)[^\s<>\"']+$")
_BARE_LINK = re.compile(r"(?:www\.|openreview\.net/|arxiv\.org/|doi\.org/)[^\s<>\"']+$")
_PLACE = re.compile(
    r"(aaai|acl|acml|aistats|colt|coling|conll|corl|cvpr|eacl|eccv|emnlp|iccv|iclr|icml|icra|ijcai|"
    r"interspeech|iros|iwslt|kdd|midl|naacl|neurips|nips|rss|sigir|uai|wacv|www)"
    r"[-_ ]?((?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_OPENREVIEW_PATH = re.compile(r"/(?:pdf|forum|attachment)\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of one source, ready to store.

    Attributes:
        names: Lasting names: ``openreview:…``, ``arxiv:…``, ``doi:…``, and other ids it has had.
        original: Title and abstract before cleaning, where cleaning changed them.
        hashed: Whether the paper's id is only a hash of its words.
        flags: What is odd about it.
    """

    paper: Paper
    names: tuple[str, ...] = ()
    original: tuple[str, str] | None = None
    hashed: bool = False
    flags: tuple[Flag, ...] = ()

    @property
    def origin(self) -> str:
        """The file or fetcher that the record came from, without the line."""
        return self.paper.source.rpartition(":")[0]


def entry_from_record(record: Mapping[str, Any], source: str, line: int) -> Entry | Rejection:
    """The cleaned entry of a record in a paper's fields, or why there is none."""
    raw_title, raw_abstract = _text(record.get("title")), _text(record.get("abstract"))
    title, abstract = clean_text(raw_title), clean_text(raw_abstract)
    sample = (title or abstract)[:80]
    if reason := not_a_paper(title, abstract):
        return Rejection(source, line, "title, abstract", reason, sample)
    flags = [Flag(source, line, *doubt, sample) for doubt in _doubts(record, title, abstract)]
    if not_an_abstract(abstract):
        abstract = ""
    if not has_words(title) and not has_words(abstract):
        why = flags[0].reason if flags else "both are missing or empty"
        found = sample or " ".join(str(v) for v in record.values() if v)[:80]
        return Rejection(source, line, "title, abstract", why, found)
    names = names_of(record)
    paper_id = _identity(record, names)
    given = _texts(record.get("other_ids"))
    venue, year = _place(record, source)
    paper = Paper(
        id=paper_id or content_key(title, abstract),
        title=title,
        abstract=abstract,
        authors=split_authors(record.get("authors")),
        venue=venue,
        year=year,
        url=_link(record.get("url")) or _named_link(names),
        pdf=_link(record.get("pdf")),
        text_kind="digest" if record.get("text_kind") == "digest" else "abstract",
        source=f"{source}:{line}",
    )
    own = clean_text(_first(record.get("id")))
    other = [own] if own and own != paper.id else []
    lasting = [f"{kind}:{name}" for kind, name in names.items()]
    original = (raw_title, raw_abstract) if (title, abstract) != (raw_title, raw_abstract) else None
    return Entry(
        paper,
        tuple(dict.fromkeys([*lasting, *other, *given])),
        original,
        not paper_id,
        tuple(flags),
    )


def _doubts(record: Mapping[str, Any], title: str, abstract: str) -> list[tuple[str, str]]:
    found = []
    if why := not_an_abstract(abstract):
        found.append(("abstract", f"{why}; taken without it"))
    if abstract and not title:
        found.append(("title", "none"))
    # The text as it came: cleaning takes hidden characters off.
    for field, cleaned in (("title", title), ("abstract", abstract)):
        if why := suspicion(str(record.get(field) or "")) or suspicion(cleaned):
            found.append((field, why))
    for field in ("title", "abstract"):
        text = str(record.get(field) or "")
        if not text.isascii() and _BROKEN_BYTE.search(text):
            found.append((field, "bytes that are not UTF-8"))
    year = record.get("year")
    if year not in (None, "") and year == year and _year(year) is None:
        found.append(("year", f"no year: {str(year)[:40]!r}"))
    for field in ("url", "pdf"):
        value = clean_text(_first(record.get(field)))
        if value and not _link(value):
            found.append((field, f"no link: {value[:60]!r}"))
    return found


def _identity(record: Mapping[str, Any], names: Mapping[str, str]) -> str:
    """OpenReview's forum id, the record's own id, arXiv, DOI, the BibTeX key; else nothing."""
    own = clean_text(_first(record.get("id")))
    kinds = [f"{kind}:{names[kind]}" for kind in ("arxiv", "doi") if kind in names]
    key = clean_text(_first(record.get("key")))
    return next((i for i in (names.get("openreview"), own, *kinds, key) if i), "")


def _place(record: Mapping[str, Any], source: str) -> tuple[str | None, int | None]:
    """Venue and year; a file called ``cvpr2013.json`` says both where the record says neither."""
    venue, year = clean_text(_first(record.get("venue"))) or None, _year(record.get("year"))
    if not venue and not year and (found := _PLACE.match(source)):
        return found.group(1).upper(), int(found.group(2))
    if venue and year is None and (found := re.fullmatch(r"(\D{2,60}?)\s+((?:19|20)\d\d)", venue)):
        return found.group(1), int(found.group(2))
    return venue, year


def _text(value: object) -> str:
    """A cell as text; NaN, as tables give it, is empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, list | tuple):
        return " ".join(_text(item) for item in value)
    return str(value)


def _texts(value: object) -> list[str]:
    parts = value if isinstance(value, list | tuple) else str(value or "").split(";")
    return [text for part in parts if (text := clean_text(part))]


def _first(value: object) -> object:
    """One value of several: a list's first, an object's ``url``, ``name`` or ``value``."""
    if isinstance(value, Mapping):
        return _first(next((value[k] for k in ("url", "name", "value") if value.get(k)), ""))
    if isinstance(value, list | tuple):
        return _first(value[0]) if value else ""
    return "" if value != value else value


def _link(value: object) -> str | None:
    text = clean_text(_first(value))
    if _LINK.match(text):
        return text
    if _BARE_LINK.match(text):
        return f"https://{text}"
    if _OPENREVIEW_PATH.match(text):
        return f"https://openreview.net{text}"
    return None


def _named_link(names: Mapping[str, str]) -> str | None:
    """The page that a lasting name leads to."""
    if "arxiv" in names:
        return f"https://arxiv.org/abs/{names['arxiv']}"
    return f"https://doi.org/{names['doi']}" if "doi" in names else None


def _year(value: object) -> int | None:
    """A year in a number, a date, or milliseconds since 1970 as OpenReview gives them."""
    text = str(_first(value) if value is not None else "").strip()
    if re.fullmatch(r"\d{12,13}", text):
        from datetime import UTC, datetime

        return datetime.fromtimestamp(int(text) / 1000, UTC).year
    found = _YEAR.search(text)
    return int(found.group()) if found else None
