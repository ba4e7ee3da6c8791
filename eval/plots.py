"""Plots as inline SVG: no script, no other host, readable in light and dark."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

_LEFT, _RIGHT, _ROW = 190, 110, 26
_COLOURS = ("var(--a)", "var(--b)", "var(--c)", "var(--d)", "var(--e)", "var(--f)")


def intervals(rows: Mapping[str, Mapping[str, float]], width: int = 980, top: float = 1.0) -> str:
    """A row a figure: its value as a dot, its 95 % interval as a line, its number at the end.

    Args:
        rows: Figures with ``value``, ``low``, ``high``, ``count``, by label.
        width: Pixels.
        top: The value at the right end of the scale.
    """
    height = _ROW * len(rows) + 30
    parts = [_axis(width, height, top)]
    for i, (label, figure) in enumerate(rows.items()):
        y = i * _ROW + 16
        low, high, value = (_x(figure[name], width, top) for name in ("low", "high", "value"))
        parts.append(_text(_LEFT - 10, y + 4, label, "end"))
        parts.append(
            f'<line class="interval" x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}"/>'
            f'<circle class="dot" cx="{value:.1f}" cy="{y}" r="4.5"><title>{escape(label)}: '
            f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}], "
            f"{figure['count']} questions</title></circle>"
        )
        shown = f"{figure['value']:.2f}"
        parts.append(
            _text(width - _RIGHT + 12, y + 4, f"{shown}   n {figure['count']:.0f}", "start")
        )
    return _svg(width, height, "".join(parts), "Figures with 95 % intervals")


def curves(
    series: Mapping[str, Sequence[Sequence[float]]], x_label: str, y_label: str, width: int = 460
) -> str:
    """Lines through points in the unit square, with a legend beneath."""
    size, left, top = width - 70, 50, 12
    height = size * 3 // 4
    parts = [_grid(left, top, size, height, x_label, y_label)]
    for i, (name, points) in enumerate(series.items()):
        if len(points) < 2:
            continue
        path = " ".join(f"{left + x * size:.1f},{top + (1 - y) * height:.1f}" for x, y in points)
        colour = _COLOURS[i % len(_COLOURS)]
        parts.append(f'<polyline class="curve" style="stroke:{colour}" points="{path}"/>')
        y = top + height + 52 + 18 * i
        parts.append(f'<rect x="{left}" y="{y - 9}" width="12" height="4" fill="{colour}"/>')
        parts.append(_text(left + 20, y - 3, name, "start"))
    total = top + height + 52 + 18 * len(series)
    return _svg(width, total, "".join(parts), f"{y_label} by {x_label}")


def distribution(times: Mapping[str, Sequence[float]], width: int = 460) -> str:
    """The share of answers that were there after so many seconds, a line a system."""
    longest = max((values[-1] for values in times.values() if values), default=0.0)
    if longest <= 0:
        return ""
    series = {
        name: [(t / longest, (i + 1) / len(values)) for i, t in enumerate(values)]
        for name, values in times.items()
        if values
    }
    return curves(series, f"seconds (right end: {longest:.1f})", "share of answers", width)


def _axis(width: int, height: int, top: float) -> str:
    lines = []
    for step in range(5):
        value = top * step / 4
        x = _x(value, width, top)
        lines.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="4" y2="{height - 22}"/>')
        lines.append(_text(x, height - 6, f"{value:g}", "middle", "tick"))
    return "".join(lines)


def _grid(left: int, top: int, size: int, height: int, x_label: str, y_label: str) -> str:
    parts = []
    for step in range(5):
        share = step / 4
        x, y = left + share * size, top + (1 - share) * height
        parts.append(
            f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{top}" y2="{top + height}"/>'
            f'<line class="grid" x1="{left}" x2="{left + size}" y1="{y:.1f}" y2="{y:.1f}"/>'
        )
        parts.append(_text(x, top + height + 16, f"{share:g}", "middle", "tick"))
        parts.append(_text(left - 8, y + 4, f"{share:g}", "end", "tick"))
    parts.append(_text(left + size / 2, top + height + 34, x_label, "middle", "tick"))
    middle = top + height / 2
    parts.append(
        f'<text class="tick" text-anchor="middle" transform="translate(14 {middle:.0f}) '
        f'rotate(-90)">{escape(y_label)}</text>'
    )
    return "".join(parts)


def _x(value: float, width: int, top: float) -> float:
    return _LEFT + max(0.0, min(value / top, 1.0)) * (width - _LEFT - _RIGHT)


def _text(x: float, y: float, text: str, anchor: str, class_: str = "label") -> str:
    return (
        f'<text class="{class_}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _svg(width: int, height: int, body: str, label: str) -> str:
    return (
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(label)}">{body}</svg>'
    )


def bars(rows: Mapping[str, Mapping[str, Any]], names: Sequence[str]) -> str:
    """Groups of bars in [0, 1]: a group a row, a bar a name; for the judges' detection rates."""
    width, left, bar = 980, 240, 13
    height = sum(bar * len(names) + 14 for _ in rows) + 30 + 18 * len(names)
    parts, y = [], 10
    for label, values in rows.items():
        parts.append(_text(left - 10, y + bar * len(names) / 2 + 4, label, "end"))
        for i, name in enumerate(names):
            if (figure := values.get(name)) is not None:
                length = figure["value"] * (width - left - 60)
                colour = _COLOURS[i % len(_COLOURS)]
                parts.append(
                    f'<rect x="{left}" y="{y + i * bar}" width="{max(length, 1):.1f}" '
                    f'height="{bar - 3}" rx="2" fill="{colour}"/>'
                )
                parts.append(
                    _text(left + length + 6, y + i * bar + 9, f"{figure['value']:.2f}", "start")
                )
        y += bar * len(names) + 14
    for i, name in enumerate(names):
        parts.append(
            f'<rect x="{left}" y="{y + 4}" width="12" height="8" fill="{_COLOURS[i % 6]}"/>'
        )
        parts.append(_text(left + 20, y + 12, name, "start"))
        y += 18
    return _svg(width, height, "".join(parts), "Detection rates of the judges")
