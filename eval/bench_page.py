"""The benchmark's figures as one page: the table, and how cost grows with papers, as inline SVG."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from html import escape
from typing import Any

Sizes = dict[str, Any]
"""One size as ``eval.bench_scale`` writes it."""
_WIDTH, _HEIGHT, _LEFT, _TOP = 330, 180, 56, 26
_STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem;
       color: #1c1c1c; background: #fff }
table { border-collapse: collapse } td, th { padding: .2rem .7rem; border-bottom: 1px solid #ddd;
       text-align: left } .missed { color: #a3141a; font-weight: 600 } .plots { display: flex;
       flex-wrap: wrap; gap: 1rem } svg { width: 25rem; max-width: 100% } text { font-size: 11px;
       fill: #444 } .title { font-weight: 600 } line { stroke: #ddd } polyline { fill: none;
       stroke: #2b5c9e; stroke-width: 2 } circle { fill: #2b5c9e }
@media (prefers-color-scheme: dark) { body { color: #eee; background: #161616 } text { fill: #bbb }
       line, td, th { stroke: #444; border-color: #444 } .missed { color: #ff8a8a } }
"""


def page(rows: Sequence[tuple[str, str, str, bool | None]], costs: Sequence[Sizes]) -> str:
    """A whole HTML page, with nothing from elsewhere.

    Args:
        rows: What, figure, budget, and whether it is met.
        costs: Sizes from small to large.
    """
    told = {True: "met", False: '<span class="missed">missed</span>', None: ""}
    table = "".join(
        f"<tr><td>{escape(what)}</td><td>{escape(figure)}</td><td>{escape(budget)}</td>"
        f"<td>{told[met]}</td></tr>"
        for what, figure, budget, met in rows
    )
    curves: dict[str, Callable[[Sizes], float]] = {
        "search, p95, ms": lambda cost: cost["search"][1],
        "search by year, p95, ms": lambda cost: cost["narrowed"][1],
        "bm25s alone, p95, ms": lambda cost: cost["bm25s"][1],
        "memory with the ingest, MB": lambda cost: cost["memory"] / 1e6,
        "disk, kB a paper": lambda cost: cost["disk"] / 1e3,
        "ingest without the model, papers/s": lambda cost: cost["added"],
    }
    plots = "".join(
        panel(title, [(cost["papers"], value(cost)) for cost in costs])
        for title, value in curves.items()
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Benchmark</title>'
        f"<style>{_STYLE}</style><h1>Benchmark</h1><table><tr><th>what</th><th>measured</th>"
        f"<th>budget</th><th></th></tr>{table}</table><h2>How cost grows</h2><p>Vectors of hashed "
        "words stand in for the model's; the embedding of the question is not in these times.</p>"
        f'<div class="plots">{plots}</div></html>'
    )


def panel(title: str, points: Sequence[tuple[float, float]]) -> str:
    """One curve over the number of papers, which is on a logarithmic axis."""
    drawn = [(papers, value) for papers, value in points if math.isfinite(value)]
    if not drawn:
        return ""
    low, high = math.log10(drawn[0][0]), math.log10(drawn[-1][0])
    most = max(value for _, value in drawn) or 1.0

    def place(papers: float, value: float) -> tuple[float, float]:
        share = (math.log10(papers) - low) / ((high - low) or 1.0)
        return _LEFT + share * _WIDTH, _TOP + (1 - value / most) * _HEIGHT

    places = [place(*point) for point in drawn]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3"/><text x="{x:.1f}" y="{_TOP + _HEIGHT + 16}" '
        f'text-anchor="middle">{papers:,.0f}</text>'
        for (x, y), (papers, _) in zip(places, drawn, strict=True)
    )
    grid = "".join(
        f'<line x1="{_LEFT}" x2="{_LEFT + _WIDTH}" y1="{y:.1f}" y2="{y:.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{most * share:.4g}</text>'
        for share in (0, 0.5, 1)
        for y in [_TOP + (1 - share) * _HEIGHT]
    )
    return (
        f'<svg viewBox="0 0 {_LEFT + _WIDTH + 30} {_TOP + _HEIGHT + 26}" role="img" '
        f'aria-label="{escape(title)} by number of papers"><text class="title" x="{_LEFT}" y="14">'
        f'{escape(title)}</text>{grid}<polyline points="{path}"/>{dots}</svg>'
    )
