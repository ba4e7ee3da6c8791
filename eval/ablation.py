"""What each part of the search earns on a benchmark: words, vectors, both, and reading on top."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import numpy as np

from assistant.errors import InputError
from assistant.protocols import Embedder
from assistant.settings import Settings
from assistant.types import Retrieved
from eval.beir import Benchmark, fill, open_benchmark
from eval.scorers.retrieval import per_query
from eval.statistics import Difference, mean, paired
from eval.stores import open_own, own_store
from vectorstore.catalog import Catalog
from vectorstore.index import Index
from vectorstore.search import HybridSearch

MEASURES = ("nDCG@10", "R@5", "R@100", "RR@10")
_COMPARED, _AGAINST = MEASURES[0], "fused"
_DEPTH = 100


class Ranker(Protocol):
    """Ranks documents for a query."""

    def search(self, query: str, limit: int) -> Sequence[Retrieved]:
        """At most ``limit`` documents, best first."""


class Reranked:
    """The fused search, its first papers in the order of the product's own reading."""

    def __init__(self, catalog: Catalog, index: Index, embedder: Embedder) -> None:
        from assistant.evidence.selection import EvidenceSelector
        from assistant.gate.relevance import Reader

        search = HybridSearch(catalog, index, embedder)
        self._reader = Reader(search, EvidenceSelector(embedder, catalog), catalog)

    def search(self, query: str, limit: int) -> list[Retrieved]:
        """What was read by its probability, then the rest as it was found."""
        hits = self._reader.find(query, limit)
        read = [candidate.hit for candidate in self._reader.read(query, hits)]
        seen = {hit.paper.id for hit in read}
        return [*read, *(hit for hit in hits if hit.paper.id not in seen)]


Build = Callable[[Catalog, Index, Embedder], Ranker]


def _weighted(dense_weight: float) -> Build:
    return lambda catalog, index, embedder: HybridSearch(catalog, index, embedder, dense_weight)


VARIANTS: Mapping[str, Build] = {
    "lexical": _weighted(0.0),
    "dense": _weighted(1.0),
    "fused": HybridSearch,
    "reranked": Reranked,
}
"""How each variant is made of a collection."""
QUICK = ("lexical", "dense", "fused")
"""Those that take milliseconds a query; reading takes seconds."""


@dataclass(frozen=True)
class Measured:
    """What one variant scored.

    Attributes:
        values: ``{measure: {query id: value}}``.
        seconds: Time of every query, in order.
    """

    values: Mapping[str, Mapping[str, float]]
    seconds: Sequence[float]


def measure(benchmark: Benchmark, ranker: Ranker, name: str = "") -> Measured:
    """Ask every query of a benchmark; a query without results scores 0."""
    from tqdm import tqdm

    runs, seconds = {}, []
    for query_id, text in tqdm(benchmark.queries.items(), desc=name or None, disable=None):
        start = time.perf_counter()
        hits = ranker.search(text, _DEPTH)
        seconds.append(time.perf_counter() - start)
        # By rank, so that equal scores keep the search's order.
        runs[query_id] = {hit.paper.id: -float(place) for place, hit in enumerate(hits)}
    return Measured(per_query(benchmark.judged, runs, MEASURES), seconds)


def benchmark_folder(
    settings: Settings,
    folder: Path,
    corpus: Path | None = None,
    variants: Sequence[str] = (),
    limit: int | None = None,
) -> str:
    """Measure the search over a folder; Markdown.

    Where the settings name a store it is searched as it stands.  Else the documents get a store of
    their own under the cache, embedded once.

    Args:
        settings: The store, embedding model, device and cache.
        folder: The BEIR-style folder.
        corpus: Documents from elsewhere.
        variants: Names of ``VARIANTS``; ``QUICK`` where none is named.
        limit: At most so many queries, evenly spread over the file.
    """
    from assistant.models.embedding import SentenceEmbedder

    wanted = list(variants) or list(QUICK)
    embedder = SentenceEmbedder(settings)
    index: Index
    if settings.store != Settings().store:
        from assistant.wiring import open_catalog, open_index

        catalog, index = open_catalog(settings), open_index(settings)
        benchmark = renamed(open_benchmark(folder, corpus, documents=False), catalog)
    else:
        benchmark = open_benchmark(folder, corpus)
        catalog, index = open_own(own_store(settings, f"beir-{folder.resolve().name}"))
        fill(benchmark, catalog, index, embedder, vectors=wanted != ["lexical"])
    benchmark = sample(benchmark, limit)
    found = {
        name: measure(benchmark, VARIANTS[name](catalog, index, embedder), name) for name in wanted
    }
    return table(found, benchmark, catalog.count())


def sample(benchmark: Benchmark, limit: int | None) -> Benchmark:
    """The benchmark with at most ``limit`` queries, evenly spread over the file."""
    ids = list(benchmark.queries)
    if limit is None or limit >= len(ids):
        return benchmark
    kept = [ids[i * len(ids) // limit] for i in range(limit)]
    return replace(
        benchmark,
        queries={i: benchmark.queries[i] for i in kept},
        judged={i: benchmark.judged[i] for i in kept},
    )


def renamed(benchmark: Benchmark, catalog: Catalog) -> Benchmark:
    """The judgements by the ids that the catalog gave the documents when it took them in.

    Raises:
        InputError: The catalog knows none of them.
    """
    documents = {d for grades in benchmark.judged.values() for d in grades}
    known = {d: paper.id for d in sorted(documents) for paper in catalog.get([d])}
    if not known:
        message = f"The collection holds none of the {len(documents)} documents of the judgements."
        raise InputError(message, "Leave --store out to load the folder's own documents.")
    judged = {
        query: {known.get(document, document): grade for document, grade in grades.items()}
        for query, grades in benchmark.judged.items()
    }
    return replace(benchmark, judged=judged)


def table(found: Mapping[str, Measured], benchmark: Benchmark, documents: int) -> str:
    """The variants side by side with intervals, as Markdown."""
    heads = [*MEASURES, f"{_COMPARED} less {_AGAINST}", "ms p50 / p95"]
    lines = [
        f"{benchmark.name}: {len(benchmark.queries)} queries, {documents} documents",
        "",
        "| variant | " + " | ".join(heads) + " |",
        "|---|" + "---|" * len(heads),
    ]
    for name, measured in found.items():
        cells = [_interval(list(measured.values[m].values())) for m in MEASURES]
        cells += [_advantage(found, name), _milliseconds(measured.seconds)]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def difference(found: Mapping[str, Measured], name: str) -> Difference | None:
    """How much more nDCG@10 a variant has than the fused search, query by query."""
    if _AGAINST not in found or name == _AGAINST:
        return None
    ours, theirs = (found[n].values[_COMPARED] for n in (name, _AGAINST))
    return paired(list(theirs.values()), [ours[query] for query in theirs])


def _advantage(found: Mapping[str, Measured], name: str) -> str:
    if (change := difference(found, name)) is None:
        return "–"
    low, high = change.interval
    return f"{change.value:+.3f} [{low:+.3f}, {high:+.3f}], p {change.p:.2g}"


def _interval(values: Sequence[float]) -> str:
    if (e := mean(values)) is None:
        return "–"
    return f"{e.value:.3f} [{e.interval.low:.3f}, {e.interval.high:.3f}]"


def _milliseconds(seconds: Sequence[float]) -> str:
    if not seconds:
        return "–"
    middle, late = np.percentile(seconds, [50, 95]) * 1000
    return f"{middle:.0f} / {late:.0f}"
