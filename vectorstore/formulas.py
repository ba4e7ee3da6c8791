"""Cells that a spreadsheet would run as formulas, made plain text on the way out and back again.

A cell beginning with ``=``, ``+``, ``-``, ``@``, a tab or a line's end may be taken for a formula
(OWASP, "CSV Injection"); an apostrophe before it, which spreadsheets hide, makes it text.
"""

from __future__ import annotations

import re

_RUNS = re.compile(r"'*[=+\-@\t\r\n＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r\n＝＋－＠]")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs; ``unguarded`` gives it back."""
    return f"'{text}" if _RUNS.match(text) else text


def unguarded(cell: str) -> str:
    """The text of a cell that ``guarded`` made; any other cell as it is."""
    return cell[1:] if _GUARDED.match(cell) else cell
