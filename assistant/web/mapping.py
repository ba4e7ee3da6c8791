"""The collection's map for the page: drawn in the background, handed over as plain values."""

from __future__ import annotations

import base64
import threading
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from assistant.errors import AssistantError
from assistant.web.adding import Takes
from assistant.web.engine import Engine
from assistant.web.html import escape, rich
from vectorstore.fetchers.source import Source
from vectorstore.ingest import Report
from vectorstore.map.drawing import CollectionMap
from vectorstore.map.stored import Maps

_VENUES = 11
_OTHER = 255
_POINT = np.dtype([("x", "<u2"), ("y", "<u2"), ("topic", "u1"), ("venue", "u1"), ("year", "<u2")])


class Cartographer:
    """Has the map drawn where there is none or the collection has changed; one at a time.

    That is looked for when the assistant is ready, after papers were added, and on opening the map.

    Args:
        maps: Where maps come from.
    """

    def __init__(self, maps: Maps) -> None:
        self._maps = maps
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.map: CollectionMap | None = None
        self.doing = ""
        self.problem = ""

    def begin(self) -> None:
        """Look whether the map is of today's collection, and draw it anew where it is not."""
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self.doing, self.problem = "Looking for changes", ""
                self._thread = threading.Thread(target=self._run, name="map", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        try:
            state = self._maps.state()
            self.map = self.map or self._maps.kept()
            if self.map is None or self.map.state != state:
                self.map = self._maps.draw(self._tell)
        except AssistantError as error:
            self.problem = str(error)
        except Exception as error:  # noqa: BLE001 - whatever it was, the page must say it
            self.problem = f"The map could not be drawn ({type(error).__name__})."
        finally:
            self.doing = ""

    def _tell(self, doing: str) -> None:
        self.doing = doing


def then_drawn(take: Takes, cartographer: Cartographer) -> Takes:
    """The intake, after which the map is drawn anew; its report does not wait for that."""

    def taking(paths: Sequence[Path | Source], tell: Callable[[str, int, int], None]) -> Report:
        report = take(paths, tell)
        cartographer.begin()
        return report

    return taking


def functions(cartographer: Cartographer, engine: Engine) -> list[Callable[..., object]]:
    """What the page's script asks for; each takes one value."""

    def collection_map(asked: object) -> dict[str, Any]:
        """The map where the script does not have it yet, and what is being done."""
        wanted = asked if isinstance(asked, Mapping) else {}
        if wanted.get("begin"):
            cartographer.begin()
        drawn, doing = cartographer.map, cartographer.doing
        new = drawn is not None and drawn.state != wanted.get("have")
        return {
            "doing": doing,
            "problem": cartographer.problem,
            "map": encoded(drawn) if drawn is not None and new else None,
        }

    def map_paper(number: object) -> dict[str, str]:
        """Id, title and place of a point."""
        drawn = cartographer.map
        if drawn is None or not isinstance(number, int) or not 0 <= number < len(drawn):
            return {}
        paper_id = str(drawn.ids[number])
        found = engine.assistant.library.get([paper_id])
        if not found:
            return {"id": paper_id, "title": "No longer in the collection", "where": ""}
        return {"id": paper_id, "title": found[0].label, "where": found[0].where}

    def map_places(ids: object) -> list[int]:
        """The numbers of papers' points; -1 for papers that the map lacks."""
        drawn = cartographer.map
        if drawn is None or not isinstance(ids, list):
            return []
        known = _numbers(drawn)
        return [known.get(str(paper_id), -1) for paper_id in ids[:500]]

    def map_topic(topic: object) -> str:
        """A topic's words and its most central papers, as HTML."""
        drawn = cartographer.map
        if drawn is None or not isinstance(topic, int) or not 0 <= topic < len(drawn.names):
            return ""
        return _topic(drawn, topic, engine)

    return [collection_map, map_paper, map_places, map_topic]


@lru_cache(maxsize=2)
def encoded(drawn: CollectionMap) -> dict[str, Any]:
    """The map as JSON can carry it: eight bytes a point in base64, names beside them.

    A point is x and y as little-endian 16-bit numbers, topic, venue (255: another or none), and
    the year as a 16-bit number (0: unknown).
    """
    points = np.zeros(len(drawn), dtype=_POINT)
    across, down = (np.clip(drawn.positions * 65535, 0, 65535)).astype(np.uint16).T
    common, names = _common_venues(drawn)
    points["x"], points["y"] = across, down
    points["topic"], points["venue"], points["year"] = drawn.topics, common, drawn.years
    counts = np.bincount(drawn.topics, minlength=len(drawn.names))
    return {
        "state": drawn.state,
        "count": len(drawn),
        "points": base64.b64encode(points.tobytes()).decode("ascii"),
        "topics": [
            {"name": name_of(terms, number), "terms": list(terms), "count": int(counts[number])}
            for number, terms in enumerate(drawn.names)
        ],
        "venues": names,
    }


def name_of(terms: Sequence[str], number: int) -> str:
    """What a topic is called."""
    return " · ".join(terms) or f"Topic {number + 1}"


def _common_venues(drawn: CollectionMap) -> tuple[np.ndarray[Any, np.dtype[np.uint8]], list[str]]:
    counts = np.bincount(drawn.venues[drawn.venues >= 0], minlength=len(drawn.venue_names))
    best = np.argsort(-counts, kind="stable")[:_VENUES]
    place = np.full(len(drawn.venue_names) + 1, _OTHER, dtype=np.uint8)
    place[best] = np.arange(len(best))
    return place[drawn.venues], [drawn.venue_names[i] for i in best]


@lru_cache(maxsize=2)
def _numbers(drawn: CollectionMap) -> dict[str, int]:
    return {str(paper_id): number for number, paper_id in enumerate(drawn.ids)}


def _topic(drawn: CollectionMap, topic: int, engine: Engine) -> str:
    ids = [str(drawn.ids[i]) for i in drawn.central[topic] if i >= 0]
    rows = "".join(
        f'<li dir="auto"><button type="button" data-open="{escape(paper.id)}">'
        f"{rich(paper.label)}</button></li>"
        for paper in engine.assistant.library.get(ids)
    )
    name = escape(name_of(drawn.names[topic], topic))
    return f"<h3>{name}</h3><p>The papers most typical of it:</p><ol>{rows}</ol>"
