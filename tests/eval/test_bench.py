"""The benchmark of budgets: its parts on a small scale, with the real stores."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from xml.etree import ElementTree

from assistant.settings import Settings
from eval import bench, bench_page, bench_scale
from eval.bench_ingest import StandIn, our_ingest
from eval.load import written

COST = {"papers": 100, "added": 9.0, "search": [20, 30.0], "narrowed": [20, 140.0],
        "bm25s": [0.1, 0.2], "memory": 3e9, "disk": 1e4}  # fmt: skip


def test_a_budget_is_met_or_missed_by_its_figure():
    rows = list(bench.scale([COST, {**COST, "papers": 117_281}], 15.0))
    assert [row.met for row in rows] == [True, False, None, False]
    assert rows[0].figure == "45.00 ms"
    assert "not all" not in rows[0].what
    assert "not all" in next(iter(bench.scale([COST], 0.0))).what
    assert "| **missed** |" in bench.line(rows[1])
    assert bench.at_least("x", 1.99, 2).met is False


def test_the_page_is_whole_and_draws_every_size():
    costs = [COST, {**COST, "papers": 5000, "search": [1, 60.0], "bm25s": [0.1, float("nan")]}]
    page = bench_page.page([("a <b>", "1 s", "≤ 2 s", True), ("c", "3", "≤ 2", False)], costs)
    assert "a &lt;b&gt;" in page
    assert page.count('class="missed"') == 1
    assert "http" not in page
    svgs = page.split("<svg ")[1:]
    assert len(svgs) == 6
    for svg in svgs:
        drawn = ElementTree.fromstring("<svg " + svg.partition("</svg>")[0] + "</svg>")
        assert len(drawn.findall("circle")) in (1, 2)
    assert "5,000" in page


def test_made_papers_are_ingested_like_others_and_cost_is_told(tmp_path: Path):
    file = written(tmp_path / "made.jsonl", 40)
    settings = Settings(store=tmp_path / "store")
    first, second = our_ingest(file, [10, 40], settings, StandIn())
    cost = bench_scale.cost(tmp_path / "store", second, first)
    assert (first.papers, cost.papers) == (10, 40)
    assert 0 < cost.search[0] <= cost.search[1]
    assert cost.narrowed[0] > 0
    assert 1e3 < cost.disk < 1e6
    assert json.loads(json.dumps(asdict(cost)))["papers"] == 40
