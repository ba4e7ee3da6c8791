"""``ask``: one question with a readable or JSON answer, or a file of questions."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from assistant.cli import settings_options
from assistant.errors import AssistantError, InputError
from assistant.settings import Settings
from assistant.types import EVERYTHING, Filters, Turn
from assistant.wording.text import how_many

if TYPE_CHECKING:
    from assistant.types import Answer
    from assistant.watching.observing import AnswersQuestions


@click.command("ask", epilog="Example: paper-assistant ask 'How does GShard scale translation?'")
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as JSON.")
@click.option("--more", is_flag=True, help="Give what is left out for brevity, too.")
@click.option(
    "--batch",
    type=click.Path(path_type=Path),
    help="Questions, a JSON object a line: id, question, history.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Where the batch's answers go.")
@settings_options(
    "embedding_model",
    "answer_model",
    "adapter",
    "support_model",
    "device",
    "precision",
    "patience",
    "writer",
    "show_dropped",
    "judge",
    "words",
    "traces",
    "answer_threshold",
)
def command(
    settings: Settings,
    question: str | None,
    as_json: bool,
    more: bool,
    batch: Path | None,
    out: Path | None,
) -> None:
    """Answer QUESTION from the collection, or a file of questions with --batch and --out."""
    if (question is None) == (batch is None):
        message = "Give one question, or --batch FILE."
        raise click.UsageError(message)
    if batch is not None and out is None:
        message = "--batch needs --out FILE for the answers."
        raise click.UsageError(message)
    from assistant.pipeline import check_question
    from assistant.watching.observing import Observed, observers
    from assistant.wiring import build
    from vectorstore.store import open_existing

    # Say what is wrong before the models load.
    if question is not None:
        check_question(question)
    open_existing(settings.place)
    assistant = Observed(build(settings), observers(settings))
    if batch is not None and out is not None:
        _answer_file(assistant, batch, out)
    elif question is not None:
        _answer_one(assistant, question, as_json, more)


def _answer_one(assistant: AnswersQuestions, question: str, as_json: bool, more: bool) -> None:
    from assistant import rendering
    from assistant.cli.terminal import show
    from assistant.serialise import answer_record

    answer = last(assistant, question, ())
    if as_json:
        click.echo(json.dumps(answer_record(answer), ensure_ascii=False, indent=1))
        return
    show(answer.text)
    if answer.more:
        left_out = sum(len(section.statements) for section in answer.more)
        noun = "sentence" if left_out == 1 else "sentences"
        hint = f"({left_out} further {noun} of these papers: --more)"
        click.echo()
        show(rendering.more(answer) if more else hint)
    for citation in answer.citations:
        paper = citation.paper
        where = " · ".join(filter(None, [paper.url, paper.pdf]))
        click.echo(f"\n[{citation.number}] {paper.label}\n    {where}")


def _answer_file(assistant: AnswersQuestions, batch: Path, out: Path) -> None:
    """Answer every line; the file of answers appears whole, and a failing line does not end it."""
    from tqdm import tqdm

    questions = list(_questions(batch))
    unfinished = out.with_name(out.name + ".unfinished")
    try:
        with unfinished.open("w", encoding="utf-8") as file:
            for record in tqdm(questions, unit="question", disable=None):
                line = json.dumps(_answered(assistant, record), ensure_ascii=False)
                file.write(line + "\n")
                file.flush()
        unfinished.replace(out)
    except OSError as error:
        message = f"The answers cannot be written to {out}: {error.strerror}."
        raise InputError(message, "Choose another file with --out.") from error
    click.echo(f"{how_many(len(questions), 'question')} answered; see {out}")


def _questions(path: Path) -> Iterator[dict[str, Any]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"The questions in {path} cannot be read: {error}."
        raise InputError(message, "Expected UTF-8 text, a JSON object a line.") from error
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield {"id": str(number), "fault": f"line {number} is no JSON: {error}"}
            continue
        if isinstance(record, dict):
            yield {"id": str(number), **record}
        else:
            yield {"id": str(number), "fault": f"line {number} is no JSON object"}


def _answered(assistant: AnswersQuestions, record: dict[str, Any]) -> dict[str, Any]:
    from assistant.serialise import answer_record, error_record

    question_id, question = str(record["id"]), record.get("question")
    if "fault" in record or not isinstance(question, str):
        fault = record.get("fault", "there is no text in the field 'question'")
        return error_record(question_id, str(question or ""), str(fault))
    try:
        history = [
            Turn(str(turn["role"]), str(turn["content"])) for turn in record.get("history") or ()
        ]
        return answer_record(last(assistant, question, history), question_id)
    except AssistantError as error:
        return error_record(question_id, question, str(error))
    except (KeyError, TypeError):
        fault = "the field 'history' is no list of objects with role and content"
        return error_record(question_id, question, fault)
    except Exception as error:  # noqa: BLE001 - one bad question must not end the batch
        return error_record(question_id, question, f"{type(error).__name__}: {error}")


def last(
    assistant: AnswersQuestions,
    question: str,
    history: list[Turn] | tuple[Turn, ...],
    filters: Filters = EVERYTHING,
) -> Answer:
    """The whole answer."""
    answer = None
    for answer in assistant.answer(question, history, filters):  # noqa: B007 - the last one is wanted
        pass
    assert answer is not None
    return answer
