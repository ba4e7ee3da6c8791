"""Answers on a terminal: the only file that imports rich."""

from __future__ import annotations

import sys
from typing import TextIO

import click


def show(markdown: str, file: TextIO | None = None) -> None:
    """Write Markdown laid out for a terminal, and as it is to a file or another program.

    Args:
        markdown: What to show.
        file: Where to; the standard output where none is given.
    """
    file = file or sys.stdout
    if not file.isatty():
        click.echo(markdown, file)
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    # Quotes are most of an answer: in the reader's own colour, not in the theme's magenta.
    plain = Theme({"markdown.block_quote": "none"})
    Console(file=file, theme=plain).print(Markdown(markdown))
