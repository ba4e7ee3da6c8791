"""The judge is judged: right statements are spoiled in known ways, and the judges must notice.

Every change takes a statement that its paper supports and makes one that it does not; the share of
those that a judge no longer calls supported is its detection rate, and the share of the untouched
ones that it rejects is its false alarm rate.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from assistant.types import Paper
from eval.judges import SupportJudge, supports
from eval.scorers.support import evidence_text
from eval.statistics import mean

_DIRECTIONS = {
    "increases": "decreases", "increase": "decrease", "improves": "degrades",
    "improve": "degrade", "better": "worse", "more": "fewer", "higher": "lower",
    "faster": "slower", "reduces": "increases", "reduce": "increase", "cuts": "raises",
    "outperforms": "falls behind", "beats": "loses to", "fewer": "more", "less": "more",
    "larger": "smaller", "stronger": "weaker", "without": "with", "linearly": "exponentially",
    "raises": "lowers", "lowers": "raises", "gains": "loses", "gain": "loss", "beat": "lose to",
    "lower": "higher", "worse": "better", "small": "large", "faithful": "unfaithful",
    "shallow": "deep", "cheaper": "dearer", "removes": "adds", "robust": "fragile",
}  # fmt: skip
_VERB = re.compile(
    r"\b(is|are|was|were|can|does|do|has|have|needs?|uses?|improves?|reaches|beats|learns|takes|"
    r"gives|shows|holds|saves|raises|lowers|works|finds|proves|reduces|trains)\b"
)
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?(?![\w])")
_TAIL = (
    "and it was deployed at a hospital for three years",
    "and it halves the memory of a mobile phone",
    "and it won the best paper award",
    "which also solves protein design",
)

CHANGES = (
    "none (false alarms)", "swap a number", "negate", "reverse a direction",
    "cite the nearest other paper", "delete the citation", "append an unsupported claim",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Gold:
    """A right statement in other words than its paper's, and the paper's id."""

    paper_id: str
    text: str


def gold_statements() -> list[Gold]:
    """Statements written for the project about the built-in collection."""
    text = (files("eval") / "sets" / "gold_statements.jsonl").read_text(encoding="utf-8")
    return [Gold(**json.loads(line)) for line in text.splitlines() if line.strip()]


def measure(
    papers: Mapping[str, Paper],
    judges: Sequence[SupportJudge],
    gold: Sequence[Gold] | None = None,
) -> dict[str, Any] | None:
    """Detection by change and judge, as plain JSON; None where the papers are not the gold's.

    Args:
        papers: The collection, by id.
        judges: Those to be judged.
        gold: Right statements; those that come along by default.
    """
    known = [g for g in (gold or gold_statements()) if g.paper_id in papers]
    if not known or len(papers) < 2:
        return None
    cases = list(_cases(known, papers))
    found = {judge.name: _detections(judge, cases) for judge in judges}
    about = (
        f"{len(known)} right statements, in other words than their papers', were spoiled in known "
        "ways. The first row is the share of untouched statements that a judge rejects (lower is "
        "better); the others are the share of spoiled ones that it notices (higher is better)."
    )
    return {"about": about, "changes": list(CHANGES), "judges": found}


Case = tuple[str, str, list[str]]
"""The change, the statement after it, and its evidence."""


def _cases(gold: Sequence[Gold], papers: Mapping[str, Paper]) -> list[Case]:
    rng = random.Random(0)  # noqa: S311 - chooses which number to change
    neighbours, cases = Neighbours(papers), list[Case]()
    for item in gold:
        evidence = [evidence_text(papers[item.paper_id])]
        other = [evidence_text(neighbours.nearest(item.paper_id))]
        cases.append((CHANGES[0], item.text, evidence))
        changed = (swap_number(item.text, rng), negate(item.text), reverse(item.text))
        for change, text in zip(CHANGES[1:4], changed, strict=True):
            if text is not None:
                cases.append((change, text, evidence))
        cases.append((CHANGES[4], item.text, other))
        cases.append((CHANGES[5], item.text, []))
        cases.append((CHANGES[6], append_claim(item.text, rng), evidence))
    return cases


def _detections(judge: SupportJudge, cases: Sequence[Case]) -> dict[str, Any]:
    found = {}
    for change in CHANGES:
        mine = [(text, evidence) for name, text, evidence in cases if name == change]
        rejected = [float(not supports(judge, text, evidence)) for text, evidence in mine]
        if (rate := mean(rejected)) is not None:
            low, high = rate.interval
            found[change] = {"value": rate.value, "low": low, "high": high, "count": rate.count}
    return found


def swap_number(text: str, rng: random.Random) -> str | None:
    """One number replaced by another; None where there is none."""
    places = list(_NUMBER.finditer(text))
    if not places:
        return None
    place = rng.choice(places)
    value = float(place.group())
    new = value * rng.choice((0.5, 2, 3)) + 1
    new += new == value  # half of 2 and 1 more is 2 again
    shown = str(round(new)) if "." not in place.group() else f"{new:.1f}"
    return text[: place.start()] + shown + text[place.end() :]


def negate(text: str) -> str | None:
    """The first verb negated; None where none is known."""
    match = _VERB.search(text)
    if not match:
        return None
    verb = match.group()
    if text[match.end() :].startswith(" not "):  # What is denied already is denied no more.
        return text[: match.end()] + text[match.end() + len(" not") :]
    plain = verb in ("is", "are", "was", "were", "can", "does", "do", "has", "have")
    said = f"{verb} not" if plain else f"never {verb}"
    return text[: match.start()] + said + text[match.end() :]


def reverse(text: str) -> str | None:
    """The first direction word turned round; None where there is none."""
    return _replace_first(text, lambda word: _DIRECTIONS.get(word.lower()))


def append_claim(text: str, rng: random.Random) -> str:
    """A plausible claim that no paper makes, in the same sentence."""
    return f"{text.rstrip('.')}, {rng.choice(_TAIL)}."


class Neighbours:
    """Finds the paper whose words are most like another's.

    Args:
        papers: The collection, by id.
    """

    def __init__(self, papers: Mapping[str, Paper]) -> None:
        from assistant.wording.text import content_stems

        self._papers = papers
        self._stems = {
            i: frozenset(content_stems(f"{p.title} {p.abstract}")) for i, p in papers.items()
        }

    def nearest(self, paper_id: str) -> Paper:
        """The other paper that shares the largest part of its words with this one."""
        mine = self._stems[paper_id]
        others = (i for i in self._papers if i != paper_id)
        best = max(others, key=lambda i: len(mine & self._stems[i]) / len(mine | self._stems[i]))
        return self._papers[best]


def _replace_first(text: str, change: Callable[[str], str | None]) -> str | None:
    for match in re.finditer(r"[A-Za-z]+", text):
        if (new := change(match.group())) is not None:
            return text[: match.start()] + new + text[match.end() :]
    return None
