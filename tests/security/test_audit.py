"""What is made of the report on known vulnerabilities."""

from __future__ import annotations

from tests.audit import judged


def package(name: str, *holes: str) -> dict:
    vulns = [{"id": hole, "aliases": [f"CVE-{hole}"], "fix_versions": ["2"]} for hole in holes]
    return {"name": name, "version": "1", "vulns": vulns}


def test_a_hole_without_a_reason_fails_and_one_with_a_reason_is_told():
    lines, open_ = judged(
        {"dependencies": [package("a", "X"), package("b", "Y")]}, {"CVE-X": "why"}
    )
    assert open_ == 1
    assert lines == ["a 1: X (mended in 2): stays: why", "b 1: Y (mended in 2): needs a look"]


def test_a_reason_that_nothing_needs_is_told():
    lines, open_ = judged({"dependencies": [package("a")]}, {"X": "why"})
    assert open_ == 0
    assert "take it out" in lines[0]


def test_what_could_not_be_looked_up_is_not_called_clean():
    skipped = {"name": "a", "skip_reason": "not found"}
    [line], open_ = judged({"dependencies": [skipped, skipped]}, {"X": "why"})
    assert open_ == 0
    assert line.startswith("Not audited: 2 of 2 packages")
    [line], _ = judged({"dependencies": [skipped, package("b")]}, {})
    assert line == "Not audited: 1 of 2 packages."
