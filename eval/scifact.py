"""How well judges of support agree with people: SciFact's claims with their human labels.

A folder with ``claims*.jsonl[.gz]`` (claim, cited documents, evidence with SUPPORT or CONTRADICT)
and ``corpus*.jsonl[.gz]``.  A judge sees a claim and the whole cited abstract.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from eval.beir import records_of
from eval.judges import CoverageJudge, SupportJudge
from eval.statistics import Estimate, auroc

LABELS = ("SUPPORT", "CONTRADICT", "NEITHER")
CONTRASTS: Mapping[str, tuple[str, ...]] = {
    "supported against all others": ("CONTRADICT", "NEITHER"),
    "supported against neither": ("NEITHER",),
    "supported against contradicted": ("CONTRADICT",),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A claim, the abstract it was held against, and what people said."""

    claim: str
    evidence: str
    label: str


def labelled_claims(folder: Path) -> list[Labelled]:
    """Every pair of a claim and a cited abstract; without evidence the label is NEITHER.

    Raises:
        InputError: The folder is not SciFact's.
    """
    try:
        texts = {
            str(r["id"]): f"{r.get('title') or ''}\n{r.get('abstract') or ''}"
            for r in records_of(folder, "corpus*.jsonl*")
        }
        pairs = []
        for record in records_of(folder, "claims*.jsonl*"):
            labels = {str(e["doc_id"]): str(e["label"]) for e in record["evidence"]}
            for doc_id in map(str, record["cited_doc_ids"]):
                label = labels.get(doc_id, "NEITHER")
                pairs.append(Labelled(str(record["text"]), texts[doc_id], label))
    except (KeyError, ValueError, OSError) as error:
        message = f"{folder} holds no SciFact claims: {error}."
        raise InputError(message, "It needs claims*.jsonl and corpus*.jsonl.") from error
    return pairs


def agreement(judge: SupportJudge, pairs: Sequence[Labelled]) -> dict[str, Estimate]:
    """AUROC of a judge's scores for each contrast of labels, with intervals."""
    scores: dict[str, list[float]] = {label: [] for label in LABELS}
    for pair in pairs:
        scores[pair.label].append(judge.score(pair.claim, [pair.evidence]))
    found = {}
    for name, against in CONTRASTS.items():
        negative = [value for label in against for value in scores[label]]
        if (estimate := auroc(scores["SUPPORT"], negative)) is not None:
            found[name] = estimate
    return found


def _at_home(judge: SupportJudge, pairs: Sequence[Labelled]) -> SupportJudge:
    """The judge with these abstracts as its corpus, where it weighs words by rarity."""
    if isinstance(judge, CoverageJudge):
        return CoverageJudge({pair.evidence for pair in pairs})
    return judge


def measure(folder: Path, judges: Sequence[SupportJudge]) -> dict[str, Any]:
    """The agreement of several judges as plain JSON, for the report."""
    pairs = labelled_claims(folder)
    counts = ", ".join(f"{sum(p.label == n for p in pairs)} {n.lower()}" for n in LABELS)
    rows = {
        judge.name: {
            name: {"value": e.value, "low": e.interval.low, "high": e.interval.high}
            for name, e in agreement(_at_home(judge, pairs), pairs).items()
        }
        for judge in judges
    }
    about = (
        f"Agreement with people on {len(pairs)} claims of SciFact ({counts}) as AUROC with 95 % "
        "intervals: the chance that a supported claim scores above another one; .5 is guessing."
    )
    return {"about": about, "contrasts": list(CONTRASTS), "judges": rows}
