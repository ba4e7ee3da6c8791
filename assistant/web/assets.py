"""The page's script and style, each joined from small files in the order that they build on."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent
_SCRIPT = (
    "base", "pending", "talk", "asking", "panel", "preview", "filters", "kept", "conversations",
    "taking", "papers", "points", "still", "labels", "growth", "map", "moving", "pointing", "tabs",
    "events", "start",
)  # fmt: skip
_STYLE = (
    "base", "frame", "talk", "composer", "panel", "conversations", "papers", "filters", "rating",
    "adding", "quality", "map", "narrow",
)  # fmt: skip


@cache
def script() -> str:
    """The page's behaviour; Gradio runs it as the body of one function."""
    return "\n".join(_text("script", f"{name}.js") for name in _SCRIPT)


@cache
def style() -> str:
    """What the page looks like; Gradio puts every rule under its container."""
    return "\n".join(_text("style", f"{name}.css") for name in _STYLE)


@cache
def root_style() -> str:
    """The rules that hang on the root element, where Gradio's own container does not reach."""
    return _text("style", "root.css")


def _text(folder: str, name: str) -> str:
    return (_FOLDER / folder / name).read_text(encoding="utf-8")
