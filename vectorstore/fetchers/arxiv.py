"""arXiv: the answers to a query or the papers of a category, page by page, three seconds apart."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from vectorstore.fetchers.http import Client
from vectorstore.fetchers.pages import Pages
from vectorstore.rejection import Rejection

SERVER = "https://export.arxiv.org/api/query"
SECONDS_BETWEEN = 3.0
_PAGE = 200
_ATOM = "{http://www.w3.org/2005/Atom}"
_ARXIV = "{http://arxiv.org/schemas/atom}"
_TOTAL = "{http://a9.com/-/spec/opensearch/1.1/}totalResults"
_CATEGORY = re.compile(r"[a-z-]+(?:\.[A-Za-z-]{2,})?")


def records(
    client: Client, query: str, pages: Pages, limit: int | None = None
) -> Iterator[tuple[int, dict[str, Any] | Rejection]]:
    """``(number, record)`` of a query in arXiv's language, a category, or papers by their ids.

    Args:
        client: Asks the server.
        query: Such as ``all:"graph attention"``, ``cs.CL`` or ``id:2010.02502,1706.03762``.
        pages: Where pages are kept until all are there.
        limit: At most so many records.

    Raises:
        InputError: The server does not answer.
    """
    client.between = max(client.between, SECONDS_BETWEEN)
    asked = {"id_list": query[3:]} if query.startswith("id:") else {"search_query": _search(query)}
    start, total = 0, 1
    while start < total and (limit is None or start < limit):
        page = pages.get(str(start))
        if page is None:
            size = _PAGE if limit is None else min(_PAGE, limit - start)
            page = client.get(
                SERVER,
                {**asked, "start": start, "max_results": size,
                 "sortBy": "submittedDate", "sortOrder": "ascending"},
                _Parser(start),
            )  # fmt: skip
            pages.put(str(start), page)
        total = page["total"]
        yield from enumerate(page["records"], start=start + 1)
        start += len(page["records"])
        if not page["records"]:
            return


def _search(query: str) -> str:
    return f"cat:{query}" if _CATEGORY.fullmatch(query) and "." in query else query


class _Parser:
    """Reads a page; arXiv sometimes sends an empty one in the middle, which is an error."""

    def __init__(self, start: int) -> None:
        self._start = start

    def __call__(self, body: bytes) -> dict[str, Any]:
        from defusedxml import ElementTree
        from defusedxml.common import DefusedXmlException

        try:
            feed = ElementTree.fromstring(body)
        except (ElementTree.ParseError, DefusedXmlException) as error:
            message = f"no whole feed: {error}"
            raise ValueError(message) from error
        total = int(feed.findtext(_TOTAL) or 0)
        entries = feed.findall(f"{_ATOM}entry")
        if not entries and self._start < total:
            message = "an empty page before the end"
            raise ValueError(message)
        return {"total": total, "records": [_record(entry) for entry in entries]}


def _record(entry: Any) -> dict[str, Any]:  # noqa: ANN401 - an XML element
    links = {
        link.get("title") or link.get("rel"): link.get("href")
        for link in entry.findall(f"{_ATOM}link")
    }
    page = entry.findtext(f"{_ATOM}id") or links.get("alternate") or ""
    return {
        "title": entry.findtext(f"{_ATOM}title"),
        "abstract": entry.findtext(f"{_ATOM}summary"),
        "authors": [a.findtext(f"{_ATOM}name") for a in entry.findall(f"{_ATOM}author")],
        "venue": "arXiv",
        "year": entry.findtext(f"{_ATOM}published"),
        "url": page.replace("http://", "https://"),
        "pdf": (links.get("pdf") or "").replace("http://", "https://"),
        "doi": entry.findtext(f"{_ARXIV}doi"),
    }
