"""Every budget beside what is measured now, and simpler systems in the same run: ``make bench``.

It takes about ten minutes on two cores and leaves out the largest size; ``--all`` takes that too
(half an hour).  A table goes to the terminal, figures and the plot of how cost grows to a page.  On
a busy machine times are too long; ratios hold, since both sides are measured in one run.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import numpy as np

from assistant.settings import Settings, load_settings
from assistant.types import Paper
from eval import bench_ingest, bench_page
from eval.bench_scale import WHOLE
from eval.capability import development_questions
from eval.serving import builtin, command, served
from vectorstore.builtin import builtin_collection
from vectorstore.readers import read

_SIZES = (100, 1000, 5000, 20_000)
_QUESTION = "How much faster is DDIM sampling?"
_PROSE, _CHAIN, _TOKENS = 6, 3, 48


@dataclass(frozen=True)
class Row:
    """A line of the table.

    Attributes:
        what: Measured how.
        figure: With its unit.
        budget: As DESIGN has it; empty where the line is there to compare.
        met: Whether it is; None without a budget.
    """

    what: str
    figure: str
    budget: str = ""
    met: bool | None = None


def at_most(what: str, value: float, budget: float, unit: str) -> Row:
    """A figure that should be small."""
    return Row(what, f"{value:.2f} {unit}", f"≤ {budget:g} {unit}", value <= budget)


def at_least(what: str, value: float, budget: float) -> Row:
    """A ratio that should be large."""
    return Row(what, f"{value:.2f} ×", f"≥ {budget:g} ×", value >= budget)


def starts(store: Path) -> Iterator[Row]:
    """How long until something is there, by the clock, the second of two runs."""

    def seconds(*arguments: str) -> float:
        times = []
        for _ in range(2):
            start = time.perf_counter()
            call = [*command(store), *arguments]
            subprocess.run(call, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
            times.append(time.perf_counter() - start)
        return min(times)

    yield at_most("start: --help", seconds("--help"), 0.5, "s")
    yield at_most("start: ask, warm", seconds("ask", _QUESTION), 8, "s")
    start = time.perf_counter()
    with served(store):
        yield at_most("start: page ready", time.perf_counter() - start, 12, "s")


def answers(settings: Settings, number: int) -> Iterator[Row]:
    """First text and whole answers over the built-in papers, by quotes and by the model."""
    from assistant import wiring
    from eval.systems import AssistantSystem

    questions = development_questions()
    quotes = AssistantSystem(wiring.build(replace(settings, writer="quotes")))
    quotes.answer(questions[0])  # to be warm
    walls = [quotes.answer(question)["wall"] for question in questions[:number]]
    first = float(np.percentile([wall["first_text"] for wall in walls], 95))
    yield at_most(f"first text, p95 of {len(walls)} by quotes", first, 1, "s")
    prose = AssistantSystem(wiring.build(replace(settings, writer="prose")))
    prose.answer(questions[0])
    totals = [prose.answer(q)["wall"]["total"] for q in questions[1 : 1 + max(_PROSE, number // 4)]]
    said = f"of {len(totals)} by the embedded model"
    yield at_most(f"whole answer, p50 {said}", float(np.percentile(totals, 50)), 3, "s")
    yield at_most(f"whole answer, p95 {said}", float(np.percentile(totals, 95)), 6, "s")


def plain_chain(settings: Settings, papers: Sequence[Paper]) -> Iterator[Row]:
    """LlamaIndex's guide as it stands, over the same models and papers; and the model alone."""
    from llama_index.core import Document, VectorStoreIndex
    from llama_index.embeddings.huggingface import HuggingFaceEmbedding

    from assistant.models.answering import AnswerModel
    from assistant.models.embedded import embedding_folder

    plain = replace(settings, adapter="none")
    llm = AnswerModel(plain).llm
    embed = HuggingFaceEmbedding(model_name=str(embedding_folder(settings.cache)))
    documents = [Document(text=f"{p.title}\n{p.abstract}", doc_id=p.id) for p in papers]
    index = VectorStoreIndex.from_documents(documents, embed_model=embed)
    engine, retriever = index.as_query_engine(llm=llm), index.as_retriever(similarity_top_k=10)
    questions = [question.question for question in development_questions()[:_CHAIN]]
    engine.query(questions[0])
    times = [_seconds(lambda q=q: engine.query(q)) for q in questions]
    yield Row(
        f"LlamaIndex's plain chain, whole answer, median of {_CHAIN}", f"{np.median(times):.2f} s"
    )
    found = [_seconds(lambda q=q: retriever.retrieve(q)) for q in questions * 5]
    yield Row("LlamaIndex's retriever over 100 papers, median", f"{1000 * np.median(found):.0f} ms")
    start, tokens = time.perf_counter(), 0
    for piece in llm.stream_complete("Tell a long story about a river."):
        tokens += int(piece.additional_kwargs.get("tokens", 1))
        if tokens >= _TOKENS:
            break
    speed = tokens / (time.perf_counter() - start)
    yield Row("the bare answer model", f"{speed:.0f} tokens/s")


def ingest(records: Path, number: int, folder: Path) -> Iterator[Row]:
    """Ours beside the bare embedder and LlamaIndex's default, by processor time."""
    from assistant.models.embedding import SentenceEmbedder

    settings = replace(load_settings({}), store=folder / "ingested")
    embedder = SentenceEmbedder(settings)
    [ours] = bench_ingest.our_ingest(records, [number], settings, embedder)
    sample = bench_ingest._sample(settings)
    bare = bench_ingest.bare_embedder(sample)
    chain = bench_ingest.llama_index_default(sample[: number // 2], folder / "llama")
    of_bare = (ours.passages / ours.processor) / (bare.passages / bare.processor)
    of_chain = (ours.papers / ours.processor) / (chain.papers / chain.processor)
    what = f"ingest of {ours.papers} papers"
    yield at_least(f"{what}, of the bare embedder's passages", of_bare, 0.9)
    yield at_least(f"{what}, of LlamaIndex's default's papers", of_chain, 2)
    yield Row("ingest", f"{ours.papers / ours.clock:.1f} papers/s")
    yield Row("the bare embedder", f"{bare.passages / bare.clock:.1f} passages/s")


def scale(costs: Sequence[bench_page.Sizes], embedding: float) -> Iterator[Row]:
    """The budgets at the largest size that was measured."""
    last = costs[-1]
    where = f"{last['papers']:,} papers" + ("" if last["papers"] >= WHOLE else ", not all")
    for name, what in (("search", "search"), ("narrowed", "search by year")):
        yield at_most(f"{what} at {where}, p95", last[name][1] + embedding, 150, "ms")
    yield Row(f"bm25s alone at {where}, p95", f"{last['bm25s'][1]:.1f} ms")
    yield at_most(f"memory at {where}, ingest included", last["memory"] / 1e9, 2.5, "GB")


def measured_sizes(sizes: Sequence[int], records: Path | None) -> list[bench_page.Sizes]:
    """What each size costs, from a process of its own, whose memory is its alone."""
    call = [sys.executable, "-m", "eval.bench_scale"]
    call += [part for size in sizes for part in ("--sizes", str(size))]
    call += ["--records", str(records)] if records else []
    done = subprocess.run(call, check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return [json.loads(line) for line in done.stdout.splitlines()]


def _seconds(work: object) -> float:
    start = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - start


def _embedding(settings: Settings) -> float:
    """Milliseconds that the embedding of a question takes, median."""
    from assistant.models.embedding import SentenceEmbedder

    embedder = SentenceEmbedder(settings)
    embedder.embed_query(_QUESTION)
    texts = [question.question for question in development_questions()[:20]]
    times = [_seconds(lambda t=t: embedder.embed_query(t)) for t in texts]
    return 1000 * float(np.median(times))


def line(row: Row) -> str:
    """A row as Markdown."""
    told = {True: "met", False: "**missed**", None: ""}[row.met]
    return f"| {row.what} | {row.figure} | {row.budget} | {told} |"


@click.command()
@click.option("--all", "everything", is_flag=True, help="The largest size and every question, too.")
@click.option("--records", type=click.Path(exists=True, path_type=Path),
              help="Papers to measure with; else made of made-up words, and built in.")  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), default="bench.html", show_default=True)
def main(everything: bool, records: Path | None, out: Path) -> None:
    """Measure, print and draw."""
    rows, sizes = list[Row](), [*_SIZES, *([WHOLE] if everything else [])]
    click.echo("| what | measured | budget | |\n|---|---|---|---|")

    def tell(found: Iterator[Row]) -> None:
        for row in found:
            rows.append(row)
            click.echo(line(row))

    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        settings = replace(load_settings({}), store=store)
        builtin(store)
        papers = [record for record in read(builtin_collection()) if isinstance(record, Paper)]
        tell(starts(store))
        tell(answers(settings, 10_000 if everything else 30))
        tell(plain_chain(settings, papers))
        number = (1000 if everything else 300) if records else 100
        tell(ingest(records or builtin_collection(), number, Path(folder)))
        costs = measured_sizes(sizes, records)
        tell(scale(costs, _embedding(settings)))
    table = [(row.what, row.figure, row.budget, row.met) for row in rows]
    out.write_text(bench_page.page(table, costs), encoding="utf-8")
    missed = sum(row.met is False for row in rows)
    click.echo(f"\n{missed} budgets missed. The plot of how cost grows is in {out}.")


if __name__ == "__main__":
    main()
