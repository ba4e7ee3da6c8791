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
    lines += [*_system_lines(before, after), *_kind_lines(pairs), *_question_lines(pairs)]
    return "\n".join(lines) + "\n"


def _made_lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    old, new = _flat(before), _flat(after)
    changed = [name for name in sorted({*old, *new}) if old.get(name) != new.get(name)]
    if not changed:
        return ["Both were made with the same settings, models, prompts, index and commit.", ""]
    lines = ["| made with | before | after |", "|---|---|---|"]
    lines += [f"| {name} | {old.get(name, '–')} | {new.get(name, '–')} |" for name in changed]
    return [*lines, ""]


def _flat(made: dict[str, Any]) -> dict[str, Any]:
    """``{"settings": {"words": 120}}`` as ``{"settings.words": 120}``."""
    flat: dict[str, Any] = {}
    for name, value in made.items():
        inner = value if isinstance(value, dict) else {"": value}
        flat |= {f"{name}.{key}".rstrip("."): v for key, v in inner.items()}
    return flat


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
    note = (
        f"p is of a paired permutation test for each line by itself: of {len(lines) - 2} lines, "
        "about one in twenty falls below .05 by chance."
    )
    return [*lines, "", note, ""]


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


def _system_lines(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """What is no mean over questions: abstention and time, each over its own report's set."""
    rows = ["| over each whole report | before | after |", "|---|---|---|"]
    old, new = (report["systems"][report["name"]] for report in (before, after))
    if old["abstention"] and new["abstention"]:
        for name in ("precision", "recall", "f1"):
            told = [
                f"{e['value']:.3f} [{e['low']:.3f}, {e['high']:.3f}]"
                for e in (side["abstention"][name] for side in (old, new))
            ]
            rows.append(f"| abstention {name} | {told[0]} | {told[1]} |")
    for name in sorted({*old["latency"]} & {*new["latency"]}):
        told = [
            f"p50 {t['p50']:.2f} s, p95 {t['p95']:.2f} s"
            for t in (old["latency"][name], new["latency"][name])
        ]
        rows.append(f"| {name.replace('_', ' ')} | {told[0]} | {told[1]} |")
    return [*rows, ""] if len(rows) > 2 else []


def _kind_lines(pairs: list[tuple[Any, Any]]) -> list[str]:
    lines = ["| outcome by kind | before | after | difference (95 %) | p | |"]
    lines.append("|---|---|---|---|---|---|")
    for kind in dict.fromkeys(b["kind"] for _, b in pairs):
        values = [(_outcome(a), _outcome(b)) for a, b in pairs if b["kind"] == kind]
        if found := paired([a for a, _ in values], [b for _, b in values]):
            means = [sum(side) / len(values) for side in zip(*values, strict=True)]
            lines.append(_measure_line(kind, means[0], means[1], found))
    return [*lines, ""]


def _outcome(question: dict[str, Any]) -> float:
    return float(question["scores"].get("outcome", 0))


def _question_lines(pairs: list[tuple[Any, Any]]) -> list[str]:
    changed = [(_outcome(b) - _outcome(a), a, b) for a, b in pairs]
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
