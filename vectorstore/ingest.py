"""Bring papers into a collection: catalog first, then vectors, then mark them done.

Killed at any point and run again, nothing is lost and nothing is there twice: a paper stays
pending in the catalog until its vectors are stored, and storing replaces.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from assistant.errors import StoreMismatchError
from assistant.protocols import Embedder
from assistant.types import Paper
from vectorstore.catalog import Catalog
from vectorstore.entry import Entry
from vectorstore.index import Index
from vectorstore.rejection import Flag, Rejection
from vectorstore.vectorise import Progress, vectorise

_READ_BATCH = 500
_MODEL = "embedding_model"


@dataclass
class Report:
    """What an ingest did: papers by outcome, every record that was not taken, every doubt."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejection] = field(default_factory=list)
    flagged: list[Flag] = field(default_factory=list)

    @property
    def read(self) -> int:
        """Records seen: added + updated + unchanged + merged + rejected."""
        return self.counts.total() + len(self.rejected)


def ingest(
    records: Iterable[Paper | Entry | Rejection],
    catalog: Catalog,
    progress: Callable[[int], None] = lambda done: None,
    report: Report | None = None,
) -> Report:
    """Store papers in the catalog and count what happened; ``embed_pending`` makes the vectors.

    Args:
        records: What the readers give.
        catalog: Where to store.
        progress: Told how many records are read.
        report: One to go on with, so that the caller has it when this is stopped midway.
    """
    report, batch = report or Report(), list[Paper | Entry]()
    for record in records:
        if isinstance(record, Rejection):
            report.rejected.append(record)
            continue
        batch.append(record)
        report.flagged += record.flags if isinstance(record, Entry) else ()
        if len(batch) == _READ_BATCH:
            report.counts += catalog.put(batch)
            batch = []
            progress(report.read)
    report.counts += catalog.put(batch)
    progress(report.read)
    return report


def embed_pending(
    catalog: Catalog,
    index: Index,
    embedder: Embedder,
    progress: Progress = lambda done, total: None,
) -> int:
    """Make and store the vectors of all pending papers; how many papers there were.

    Raises:
        StoreMismatchError: The collection's vectors are of another embedding model.
        StoreError: The vectors cannot be stored.
    """
    check_model(catalog, embedder)
    if not catalog.count_pending():
        return 0
    catalog.set_meta(_MODEL, embedder.fingerprint)
    return vectorise(catalog, index, embedder, progress)


def check_model(catalog: Catalog, embedder: Embedder) -> None:
    """Refuse to mix the vectors of two models.

    Raises:
        StoreMismatchError: The collection's vectors are of another embedding model.
    """
    made_by = catalog.meta(_MODEL)
    if made_by and made_by != embedder.fingerprint:
        message = (
            f"This collection was indexed with the embedding model {made_by}; "
            f"the settings name {embedder.fingerprint}."
        )
        hint = "Go back to that model, or make the vectors again: paper-assistant doctor --repair"
        raise StoreMismatchError(message, hint)


def forget_vectors(catalog: Catalog, index: Index) -> None:
    """Drop every vector, so that ``embed_pending`` makes all of them again with any model."""
    catalog.mark_all_pending()
    index.clear()
    catalog.set_meta(_MODEL, "")


def delete(ids: Sequence[str], catalog: Catalog, index: Index) -> list[str]:
    """Take papers out of the collection; the ids that were there come back."""
    # The catalog is the truth: a crash in between leaves stray vectors, which searches ignore
    # and ``repair.reconcile`` takes out.
    gone = catalog.delete(ids)
    index.delete(gone)
    return gone
