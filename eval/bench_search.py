"""How long a search takes: cold and warm, with and without filters, at the size of each store.

``python -m eval.bench_search STORE…``: queries are sentences of the store's own papers, which are
longer than most questions; the query's embedding is included.  Processor time stands beside the
clock's, since on a busy machine the clock tells of the neighbours.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Search
from assistant.settings import load_settings
from assistant.types import EVERYTHING, Filters
from assistant.wiring import open_search
from vectorstore.catalog import Catalog
from vectorstore.search import HybridSearch
from vectorstore.sentences import sentences
from vectorstore.store import open_existing

_LIMIT = 24


@dataclass(frozen=True)
class Times:
    """Seconds of each search by the clock and by the processor."""

    clock: tuple[float, ...]
    processor: tuple[float, ...]

    def __str__(self) -> str:
        """Medians and 95th percentiles in milliseconds."""
        clock = np.percentile(self.clock, [50, 95]) * 1000
        work = np.percentile(self.processor, [50, 95]) * 1000
        return f"{clock[0]:.0f} / {clock[1]:.0f} | {work[0]:.0f} / {work[1]:.0f}"


def queries_of(catalog: Catalog, count: int) -> list[str]:
    """The second sentence of papers spread evenly over the collection."""
    ids = [paper_id for paper_id, _ in catalog.titles()]
    spread = [ids[i * len(ids) // count] for i in range(min(count, len(ids)))]
    found = [sentences(paper)[:2] for paper in catalog.get(spread)]
    return [group[-1].text for group in found if group]


def kinds_of_filters(catalog: Catalog) -> dict[str, Filters]:
    """Filters that leave all, many and few papers."""
    kinds = {"none": EVERYTHING}
    years = sorted(p.year for p in catalog.papers() if p.year is not None)
    if years and years[0] != years[-1]:
        kinds["later half by year"] = Filters(year_from=years[len(years) // 2])
    venues = Counter(paper.venue for paper in catalog.papers() if paper.venue)
    if len(venues) > 1:
        kinds["largest venue"] = Filters(venues=(venues.most_common(1)[0][0],))
    if authors := catalog.author_counts():
        kinds["one author"] = Filters(authors=(authors[0][0],))
    return kinds


def timed(search: Callable[[str], object], queries: list[str]) -> Times:
    """Search each query once."""
    clock, work = [], []
    for query in queries:
        start, worked = time.perf_counter(), time.process_time()
        search(query)
        clock.append(time.perf_counter() - start)
        work.append(time.process_time() - worked)
    return Times(tuple(clock), tuple(work))


def measure(search: Search, filters: Mapping[str, Filters], queries: list[str]) -> dict[str, Times]:
    """Times of the first search, and of all with each kind of filters."""
    found = {"first search": timed(lambda q: search.search(q, _LIMIT), queries[:1])}
    for name, kind in filters.items():
        found[f"filter: {name}"] = timed(lambda q, k=kind: search.search(q, _LIMIT, k), queries)  # type: ignore[misc]
    return found


@click.command()
@click.argument("stores", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option("-n", "count", default=100, show_default=True, help="Queries of each kind.")
@click.option("--words", is_flag=True, help="Search by words alone, where there are no vectors.")
def main(stores: tuple[Path, ...], count: int, words: bool) -> None:
    """Print a table of times for each store."""
    click.echo("| papers | search | clock, ms p50 / p95 | processor, ms p50 / p95 |")
    click.echo("|---|---|---|---|")
    for store in stores:
        settings = replace(load_settings(), store=store)
        catalog, embedder = open_existing(settings.place), SentenceEmbedder(settings)
        embedder.embed_query("loads the model")
        search = open_search(settings, catalog, embedder)
        if words:
            from vectorstore.index import MemoryIndex

            search = HybridSearch(catalog, MemoryIndex(), embedder, dense_weight=0.0)
        queries = queries_of(catalog, count)
        for name, times in measure(search, kinds_of_filters(catalog), queries).items():
            click.echo(f"| {catalog.count():,} | {name} | {times} |")


if __name__ == "__main__":
    main()
