"""Small valid files of every format, to be broken."""

from __future__ import annotations

import gzip
import io
import json
from functools import cache

RECORD = {
    "id": "-p1_", "title": "On trees", "abstract": "We study trees. They grow by 12 % a year.",
    "authors": ["Ann One", "René Two"], "venue": "Trees", "year": 2021,
    "url": "https://example.org/a", "pdf": "https://example.org/a.pdf",
}  # fmt: skip


@cache
def samples() -> dict[str, bytes]:
    """A file of two records a format, by name."""
    import pyarrow as arrow
    from pyarrow.parquet import write_table

    two = [RECORD, {**RECORD, "id": "b", "title": "On seas"}]
    lines = "\n".join(map(json.dumps, two))
    table = "id,title,abstract,authors,year\n" + "".join(
        f'{r["id"]},"{r["title"]}","{r["abstract"]}",Ann One;Bo Two,2021\n' for r in two
    )
    bibtex = "".join(
        f"@inproceedings{{k{r['id'].strip('-_')},\n title = {{{r['title']}}},\n "
        f'author = {{One, Ann and Two, Bo}},\n abstract = "{r["abstract"]}",\n year = 2021\n}}\n'
        for r in two
    ).replace("%", "\\%")
    ris = "".join(
        f"TY  - JOUR\nTI  - {r['title']}\nAU  - One, Ann\n"
        f"AB  - {r['abstract']}\nPY  - 2021\nER  - \n"
        for r in two
    )
    parquet = io.BytesIO()
    write_table(arrow.Table.from_pylist(two), parquet)
    return {
        "a.jsonl": lines.encode(),
        "a.json": json.dumps(two).encode(),
        "b.json": json.dumps({"papers": two}).encode(),
        "a.csv": table.encode(),
        "a.tsv": table.replace(",", "\t").encode(),
        "a.bib": bibtex.encode(),
        "a.ris": ris.encode(),
        "a.parquet": parquet.getvalue(),
        "a.jsonl.gz": gzip.compress(lines.encode()),
    }
