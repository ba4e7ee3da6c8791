"""Fit the verifier: ``python -m eval.fit_verification SCIFACT EXAMPLES.jsonl.gz``.

Two logistic regressions over ``assistant.verification.alignment``: does the cited text *bear* a
statement, and does it say the *opposite*? They learn from people's labels (the fitting half of
SciFact's claims) and from development answers beside their evidence, beside their whole abstract,
beside other sentences, and spoiled in known ways. Figures are of claims and papers that the fit
has not seen; the shipped weights are those that the figures were measured with.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import numpy as np

from assistant.types import Verdict
from assistant.verification.alignment import FEATURES, Row, features
from assistant.verification.verifier import SUPPORTED, check, combined
from eval.fitting import fit, linear_model, write_weights
from eval.grounded import Example, load_examples
from eval.perturb import append_claim, negate
from eval.scifact import Labelled, labelled_claims, with_strangers
from eval.spoiling import drop_condition, others_as_own, swap_comparison, turn

PENALTY = 50.0
HELD_OUT_FOLD = 0
_EVERY = 2
"""Every second development question is enough for so few features."""
OPPOSED = ("CONTRADICT", "SWAPPED")
"""Labels of statements whose cited text says the opposite."""
_WEIGHTS = Path(__file__).parent.parent / "assistant" / "weights"
_MARK = re.compile(r"\s*\[\d+\]")
_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z$\d(])")


@dataclass(frozen=True, slots=True)
class Case:
    """A statement beside cited sentences, and what is known of the pair.

    Attributes:
        label: ``SUPPORT``, one of ``OPPOSED``, or why it is neither.
        held_out: Whether the fit must not see it.
        source: ``people`` for SciFact's labels, ``made`` for development answers, right or
            spoiled, beside their evidence, ``whole`` for the same beside the whole abstract.
    """

    statement: str
    quotes: tuple[str, ...]
    title: str
    label: str
    held_out: bool
    source: str


def people_cases(folder: Path) -> Iterator[Case]:
    """SciFact's claims beside whole abstracts."""
    for pair in with_strangers(folder, labelled_claims(folder)):
        yield Case(
            pair.claim, tuple(_sentences(pair)), pair.title, pair.label, pair.held_out, "people"
        )


def made_cases(examples: Sequence[Example], seed: int = 0) -> Iterator[Case]:
    """Development answers beside their evidence and other sentences, and spoiled."""
    rng = random.Random(seed)  # noqa: S311 - chooses what to spoil
    told = set[str]()
    for e in examples:
        held_out = e.fold == HELD_OUT_FOLD
        if e.paper_id not in told:
            told.add(e.paper_id)
            for statement, sentence in others_as_own(e.sentences, e.title)[:1]:
                yield Case(statement, (sentence,), e.title, "OTHERS", held_out, "made")
        if not e.evidence:
            continue
        text = _MARK.sub("", e.answer)
        right = tuple(e.sentences[i] for i in sorted(e.evidence))
        wrong = [s for i, s in enumerate(e.sentences) if i not in e.evidence]
        other = rng.choice(examples)
        spoiled = {
            "SUPPORT": (text, right),
            "NEIGHBOUR": (text, tuple(rng.sample(wrong, min(2, len(wrong))))),
            "UNRELATED": (text, other.sentences[:2] if other is not e else ()),
            "APPENDED": (append_claim(text, rng), right),
            "SWAPPED": (swap_comparison(text) or "", right),
            "DROPPED": (drop_condition(text) or "", right),
        }
        turned = [t for t in (negate(text), *turn(text)) if t]
        if turned:
            spoiled["CONTRADICT"] = (rng.choice(turned), right)
        for label, (statement, quotes) in spoiled.items():
            if quotes and statement:
                yield Case(statement, quotes, e.title, label, held_out, "made")
            if quotes is right and statement:
                yield Case(statement, tuple(e.sentences), e.title, label, held_out, "whole")


def fit_models(cases: Sequence[Case], rows: Sequence[Row]) -> tuple[dict[str, Any], dict[str, Any]]:
    """The model of support and the model of contradiction, fitted on what may be seen."""
    seen = [i for i, c in enumerate(cases) if not c.held_out]
    agree = [i for i in seen if cases[i].label not in OPPOSED]
    oppose = [i for i in seen if cases[i].label in ("SUPPORT", *OPPOSED)]
    return (
        _fit(cases, rows, agree, ("SUPPORT",)),
        _fit(cases, rows, oppose, OPPOSED),
    )


def _fit(
    cases: Sequence[Case], rows: Sequence[Row], chosen: Sequence[int], wanted: Sequence[str]
) -> dict[str, Any]:
    """Both labels weigh the same, and so do the sources."""
    labels = [cases[i].label in wanted for i in chosen]
    groups = [(cases[i].source, label) for i, label in zip(chosen, labels, strict=True)]
    weights = [len(chosen) / (len(set(groups)) * groups.count(group)) for group in groups]
    return fit(np.stack([rows[i] for i in chosen]), labels, FEATURES, PENALTY, weights)


def figures(cases: Sequence[Case], scores: Sequence[float]) -> dict[str, Any]:
    """On held-out cases: AUROC of supported against each other label, and the share accepted."""
    from sklearn.metrics import roc_auc_score

    found: dict[str, Any] = {}
    for source in ("people", "made", "whole"):
        mine = [(c.label, s) for c, s in zip(cases, scores, strict=True)
                if c.held_out and c.source == source]  # fmt: skip
        right = [s for label, s in mine if label == "SUPPORT"]
        found[source] = {"supported_accepted": round(_share(right), 4), "supported": len(right)}
        for other in sorted({label for label, _ in mine} - {"SUPPORT"}):
            wrong = [s for label, s in mine if label == other]
            truth = [1] * len(right) + [0] * len(wrong)
            found[source][other.lower()] = {
                "auroc": round(float(roc_auc_score(truth, right + wrong)), 4),
                "accepted": round(_share(wrong), 4),
                "count": len(wrong),
            }
    return found


def _share(scores: Sequence[float]) -> float:
    return sum(s >= SUPPORTED for s in scores) / len(scores) if scores else 0.0


def _sentences(pair: Labelled) -> list[str]:
    return _END.split(pair.evidence.partition("\n")[2]) or [pair.evidence]


@click.command()
@click.argument("folder", type=click.Path(exists=True, path_type=Path))
@click.argument("path", type=click.Path(exists=True, path_type=Path))
def main(folder: Path, path: Path) -> None:
    """Fit on one half, print what the verifier sees of the other, and write the weights."""
    cases = [*people_cases(folder), *made_cases(load_examples(path)[::_EVERY])]
    rows = [features(c.statement, c.quotes, c.title) for c in cases]
    support, contradiction = fit_models(cases, rows)
    write_weights(_WEIGHTS / "support.json", _about("Does the text bear it?"), {}, support)
    write_weights(
        _WEIGHTS / "contradiction.json", _about("Does it say the opposite?"), {}, contradiction
    )
    bears = linear_model(support).probabilities(np.stack(rows))
    opposes = linear_model(contradiction).probabilities(np.stack(rows))
    both = [combined(float(b), float(o)) for b, o in zip(bears, opposes, strict=True)]
    found = {
        "bears": figures(cases, bears.tolist()),
        "does_not_oppose": figures(cases, (1 - opposes).tolist()),
        "both": figures(cases, both),
        "with_numbers_and_names": figures(cases, [_checked(c) for c in cases]),
    }
    write_weights(_WEIGHTS / "support.json", _about("Does the text bear it?"), found, support)
    click.echo(json.dumps(found, indent=1))


def _about(question: str) -> str:
    return f"{question} Made by python -m eval.fit_verification; figures are in support.json."


def _checked(case: Case) -> float:
    """The whole check's score, with its rules for numbers and names."""
    if not case.held_out:
        return 0.0
    found = check(case.statement, case.quotes, case.title)
    assert (found.verdict is Verdict.SUPPORTED) == (found.score >= SUPPORTED)
    return found.score


if __name__ == "__main__":
    main()
