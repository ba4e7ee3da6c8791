"""Are questions understood?  ``python -m eval.understanding`` checks the rules on short questions.

``eval/sets/understanding.jsonl`` says, for questions over the built-in collection, what must be
understood: kind, what is asked, authors, years, venues, papers, the topic left.  Only the fields
that a line names are checked.  The rules were written with these questions in sight.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from assistant.types import Request, Turn
from assistant.understanding.understand import Understanding
from assistant.wording.text import content_stems
from vectorstore.builtin import builtin_collection
from vectorstore.catalog import Catalog
from vectorstore.readers import read
from vectorstore.rejection import Rejection

SET = Path(__file__).parent / "sets" / "understanding.jsonl"


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what must be understood of it."""

    id: str
    question: str
    history: tuple[Turn, ...]
    expected: Mapping[str, Any]

    def misses(self, request: Request) -> list[str]:
        """What was understood otherwise, one line a field."""
        filters = request.filters
        found: dict[str, Any] = {
            "kind": request.kind.value,
            "asks": request.asks,
            "query": request.query,
            "authors": sorted(filters.authors),
            "without_authors": sorted(filters.without_authors),
            "venues": sorted(filters.venues),
            "year_from": filters.year_from,
            "year_to": filters.year_to,
            "papers": sorted(p.id for p in request.papers),
            "topic": sorted(set(content_stems(request.query))),
        }
        wanted = dict(self.expected)
        unwanted = set(wanted.pop("not_papers", ())) & set(found["papers"])
        if "topic" in wanted:
            wanted["topic"] = sorted(set(content_stems(wanted["topic"])))
        wrong = [
            f"{name}: {found[name]!r}, not {value!r}"
            for name, value in wanted.items()
            if found[name] != (sorted(value) if isinstance(value, list) else value)
        ]
        return wrong + [f"papers: {i} was not meant" for i in sorted(unwanted)]


def cases(path: Path = SET) -> Iterator[Case]:
    """The questions of a file, in order."""
    for line in path.read_text(encoding="utf-8").splitlines():
        fields = json.loads(line)
        turns = tuple(Turn(t["role"], t["content"]) for t in fields.pop("history", ()))
        yield Case(fields.pop("id"), fields.pop("question"), turns, fields)


def misunderstood(
    understanding: Understanding, asked: Sequence[Case]
) -> list[tuple[Case, list[str]]]:
    """The cases that were understood otherwise, each with what differs."""
    read_as = [(case, understanding.request(case.question, case.history)) for case in asked]
    return [(case, wrong) for case, request in read_as if (wrong := case.misses(request))]


@click.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path), default=SET)
def main(path: Path) -> None:
    """Print each question that is not understood, and how many are."""
    asked = list(cases(path))
    with TemporaryDirectory() as folder:
        catalog = Catalog(Path(folder) / "catalog.sqlite3")
        catalog.put([p for p in read(builtin_collection()) if not isinstance(p, Rejection)])
        wrong = misunderstood(Understanding(catalog, lambda phrase: None), asked)
        catalog.close()
    for case, lines in wrong:
        click.echo(f"{case.id} {case.question!r}: " + "; ".join(lines))
    kinds = Counter(str(case.expected.get("kind", "follow-up")) for case in asked)
    missed = Counter(str(case.expected.get("kind", "follow-up")) for case, _ in wrong)
    for kind, count in kinds.items():
        click.echo(f"{kind}: {count - missed[kind]} of {count}")
    click.echo(f"understood: {len(asked) - len(wrong)} of {len(asked)}")


if __name__ == "__main__":
    main()
