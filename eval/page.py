"""The report as one self-contained HTML page: plots inline, no script, nothing from elsewhere."""

from __future__ import annotations

from importlib.resources import files
from typing import Any

from eval import plots
from eval.report import worst
from eval.summary import in_short

_MOST_WORST = 20
_PLOTTED = (
    "outcome", "behaviour", "facts", "grounded_facts", "citation_precision", "citation_recall",
    "exact", "forbidden", "cited_statements", "valid_citations", "exact_quotes",
    "verifier_support", "independent_support", "independent_precision", "R@5", "R@10", "RR@10",
    "nDCG@10",
)  # fmt: skip
_COMPARED = (
    "outcome", "behaviour", "grounded_facts", "citation_precision", "citation_recall", "exact",
    "exact_quotes", "independent_support", "R@5", "nDCG@10", "words",
)  # fmt: skip


def html(report: dict[str, Any]) -> str:
    """The page; everything from answers and papers is escaped."""
    from jinja2 import Environment

    text = (files("eval") / "templates" / "report.html").read_text(encoding="utf-8")
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(text)
    own = report["systems"][report["name"]]
    return template.render(
        report=report,
        own=own,
        short=in_short(report),
        compared=_COMPARED,
        worst=worst(report["questions"])[:_MOST_WORST],
        plots=_plots(report, own),
        missing=[m for m in _PLOTTED if m not in own["figures"]],
    )


def _plots(report: dict[str, Any], own: dict[str, Any]) -> dict[str, str]:
    figures, kinds, systems = own["figures"], own["by_kind"], report["systems"]
    curves = {n: s["risk_coverage"] for n, s in systems.items() if s["risk_coverage"]}
    times = {n: s["times"] for n, s in systems.items() if s["times"]}
    judges, names = report["judges"], list(systems)
    return {
        "figures": plots.intervals({m: figures[m] for m in _PLOTTED if m in figures}),
        "kinds": plots.intervals({k: v["outcome"] for k, v in kinds.items() if "outcome" in v}),
        "systems": plots.intervals({n: s["figures"]["outcome"] for n, s in systems.items()}),
        "risk": plots.curves(curves, "share of questions answered", "risk", names)
        if curves
        else "",
        "latency": plots.distribution(times, names),
        "judges": _judges(judges) if judges else "",
    }


def _judges(judges: dict[str, Any]) -> str:
    names = list(judges["judges"])
    rows = {
        change: {n: judges["judges"][n].get(change) for n in names} for change in judges["changes"]
    }
    return plots.bars(rows, names)
