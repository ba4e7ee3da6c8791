"""Questions with short cited answers on real papers, which are named by id and never quoted.

A line of ``examples.jsonl`` holds ``id``, ``kind``, ``papers`` (ids), ``question``, ``evidence``
(pairs of a position in ``papers`` and a position among that abstract's sentences) and ``answer``,
where ``[2]`` cites the second paper.  Whoever trains brings the texts of the papers along.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from assistant.errors import InputError

Kind = Literal[
    "two_part", "single", "how_why", "two_paper", "comparison", "negation", "distractor", "absent"
]
TWO_PAPERS: frozenset[Kind] = frozenset({"two_paper", "comparison"})
"""The kinds whose answer cites both of its papers."""
_MARK = re.compile(r"(?<=\s)\[(\d+)\](?=\s|$)")


class TeachingExample(BaseModel):
    """A question, the sentences that answer it and an answer that cites their papers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = Field(min_length=1)
    kind: Kind
    papers: tuple[str, ...] = Field(min_length=1)
    question: str = Field(min_length=1)
    evidence: tuple[tuple[int, int], ...]
    answer: str = Field(min_length=1)

    @property
    def cited(self) -> frozenset[int]:
        """Positions in ``papers`` that the answer's marks name; ``[1]`` is position 0."""
        return frozenset(int(n) - 1 for n in _MARK.findall(self.answer))

    @property
    def statements(self) -> tuple[tuple[str, frozenset[int]], ...]:
        """The answer's text up to each mark, with the position of the paper that it cites."""
        found, start = [], 0
        for mark in _MARK.finditer(self.answer):
            said = self.answer[start : mark.start()].strip()
            if said:
                found.append((said, {int(mark.group(1)) - 1}))
            elif found:
                found[-1][1].add(int(mark.group(1)) - 1)
            start = mark.end()
        return tuple((text, frozenset(papers)) for text, papers in found)


def teaching_set() -> Path:
    """Where the examples lie that come along."""
    with as_file(files("eval.teaching") / "examples.jsonl") as path:
        return path


def load(path: Path) -> list[TeachingExample]:
    """All examples of a file, in order.

    Raises:
        InputError: A line is no example; the message names file, line and field.
    """
    return list(_load(path))


def _load(path: Path) -> Iterator[TeachingExample]:
    with path.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                yield TeachingExample.model_validate(json.loads(line))
            except json.JSONDecodeError as error:
                message = f"{path.name}:{number} is not a JSON object."
                raise InputError(message, "Write one example a line.") from error
            except ValidationError as error:
                first = error.errors()[0]
                field = ".".join(str(part) for part in first["loc"])
                message = f"{path.name}:{number}, field '{field}': {first['msg']}."
                raise InputError(message, "eval/teaching/examples.py tells the fields.") from error
