"""The report in a few sentences: what a reader should take away, and what not to believe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

_CHANCE = 0.05
_FEW = 5
_BLIND = 0.5


def in_short(report: Mapping[str, Any]) -> list[str]:
    """Sentences drawn from the figures alone, the headline first."""
    own = report["systems"][report["name"]]
    told = [_headline(report, own), *_against(report), *_kinds(own), *_abstaining(report, own)]
    return [*told, *_support(report, own), *_blind(report)]


def _headline(report: Mapping[str, Any], own: Mapping[str, Any]) -> str:
    f = own["figures"]["outcome"]
    return (
        f"Over {report['count']} questions the outcome is {f['value']:.2f} "
        f"(95 % {f['low']:.2f} to {f['high']:.2f}); 1 would be every key fact stated from a right "
        "paper and every question without an answer left unanswered."
    )


def _against(report: Mapping[str, Any]) -> list[str]:
    others = {n: s["advantage"] for n, s in report["systems"].items() if s["advantage"]}
    surely = [n for n, a in others.items() if a["value"] > 0 and a["p"] < _CHANCE]
    worse = [n for n, a in others.items() if a["value"] < 0 and a["p"] < _CHANCE]
    unsure = [n for n in others if n not in surely and n not in worse]
    told = []
    if surely:
        least = min(surely, key=lambda n: others[n]["value"])
        told.append(
            f"It is better than {_listed(surely)} beyond chance (paired, p < .05), by "
            f"{others[least]['value']:.2f} at least ({least})."
        )
    if unsure:
        told.append(f"Whether it is better than {_listed(unsure)} could be chance.")
    if worse:
        told.append(f"It is worse than {_listed(worse)} beyond chance.")
    return told


def _kinds(own: Mapping[str, Any]) -> list[str]:
    values = {
        kind: f["outcome"]["value"]
        for kind, f in own["by_kind"].items()
        if "outcome" in f and f["outcome"]["count"] >= _FEW
    }
    if len(values) < 2:
        return []
    ranked = sorted(values, key=lambda kind: values[kind])
    few = min(3, len(ranked) // 2)
    weak, strong = (
        ", ".join(f"{kind} {values[kind]:.2f}" for kind in kinds)
        for kinds in (ranked[:few], ranked[::-1][:few])
    )
    return [f"Weakest kinds of question: {weak}. Strongest: {strong}."]


def _abstaining(report: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    if not own["abstention"]:
        return []
    asked: Sequence[Mapping[str, Any]] = report["questions"]
    hopeless = [q for q in asked if q["expect"] == "abstain"]
    answerable = [q for q in asked if q["expect"] in ("answer", "correct")]
    wrong = sum(q["status"] == "answered" for q in hopeless)
    lost = sum(q["status"].startswith("not_in") for q in answerable)
    return [
        f"Of {len(hopeless)} questions that nothing here answers it answers {wrong} all the same; "
        f"of {len(answerable)} that something answers it refuses {lost}."
    ]


def _support(report: Mapping[str, Any], own: Mapping[str, Any]) -> list[str]:
    quotes = own["figures"].get("exact_quotes")
    if quotes is None:
        return []
    if quotes["value"] == 1:
        return ["Every quote stands verbatim in its paper."]
    return [f"Only {quotes['value']:.1%} of the quotes stand verbatim in their paper."]


def _blind(report: Mapping[str, Any]) -> list[str]:
    """The changes that no judge of support notices half of the time."""
    if not (judges := report["judges"]):
        return []
    rates = judges["judges"].values()
    missed = [
        change
        for change in judges["changes"][1:]
        if all(r[change]["value"] < _BLIND for r in rates if change in r)
        and any(change in r for r in rates)
    ]
    if not missed:
        return []
    return [
        f"The figures of support are blind where the judges are: to “{_listed(missed)}” most of "
        "the time (see below)."
    ]


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
