"""Run a system over a question set, resumably: an answer a line, as soon as it is there."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from typing import Any

from assistant.cli.progress import ProgressLines
from assistant.errors import AssistantError, InputError
from assistant.serialise import error_record
from eval.answers import read_records
from eval.questions import Question
from eval.systems import Record, System

_log = logging.getLogger(__name__)


def run(
    system: System,
    questions: Sequence[Question],
    out: Path | None = None,
    made_by: Mapping[str, Any] | None = None,
    jobs: int = 1,
) -> dict[str, Record]:
    """Answer every question; a question that fails gives an ``error`` record and the run goes on.

    Args:
        system: What answers.
        questions: What to ask.
        out: JSONL file that answers are appended to.  What it holds already is kept where it was
            made by the same system; else it is begun anew.
        made_by: What the system is made of (settings, commit, index); decides what may be kept.
        jobs: Questions answered at once; more than 1 makes each slower.
    """
    done = _kept(out, made_by or {}) if out else {}
    done = {q.id: done[q.id] for q in questions if q.id in done}
    todo = [q for q in questions if q.id not in done]
    for record in _answers(system, todo, jobs):
        done[record["id"]] = record
        if out:
            _append(out, record)
    return {q.id: done[q.id] for q in questions}


def _answers(system: System, questions: Sequence[Question], jobs: int) -> Iterator[Record]:
    """Records in the order they come in; progress is told on the terminal or in the log."""
    with ThreadPoolExecutor(max_workers=max(jobs, 1)) as pool, ProgressLines("questions") as told:
        futures = [pool.submit(_one, system, question) for question in questions]
        try:
            for done, future in enumerate(as_completed(futures), start=1):
                yield future.result()
                told(system.name, done, len(futures))
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def _one(system: System, question: Question) -> Record:
    try:
        return system.answer(question)
    except AssistantError as error:
        return error_record(question.id, question.question, str(error))
    except Exception as error:  # noqa: BLE001 - one broken answer must not end a run of hundreds
        _log.exception("question %s failed", question.id)
        return error_record(question.id, question.question, f"{type(error).__name__}: {error}")


def _kept(out: Path, made_by: Mapping[str, Any]) -> dict[str, Record]:
    """Answers of an earlier run by the very same system; the file is begun anew otherwise."""
    stamp, mine = _stamp(out), json.dumps(made_by, sort_keys=True, default=str)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        if out.exists() and stamp.exists() and stamp.read_text(encoding="utf-8") == mine:
            return {str(r["id"]): r for r in read_records(_whole(out)) if r["status"] != "error"}
        out.write_text("", encoding="utf-8")
        stamp.write_text(mine, encoding="utf-8")
    except OSError as error:
        message = f"The answers file {out} cannot be written: {error}."
        raise InputError(message, "Choose another folder with --out DIR.") from error
    return {}


def _whole(out: Path) -> Path:
    """The file without a last line that a killed run left unfinished."""
    text = out.read_text(encoding="utf-8")
    if text and not text.endswith("\n"):
        out.write_text(text[: text.rfind("\n") + 1], encoding="utf-8")
    return out


def _stamp(out: Path) -> Path:
    return out.with_suffix(".made_by.json")


def _append(out: Path, record: Record) -> None:
    with out.open("a", encoding="utf-8") as file:
        file.write(json.dumps(record, ensure_ascii=False) + "\n")
