"""How long the Papers tab's answers take, over a collection of any size.

python -m tests.web.measure_papers STORE

Each should take 300 ms at most.  Seconds of the clock count what other programs take; those of the
processor are told beside them.  Where the collection lacks its vectors, words alone find papers.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from assistant import wiring
from assistant.protocols import PaperOrder
from assistant.settings import load_settings
from assistant.types import EVERYTHING, Filters
from assistant.web.engine import Engine
from assistant.web.examples import examples
from assistant.web.filter_view import filter_chips
from assistant.web.papers_view import ROWS, Shelf, table
from assistant.web.services import functions

TIMES = 5
ORDERS: tuple[PaperOrder, ...] = ("added", "newest", "oldest", "title")
QUERIES = ("graph neural networks", "transfromer", "deep learning model for the data", "a")


def timed(name: str, action: Callable[[], object]) -> None:
    """A line of the report: the first time, and the middle of some more."""
    clock, work = list[float](), list[float]()
    for _ in range(TIMES):
        start, worked = time.perf_counter(), time.process_time()
        action()
        clock.append(1000 * (time.perf_counter() - start))
        work.append(1000 * (time.process_time() - worked))
    print(  # noqa: T201 - what this is run for
        f"{name:44} first {clock[0]:5.0f} ms, then {statistics.median(clock[1:]):4.0f} ms, "
        f"of which computed {statistics.median(work[1:]):4.0f} ms",
        flush=True,
    )


def main() -> None:
    """The report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("store", type=Path, help="the collection's folder")
    assistant = wiring.build(load_settings({"store": parser.parse_args().store}))
    library, engine = assistant.library, Engine(lambda report: assistant)
    engine.start()
    assert list(engine.wait())[-1].ready
    service = {function.__name__: function for function in functions(engine)}
    last = (library.count() - 1) // ROWS
    shelves = {
        f"{order}, page {page + 1:,}": Shelf("", order, page)
        for order in ORDERS
        for page in (0, last // 2, last)
    }
    shelves |= {f"search: {query}": Shelf(query) for query in QUERIES}
    venue = max(library.venues() or [""], key=lambda v: library.count(Filters(venues=(v,))))
    name = library.author_counts()[0][0]
    for what, filters in (
        ("from 2020", Filters(year_from=2020)),
        (f"venue {venue}", Filters(venues=(venue,))),
        (f"author {name}", Filters(authors=(name,))),
    ):
        shelves[f"{what}, by title"] = Shelf("", "title", 0, filters)
        shelves[f"{what}, searched"] = Shelf("attention", "added", 0, filters)
    for said, shelf in shelves.items():
        timed(said, partial(table, engine, shelf))
    timed("the filters below the question", lambda: filter_chips(engine, EVERYTHING))
    timed("authors that begin so", lambda: service["authors"](name[:3]))
    timed("questions to click", lambda: examples(library))
    paper = next(library.papers())
    timed("a paper's card", lambda: service["paper"](paper.id))
    timed("similar papers", lambda: service["similar"](paper.id))


if __name__ == "__main__":
    main()
