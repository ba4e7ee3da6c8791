"""Fit the share of the vectors in the fused score, and show what other ways to fuse would give.

``python -m eval.fit_fusion FOLDER…``: BEIR-style folders (see ``eval.beir``); each is searched
once a query, and every weight is tried on what was found.  The weight is chosen on half of the
queries, by a hash of their ids; figures are those of the other half.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import click

from assistant.settings import Settings, load_settings
from assistant.types import Retrieved
from eval.beir import Benchmark, fill, open_benchmark
from eval.scorers.retrieval import per_query
from eval.statistics import mean, paired
from eval.stores import open_own, own_store
from vectorstore.fusion import convex, reciprocal_ranks
from vectorstore.search import HybridSearch

MEASURE = "nDCG@10"
WEIGHTS = tuple(i / 10 for i in range(11))
_DEPTH = 200
Scores = Mapping[str, float]
Fuse = Callable[[Scores, Scores], Scores]
Found = Mapping[str, Sequence[Retrieved]]


def held_out(query_id: str) -> bool:
    """Whether a query is in the half that figures come from."""
    return hashlib.sha256(query_id.encode()).digest()[0] % 2 == 1


def values(benchmark: Benchmark, found: Found, fuse: Fuse) -> dict[str, float]:
    """nDCG@10 of every query when the two scores of what was found are put together this way."""
    runs = {}
    for query_id, hits in found.items():
        dense = {hit.paper.id: hit.dense for hit in hits if hit.dense is not None}
        lexical = {hit.paper.id: hit.lexical for hit in hits if hit.lexical is not None}
        scores = fuse(dense, lexical)
        order = sorted(scores, key=lambda paper_id: (-scores[paper_id], paper_id))
        runs[query_id] = {paper_id: -float(place) for place, paper_id in enumerate(order)}
    judged = {query_id: benchmark.judged[query_id] for query_id in found}
    return per_query(judged, runs, [MEASURE])[MEASURE]


def weighted(weight: float) -> Fuse:
    """Convex fusion with one weight."""
    return lambda dense, lexical: convex(dense, lexical, weight)


def both_ends(dense: Scores, lexical: Scores) -> Scores:
    """Convex fusion where a paper counts 0 on the side that did not put it forward."""
    return convex(_first(dense), _first(lexical))


def _first(scores: Scores, count: int = 100) -> Scores:
    best = sorted(scores, key=lambda paper_id: (-scores[paper_id], paper_id))[:count]
    return {paper_id: scores[paper_id] for paper_id in best}


def chosen(by_weight: Mapping[float, Scores], on: Callable[[str], bool]) -> float:
    """The weight with the best mean over some of the queries; of equals the nearest to .5."""
    means = {
        weight: sum(score for query, score in scores.items() if on(query))
        for weight, scores in by_weight.items()
    }
    return max(means, key=lambda weight: (means[weight], -abs(weight - 0.5)))


def report(benchmark: Benchmark, found: Found) -> str:
    """The weights and the other ways side by side, as Markdown."""
    by_weight = {weight: values(benchmark, found, weighted(weight)) for weight in WEIGHTS}
    best = chosen(by_weight, lambda query: not held_out(query))
    ways = {f"convex, weight {weight:.1f}": scores for weight, scores in by_weight.items()}
    ways["convex .5, one side's score alone counts 0"] = values(benchmark, found, both_ends)
    ways["reciprocal ranks"] = values(benchmark, found, reciprocal_ranks)
    tested = [query for query in found if held_out(query)]
    lines = [
        f"{benchmark.name}: {len(found)} queries; weight {best:.1f} chosen on half of them",
        "",
        f"| fusion | {MEASURE}, other half | against weight {best:.1f} | {MEASURE}, all |",
        "|---|---|---|---|",
    ]
    for name, scores in ways.items():
        ours = mean([scores[query] for query in tested])
        whole = mean(list(scores.values()))
        change = paired([by_weight[best][q] for q in tested], [scores[q] for q in tested])
        if ours is None or whole is None or change is None:
            continue
        low, high = ours.interval
        lines.append(
            f"| {name} | {ours.value:.3f} [{low:.3f}, {high:.3f}] "
            f"| {change.value:+.3f} (p {change.p:.2g}) | {whole.value:.3f} |"
        )
    return "\n".join(lines) + "\n"


def search_all(settings: Settings, folder: Path) -> tuple[Benchmark, Found]:
    """Search a folder's documents, in a store of their own, for every query."""
    from tqdm import tqdm

    from assistant.models.embedding import SentenceEmbedder

    benchmark, embedder = open_benchmark(folder), SentenceEmbedder(settings)
    catalog, index = open_own(own_store(settings, f"beir-{folder.resolve().name}"))
    fill(benchmark, catalog, index, embedder)
    search = HybridSearch(catalog, index, embedder)
    queries = tqdm(benchmark.queries.items(), desc=benchmark.name, disable=None)
    return benchmark, {i: search.search(text, _DEPTH) for i, text in queries}


@click.command()
@click.argument("folders", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def main(folders: tuple[Path, ...]) -> None:
    """Search each folder and print the weights."""
    for folder in folders:
        click.echo(report(*search_all(load_settings(), folder)))


if __name__ == "__main__":
    main()
