"""How well a model was measured to write; what ``writer`` and ``closely`` go by.

``paper-assistant models check`` measures and stores, in the cache folder; what was measured for
the embedded model travels with the product.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from importlib.resources import files
from pathlib import Path
from typing import Any

from filelock import FileLock

from assistant.errors import ModelError

LEAST_FACTS = 0.6
"""Prose that states less of what was asked only stands in the way of the quotes: of 60 answers that
a model with .45 opened, a careful reader found 21 better for it and 32 worse."""
LEAST_KEPT = 0.5
"""Below this the check refuses more than it lets through."""
_REPAIRS = 0.6
"""A model that states so much can also mend a sentence that it is told is wrong."""


@dataclass(frozen=True, slots=True)
class Capability:
    """What a model was measured to be able to.

    Attributes:
        facts: Share of the key facts asked for that its checked sentences state, 0 to 1.
        kept: Share of its sentences that pass the check, 0 to 1.
        answered: Share of the questions for which some prose remained, 0 to 1.
        questions: How many development questions it was measured on.
        tokens_per_second: How fast it wrote, hidden thinking included.
        prompts: Fingerprint of the prompts it was measured with.
        measured: The day, as ``2026-11-24``.
    """

    facts: float
    kept: float
    answered: float
    questions: int
    tokens_per_second: float
    prompts: str
    measured: str

    @property
    def writes(self) -> bool:
        """Whether its prose is worth showing above the quotes."""
        return self.facts >= LEAST_FACTS and self.kept >= LEAST_KEPT

    @property
    def repairs(self) -> bool:
        """Whether it is asked again for a sentence that was refused."""
        return self.facts >= _REPAIRS


class Capabilities:
    """The measurements of all models, by the model's name.

    Args:
        cache: The folder for converted models; ``capabilities.json`` lies in it.
    """

    def __init__(self, cache: Path) -> None:
        self._file = cache / "capabilities.json"

    def get(self, name: str) -> Capability | None:
        """What was measured for a model: here, or where the product was made; else None."""
        return self.all().get(name)

    def all(self) -> dict[str, Capability]:
        """Every measurement; those made here stand before those that travel along."""
        shipped = files("assistant").joinpath("weights/capabilities.json")
        found = _parsed(shipped.read_text(encoding="utf-8"))
        try:
            return found | _parsed(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return found

    def put(self, name: str, capability: Capability) -> None:
        """Remember a measurement.

        Raises:
            ModelError: The file cannot be written.
        """
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(f"{self._file}.lock"):
                known: dict[str, Any] = {}
                if self._file.exists():
                    own = _parsed(self._file.read_text(encoding="utf-8"))
                    known = {k: asdict(v) for k, v in own.items()}
                known[name] = asdict(capability)
                unfinished = self._file.with_suffix(".unfinished")
                unfinished.write_text(json.dumps(known, indent=1) + "\n", encoding="utf-8")
                unfinished.replace(self._file)
        except OSError as error:
            message = f"The measurement cannot be written to {self._file}: {error.strerror}."
            raise ModelError(message, "Choose another folder with --cache DIR.") from error


def _parsed(text: str) -> dict[str, Capability]:
    """The measurements in a file; what is damaged or of another version counts as unmeasured."""
    try:
        records = json.loads(text)
    except ValueError:
        return {}
    names = {f.name for f in fields(Capability)}
    if not isinstance(records, Mapping):
        return {}
    return {
        name: Capability(**record)
        for name, record in records.items()
        if isinstance(record, dict) and set(record) == names
    }
