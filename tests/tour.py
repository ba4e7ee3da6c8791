"""README's file tour, made from the first sentence of every file: ``python -m tests.tour``."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
BEGIN, END = "<!-- tour -->", "<!-- /tour -->"
PARTS = {
    "assistant": "from a question to an answer",
    "vectorstore": "from files to a collection that can be searched",
    "prompts": "what the models are told",
    "eval": "how good the answers are",
}


def first_sentence(path: Path) -> str:
    """The opening sentence of a file's docstring, or of a prompt."""
    text = path.read_text(encoding="utf-8")
    said = ast.get_docstring(ast.parse(text)) or "" if path.suffix == ".py" else text
    return re.split(r"(?<=[.!?])\s|\n\n", " ".join(said.split()) if said else "", maxsplit=1)[0]


def tour() -> str:
    """A line a file, folder by folder."""
    lines = []
    for package, about in PARTS.items():
        lines.append(f"\n**`{package}/`**, {about}\n")
        for path in sorted((ROOT / package).rglob("*")):
            listed = path.suffix == ".py" or (package == "prompts" and path.suffix == ".md")
            if listed and (sentence := first_sentence(path)):
                lines.append(f"- `{path.relative_to(ROOT)}` {sentence.replace('``', '`')}")
    return "\n".join(lines).strip() + "\n"


def with_tour(readme: str) -> str:
    """README with its tour as it should be."""
    head, _, rest = readme.partition(BEGIN)
    return f"{head}{BEGIN}\n{tour()}{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    page = ROOT / "README.md"
    page.write_text(with_tour(page.read_text(encoding="utf-8")), encoding="utf-8")
