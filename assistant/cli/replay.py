"""``replay``: ask again what a kept answer was asked, and say what has changed since."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import click

from assistant.cli import settings_options
from assistant.errors import InputError
from assistant.settings import Settings, load_settings
from assistant.types import Filters, Turn
from assistant.wording.text import how_many


@click.command("replay", epilog="Example: paper-assistant replay answer.json")
@click.argument("path", type=click.Path(path_type=Path))
@settings_options("store", "device")
@click.pass_context
def command(context: click.Context, settings: Settings, path: Path) -> None:
    """Make the answers in PATH again and compare: what ``ask --json`` or an export wrote.

    The exit status is 1 where something differs.
    """
    records = list(_records(path))
    from assistant.provenance import differences
    from assistant.wiring import build
    from vectorstore.store import open_existing

    open_existing(settings.place)
    changed = 0
    for settings_then, group in _by_settings(settings, records):
        assistant = build(settings_then)
        for record in group:
            found = differences(record, _again(assistant, record))
            changed += bool(found)
            click.echo(f"{record['question']}\n    {_summary(record, found)}")
            for line in found:
                click.echo(f"    - {line}")
    if changed:
        context.exit(1)


def _summary(record: Mapping[str, Any], found: list[str]) -> str:
    if found:
        return "differs:"
    said, cited = len(record["statements"]), len(record["citations"])
    return f"the same again: {how_many(said, 'statement')}, {how_many(cited, 'paper')} cited"


def _records(path: Path) -> Iterator[dict[str, Any]]:
    """The answer records of a file: one object, a list, or an object a line."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read: {error}."
        raise InputError(message, "Give a file that ask --json wrote.") from error
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        try:
            found = [json.loads(line) for line in text.splitlines() if line.strip()]
        except (ValueError, RecursionError) as error:
            message = f"{path} holds no JSON: {error}."
            raise InputError(message, "Give a file that ask --json wrote.") from error
    records = found if isinstance(found, list) else [found]
    for number, record in enumerate(records, 1):
        whole = isinstance(record, dict) and isinstance(record.get("question"), str)
        if not whole or not isinstance(record.get("statements"), list):
            message = f"Record {number} of {path} is no answer: it needs question and statements."
            raise InputError(message, "Make one with: paper-assistant ask QUESTION --json > FILE")
        yield {"citations": [], **record}


def _by_settings(
    settings: Settings, records: list[dict[str, Any]]
) -> Iterator[tuple[Settings, list[dict[str, Any]]]]:
    """The records under the settings that each was made with, so that models load once."""
    groups: dict[str, tuple[Settings, list[dict[str, Any]]]] = {}
    for record in records:
        kept = (record.get("origin") or {}).get("settings") or {}
        known = {f.name for f in fields(Settings)}
        then = load_settings({k: v for k, v in kept.items() if k in known}, environment={})
        here = ("store", "catalog", "index", "cache", "device")
        then = replace(then, **{name: getattr(settings, name) for name in here})
        groups.setdefault(json.dumps(kept, sort_keys=True), (then, []))[1].append(record)
    yield from groups.values()


def _again(assistant: Any, record: Mapping[str, Any]) -> dict[str, Any]:  # noqa: ANN401 - heavy
    from assistant.cli.ask import last
    from assistant.errors import AssistantError
    from assistant.serialise import answer_record, error_record

    given = record.get("asked") or {}
    history = [Turn(str(t["role"]), str(t["content"])) for t in given.get("history") or ()]
    try:
        kept: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in (given.get("filters") or {}).items()
        }
        filters = Filters(**kept)
        answer = last(assistant, record["question"], history, filters)
    except (AssistantError, TypeError) as error:
        return error_record(str(record.get("id", "")), record["question"], str(error))
    return answer_record(answer, str(record.get("id", "")))
