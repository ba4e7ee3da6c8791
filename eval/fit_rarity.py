"""Count how rare each word is in abstracts: ``python -m eval.fit_rarity FOLDER-OR-FILE…``.

The check weighs a statement's words by it: "model" in common proves little, "heteroskedastic" much.
Every source counts the same, however many abstracts it has, so that the shares fit no single field.
Only stems and shares are kept, in ``assistant/weights/rarity.json``; a stem that is not there is
rarer than any that is.
"""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from assistant.verification.reading import LEAST_SHARE
from assistant.wording.text import stems
from eval.beir import records_of

SAMPLE = 4000
_FILE = Path(__file__).parent.parent / "assistant" / "weights" / "rarity.json"


def shares(sources: Sequence[Sequence[str]]) -> dict[str, float]:
    """The share of texts that hold each stem, averaged over the sources."""
    total: Counter[str] = Counter()
    for texts in sources:
        held = Counter(stem for text in texts for stem in set(stems(text)))
        total.update({stem: count / len(texts) for stem, count in held.items()})
    mean = {stem: round(share / len(sources), 4) for stem, share in total.items()}
    return {stem: share for stem, share in sorted(mean.items()) if share >= LEAST_SHARE}


def texts_of(path: Path) -> list[str]:
    """Title and abstract of at most ``SAMPLE`` records of a file, drawn at random."""
    found = list(_texts(path))
    random.Random(0).shuffle(found)  # noqa: S311 - draws a sample
    return found[:SAMPLE]


def _texts(path: Path) -> Iterator[str]:
    for record in records_of(path.parent, path.name):
        yield f"{record.get('title') or ''}\n{record.get('abstract') or ''}"


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
def main(paths: tuple[Path, ...]) -> None:
    """Count, and write the weights."""
    found = shares([texts_of(path) for path in paths])
    about = "Share of abstracts that hold each stem. Made by python -m eval.fit_rarity."
    lines = json.dumps({"about": about, "shares": found}, indent=0, ensure_ascii=False)
    _FILE.write_text(lines + "\n", encoding="utf-8")
    click.echo(f"{len(found)} stems.")


if __name__ == "__main__":
    main()
