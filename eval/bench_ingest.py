"""How fast ingestion is: beside the bare embedder and beside LlamaIndex's own, in one run.

``python -m eval.bench_ingest RECORDS [--number 5000 | --all]`` ingests records into a folder that
is deleted afterwards, with the embedding model of the settings, and prints papers a second, peak
memory, bytes on the disk for each paper, and the latency of a search at that size.  The two others
get a sample of the same papers.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path

import numpy as np

from assistant.intake import take_in
from assistant.models.embedded import embedding_folder
from assistant.models.embedding import SentenceEmbedder
from assistant.settings import Settings, load_settings
from assistant.types import Paper
from vectorstore.chroma import ChromaIndex
from vectorstore.chunking import passages
from vectorstore.readers import read
from vectorstore.search import HybridSearch
from vectorstore.store import index_folder, open_catalog

_SAMPLE = 1000
_LLAMA_SAMPLE = 300
_QUERIES = 200


@dataclass(frozen=True)
class Speed:
    """Papers a second and passages a second of one way of embedding."""

    name: str
    papers: float
    passages: float


def bare_embedder(papers: Sequence[Paper], embedder: SentenceEmbedder) -> Speed:
    """sentence-transformers alone, on our passages, in its own order by length."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(embedding_folder(load_settings().cache)), local_files_only=True)
    texts = [piece.text for paper in papers for piece in passages(paper)]
    model.encode(texts[:16])
    seconds = _timed(lambda: model.encode(texts, batch_size=16, normalize_embeddings=True))
    return Speed("bare embedder", len(papers) / seconds, len(texts) / seconds)


def llama_index_default(papers: Sequence[Paper], folder: Path) -> Speed:
    """LlamaIndex's ingestion pipeline as its guide shows it, with the same model as published."""
    import chromadb
    from llama_index.core import Document
    from llama_index.core.ingestion import IngestionPipeline
    from llama_index.core.node_parser import SentenceSplitter
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding
    from llama_index.vector_stores.chroma import ChromaVectorStore

    model = HuggingFaceEmbedding(
        model_name=str(embedding_folder(load_settings().cache)),
        model_kwargs={"dtype": "float32"},
    )
    model.get_text_embedding("warm")
    collection = chromadb.PersistentClient(str(folder)).create_collection("papers")
    pipeline = IngestionPipeline(
        transformations=[SentenceSplitter(), model],
        vector_store=ChromaVectorStore(chroma_collection=collection),
    )
    documents = [Document(text=f"{p.title}\n{p.abstract}", doc_id=p.id) for p in papers]
    seconds = _timed(lambda: pipeline.run(documents=documents))
    return Speed("LlamaIndex default", len(papers) / seconds, collection.count() / seconds)


def our_ingest(papers: Sequence[Paper], settings: Settings, embedder: SentenceEmbedder) -> Speed:
    """Catalog, text search, sentences, vectors and the index, as the command does it."""
    embedder.embed(["warm"])
    shown = [time.perf_counter()]

    def progress(stage: str, done: int, total: int) -> None:
        if time.perf_counter() - shown[0] > 60:
            shown[0] = time.perf_counter()
            sys.stderr.write(f"{stage}: {done} of {total or '?'}\n")

    seconds = _timed(lambda: take_in(papers, settings, progress, embedder))
    catalog = open_catalog(settings.store)
    return Speed(
        "paper-assistant ingest", len(papers) / seconds, catalog.count_passages() / seconds
    )


def search_latency(settings: Settings, embedder: SentenceEmbedder) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of hybrid searches by sentences of papers."""
    catalog = open_catalog(settings.store)
    search = HybridSearch(catalog, ChromaIndex(index_folder(settings.store)), embedder)
    titles = [title for _, title in catalog.titles() if title]
    chosen = random.Random(0).sample(titles, min(_QUERIES, len(titles)))  # noqa: S311 - a sample
    search.search(chosen[0], 10)
    times = [1000 * _timed(partial(search.search, title, 10)) for title in chosen]
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def main() -> None:
    """Run all three and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--number", type=int, default=5000)
    parser.add_argument("--all", action="store_true", help="every record of the file")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = replace(load_settings(), store=Path(folder) / "store")
        every = (r for r in read(chosen.records) if isinstance(r, Paper))
        papers = list(every if chosen.all else islice(every, chosen.number))
        sample = random.Random(0).sample(papers, min(_SAMPLE, len(papers)))  # noqa: S311
        embedder = SentenceEmbedder(settings)
        speeds = [
            our_ingest(papers, settings, embedder),
            bare_embedder(sample, embedder),
            llama_index_default(sample[:_LLAMA_SAMPLE], Path(folder) / "llama"),
        ]
        _print(settings, papers, speeds, search_latency(settings, embedder))


def _print(
    settings: Settings,
    papers: Sequence[Paper],
    speeds: Sequence[Speed],
    latency: tuple[float, float],
) -> None:
    ours = speeds[0]
    lines = ["| way | papers/s | passages/s | ours is |", "|---|---|---|---|"]
    for speed in speeds:
        ratio = ours.passages / speed.passages
        lines.append(
            f"| {speed.name} | {speed.papers:.1f} | {speed.passages:.1f} | {ratio:.2f} × |"
        )
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines += ["", f"{len(papers)} papers; peak memory {memory:.0f} MB, all three in one process."]
    for name in ("catalog.sqlite3", "chroma"):
        part = settings.store / name
        files = part.rglob("*") if part.is_dir() else [part]
        size = sum(f.stat().st_size for f in files if f.is_file())
        lines.append(f"{name}: {size / len(papers):.0f} bytes a paper.")
    lines.append(f"Hybrid search: median {latency[0]:.0f} ms, 95th percentile {latency[1]:.0f} ms.")
    sys.stdout.write("\n".join(lines) + "\n")


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
