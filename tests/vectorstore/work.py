"""An ingest as a process of its own does it, so that it can be killed."""

from __future__ import annotations

import time
from pathlib import Path

from assistant.types import Paper
from tests.stores import HashingEmbedder
from vectorstore import ingest, repair
from vectorstore.place import Place
from vectorstore.store import open_catalog, writing

EMBEDDER = HashingEmbedder()


def papers(number: int, edition: str = "first") -> list[Paper]:
    return [
        Paper(
            f"-p{i}_",
            f"Title {i} on topic{i % 7}",
            f"We study thing{i} in the {edition} edition. "
            + f"It works on set{i % 5}. " * (i % 80),
            (f"Author{i % 3}",),
            year=2000 + i % 9,
            source=f"papers.jsonl:{i}",
        )
        for i in range(number)
    ]


def bring_in(store: Path | Place, records: list[Paper]) -> ingest.Report:
    """What ``collection.intake`` does, without a second process to look at the index first."""
    with writing(store):
        catalog = open_catalog(store)
        report = ingest.ingest(records, catalog)
        index = repair.open_index(store, catalog, sample=0)
        ingest.embed_pending(catalog, index, EMBEDDER)
        repair.close_index(store, index)
        catalog.close()
    return report


def hold(place: Place) -> None:
    """Hold a collection for writing and do nothing."""
    with writing(place):
        time.sleep(60)
