"""Many people at a real server while papers come in: ``python -m eval.load``.

Sixteen people ask, search and browse for five minutes, each after one paper of their own, beside an
ingest.  It is looked whether anything fails, whether each answer belongs to its asker, how long
answers take and what memory the server holds:

- the 95th percentile of answers is at most twice that of one person alone, plus queueing: the
  requests that were under way when one came (their 95th percentile) times the mean time of one
  alone, twice too, since the server computes on one core and shares it with the ingest;
- memory is flat: from the first fifth of the time to the end the server grows by at most 48 MB, and
  by 12 kB for each vector that came in.  Each of Gradio's forty threads keeps a connection with
  pages of the catalog and buffers (1 to 4 MB): a server grows until all have been used, which a
  warm-up sees to, and then no more.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate
from pathlib import Path
from typing import Any

import click
import httpx
import numpy as np

from assistant.types import Paper
from eval.serving import builtin, command, served, watched
from vectorstore.store import open_existing

GROWTH = 48e6
A_PAPER = 12e3
_SLACK = 0.25
"""Seconds by which any answer may be late: a scheduler's slice on a busy machine."""
_THINKING = (0.5, 1.5)
"""Seconds between two requests of a person."""
_SYLLABLES = "ba de fi gor lu mis nek ora pli qua ret sol tam ulo ver wik xan yre zon chel".split()


@dataclass
class Seen:
    """What the people saw, each list in order of time.

    Attributes:
        answers: Seconds of each answer.
        others: Seconds of each search, paper and page.
        crowd: Requests that were under way when each of these began.
        wrong: What failed or belonged to somebody else, in words.
        memory: Bytes of the server every half a second.
    """

    answers: list[float] = field(default_factory=list)
    others: list[float] = field(default_factory=list)
    crowd: list[int] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    under_way: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


@dataclass(frozen=True)
class Verdict:
    """The figures of a run, and what of it is not as it should be.

    Attributes:
        faults: Failures, answers of others, memory that grows.
        late: How much too late answers were; a busy machine is to blame, or the program.
    """

    text: str
    faults: tuple[str, ...]
    late: str = ""


def person(number: int, url: str, paper: Paper, until: float, seen: Seen, burst: bool) -> None:
    """Ask for, search for, open and list one paper until the time is over.

    Args:
        number: Which person; each has an address of its own, which the limit on requests needs.
        url: The server's.
        paper: Whose answers must come.
        until: The end, by the monotonic clock.
        seen: Where it is written down.
        burst: Whether there is no pause between requests.
    """
    chance = random.Random(number)  # noqa: S311 - pauses
    own = sys.platform == "linux"
    way = httpx.HTTPTransport(local_address=f"127.0.0.{number + 2}" if own else None)
    with httpx.Client(base_url=url, timeout=120, transport=way) as client:
        steps = _steps(client, paper)
        while time.monotonic() < until:
            for name, send, belongs in steps:
                if not burst:
                    time.sleep(chance.uniform(*_THINKING))
                _try(name, send, belongs, until, seen)


def _steps(
    client: httpx.Client, paper: Paper
) -> list[tuple[str, Callable[[], httpx.Response], Callable[[Any], bool]]]:
    """What a person does in turn, and how an answer of theirs is known."""
    question = f"What are the results of “{paper.title}”?"
    chat = {"messages": [{"role": "user", "content": question}]}

    def run(name: str, *values: object) -> Callable[[], httpx.Response]:
        return lambda: client.post(f"/gradio_api/run/{name}", json={"data": values})

    def answers(reply: Any) -> bool:  # noqa: ANN401 - JSON
        record = reply["paper_assistant"]
        found = [hit["paper_id"] for hit in record["retrieved"]]
        return record["question"] == question and paper.id in found

    def finds(reply: Any) -> bool:  # noqa: ANN401
        return paper.id in [hit["paper_id"] for hit in reply["data"][0]]

    return [
        ("answer", lambda: client.post("/v1/chat/completions", json=chat), answers),
        ("search", run("search", paper.title, 5), finds),
        ("paper", run("paper", paper.id), lambda reply: reply["data"][0]["id"] == paper.id),
        ("page", lambda: client.get("/config"), lambda reply: "components" in reply),
    ]


def _try(
    name: str,
    send: Callable[[], httpx.Response],
    belongs: Callable[[Any], bool],
    until: float,
    seen: Seen,
) -> None:
    while True:
        with seen.lock:
            crowd, seen.under_way = seen.under_way, seen.under_way + 1
        start, wrong, reply = time.monotonic(), "", None
        try:
            reply = send()
            if reply.status_code == 200 and not belongs(reply.json()):
                wrong = f"{name}: somebody else's: {reply.text[:200]}"
            elif reply.status_code not in (200, 429):
                wrong = f"{name}: {reply.status_code} {reply.text[:200]}"
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            wrong = f"{name}: {type(error).__name__}: {error}"
        seconds = time.monotonic() - start
        with seen.lock:
            seen.under_way -= 1
            if reply is None or reply.status_code != 429:
                (seen.answers if name == "answer" else seen.others).append(seconds)
                seen.crowd.append(crowd)
                if wrong:
                    seen.wrong.append(wrong)
                return
        # Asked again when the server says so; whoever is refused to the end has seen no fault.
        if time.monotonic() > until:
            return
        time.sleep(min(float(reply.headers.get("retry-after", 1)), 5))


def crowd(url: str, papers: Sequence[Paper], seconds: float, *, burst: bool = False) -> Seen:
    """As many people as papers at a server, for so long."""
    seen, until = Seen(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=person, args=(number, url, paper, until, seen, burst))
        for number, paper in enumerate(papers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return seen


def verdict(idle: Seen, busy: Seen, came_in: int) -> Verdict:
    """Whether a run under load held what the first lines of this file say."""
    alone, p95 = float(np.percentile(idle.answers, 95)), float(np.percentile(busy.answers, 95))
    queue = float(np.percentile(busy.crowd, 95))
    mean = float(np.mean([*idle.answers, *idle.others]))
    allowed = 2 * (alone + queue * mean) + _SLACK
    fifth = len(busy.memory) // 5
    before = float(np.median(busy.memory[fifth : fifth + 5])) if busy.memory else 0.0
    after = float(np.median(busy.memory[-5:])) if busy.memory else 0.0
    grown, may_grow = after - before, GROWTH + A_PAPER * came_in
    text = (
        f"{len(busy.answers)} answers and {len(busy.others)} other requests, "
        f"{len(busy.wrong)} wrong; answers p50 {np.percentile(busy.answers, 50):.2f} s, p95 "
        f"{p95:.2f} s (allowed {allowed:.2f}: alone {alone:.2f}, {queue:.0f} before it of "
        f"{mean:.2f} s each); memory {before / 1e6:.0f} to {after / 1e6:.0f} MB "
        f"(may grow by {may_grow / 1e6:.0f}) while {came_in} papers came in"
    )
    faults = [*busy.wrong, *idle.wrong]
    if grown > may_grow:
        faults.append(f"memory grew by {grown / 1e6:.0f} MB, allowed are {may_grow / 1e6:.0f} MB")
    late = f"the 95th percentile is {p95:.2f} s, allowed are {allowed:.2f} s"
    return Verdict(text, tuple(faults), late if p95 > allowed else "")


def written(file: Path, number: int) -> Path:
    """A file of so many papers of made-up words, common and rare as in a language (Zipf)."""
    chance = random.Random(0)  # noqa: S311 - words
    vocabulary = [a + b + c for a in _SYLLABLES for b in _SYLLABLES for c in _SYLLABLES]
    chance.shuffle(vocabulary)
    weights = list(accumulate(1 / (rank + 2) for rank in range(len(vocabulary))))
    with file.open("w", encoding="utf-8") as out:
        for i in range(number):
            drawn = chance.choices(vocabulary, cum_weights=weights, k=160)
            said = [" ".join(drawn[k : k + 20]).capitalize() for k in range(0, 160, 20)]
            title = f"Made {i}: {' '.join(drawn[:8])}"
            record = {"id": f"made{i}", "title": title, "abstract": ". ".join(said)}
            out.write(json.dumps({**record, "authors": ["A. Maker"], "year": 2000 + i % 25}) + "\n")
    return file


def measured(store: Path, people: int, seconds: float, records: int) -> Verdict:
    """One person alone for a tenth of the time, then all of them beside an ingest.

    Args:
        store: A collection, which is changed.
        people: How many.
        seconds: For how long.
        records: Papers to bring in meanwhile; what is not in by the end is left out.
    """
    catalog = open_existing(store)
    every = [paper for paper in catalog.papers() if len(paper.title.split()) > 3]
    papers = [every[i * len(every) // people] for i in range(people)]
    count = catalog.count_passages()
    file = written(store.parent / "more.jsonl", records)
    bring_in = [*command(store), "ingest", str(file)]
    memory = list[int]()
    with served(store) as (url, pid):
        crowd(url, papers, 5, burst=True)  # so that every thread has been used
        idle = crowd(url, papers[:1], max(3, seconds / 10), burst=True)
        # Whatever happens, the ingest is ended with the run.
        with (
            watched(pid, memory.append),
            subprocess.Popen(  # noqa: S603 - our own command
                bring_in, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            ) as ingest,
        ):
            busy = crowd(url, papers, seconds)
            status = ingest.poll()
            ingest.terminate()
    busy.memory = memory
    found = verdict(idle, busy, open_existing(store).count_passages() - count)
    broken = [f"the ingest ended with {status}"] if status else []
    return replace(found, faults=(*found.faults, *broken))


@click.command()
@click.option("--store", type=click.Path(exists=True, path_type=Path), help="A collection; copied.")
@click.option("--people", default=16, show_default=True)
@click.option("--seconds", default=300.0, show_default=True)
@click.option("--records", default=20_000, show_default=True, help="Papers to bring in meanwhile.")
def main(store: Path | None, people: int, seconds: float, records: int) -> None:
    """Print the figures; end with 1 where something is not as it should be."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store"
        if store:
            shutil.copytree(store, copy, ignore=shutil.ignore_patterns("*.lock"))
        else:
            builtin(copy)
        found = measured(copy, people, seconds, records)
    click.echo(found.text)
    if found.faults or found.late:
        raise click.ClickException("\n".join([*found.faults[:20], found.late]))


if __name__ == "__main__":
    main()
