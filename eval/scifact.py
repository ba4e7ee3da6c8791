"""How well judges of support agree with people: SciFact's claims with their human labels.

A folder with ``claims*.jsonl[.gz]`` (claim, cited documents, evidence with SUPPORT or CONTRADICT)
and ``corpus*.jsonl[.gz]``.  A judge sees a claim and the whole cited abstract.  Beside people's
labels, every supported claim is held against an abstract drawn at random and against the nearest
one to its own.  One half of the claims is for fitting (``eval.fit_verification``), the other for
measuring; claims on one abstract are in one half.

``python -m eval.scifact FOLDER`` keeps the figures in ``eval/scifact.json``, so that every report
can print them, also where the claims are not at hand.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from assistant.errors import InputError
from assistant.wording.text import content_stems
from eval.beir import records_of
from eval.environment import commit
from eval.judges import CoverageJudge, OppositeJudge, SupportJudge, VerifierJudge
from eval.perturb import gold_statements, negate
from eval.statistics import Estimate, auroc

RECORD = Path(__file__).with_suffix(".json")

LABELS = ("SUPPORT", "CONTRADICT", "NEITHER", "NEIGHBOUR", "UNRELATED")
_COMMON = 400
"""Documents a word may be in before it tells nothing of nearness."""
CONTRASTS: Mapping[str, tuple[str, ...]] = {
    "supported against unrelated": ("UNRELATED",),
    "supported against its neighbour": ("NEIGHBOUR",),
    "supported against all others": ("CONTRADICT", "NEITHER"),
    "supported against neither": ("NEITHER",),
    "supported against contradicted": ("CONTRADICT",),
}


@dataclass(frozen=True, slots=True)
class Labelled:
    """A claim, the abstract it was held against, and what people said.

    Attributes:
        evidence: Title and abstract, a line each.
        label: One of ``LABELS``.
        held_out: Whether it is kept for measuring.
    """

    claim: str
    evidence: str
    label: str
    doc_id: str = ""
    held_out: bool = True

    @property
    def title(self) -> str:
        """The cited paper's title."""
        return self.evidence.partition("\n")[0]


def labelled_claims(folder: Path) -> list[Labelled]:
    """Every pair of a claim and a cited abstract; without evidence the label is NEITHER.

    Raises:
        InputError: The folder is not SciFact's.
    """
    try:
        texts = _texts(folder)
        pairs, records = [], list(records_of(folder, "claims*.jsonl*"))
        halves = _halves(records)
        for record in records:
            labels = {str(e["doc_id"]): str(e["label"]) for e in record["evidence"]}
            for doc_id in map(str, record["cited_doc_ids"]):
                label = labels.get(doc_id, "NEITHER")
                claim, half = str(record["text"]), halves[doc_id]
                pairs.append(Labelled(claim, texts[doc_id], label, doc_id, half))
    except (KeyError, ValueError, OSError) as error:
        message = f"{folder} holds no SciFact claims: {error}."
        raise InputError(message, "It needs claims*.jsonl and corpus*.jsonl.") from error
    return pairs


def with_strangers(folder: Path, pairs: Sequence[Labelled], seed: int = 0) -> list[Labelled]:
    """The pairs, and every supported claim beside a random abstract and its own's neighbour."""
    rng = random.Random(seed)  # noqa: S311 - draws abstracts
    texts = _texts(folder)
    ids, cited = sorted(texts), defaultdict[str, set[str]](set)
    for pair in pairs:
        cited[pair.claim].add(pair.doc_id)
    stems = {i: frozenset(content_stems(texts[i])) for i in ids}
    holders = defaultdict[str, list[str]](list)
    for i in ids:
        for stem in stems[i]:
            holders[stem].append(i)
    found = list(pairs)
    for pair in (p for p in pairs if p.label == "SUPPORT"):
        mine = stems[pair.doc_id]
        # Who shares no rarer word is no neighbour.
        near = {i for s in mine if len(holders[s]) < _COMMON for i in holders[s]}
        others = sorted(near - cited[pair.claim])
        nearest = max(others, key=lambda i: len(mine & stems[i]) / len(mine | stems[i]), default="")
        rest = [i for i in rng.sample(ids, min(len(ids), 9)) if i not in cited[pair.claim]]
        for label, other in (("NEIGHBOUR", nearest), ("UNRELATED", rest[0] if rest else "")):
            if other:
                found.append(replace(pair, evidence=texts[other], label=label, doc_id=other))
    return found


def _texts(folder: Path) -> dict[str, str]:
    return {
        str(r["id"]): f"{r.get('title') or ''}\n{r.get('abstract') or ''}"
        for r in records_of(folder, "corpus*.jsonl*")
    }


def _halves(records: Sequence[Mapping[str, Any]]) -> dict[str, bool]:
    """Whether each cited document is held out; documents of one claim are in one half."""
    parent: dict[str, str] = {}

    def root(doc_id: str) -> str:
        while parent.setdefault(doc_id, doc_id) != doc_id:
            doc_id = parent[doc_id]
        return doc_id

    for record in records:
        cited = [str(doc_id) for doc_id in record["cited_doc_ids"]]
        for doc_id in cited:
            first, second = sorted((root(cited[0]), root(doc_id)))
            parent[second] = first
    return {
        doc_id: int(hashlib.sha256(root(doc_id).encode()).hexdigest(), 16) % 2 == 1
        for doc_id in list(parent)
    }


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
    pairs = with_strangers(folder, [p for p in labelled_claims(folder) if p.held_out])
    counts = ", ".join(f"{sum(p.label == n for p in pairs)} {n.lower()}" for n in LABELS)
    rows = {
        judge.name: {
            name: {
                "value": round(e.value, 4),
                "low": round(e.interval.low, 4),
                "high": round(e.interval.high, 4),
            }
            for name, e in agreement(_at_home(judge, pairs), pairs).items()
        }
        for judge in judges
    }
    about = (
        f"Agreement with people on {len(pairs)} held-out pairs of SciFact ({counts}) as AUROC with "
        "95 % intervals: the chance that a supported claim scores above another; .5 is guessing."
    )
    return {"about": about, "contrasts": list(CONTRASTS), "judges": rows}


def recorded(judges: Sequence[SupportJudge], record: Path = RECORD) -> dict[str, Any] | None:
    """The figures that were kept, of those judges that still judge as they did then.

    None where there is no figure of any of them.
    """
    if not record.exists():
        return None
    kept = json.loads(record.read_text(encoding="utf-8"))
    known = [j for j in judges if j.name in kept["judges"]]
    same = {j.name for j in known if kept["marks"][j.name] == mark(j)}
    changed = sorted({j.name for j in known} - same)
    if not same:
        return None
    about = f"{kept['about']} Measured at commit {kept['commit']}."
    if changed:
        about += f" The judge {', '.join(changed)} has changed since; its figures are left out."
    rows = {name: row for name, row in kept["judges"].items() if name in same}
    return {"about": about, "contrasts": kept["contrasts"], "judges": rows}


def mark(judge: SupportJudge) -> str:
    """A hash of a judge's scores on statements that come along: another hash, another judge."""
    texts = [gold.text for gold in gold_statements()]
    home = CoverageJudge(texts) if isinstance(judge, CoverageJudge) else judge
    pairs = [(a, b) for i, a in enumerate(texts) for b in (a, texts[i - 1], negate(a) or "")]
    scores = [round(home.score(a, [b]), 3) for a, b in pairs]
    return hashlib.sha256(repr(scores).encode()).hexdigest()[:12]


@click.command(epilog="Example: python -m eval.scifact data/scifact")
@click.argument("folder", type=click.Path(path_type=Path))
def main(folder: Path) -> None:
    """Measure the judges on SciFact's claims and keep the figures for the reports."""
    judges: list[SupportJudge] = [CoverageJudge(()), VerifierJudge(), OppositeJudge()]
    found = measure(folder, judges)
    marks = {judge.name: mark(judge) for judge in judges}
    text = json.dumps(found | {"commit": commit(), "marks": marks}, indent=1)
    RECORD.write_text(text + "\n", encoding="utf-8")
    click.echo(text)


if __name__ == "__main__":
    main()
