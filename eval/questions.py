"""Question sets, one JSON object a line, checked when loaded; see ``eval/sets/README.md``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from assistant.errors import InputError
from assistant.types import Turn

Kind = Literal[
    "single", "survey", "multi", "comparison", "summary", "metadata", "followup", "unanswerable",
    "detail", "chat", "clarify", "injection", "false_premise", "typo", "language", "known_item",
]  # fmt: skip
Expect = Literal["answer", "abstain", "correct", "refuse", "clarify", "chat"]
Part = Literal["dev", "test", "all"]

ANSWERED: frozenset[str] = frozenset({"answer", "correct"})
"""What is expected of the questions that have an answer in the collection."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Message(_Strict):
    """An earlier turn of the conversation."""

    role: Literal["user", "assistant"]
    content: str = Field(min_length=1)


class Gold(_Strict):
    """The papers that answer.

    Attributes:
        all: Every one of them must be cited for a full answer.
        any: One of them suffices.
        may: Citing them is fine but not needed.
    """

    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    may: tuple[str, ...] = ()

    @property
    def needed(self) -> tuple[str, ...]:
        """The papers that hold the answer."""
        return self.all + self.any

    @property
    def allowed(self) -> frozenset[str]:
        """The papers that a citation may name."""
        return frozenset(self.needed + self.may)


class Question(_Strict):
    """A question with what is known about its right answer.

    Attributes:
        facts: Each a list of accepted wordings; the answer should state one wording of each.
        expect: What the assistant should do.
        absent: Terms that no paper holds, which proves that the collection does not answer.
        forbid: What the answer must not say, such as the payload of an injection.
        note: Why this is the right answer, for a person.
        split: The part it belongs to, where the rule below is not to decide.
    """

    id: str = Field(min_length=1)
    kind: Kind
    question: str = Field(min_length=1)
    history: tuple[Message, ...] = ()
    gold: Gold = Gold()
    facts: tuple[tuple[str, ...], ...] = ()
    expect: Expect
    absent: tuple[str, ...] = ()
    forbid: tuple[str, ...] = ()
    note: str = ""
    split: Literal["dev", "test"] | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Question:
        if self.expect in ANSWERED and not (self.gold.needed or self.facts):
            message = f"a question to {self.expect} needs gold papers or facts"
            raise ValueError(message)
        if self.expect not in ANSWERED and (self.gold.needed or self.facts):
            message = f"a question to {self.expect} has no gold.all, gold.any or facts"
            raise ValueError(message)
        if any(not wordings for wordings in self.facts):
            message = "a fact has no wording"
            raise ValueError(message)
        if overlap := (set(self.gold.needed) & set(self.gold.may)):
            message = f"{min(overlap)} is both needed and allowed"
            raise ValueError(message)
        return self

    @property
    def answerable(self) -> bool:
        """Whether the collection holds an answer."""
        return self.expect in ANSWERED

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The history as the assistant takes it."""
        return tuple(Turn(m.role, m.content) for m in self.history)

    @property
    def part(self) -> Literal["dev", "test"]:
        """As ``split`` states, else by a hash of the id alone, so that it never moves."""
        even = hashlib.sha256(self.id.encode()).digest()[-1] % 2 == 0
        return self.split or ("dev" if even else "test")


SHIPPED = ("reference", "unseen", "final", "fresh", "closing")
"""The sets about the built-in collection that come along."""


def shipped_set(name: str) -> Path:
    """The file of a set about the built-in collection, one of ``SHIPPED``."""
    with as_file(files("eval") / "sets" / f"{name}.jsonl") as path:
        return path


def reference_set() -> Path:
    """The questions about the built-in collection that development may look at."""
    return shipped_set("reference")


def question_set(named: str) -> Path:
    """The file of a set, given by its path or by one of the names in ``SHIPPED``."""
    return shipped_set(named) if named in SHIPPED else Path(named)


def is_shipped(path: Path) -> bool:
    """Whether a file is one of the sets about the built-in collection."""
    return path.resolve() in {shipped_set(name).resolve() for name in SHIPPED}


def load(path: Path, part: Part = "all") -> list[Question]:
    """The questions of a file, or its development or test part, in order.

    Raises:
        InputError: The file is missing, or a line does not follow the schema; line and field are
            named.
    """
    questions = list(_parse(path))
    seen: set[str] = set()
    for question in questions:
        if question.id in seen:
            message = f"{path}: the id {question.id!r} stands twice."
            raise InputError(message, "Give every question an id of its own.")
        seen.add(question.id)
    return [q for q in questions if part in ("all", q.part)]


def chosen(questions: Sequence[Question], limit: int | None) -> list[Question]:
    """At most ``limit`` questions, taken from every kind in turn, in the set's order."""
    if limit is None or limit >= len(questions):
        return list(questions)
    by_kind: dict[str, list[Question]] = {}
    for question in questions:
        by_kind.setdefault(question.kind, []).append(question)
    picked: set[str] = set()
    for rank in range(len(questions)):
        for group in by_kind.values():
            if rank < len(group) and len(picked) < limit:
                picked.add(group[rank].id)
    return [q for q in questions if q.id in picked]


def save(path: Path, questions: Sequence[Question]) -> None:
    """Write questions as JSONL, leaving out the fields that hold their default."""
    lines = (
        json.dumps(q.model_dump(mode="json", exclude_defaults=True), ensure_ascii=False) + "\n"
        for q in questions
    )
    path.write_text("".join(lines), encoding="utf-8")


def _parse(path: Path) -> Iterator[Question]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        message = f"The question set {path} cannot be read: {error}."
        raise InputError(message, "Give a JSONL file with --set FILE.") from error
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _question(line, f"{path}:{number}")


def _question(line: str, place: str) -> Question:
    try:
        fields: Any = json.loads(line)
        return Question.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "question"
        message = f"{place}, field '{field}': {first['msg'].lower()}."
        raise InputError(message, "eval/sets/README.md has the schema.") from error
    except (ValueError, RecursionError) as error:
        message = f"{place} is no JSON: {str(error)[:200]}."
        raise InputError(message, "Put one question a line.") from error
