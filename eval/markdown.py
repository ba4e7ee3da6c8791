"""The report as Markdown, for a terminal or a pull request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from eval.report import Report, worst
from eval.summary import in_short

_HEADLINES = (
    "outcome", "behaviour", "grounded_facts", "citation_precision", "citation_recall", "exact",
    "exact_quotes", "independent_support", "R@5", "nDCG@10", "words",
)  # fmt: skip


def markdown(report: Report) -> str:
    """The report as a person reads it on a terminal or in a pull request."""
    name, systems = report["name"], report["systems"]
    own = systems[name]
    lines = [
        f"# Evaluation of {name}",
        "",
        f"{report['count']} questions, {report['when']}. Figures are means with 95 % bootstrap "
        "intervals over questions; `–` means not scored.",
        "",
        *(f"- {sentence}" for sentence in in_short(report)),
        "",
        "## Figures",
        "",
        "| measure | value | questions | what it says |",
        "|---|---|---|---|",
        *(
            f"| {measure} | {_shown(figure)} | {figure['count']} | {report['measures'][measure]} |"
            for measure, figure in own["figures"].items()
        ),
        "",
        *_abstention_lines(own),
        *_latency_lines(own),
        "## By kind of question",
        "",
        *_table_by(own["by_kind"], "kind"),
        *_table_by(own["by_part"], "part"),
    ]
    if len(systems) > 1:
        lines += ["## Against simple systems", "", *_systems_table(report)]
    lines += _judge_lines(report["judges"]) + _scifact_lines(report.get("scifact"))
    lines += _model_judge_lines(report.get("llm_judges"))
    lines += ["## Worst answers", "", *_worst_lines(report["questions"])]
    lines += ["## Made with", "", *_made_lines(report["made"])]
    return "\n".join(lines) + "\n"


def _shown(figure: Mapping[str, float] | None) -> str:
    if figure is None:
        return "–"
    if figure["high"] > 2:  # a count of words
        return f"{figure['value']:.0f} [{figure['low']:.0f}, {figure['high']:.0f}]"
    return f"{figure['value']:.3f} [{figure['low']:.3f}, {figure['high']:.3f}]"


def _abstention_lines(system: Mapping[str, Any]) -> list[str]:
    if not (found := system["abstention"]):
        return []
    parts = ", ".join(f"{name} {_shown(found[name])}" for name in ("precision", "recall", "f1"))
    return [f"**Abstention:** {parts}.", ""]


def _latency_lines(system: Mapping[str, Any]) -> list[str]:
    parts = [
        f"{name.replace('_', ' ')} p50 {t['p50']:.2f} s, p95 {t['p95']:.2f} s"
        for name, t in system["latency"].items()
    ]
    return [f"**Latency:** {'; '.join(parts)}.", ""] if parts else []


def _table_by(groups: Mapping[str, Mapping[str, Any]], label: str) -> list[str]:
    shown = ("outcome", "behaviour", "grounded_facts", "citation_precision", "citation_recall")
    lines = [f"| {label} | questions | " + " | ".join(shown) + " |", "|---|" + "---|" * 6]
    for group, values in groups.items():
        cells = [_shown(values.get(measure)) for measure in shown]
        lines.append(f"| {group} | {values['behaviour']['count']} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _systems_table(report: Report) -> list[str]:
    head = "| system | questions | " + " | ".join(_HEADLINES) + " | abstention F1 | p50 s "
    lines = [f"{head}| advantage of {report['name']} |", "|---|" + "---|" * (len(_HEADLINES) + 4)]
    for name, system in report["systems"].items():
        cells = [_short(system["figures"].get(measure)) for measure in _HEADLINES]
        cells.append(_short(system["abstention"] and system["abstention"]["f1"]))
        cells.append(_seconds(system["latency"]))
        cells.append(_advantage_shown(system["advantage"]))
        lines.append(f"| {name} | {system['count']} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _short(figure: Mapping[str, float] | None) -> str:
    if figure is None:
        return "–"
    return f"{figure['value']:.0f}" if figure["high"] > 2 else f"{figure['value']:.3f}"


def _seconds(latency_: Mapping[str, Mapping[str, float]]) -> str:
    return f"{latency_['total']['p50']:.2f}" if "total" in latency_ else "–"


def _advantage_shown(difference: Mapping[str, float] | None) -> str:
    if difference is None:
        return ""
    return (
        f"{difference['value']:+.3f} [{difference['low']:+.3f}, {difference['high']:+.3f}], "
        f"p {difference['p']:.3g}"
    )


def _judge_lines(judges: Mapping[str, Any] | None) -> list[str]:
    if not judges:
        return []
    lines = ["## What the judges of support can see", "", judges["about"], ""]
    names = list(judges["judges"])
    lines += ["| change to a right statement | " + " | ".join(names) + " |"]
    lines += ["|---|" + "---|" * len(names)]
    for change in judges["changes"]:
        cells = [_short(judges["judges"][name].get(change)) for name in names]
        lines.append(f"| {change} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _scifact_lines(scifact: Mapping[str, Any] | None) -> list[str]:
    if not scifact:
        return []
    names = list(scifact["judges"])
    lines = ["## Do the judges agree with people?", "", scifact["about"], ""]
    lines += ["| AUROC | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for contrast in scifact["contrasts"]:
        cells = [_shown(scifact["judges"][name].get(contrast)) for name in names]
        lines.append(f"| {contrast} | " + " | ".join(cells) + " |")
    return [*lines, ""]


def _model_judge_lines(found: Mapping[str, Any] | None) -> list[str]:
    if not found:
        return []
    lines = ["## Language-model judges", "", found["about"], ""]
    lines += [
        "| judge | mean | agreement with | rank correlation | p | judged |",
        "|---|" + "---|" * 5,
    ]
    for row in found["rows"]:
        mean, agreed, p = (
            "–" if row[name] is None else f"{row[name]:.3f}" for name in ("mean", "agreement", "p")
        )
        lines.append(
            f"| {row['judge']} | {mean} | {row['against']} | {agreed} | {p} "
            f"| {row['count']} of {row['asked']} |"
        )
    return [*lines, ""]


def _worst_lines(questions: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = []
    for q in worst(questions)[:15]:
        lines.append(f"- **{q['id']}** ({q['kind']}) {q['question']}")
        reason = q["reasons"].get("outcome") or q["reasons"].get("grounded_facts", "")
        lines.append(f"  - outcome {q['scores'].get('outcome', 0):.2f}, {q['status']}: {reason}")
        lines.append(
            f"  - gold: {'; '.join(q['gold']) or '–'}; cited: {'; '.join(q['cited']) or '–'}"
        )
    return [*lines, ""]


def _made_lines(made: Mapping[str, Any]) -> list[str]:
    return [f"- {name}: {value}" for name, value in made.items()] + [""]
