"""Cells that a spreadsheet would run as formulas, made plain text on the way out and back again.

A cell beginning with ``=``, ``+``, ``-``, ``@``, a tab or a line's end may be taken for a formula
(OWASP, "CSV Injection"); an apostrophe before it, which spreadsheets hide, makes it text.  Where a
spreadsheet's language separates cells by semicolons, a cell of ours that holds one is cut there, so
what follows one, a tab or a line's end is guarded, too.
"""

from __future__ import annotations

import re

_BEGINNING = r"(?:\A|(?<=[;\t\r\n]))"
_FORMULA = r"(?=[\"']*[=+\-@\t\r\n＝＋－＠])"
_RUNS = re.compile(_BEGINNING + _FORMULA)
_GUARDED = re.compile(f"{_BEGINNING}'{_FORMULA}")


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs; ``unguarded`` gives it back."""
    return _RUNS.sub("'", text)


def unguarded(cell: str) -> str:
    """The text of a cell that ``guarded`` made; any other cell as it is."""
    return _GUARDED.sub("", cell) if "'" in cell else cell
