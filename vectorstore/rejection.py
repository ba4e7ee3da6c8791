"""What an import has to say about single records: those not taken, and those taken with a doubt."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was not taken: where it stands, which field is at fault, and why.

    Attributes:
        source: The file's name, or the fetcher's.
        line: Where the record begins: line, row or item, counted from 1; 0 where it has no place.
        sample: The beginning of what was found, for a person.
    """

    source: str
    line: int
    field: str
    reason: str
    sample: str = ""

    def __str__(self) -> str:
        place = f"{self.source}:{self.line}" if self.line else self.source
        return f"{place}: {self.field}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Flag(Rejection):
    """A record that was taken although something about it is odd."""
