"""How fast ingestion is: beside the bare embedder and beside LlamaIndex's own, in one run.

``python -m eval.bench_ingest RECORDS [--sizes 100 5000 | --all]`` ingests a file's first records,
from reading to the last vector, into a folder that is deleted afterwards, and prints papers and
passages a second, peak memory, bytes on the disk for each paper, and the latency of a search at
each size.  The two others get a sample of the same papers.  Seconds of the clock count what other
programs take; seconds of the processor do not, so that both are given.

``--stand-in`` takes vectors of hashed words in place of the model's: what a search costs and what
memory and disk hold at a size that the model would take hours for.
"""

from __future__ import annotations

import argparse
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from assistant.collection.intake import take_in
from assistant.models.embedded import embedding_folder
from assistant.models.embedding import SentenceEmbedder
from assistant.protocols import Embedder
from assistant.settings import Settings, load_settings
from assistant.types import Paper
from assistant.wording.text import words
from vectorstore.chroma import ChromaIndex
from vectorstore.chunking import passages
from vectorstore.readers import entries
from vectorstore.search import HybridSearch
from vectorstore.store import index_folder, open_catalog

if TYPE_CHECKING:
    from numpy.typing import NDArray

_SAMPLE = 500
_LLAMA_SAMPLE = 250
_QUERIES = 200


@dataclass(frozen=True)
class Speed:
    """What one way made, in seconds of the clock and of the processor."""

    name: str
    papers: int
    passages: int
    clock: float
    processor: float


class StandIn:
    """Vectors of hashed words, each word a fixed random direction: fast, of the model's size."""

    dimensions = 384
    fingerprint = "hashed words"

    def __init__(self) -> None:
        self._directions = np.random.default_rng(0).normal(size=(4096, self.dimensions))

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors, shape ``(texts, dimensions)``."""
        number = len(self._directions)
        rows = [[crc32(w.encode()) % number for w in words(text)] or [0] for text in texts]
        sums = np.array([self._directions[row].sum(axis=0) for row in rows])
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The unit vector of a question."""
        return np.asarray(self.embed([text])[0], dtype=np.float32)


def our_ingest(
    file: Path, sizes: Sequence[int | None], settings: Settings, embedder: Embedder
) -> Iterator[Speed]:
    """Read, clean, store, embed and index a file's first records, in one go for each size.

    Loading the model and looking over the whole file for its encoding (a second for 117,281
    records, however few of them are wanted) come before: the others are given texts.
    """
    embedder.embed(["warm"])
    records, taken = entries(file), 0
    first = list(islice(records, 1))
    for size in sizes:
        papers = chain(first if not taken else (), islice(records, size and size - max(1, taken)))
        clock, processor = _timed(partial(take_in, papers, settings, _Told(), embedder))
        with closing(open_catalog(settings.store)) as catalog:
            number, pieces = catalog.count(), catalog.count_passages()
        yield Speed(f"ingest of {number}", number, pieces, clock, processor)
        taken = size or number


def bare_embedder(papers: Sequence[Paper]) -> Speed:
    """sentence-transformers alone, on our passages, in its own order by length."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(str(embedding_folder(load_settings().cache)), local_files_only=True)
    texts = [piece.text for paper in papers for piece in passages(paper)]
    model.encode(texts[:16])
    # Batches of 16 are its fastest on a processor.
    timed = _timed(lambda: model.encode(texts, batch_size=16, normalize_embeddings=True))
    return Speed("bare embedder", len(papers), len(texts), *timed)


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
    timed = _timed(lambda: pipeline.run(documents=documents))
    return Speed("LlamaIndex default", len(papers), collection.count(), *timed)


def search_latency(settings: Settings, embedder: Embedder) -> tuple[float, float]:
    """Median and 95th percentile, in milliseconds, of hybrid searches by titles of papers."""
    with closing(open_catalog(settings.store)) as catalog:
        index = ChromaIndex(index_folder(settings.store))
        search = HybridSearch(catalog, index, embedder)
        titles = [title for _, title in catalog.titles() if title]
        chosen = random.Random(0).sample(titles, min(_QUERIES, len(titles)))  # noqa: S311
        search.search(chosen[0], 10)
        times = [1000 * _timed(partial(search.search, title, 10))[0] for title in chosen]
        index.close()
    return float(np.percentile(times, 50)), float(np.percentile(times, 95))


def main() -> None:
    """Run all three and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 5000])
    parser.add_argument("--all", action="store_true", help="every record of the file, at the end")
    parser.add_argument("--stand-in", action="store_true", help="hashed words as vectors")
    chosen = parser.parse_args()
    sizes = [*sorted(chosen.sizes), *([None] if chosen.all else [])]
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings().alone_in(Path(folder) / "store")
        embedder = StandIn() if chosen.stand_in else SentenceEmbedder(settings)
        ours = []
        for speed in our_ingest(chosen.records, sizes, settings, embedder):
            ours.append(speed)
            _print_size(settings, speed, search_latency(settings, embedder))
        if not chosen.stand_in:
            sample = _sample(settings)
            others = [
                bare_embedder(sample),
                llama_index_default(sample[:_LLAMA_SAMPLE], Path(folder) / "llama"),
            ]
            _print_speeds(ours[-1], ours[:-1], others)


def _sample(settings: Settings) -> list[Paper]:
    with closing(open_catalog(settings.store)) as catalog:
        ids = [paper_id for paper_id, _ in catalog.titles()]
        chosen = random.Random(0).sample(ids, min(_SAMPLE, len(ids)))  # noqa: S311 - a sample
        return catalog.get(chosen)


def _print_size(settings: Settings, speed: Speed, latency: tuple[float, float]) -> None:
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    sizes = []
    for name in ("catalog.sqlite3", "chroma"):
        part = settings.store / name
        files = part.rglob("*") if part.is_dir() else [part]
        sizes.append(sum(f.stat().st_size for f in files if f.is_file()) / speed.papers)
    _say(
        f"{speed.papers} papers: peak memory {memory:.0f} MB; bytes a paper: "
        f"{sizes[0]:.0f} catalog, {sizes[1]:.0f} Chroma; "
        f"search: median {latency[0]:.0f} ms, 95th percentile {latency[1]:.0f} ms"
    )


def _print_speeds(last: Speed, before: Sequence[Speed], others: Sequence[Speed]) -> None:
    """The last size's increment beside the others: papers a second, and how many times theirs."""
    done = before[-1] if before else Speed("", 0, 0, 0, 0)
    ours = replace(last, papers=last.papers - done.papers, passages=last.passages - done.passages)
    _say("\n| way | papers/s | passages/s | papers/s of processor time | ours is, by the clock |"
         " by the processor |\n|---|---|---|---|---|---|")  # fmt: skip
    for speed in (ours, *others):
        by = [
            (ours.papers / ours_seconds) / (speed.papers / seconds)
            for ours_seconds, seconds in (
                (ours.clock, speed.clock),
                (ours.processor, speed.processor),
            )
        ]
        if speed.name == "bare embedder":  # it does passages; papers of another length mislead
            by = [
                ours.passages / ours.clock / (speed.passages / speed.clock),
                ours.passages / ours.processor / (speed.passages / speed.processor),
            ]
        _say(
            f"| {speed.name} | {speed.papers / speed.clock:.1f} | "
            f"{speed.passages / speed.clock:.1f} | {speed.papers / speed.processor:.1f} | "
            f"{by[0]:.2f} × | {by[1]:.2f} × |"
        )


class _Told:
    """A line a minute on standard error."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def __call__(self, stage: str, done: int, total: int) -> None:
        if time.monotonic() - self._last > 60:
            self._last = time.monotonic()
            sys.stderr.write(f"{stage}: {done} of {total or '?'}\n")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    clock, processor = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - clock, time.process_time() - processor


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
