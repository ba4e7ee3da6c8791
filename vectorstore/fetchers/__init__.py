"""Fetch papers over the network: OpenReview, arXiv, Hugging Face datasets; each its own file.

A fetcher yields ``(number, record)`` as a reader does; ``fetch`` cleans the records.  Nothing here
runs unless the user names a source such as ``openreview:ICLR.cc/2021/Conference``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from vectorstore.columns import Columns
from vectorstore.entry import Entry, entry_from_record
from vectorstore.fetchers import arxiv, hub, openreview
from vectorstore.fetchers.http import Client
from vectorstore.fetchers.pages import Pages
from vectorstore.fetchers.source import Source
from vectorstore.rejection import Rejection

Fetcher = Callable[
    [Client, str, Pages, int | None], Iterator[tuple[int, dict[str, Any] | Rejection]]
]
HOSTS = frozenset({"arxiv.org", "export.arxiv.org", "openreview.net", "api.openreview.net",
                   "api2.openreview.net"})  # fmt: skip
"""Where the fetchers go; a redirect to anywhere else is refused."""
FETCHERS: dict[str, Fetcher] = {
    "openreview": openreview.records,
    "arxiv": arxiv.records,
    "hf": hub.records,
}


def fetch(
    source: Source,
    folder: Path,
    limit: int | None = None,
    client: Client | None = None,
    columns: Columns | None = None,
) -> Iterator[Entry | Rejection]:
    """The papers of a source, in order; stopped and called again, it goes on where it was.

    Args:
        source: What to fetch.
        folder: Where pages that were fetched are kept until all are there.
        limit: At most so many records.
        client: In place of one with the usual patience.
        columns: In place of the known names.

    Raises:
        InputError: The source does not answer, or not in the way that it should.
    """
    columns = columns or Columns()
    pages = Pages(folder, source.name)
    with client or Client(hosts=HOSTS) as open_client:
        for number, record in FETCHERS[source.kind](open_client, source.query, pages, limit):
            if isinstance(record, Rejection):
                yield record
            else:
                yield entry_from_record(columns(record), source.name, number)
    pages.done()
