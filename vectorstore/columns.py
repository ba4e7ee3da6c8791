"""Which column of a file means which field of a paper, by name, unless the user says otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from assistant.errors import InputError

FIELDS = (
    "id", "title", "abstract", "authors", "venue", "year", "url", "pdf", "doi", "arxiv",
    "text_kind", "other_ids", "key",
)  # fmt: skip
_NAMES = {
    "id": "id paperid forum forumid documentid docid recordid articleid publicationid uid corpusid "
    "openreviewid",
    "title": "title papertitle articletitle documenttitle primarytitle ti t1 titles name headline",
    "abstract": "abstract paperabstract abstracttext abstractnote summary ab n2 abstracts "
    "description documentabstract text body content",
    "authors": "authors author authorlist authornames authorfullnames authorsname paperauthors "
    "authorname creators creator au authorssite authorsite firstauthors",
    "venue": "venue conference booktitle journal journaltitle publicationtitle sourcetitle "
    "containertitle journalname secondarytitle venuename publicationname jo t2 jf event",
    "year": "year publicationyear pubyear yearpublished py publishedyear date publicationdate "
    "published publisheddate pubdate issued y1 created cdate pdate updated",
    "url": "url link paperurl site paperlink forumurl articleurl absurl abstracturl landingpage "
    "webpage openreview openreviewurl openreviewlink href ur urls links detailurl",
    "pdf": "pdf pdfurl pdflink urlpdf linkpdf paperpdf fulltext openaccesspdf pdfs l1",
    "doi": "doi doiurl articledoi digitalobjectidentifier",
    "arxiv": "arxiv arxivid arxivurl eprint arxivnumber",
    "text_kind": "textkind",
    "other_ids": "otherids",
    "key": "key citationkey",
}
MEANINGS = {name: (field, rank) for field, names in _NAMES.items()
            for rank, name in enumerate(names.split())}  # fmt: skip
_WORD = re.compile(r"[^a-z0-9]+")


class Columns:
    """What each field is read from.

    Args:
        given: Field to column, as in ``--map abstract=summary``; these come before any other.

    Raises:
        InputError: A field is unknown.
    """

    def __init__(self, given: Mapping[str, str] | None = None) -> None:
        self.given = dict(given or {})
        for field in self.given:
            if field not in FIELDS:
                message = f"There is no field {field!r} to map a column to."
                raise InputError(message, f"Fields: {', '.join(FIELDS)}.")
        self._known: dict[tuple[str, ...], dict[str, tuple[str, ...]]] = {}

    def columns(self, names: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """For each field found among these columns: its columns, the best first."""
        key = tuple(names)
        if key not in self._known:
            if len(self._known) > 256:
                self._known.clear()
            self._known[key] = self._match(key)
        return self._known[key]

    def _match(self, names: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
        taken = set(self.given.values())
        found: dict[str, list[tuple[int, str]]] = {}
        for name in names:
            meaning = MEANINGS.get(_WORD.sub("", name.strip().lower()))
            if meaning and name not in taken:
                found.setdefault(meaning[0], []).append((meaning[1], name))
        columns = {field: tuple(n for _, n in sorted(ranked)) for field, ranked in found.items()}
        columns |= {field: (name,) for field, name in self.given.items() if name in names}
        return {field: columns[field] for field in FIELDS if field in columns}

    def __call__(self, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record in a paper's fields, each from the first of its columns that is filled."""
        fields: dict[str, Any] = {}
        for field, names in self.columns(record).items():
            fields[field] = next((v for n in names if _filled(v := record[n])), None)
        return fields

    def check(self, names: Iterable[str], source: str) -> None:
        """Refuse columns of which none is a title or an abstract.

        Raises:
            InputError: With the columns that were found.
        """
        names = list(names)
        columns = self.columns(names)
        missing = [column for column in self.given.values() if column not in names]
        if "title" in columns or "abstract" in columns:
            if not missing:
                return
            message = f"{source} has no column {missing[0]!r}"
        else:
            message = f"No column of {source} means a title or an abstract"
        shown = ", ".join(names[:20]) or "none"
        message = f"{message}; its columns: {shown}."
        raise InputError(message, "Name one: --map abstract=COLUMN.")


def parse_map(pairs: Iterable[str]) -> dict[str, str]:
    """``field=column`` pairs, as on the command line.

    Raises:
        InputError: One has no ``=``.
    """
    given = {}
    for pair in pairs:
        field, found, column = pair.partition("=")
        if not found or not field.strip() or not column.strip():
            message = f"--map {pair!r} is not of the form field=column."
            raise InputError(message, "Example: --map abstract=summary")
        given[field.strip()] = column.strip()
    return given


def _filled(value: object) -> bool:
    if value is None or value != value:
        return False
    return bool(str(value).strip()) and value not in ([], {})
