"""The map as one value, and the file beside the collection that it is kept in."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from vectorstore.map.projection import Positions

MAP_FILE = "map.npz"
_FORMAT = 1


@dataclass(frozen=True, eq=False)
class CollectionMap:
    """Where every paper lies; arrays run over the papers, in the order that they came in.

    Attributes:
        state: The collection's ``Catalog.state`` when this was drawn.
        ids: Paper ids, shape ``(papers,)``.
        positions: On the unit square, shape ``(papers, 2)``.
        topics: Which topic each paper belongs to; 0 is the largest.
        names: The words that name each topic.
        central: The papers nearest the middle of each topic, best first, as numbers; -1 is none.
        years: 0 where the record names none.
        venues: Number of the venue in ``venue_names``; -1 where the record names none.
    """

    state: str
    ids: NDArray[np.str_]
    positions: Positions
    topics: NDArray[np.int64]
    names: tuple[tuple[str, ...], ...]
    central: NDArray[np.int64]
    years: NDArray[np.int16]
    venues: NDArray[np.int32]
    venue_names: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.ids)


def map_file(store: Path) -> Path:
    """Where a collection's map lies; it can be drawn again."""
    return store / MAP_FILE


def keep(drawn: CollectionMap, file: Path) -> None:
    """Write the map; another one is there until this one is whole."""
    about = {
        "format": _FORMAT, "state": drawn.state, "names": drawn.names,
        "venue_names": drawn.venue_names,
    }  # fmt: skip
    beside = file.with_name(f"{file.name}.{os.getpid()}.tmp")
    with beside.open("wb") as stream:
        np.savez(
            stream, about=np.array(json.dumps(about)), ids=drawn.ids, positions=drawn.positions,
            topics=drawn.topics, central=drawn.central, years=drawn.years, venues=drawn.venues,
        )  # fmt: skip
    beside.replace(file)


def kept(file: Path) -> CollectionMap | None:
    """The map that was kept; None where there is none, or none that can be read."""
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as stored:
            about: dict[str, Any] = json.loads(str(stored["about"]))
            if about["format"] != _FORMAT:
                return None
            return CollectionMap(
                about["state"], stored["ids"], stored["positions"], stored["topics"],
                tuple(map(tuple, about["names"])), stored["central"], stored["years"],
                stored["venues"], tuple(about["venue_names"]),
            )  # fmt: skip
    except (OSError, ValueError, KeyError, EOFError):
        return None
    except Exception as error:
        if type(error).__name__ == "BadZipFile":
            return None
        raise
