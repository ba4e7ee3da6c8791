from __future__ import annotations

import base64
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from assistant.errors import StoreError
from assistant.web.engine import Engine
from assistant.web.mapping import Cartographer, functions, then_drawn
from tests.fakes import FakeAssistant, FakeMaps, builtin_papers
from tests.web.test_chat import ready
from vectorstore.ingest import Report


def until(condition: Callable[[], bool]) -> None:
    for _ in range(500):
        if condition():
            return
        time.sleep(0.01)
    raise AssertionError


@pytest.fixture
def maps() -> FakeMaps:
    return FakeMaps(builtin_papers())


def opened(maps: FakeMaps) -> tuple[Cartographer, dict[str, Callable[..., Any]]]:
    cartographer = Cartographer(maps)
    named = functions(cartographer, ready(FakeAssistant(builtin_papers())))
    cartographer.begin()
    until(lambda: not cartographer.doing)
    return cartographer, {function.__name__: function for function in named}


def test_a_map_is_drawn_once_and_then_taken_from_where_it_is_kept(maps: FakeMaps) -> None:
    opened(maps)
    opened(maps)
    assert maps.drawn == 1


def test_a_map_is_drawn_as_soon_as_the_assistant_is_ready_and_after_papers_were_added(
    maps: FakeMaps,
) -> None:
    engine = Engine(lambda report: FakeAssistant(builtin_papers()))
    cartographer = Cartographer(maps)
    engine.then(cartographer.begin)
    assert maps.drawn == 0
    list(engine.wait())
    until(lambda: maps.drawn == 1 and not cartographer.doing)
    maps.wait = threading.Event()

    def takes(paths: object, tell: object, /) -> Report:
        maps.now = "changed"
        return Report(Counter(added=1))

    report = then_drawn(takes, cartographer)([], lambda stage, done, total: None)
    assert report.counts["added"] == 1
    assert maps.drawn == 1
    maps.wait.set()
    until(lambda: maps.drawn == 2)


def test_a_changed_collection_shows_the_old_map_until_the_new_one_is_there(maps: FakeMaps) -> None:
    cartographer, ask = opened(maps)
    old = cartographer.map
    assert old is not None
    maps.now, maps.wait = "changed", threading.Event()
    cartographer.begin()
    until(lambda: cartographer.doing == "Placing papers")
    answer = ask["collection_map"]({"have": old.state})
    assert answer["doing"]
    assert answer["map"] is None
    maps.wait.set()
    until(lambda: not cartographer.doing)
    assert ask["collection_map"]({"have": old.state})["map"]["state"] == "changed"


def test_a_failure_is_told_and_may_be_tried_again(maps: FakeMaps) -> None:
    maps.failure = StoreError("The index cannot be read.", "Run doctor.")
    cartographer, ask = opened(maps)
    assert "Run doctor" in ask["collection_map"]({})["problem"]
    maps.failure = None
    cartographer.begin()
    until(lambda: not cartographer.doing)
    assert ask["collection_map"]({})["problem"] == ""
    assert ask["collection_map"]({})["map"]["count"] == 100


def test_the_points_come_as_the_page_reads_them(maps: FakeMaps) -> None:
    cartographer, ask = opened(maps)
    sent = ask["collection_map"]({})["map"]
    read = np.frombuffer(base64.b64decode(sent["points"]), dtype=np.uint8).reshape(-1, 8)
    assert len(read) == sent["count"] == 100
    assert cartographer.map is not None
    across = (read[:, 0] + 256 * read[:, 1].astype(int)) / 65535
    assert np.abs(across - cartographer.map.positions[:, 0]).max() < 1e-4
    assert set(read[:, 4]) == {0, 1}
    assert set(read[:, 6] + 256 * read[:, 7].astype(int)) == {2021}
    assert sent["venues"] == ["ICLR"]
    assert sum(topic["count"] for topic in sent["topics"]) == 100


def test_points_lead_to_papers_and_papers_to_points(maps: FakeMaps) -> None:
    _, ask = opened(maps)
    paper = ask["map_paper"](7)
    assert paper["title"] == builtin_papers()[7].title
    assert ask["map_places"]([paper["id"], "nowhere"]) == [7, -1]
    assert 'data-open="' in ask["map_topic"](0)


@pytest.mark.parametrize("value", [None, -1, 100, "7", {"a": 1}, 1.5])
def test_odd_values_from_a_browser_get_nothing(maps: FakeMaps, value: object) -> None:
    _, ask = opened(maps)
    assert ask["map_paper"](value) == {}
    assert ask["map_topic"](value) == ""
    assert ask["map_places"](value) == []


def test_names_of_topics_and_venues_are_escaped(maps: FakeMaps) -> None:
    cartographer, ask = opened(maps)
    assert cartographer.map is not None
    cartographer.map = replace(cartographer.map, names=(("<img src=x>",), ("b",)))
    assert "<img" not in ask["map_topic"](0)
