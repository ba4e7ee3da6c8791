"""One evaluation from start to end: open the collection, run the systems, score, write reports."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.errors import InputError
from assistant.settings import Settings
from assistant.types import Paper
from eval import page, report, scifact
from eval.answers import parse_all, read_records
from eval.baselines import CHEAP, Shelf, open_shelf
from eval.environment import made_by
from eval.evaluate import Evaluation, evaluate
from eval.judges import CoverageJudge, SupportJudge
from eval.markdown import markdown
from eval.perturb import measure
from eval.questions import Part, Question, chosen, is_shipped, load, reference_set
from eval.run import run
from eval.scorers.support import evidence_text
from eval.stores import own_store
from eval.systems import AssistantSystem, Record, System

_SLOW_SAMPLE = 16
"""Questions that slow baselines answer, spread over the kinds."""


@dataclass(frozen=True)
class Plan:
    """What to evaluate.

    Attributes:
        questions_file: Question set; those that come along ask about the built-in collection.
        answers_file: Answers to score in place of running the assistant.
        limit: At most so many questions, spread over the kinds.
        baselines: Names from ``eval.baselines``.
        out: Folder for answers and reports.
    """

    settings: Settings
    questions_file: Path = field(default_factory=reference_set)
    part: Part = "all"
    answers_file: Path | None = None
    limit: int | None = None
    baselines: Sequence[str] = CHEAP
    out: Path = Path("eval-report")
    jobs: int = 1
    nli: str | None = None
    judge_model: str | None = None
    scifact: Path | None = None


def evaluation_settings(plan: Plan) -> Settings:
    """The plan's settings; the sets that come along get a store with the built-in papers."""
    settings = plan.settings
    if is_shipped(plan.questions_file) and settings.place == Settings().place:
        return own_store(settings, "builtin")
    return settings


def execute(plan: Plan, shelf: Shelf | None = None, system: System | None = None) -> report.Report:
    """Run and score everything; answers, ``report.json``, ``.md`` and ``.html`` land in ``out``.

    Args:
        plan: What to evaluate.
        shelf: An open collection, in place of the one that the plan names.
        system: What to evaluate, in place of the assistant that the plan's settings give.

    Raises:
        InputError: The set or the answers cannot be used, or the set is about another collection.
    """
    settings = evaluation_settings(plan)
    questions = chosen(load(plan.questions_file, plan.part), plan.limit)
    if not questions:
        message = f"{plan.questions_file} has no questions in the part {plan.part!r}."
        raise InputError(message, "Leave --part out to ask all of them.")
    searches = plan.answers_file is None or bool(plan.baselines)
    shelf = shelf or open_shelf(settings, builtin=settings is not plan.settings, vectors=searches)
    papers = {p.id: p for p in shelf.catalog.papers()}
    _check_same_collection(questions, papers, settings.store)
    made = made_by(settings, papers.values(), plan.questions_file, shelf.models)
    judge = _judge(plan, papers)
    name, records = _main_answers(plan, system, settings, questions, made)
    found = [evaluate(name, questions, parse_all(records.values()), papers, judge)]
    found += _baselines(plan, shelf, questions, records, made, papers, judge)
    judges = [judge, *_second(judge, papers)]
    result = report.build(found, papers, made, measure(papers, judges))
    kept = scifact.recorded(judges)
    result["scifact"] = scifact.measure(plan.scifact, judges) if plan.scifact else kept
    if plan.judge_model:
        from eval.llm_judges import judged

        result["llm_judges"] = judged(plan.judge_model, settings, found[0], papers)
    write(result, plan.out)
    return result


def write(result: report.Report, out: Path) -> None:
    """The report as JSON, Markdown and a self-contained HTML page."""
    out.mkdir(parents=True, exist_ok=True)
    text = json.dumps(result, ensure_ascii=False, indent=1)
    (out / "report.json").write_text(text + "\n", encoding="utf-8")
    (out / "report.md").write_text(markdown(result), encoding="utf-8")
    (out / "report.html").write_text(page.html(result), encoding="utf-8")


def _main_answers(
    plan: Plan,
    system: System | None,
    settings: Settings,
    questions: Sequence[Question],
    made: Mapping[str, Any],
) -> tuple[str, dict[str, Record]]:
    if plan.answers_file:
        records = {str(r["id"]): r for r in read_records(plan.answers_file)}
        if not any(q.id in records for q in questions):
            message = f"{plan.answers_file} answers none of the {len(questions)} questions."
            raise InputError(message, "Its ids must be those of the question set.")
        return plan.answers_file.stem, records
    if system is None:
        from assistant.wiring import build

        system = AssistantSystem(build(settings))
    return system.name, run(system, questions, _file(plan, system), made, plan.jobs)


def _baselines(
    plan: Plan,
    shelf: Shelf,
    questions: Sequence[Question],
    records: dict[str, Record],
    made: Mapping[str, Any],
    papers: Mapping[str, Paper],
    judge: SupportJudge,
) -> list[Evaluation]:
    found = []
    for name in plan.baselines:
        system, slow = shelf.baseline(name, records)
        asked = chosen(questions, _SLOW_SAMPLE) if slow else list(questions)
        answers = run(system, asked, _file(plan, system), made, plan.jobs)
        found.append(evaluate(name, asked, parse_all(answers.values()), papers, judge))
    return found


def _file(plan: Plan, system: System) -> Path:
    return plan.out / f"answers-{system.name}.jsonl"


def _judge(plan: Plan, papers: Mapping[str, Paper]) -> SupportJudge:
    if plan.nli:
        from eval.nli import NliJudge

        judge: SupportJudge = NliJudge(plan.nli, plan.settings.device)
        return judge
    return CoverageJudge(evidence_text(p) for p in papers.values())


def _second(judge: SupportJudge, papers: Mapping[str, Paper]) -> list[SupportJudge]:
    """The judges to measure beside the one that scores."""
    from eval.judges import VerifierJudge

    others: list[SupportJudge] = [VerifierJudge()]
    if not isinstance(judge, CoverageJudge):
        others.append(CoverageJudge(evidence_text(p) for p in papers.values()))
    return others


def _check_same_collection(
    questions: Sequence[Question], papers: Mapping[str, Paper], store: Path
) -> None:
    gold = {i for q in questions for i in q.gold.needed}
    missing = sorted(gold - set(papers))
    if missing:
        message = (
            f"The set asks about {len(gold)} papers, and {len(missing)} of them are not in the "
            f"collection {store} (such as {missing[0]})."
        )
        hint = "Give the store that the set was made for with --store DIR."
        raise InputError(message, hint)
