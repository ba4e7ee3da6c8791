"""Every threat of SECURITY.md has its test, and that test is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| Who")
]
REFERENCE = re.compile(r"`(tests/[\w/]+\.py)`(?: \(((?:`\w+`(?:, )?)+)\))?")


def lacking(cell: str) -> list[str]:
    """What a cell names that is not there; it must name a test."""
    found = REFERENCE.findall(cell)
    missing = [] if any(names for _, names in found) else [f"no test is named: {cell}"]
    for file, names in found:
        path = ROOT / file
        source = path.read_text(encoding="utf-8") if path.exists() else ""
        missing += [] if source else [file]
        named = re.findall(r"\w+", names)
        missing += [f"{file}: {name}" for name in named if f"def {name}(" not in source]
    return missing


def test_there_are_threats():
    assert len(ROWS) > 15


@pytest.mark.parametrize("row", ROWS, ids=lambda row: re.sub(r"\W+", " ", row[0])[:50].strip())
def test_every_threat_names_tests_that_there_are(row: list[str]):
    threat, way, tests = row
    assert threat
    assert way
    assert lacking(tests) == []


def test_what_is_not_there_is_noticed():
    assert lacking("`tests/security/test_threats.py` (`test_gone`)")
    assert lacking("`tests/security/test_nothing.py` (`test_there_are_threats`)")
    assert lacking("`tests/security/test_threats.py`")
    assert not lacking("`tests/security/test_threats.py` (`test_there_are_threats`)")
