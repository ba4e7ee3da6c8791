"""What a collection costs at each size: ``python -m eval.bench_scale --sizes 100 1000 5000``.

Vectors are of hashed words in place of the model's, which would take hours at the largest size:
what a search, memory and the disk cost does not depend on what the vectors mean.  The time of a
query's own embedding is added by whoever has the model (``eval.bench``).  bm25s searches the same
texts beside it.  A JSON object a size goes to standard output.
"""

from __future__ import annotations

import json
import random
import resource
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import click
import numpy as np

from assistant.settings import load_settings
from assistant.types import Filters
from eval.bench_ingest import Speed, StandIn, our_ingest
from eval.load import written
from vectorstore.chroma import ChromaIndex
from vectorstore.search import HybridSearch
from vectorstore.store import index_folder, open_catalog

_QUERIES = 60
WHOLE = 117_281
"""Papers of the largest collection that there is a budget for."""


@dataclass(frozen=True)
class Cost:
    """What one size costs.

    Attributes:
        papers: How many there are.
        added: Papers a second of processor time that came in since the size before.
        search: Milliseconds of a hybrid search, median and 95th percentile.
        narrowed: The same where the later half by year is wanted.
        bm25s: The same of bm25s alone.
        memory: Peak bytes of this process, which ingested and searched.
        disk: Bytes a paper.
    """

    papers: int
    added: float
    search: tuple[float, float]
    narrowed: tuple[float, float]
    bm25s: tuple[float, float]
    memory: int
    disk: float


def cost(store: Path, speed: Speed, before: Speed | None) -> Cost:
    """Measure a collection after the ingest that ``speed`` is of."""
    settings = replace(load_settings({}), store=store)
    with closing(open_catalog(settings.store)) as catalog:
        papers = list(catalog.papers())
        chosen = random.Random(0).sample(papers, min(_QUERIES, len(papers)))  # noqa: S311
        queries = [paper.title for paper in chosen if paper.title]
        years = sorted(paper.year for paper in papers if paper.year)
        half = Filters(year_from=years[len(years) // 2]) if years else Filters()
        index = ChromaIndex(index_folder(settings.store))
        search = HybridSearch(catalog, index, StandIn())
        free = _timed(lambda query: search.search(query, 10), queries)
        narrowed = _timed(lambda query: search.search(query, 10, half), queries)
        index.close()
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    words = _bm25s([f"{p.title} {p.abstract}" for p in papers], queries)
    done = before.papers if before else 0
    files = [f for f in settings.store.rglob("*") if f.is_file()]
    disk = sum(f.stat().st_size for f in files) / len(papers)
    return Cost(
        len(papers), (speed.papers - done) / speed.processor, free, narrowed, words, memory, disk
    )


def _bm25s(texts: list[str], queries: list[str]) -> tuple[float, float]:
    try:
        import bm25s
    except ImportError:  # an extra of development
        return float("nan"), float("nan")
    retriever = bm25s.BM25()
    retriever.index(bm25s.tokenize(texts, show_progress=False), show_progress=False)

    def search(query: str) -> object:
        return retriever.retrieve(
            bm25s.tokenize(query, show_progress=False), k=10, show_progress=False
        )

    return _timed(search, queries)


def _timed(search: Any, queries: list[str]) -> tuple[float, float]:  # noqa: ANN401
    search(queries[0])
    times = []
    for query in queries:
        start = time.perf_counter()
        search(query)
        times.append(1000 * (time.perf_counter() - start))
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


@click.command()
@click.option("--sizes", type=int, multiple=True, default=(100, 1000, 5000), show_default=True)
@click.option("--records", type=click.Path(exists=True, path_type=Path),
              help="A file of papers; made of common words where not given.")  # fmt: skip
def main(sizes: tuple[int, ...], records: Path | None) -> None:
    """Ingest and measure; the sizes from small to large."""
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        file = records or written(Path(folder) / "made.jsonl", max(sizes))
        settings, before = replace(load_settings({}), store=store), None
        for speed in our_ingest(file, sorted(sizes), settings, StandIn()):
            sys.stdout.write(json.dumps(asdict(cost(store, speed, before))) + "\n")
            sys.stdout.flush()
            before = speed


if __name__ == "__main__":
    main()
