"""Two runs side by side: what changed, question by question, and whether it could be chance."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from eval.statistics import Difference, paired

_CHANCE = 0.05


def read_report(path: Path) -> dict[str, Any]:
    """A ``report.json``, given itself or as its folder.

    Raises:
        InputError: There is none, or it is something else.
    """
    file = path / "report.json" if path.is_dir() else path
    try:
        report = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(report, dict) or not {"questions", "systems", "made"} <= set(report):
            message = f"{file} is no evaluation report."
            raise InputError(message, "Give a folder that `paper-assistant eval --out` wrote.")
    except (OSError, ValueError) as error:
        message = f"The report {file} cannot be read: {error}."
        raise InputError(message, "Make one with: paper-assistant eval --out DIR") from error
    return report


def compare(before: dict[str, Any], after: dict[str, Any]) -> str:
    """What changed from one report to the other, as Markdown.

    Raises:
        InputError: They have no question in common.
    """
    old = {q["id"]: q for q in before["questions"]}
    pairs = [(old[q["id"]], q) for q in after["questions"] if q["id"] in old]
    if not pairs:
        message = "The two reports have no question in common."
        raise InputError(message, "Compare runs over the same question set.")
    lines = [f"# {after['name']}, {before['when']} → {after['when']}", ""]
    lines += _made_lines(before["made"], after["made"])
    lines += [f"{len(pairs)} questions are in both reports.", "", *_measure_lines(pairs, after)]
    lines += _question_lines(pairs)
    return "\n".join(lines) + "\n"


def _made_lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    changed = [n for n in sorted({*before, *after}) if before.get(n) != after.get(n)]
    if not changed:
        return ["Both were made with the same settings, models, prompts, index and commit.", ""]
    lines = ["| made with | before | after |", "|---|---|---|"]
    for name in changed:
        lines.append(f"| {name} | {before.get(name)} | {after.get(name)} |")
    return [*lines, ""]


def _measure_lines(pairs: list[tuple[Any, Any]], after: dict[str, Any]) -> list[str]:
    lines = ["| measure | before | after | difference (95 %) | p | |", "|---|---|---|---|---|---|"]
    for measure in after["measures"]:
        values = [
            (a["scores"][measure], b["scores"][measure])
            for a, b in pairs
            if measure in a["scores"] and measure in b["scores"]
        ]
        if found := paired([a for a, _ in values], [b for _, b in values]):
            means = [sum(side) / len(values) for side in zip(*values, strict=True)]
            lines.append(_measure_line(measure, means[0], means[1], found))
    return [*lines, ""]


def _measure_line(measure: str, old: float, new: float, found: Difference) -> str:
    low, high = found.interval
    verdict = "could be chance"
    if found.p < _CHANCE:
        verdict = "**higher**" if found.value > 0 else "**lower**"
    if found.value == 0:
        verdict = "the same"
    return (
        f"| {measure} | {old:.3f} | {new:.3f} | {found.value:+.3f} [{low:+.3f}, {high:+.3f}] "
        f"| {found.p:.3g} | {verdict}, {found.count} questions |"
    )


def _question_lines(pairs: list[tuple[Any, Any]]) -> list[str]:
    changed = [
        (b["scores"].get("outcome", 0) - a["scores"].get("outcome", 0), a, b) for a, b in pairs
    ]
    worse = sorted((c for c in changed if c[0] < 0), key=lambda c: c[0])
    better = sorted((c for c in changed if c[0] > 0), key=lambda c: -c[0])
    lines = [f"{len(better)} questions better, {len(worse)} worse, by outcome.", ""]
    for title, group in (("Worse", worse), ("Better", better)):
        if group:
            lines += [f"## {title}", ""]
        for change, a, b in group:
            lines.append(f"- {change:+.2f} **{b['id']}** ({b['kind']}) {b['question']}")
            lines.append(f"  - {_seen(a)} → {_seen(b)}")
        lines.append("")
    return lines


def _seen(question: dict[str, Any]) -> str:
    reason = question["reasons"].get("outcome", "")
    return f"{question['status']}{f' ({reason})' if reason else ''}"
