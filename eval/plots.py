"""Plots for the report: rows as HTML that fits any width, curves as inline SVG; no script."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_COLOURS = ("var(--a)", "var(--b)", "var(--c)", "var(--d)", "var(--e)", "var(--f)", "var(--g)")
_SECONDS = (0.001, 0.01, 0.1, 1.0, 10.0, 100.0)


def intervals(rows: Mapping[str, Mapping[str, float]]) -> str:
    """A row a figure in [0, 1]: its value as a dot, its 95 % interval as a line, its numbers.

    Args:
        rows: Figures with ``value``, ``low``, ``high``, ``count``, by label.
    """
    parts = []
    for label, f in rows.items():
        low, high, value = (100 * min(max(f[name], 0.0), 1.0) for name in ("low", "high", "value"))
        parts.append(
            f'<div class="row"><span>{escape(label)}</span><div class="track">'
            f'<i class="line" style="left:{low:.1f}%;width:{high - low:.1f}%"></i>'
            f'<i class="dot" style="left:{value:.1f}%"></i></div>'
            f"<span>{f['value']:.2f} <small>[{f['low']:.2f}, {f['high']:.2f}] "
            f"n&nbsp;{f['count']:.0f}</small></span></div>"
        )
    return _rows(parts, "Figures with 95 % intervals")


def bars(rows: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> str:
    """Groups of bars in [0, 1]: a group a row, a bar a name; for the judges' detection rates."""
    parts = []
    for label, values in rows.items():
        tracks, told = [], []
        for i, name in enumerate(names):
            if (figure := values.get(name)) is not None:
                length = max(100 * figure["value"], 0.4)
                tracks.append(
                    f'<i class="bar" style="width:{length:.1f}%;background:{_colour(i)}"></i>'
                )
                told.append(f"{figure['value']:.2f}")
        parts.append(
            f'<div class="row"><span>{escape(label)}</span><div class="track">{"".join(tracks)}'
            f"</div><span>{' · '.join(told)}</span></div>"
        )
    return _rows(parts, "Detection rates of the judges") + _legend(names, names)


def curves(
    series: Mapping[str, Sequence[Sequence[float]]],
    x_label: str,
    y_label: str,
    systems: Sequence[str] = (),
    x_ticks: Sequence[tuple[float, str]] = ((0, "0"), (0.5, ".5"), (1, "1")),
) -> str:
    """Lines through points in the unit square, with a legend beneath.

    Args:
        series: Points by name.
        x_label: What the horizontal axis is.
        y_label: What the vertical axis is.
        systems: All names in the order that gives each its colour, the same in every plot.
        x_ticks: Places in [0, 1] with what stands there.
    """
    names = list(systems) or list(series)
    left, top, size, height = 46, 10, 390, 280
    parts = [_grid(left, top, size, height, x_label, y_label, x_ticks)]
    drawn = {name: points for name, points in series.items() if len(points) > 1}
    for name, points in drawn.items():
        path = " ".join(f"{left + x * size:.1f},{top + (1 - y) * height:.1f}" for x, y in points)
        colour = _colour(names.index(name))
        parts.append(f'<polyline class="curve" style="stroke:{colour}" points="{path}"/>')
    svg = (
        f'<svg viewBox="0 0 460 {top + height + 44}" role="img" '
        f'aria-label="{escape(y_label)} by {escape(x_label)}">{"".join(parts)}</svg>'
    )
    return svg + _legend(list(drawn), names)


def distribution(times: Mapping[str, Sequence[float]], systems: Sequence[str] = ()) -> str:
    """The share of answers that were there after so many seconds, on a logarithmic axis."""
    timed = {name: sorted(values) for name, values in times.items() if values}
    if not timed:
        return ""
    least = min(values[0] for values in timed.values())
    most = max(values[-1] for values in timed.values())
    first = max([s for s in _SECONDS if s <= least], default=_SECONDS[0])
    last = min([s for s in _SECONDS if s >= most], default=most)
    span = math.log(last / first) or 1.0

    def place(seconds: float) -> float:
        return math.log(max(seconds, first) / first) / span

    series = {
        name: [(place(t), (i + 1) / len(values)) for i, t in enumerate(values)]
        for name, values in timed.items()
    }
    ticks = [(place(s), f"{s:g} s") for s in _SECONDS if first <= s <= last]
    return curves(series, "time to the whole answer", "share of answers", systems, ticks)


def _colour(position: int) -> str:
    return _COLOURS[position % len(_COLOURS)]


def _rows(parts: Sequence[str], label: str) -> str:
    scale = "".join(f"<i>{step}</i>" for step in ("0", ".25", ".5", ".75", "1"))
    axis = f'<div class="row axis"><span></span><div class="scale">{scale}</div><span></span></div>'
    return f'<div class="rows" role="img" aria-label="{escape(label)}">{"".join(parts)}{axis}</div>'


def _legend(names: Sequence[str], order: Sequence[str]) -> str:
    items = (
        f'<span><i style="background:{_colour(list(order).index(name))}"></i>{escape(name)}</span>'
        for name in names
    )
    return f'<p class="legend">{"".join(items)}</p>'


def _grid(
    left: int,
    top: int,
    size: int,
    height: int,
    x_label: str,
    y_label: str,
    x_ticks: Sequence[tuple[float, str]],
) -> str:
    parts = []
    for share, label in x_ticks:
        x = left + share * size
        parts.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + height}"/>'
            f'<text class="tick" x="{x:.1f}" y="{top + height + 16}" text-anchor="middle">'
            f"{escape(label)}</text>"
        )
    for share in (0, 0.25, 0.5, 0.75, 1):
        y = top + (1 - share) * height
        parts.append(
            f'<line class="grid" x1="{left}" x2="{left + size}" y1="{y:.1f}" y2="{y:.1f}"/>'
            f'<text class="tick" x="{left - 8}" y="{y + 4:.1f}" text-anchor="end">{share:g}</text>'
        )
    parts.append(
        f'<text class="tick" x="{left + size / 2:.0f}" y="{top + height + 36}" '
        f'text-anchor="middle">{escape(x_label)}</text>'
        f'<text class="tick" text-anchor="middle" transform="translate(12 {top + height / 2:.0f}) '
        f'rotate(-90)">{escape(y_label)}</text>'
    )
    return "".join(parts)
