"""The last evaluation report, shown in a frame that runs nothing and reaches nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from assistant.web.html import escape

FILE = "report.html"
PLACES = ("eval-report", "eval/reports")
_LARGEST = 8_000_000


def last_report(folder: Path, places: Sequence[str] = PLACES) -> Path | None:
    """The newest report below a folder, where ``eval`` writes them; None where there is none."""
    found = [
        file for place in places for pattern in (FILE, f"*/{FILE}")
        for file in (folder / place).glob(pattern) if file.is_file()
    ]  # fmt: skip
    return max(found, key=lambda file: file.stat().st_mtime, default=None)


def view(folder: Path) -> str:
    """The report in its frame, or how to make one."""
    file = last_report(folder)
    if file is None:
        return (
            '<div class="pa-plain"><h2>No report yet</h2><p>Measure how good the answers are, on '
            "this machine, with</p><p><code>paper-assistant eval</code></p><p>It asks a set of "
            "questions with known answers, scores what comes, and writes a report that is shown "
            "here.</p></div>"
        )
    try:
        text = file.read_text(encoding="utf-8")[:_LARGEST]
        made = datetime.fromtimestamp(file.stat().st_mtime).strftime("%Y-%m-%d %H:%M")
    except (OSError, UnicodeDecodeError) as error:
        return f'<p class="pa-status pa-error">The report cannot be read: {escape(str(error))}</p>'
    return (
        f'<p class="pa-note">Written {made} by <code>paper-assistant eval</code></p>'
        f'<iframe id="pa-report" title="Evaluation report" sandbox="" srcdoc="{escape(text)}">'
        "</iframe>"
    )
