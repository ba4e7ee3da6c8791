from __future__ import annotations

import os
from pathlib import Path

from assistant.web import quality


def written(folder: Path, place: str, text: str, age: int) -> Path:
    file = folder / place / "report.html"
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    os.utime(file, (1_700_000_000 - age, 1_700_000_000 - age))
    return file


def test_the_newest_report_is_shown_in_a_frame_that_runs_nothing(tmp_path: Path) -> None:
    written(tmp_path, "eval-report", "<p>old</p>", age=60)
    new = written(
        tmp_path, "eval/reports/today", '<p class="x">new</p><script>alert(1)</script>', 0
    )
    assert quality.last_report(tmp_path) == new
    shown = quality.view(tmp_path)
    assert 'sandbox=""' in shown
    assert "&lt;p class=&quot;x&quot;&gt;new" in shown
    assert "<script" not in shown


def test_without_a_report_the_command_that_makes_one_is_told(tmp_path: Path) -> None:
    assert "paper-assistant eval" in quality.view(tmp_path)


def test_a_report_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    written(tmp_path, "eval-report", "", 0).write_bytes(b"\xff\xfe\xff")
    assert "cannot be read" in quality.view(tmp_path)
