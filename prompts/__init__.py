"""The prompts, one Markdown file each; loaded and checked here and nowhere else."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files

_PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")


@cache
def template(name: str) -> str:
    """The text of ``prompts/NAME.md``, without its trailing newline."""
    return files(__name__).joinpath(f"{name}.md").read_text(encoding="utf-8").rstrip("\n")


def fill(name: str, **values: str) -> str:
    """The prompt with its placeholders filled.

    Raises:
        ValueError: A placeholder has no value, or a value no placeholder.
    """
    text = template(name)
    wanted = set(_PLACEHOLDER.findall(text))
    if wanted != set(values):
        message = f"prompt '{name}' wants {sorted(wanted)}, was given {sorted(values)}"
        raise ValueError(message)
    # One pass, so that a brace inside a value is never taken for a placeholder.
    return _PLACEHOLDER.sub(lambda match: values[match.group(1)], text)


@cache
def examples() -> tuple[tuple[str, str, str], ...]:
    """Evidence, question and answer of each worked example in ``prompts/examples.md``."""
    blocks = template("examples").split("\n\n---\n\n")
    return tuple(_example(block) for block in blocks)


def _example(block: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"(.+)\n\nQuestion: (.+)\n\nAnswer: (.+)", block, re.DOTALL)
    if match is None:
        message = f"no example of evidence, Question: and Answer: in {block[:60]!r}"
        raise ValueError(message)
    return match[1], match[2], match[3]


def fingerprint() -> str:
    """A hash of all prompts, so that a report can say which ones made an answer."""
    texts = sorted(p.read_bytes() for p in files(__name__).iterdir() if p.name.endswith(".md"))
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:12]
