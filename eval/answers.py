"""Answers as the contract's JSON gives them, so that any system's answers file can be scored."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from assistant.errors import InputError

ABSTAINED = frozenset({"not_in_collection", "not_in_abstract"})
STATUSES = frozenset({"answered", "chat", "clarify", "refused", "error"}) | ABSTAINED

_MARK = re.compile(r"\[(\d+(?:\s*,\s*\d+)*)\](?!\()")
_END = re.compile(r"(?<=[.!?])(?:\s*\[\d+(?:\s*,\s*\d+)*\])*\s+(?=[A-Z])|\n+")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement of an answer, with the numbers of its citations."""

    text: str
    numbers: tuple[int, ...] = ()
    verdict: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Cited:
    """One reference of an answer: its number, paper and quotes."""

    number: int
    paper_id: str
    quotes: tuple[str, ...] = ()
    title: str = ""


@dataclass(frozen=True, slots=True)
class Answered:
    """A system's answer to one question.

    Attributes:
        retrieved: Paper ids, best first.
        first_text: Seconds until the first text, or None where nobody measured it.
        total: Seconds until the end, or None where nobody measured it.
        confidence: How sure the system was that it should answer, or None; only ranks matter.
    """

    id: str
    status: str
    text: str
    statements: tuple[Said, ...] = ()
    citations: tuple[Cited, ...] = ()
    retrieved: tuple[str, ...] = ()
    first_text: float | None = None
    total: float | None = None
    confidence: float | None = None

    @property
    def abstained(self) -> bool:
        """Whether the system said that the collection or the abstract does not answer."""
        return self.status in ABSTAINED

    @property
    def answered(self) -> bool:
        """Whether the system gave an answer."""
        return self.status == "answered"

    @property
    def cited(self) -> tuple[str, ...]:
        """Ids of the cited papers, each once, in order."""
        return tuple(dict.fromkeys(c.paper_id for c in self.citations))

    def papers_of(self, said: Said) -> tuple[str, ...]:
        """Ids of the papers that a statement cites; numbers without a reference are left out."""
        by_number = {c.number: c.paper_id for c in self.citations}
        return tuple(dict.fromkeys(by_number[n] for n in said.numbers if n in by_number))


def parse(record: Mapping[str, Any], place: str = "answer") -> Answered:
    """Read one answer record.

    Raises:
        InputError: A field of the contract is missing or has the wrong type.
    """
    try:
        status, text = str(record["status"]), str(record.get("text", ""))
        citations = tuple(
            Cited(
                int(c["number"]),
                str(c["paper_id"]),
                tuple(map(str, c.get("quotes") or ())),
                str(c.get("title") or ""),
            )
            for c in record.get("citations") or ()
        )
        statements = tuple(_said(s) for s in record.get("statements") or ())
        clock = record.get("wall") or record.get("timings") or {}
        details = record.get("details") or {}
        answer = Answered(
            id=str(record["id"]),
            status=status,
            text=text,
            statements=statements or _from_text(status, text),
            citations=citations,
            retrieved=tuple(str(hit["paper_id"]) for hit in record.get("retrieved") or ()),
            first_text=clock.get("first_text"),
            total=clock.get("total"),
            confidence=details.get("confidence", details.get("probability")),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        message = f"{place} is no answer record: {type(error).__name__} {error}."
        raise InputError(message, "Expected a line of `paper-assistant ask --batch`.") from error
    if status not in STATUSES:
        message = f"{place} has the status {status!r}; known are {', '.join(sorted(STATUSES))}."
        raise InputError(message)
    return answer


def read_records(path: Path) -> list[dict[str, Any]]:
    """The records of an answers file; of a repeated id the last counts.

    Raises:
        InputError: The file cannot be read or a line is no JSON object with an id.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"The answers file {path} cannot be read: {error}."
        raise InputError(message, "Make one with: paper-assistant eval --out FILE") from error
    records: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        if line.strip():
            record = _object(line, f"{path}:{number}")
            records[str(record["id"])] = record
    return list(records.values())


def parse_all(records: Iterable[Mapping[str, Any]], place: str = "answer") -> dict[str, Answered]:
    """Answers by question id."""
    parsed = [parse(record, f"{place} {record.get('id', '')}") for record in records]
    return {answer.id: answer for answer in parsed}


def _object(line: str, place: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        message = f"{place} is no JSON: {str(error)[:200]}."
        raise InputError(message, "Expected one answer record a line.") from error
    if not isinstance(record, dict) or "id" not in record:
        message = f"{place} is no JSON object with an id."
        raise InputError(message, "Expected one answer record a line.")
    return record


def _said(record: Mapping[str, Any]) -> Said:
    return Said(
        str(record["text"]),
        tuple(int(n) for n in record.get("citations") or ()),
        str(record.get("verdict", "")),
        str(record.get("source", "")),
    )


def _from_text(status: str, text: str) -> tuple[Said, ...]:
    """Statements of a system that gives only text with ``[n]`` marks: its sentences."""
    if status != "answered":
        return ()
    return tuple(statements_of(text))


def statements_of(text: str) -> Sequence[Said]:
    """The sentences of a text with the citation marks that stand in or after each."""
    pieces, start = [], 0
    for match in _END.finditer(text):
        pieces.append(text[start : match.end()])
        start = match.end()
    said = list[Said]()
    for piece in [*pieces, text[start:]]:
        numbers = [int(n) for group in _MARK.findall(piece) for n in group.split(",")]
        if plain := _MARK.sub("", piece).strip(" \n-*"):
            said.append(Said(plain, tuple(dict.fromkeys(numbers)), source="model"))
        elif said:  # marks on a line of their own belong to what stands before them
            known = tuple(dict.fromkeys((*said[-1].numbers, *numbers)))
            said[-1] = replace(said[-1], numbers=known)
    return said
