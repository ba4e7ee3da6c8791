"""Many people at a real server while papers come in: ``python -m eval.load``.

Sixteen people ask, search and browse for five minutes, each after one paper of their own, beside an
ingest.  It is looked whether anything fails, whether each answer belongs to its asker, how long
answers take and what memory the server holds; ``eval.load_verdict`` says what must hold.  It ends
within eight minutes, however slow the machine: what getting ready takes too long is taken from the
five minutes, and told.
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
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import accumulate
from pathlib import Path
from typing import Any

import click
import httpx

from assistant.errors import AssistantError
from assistant.types import Paper
from eval.load_verdict import Around, Seen, Verdict, verdict
from eval.serving import builtin, command, ended, machine_seconds, own_seconds, served, watched
from vectorstore.store import open_existing

LIMIT = 430.0
"""Seconds from the start in which the people leave; requests and processes then end in 50."""
_PATIENCE = 30.0
"""Seconds after which a request that is not answered has failed."""
_THINKING = (0.5, 1.5)
"""Seconds between two requests of a person."""
_SYLLABLES = "ba de fi gor lu mis nek ora pli qua ret sol tam ulo ver wik xan yre zon chel".split()

Step = tuple[str, Callable[[], httpx.Response], Callable[[Any], bool]]
"""A request of a person: its name, what sends it, and whether a reply to it is theirs."""


def person(
    number: int, url: str, papers: Sequence[Paper], until: float, seen: Seen, burst: bool
) -> None:
    """Ask for, search for, open and list one paper after another until the time is over.

    Args:
        number: Which person; each has an address of its own, which the limit on requests needs, and
            begins with another request than the next.
        url: The server's.
        papers: Whose answers must come.
        until: The end, by the monotonic clock.
        seen: Where it is written down.
        burst: Whether there is no pause between requests.
    """
    chance = random.Random(number)  # noqa: S311 - pauses
    own = sys.platform == "linux"
    way = httpx.HTTPTransport(local_address=f"127.0.0.{number + 2}" if own else None)
    with httpx.Client(base_url=url, timeout=_PATIENCE, transport=way) as client:
        steps = [step for paper in papers for step in _steps(client, paper)]
        turn = number % len(steps)
        while time.monotonic() < until:
            if not burst:
                time.sleep(chance.uniform(*_THINKING))
            _try(*steps[turn], until, seen)
            turn = (turn + 1) % len(steps)


def _steps(client: httpx.Client, paper: Paper) -> list[Step]:
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


def crowd(
    url: str, papers: Sequence[Sequence[Paper]], seconds: float, *, burst: bool = False
) -> Seen:
    """A person for each of these lists of papers at a server, for so long."""
    seen, until = Seen(), time.monotonic() + seconds
    threads = [
        threading.Thread(target=person, args=(number, url, own, until, seen, burst), daemon=True)
        for number, own in enumerate(papers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, until - time.monotonic()) + 2 * _PATIENCE)
    if any(thread.is_alive() for thread in threads):
        seen.wrong.append("a request hangs")
    return seen


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


@contextmanager
def _coming_in(store: Path, records: int) -> Iterator[subprocess.Popen[bytes]]:
    """An ingest of so many papers, which ends with the block, whatever happens."""
    file = written(store.parent / "more.jsonl", records)
    process = subprocess.Popen(  # noqa: S603 - our own command
        [*command(store), "ingest", str(file)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        ended(process)


def measured(store: Path, people: int, seconds: float, records: int, limit: float) -> Verdict:
    """One person alone for a fifteenth of the time, then all of them beside an ingest.

    Args:
        store: A collection, which is changed.
        people: How many.
        seconds: For how long.
        records: Papers to bring in meanwhile; what is not in by the end is left out.
        limit: When the people must have gone, by the monotonic clock.

    Raises:
        AssistantError: The server does not start.
    """
    catalog = open_existing(store)
    every = [paper for paper in catalog.papers() if len(paper.title.split()) > 3]
    papers = [every[i * len(every) // people] for i in range(people)]
    count, each = catalog.count_passages(), [[paper] for paper in papers]
    with served(store, patience=60) as (url, pid):
        crowd(url, each, 5, burst=True)  # so that every thread has been used
        idle = crowd(url, [papers], max(3, seconds / 15), burst=True)
        memory, before = list[int](), machine_seconds() - own_seconds(pid)
        start = time.monotonic()
        with watched(pid, memory.append), _coming_in(store, records) as ingest:
            stay = max(3.0, min(seconds, limit - start - _PATIENCE))
            busy = crowd(url, each, stay)
            status = ingest.poll()
        taken = machine_seconds() - own_seconds(pid) - before
        foreign = max(0.0, taken / (time.monotonic() - start))
    busy.memory = memory
    came_in = open_existing(store).count_passages() - count
    problem = f"the ingest ended with {status}" if status else ""
    if not came_in:
        problem = problem or "the ingest brought in nothing"
    return verdict(idle, busy, Around(stay, seconds, came_in, foreign, problem))


@click.command()
@click.option("--store", type=click.Path(exists=True, path_type=Path), help="A collection; copied.")
@click.option("--people", default=16, show_default=True)
@click.option("--seconds", default=300.0, show_default=True)
@click.option("--records", default=20_000, show_default=True, help="Papers to bring in meanwhile.")
def main(store: Path | None, people: int, seconds: float, records: int) -> None:
    """Print the figures and whether it held; end with 1 where it did not."""
    limit = time.monotonic() + LIMIT - 300 + seconds
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "store"
        try:
            if store:
                shutil.copytree(store, copy, ignore=shutil.ignore_patterns("*.lock"))
            else:
                builtin(copy)
            found = measured(copy, people, seconds, records, limit)
        except AssistantError as error:
            found = Verdict("no figures", (str(error),))
    click.echo(found)
    if found.faults or found.late:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
