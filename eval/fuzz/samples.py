"""Small valid files of every format and pages of the servers of papers, to be broken."""

from __future__ import annotations

import gzip
import io
import json
from functools import cache
from typing import Any

RECORD: dict[str, Any] = {
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
        "a.txt": _viewer_dump(two),
    }


def _viewer_dump(papers: list[dict[str, object]]) -> bytes:
    """What one copies out of the Hugging Face dataset viewer."""
    columns = ("title", "url", "abstract")
    head = [line for name in columns for line in (name, "stringlengths", "1", "99")]
    return "\n".join([*head, *(str(paper[c]) for paper in papers for c in columns)]).encode()


def pages() -> dict[str, tuple[str, bytes]]:
    """A page of each kind by name, with the source that it is fetched for."""
    note = {"id": "n1", "forum": "n1", "invitation": "ICLR.cc/2021/Conference/-/Submission"}
    newer = {name: {"value": RECORD[name]} for name in ("title", "abstract", "authors")}
    older = {name: RECORD[name] for name in ("title", "abstract", "authors", "pdf")}
    feed = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
 <totalResults xmlns="http://a9.com/-/spec/opensearch/1.1/">1</totalResults>
 <entry><id>http://arxiv.org/abs/2101.00001v1</id><title>On trees</title>
  <summary>We study trees. They grow.</summary><author><name>Ann One</name></author>
  <published>2021-01-01T00:00:00Z</published>
  <link href="http://arxiv.org/pdf/2101.00001v1" rel="related" title="pdf"/></entry>
</feed>"""
    venue = "openreview:ICLR.cc/2021/Conference"
    return {
        "arxiv": ("arxiv:cs.CL", feed.encode()),
        "openreview": (venue, json.dumps({"notes": [{**note, "content": newer}]}).encode()),
        "openreview, older": (venue, json.dumps({"notes": [{**note, "content": older}]}).encode()),
    }


def own() -> dict[str, bytes]:
    """Files of our own kinds by name: questions, queries, answers, settings, passwords."""
    question = {"id": "q1", "question": "Do trees grow?", "history": []}
    answer = {"question": "Do trees grow?", "statements": [], "citations": [], "id": "q1"}
    case = {"id": "q1", "kind": "single", "question": "Do trees grow?", "expect": "answer",
            "gold": {"all": ["-p1_"]}, "facts": [["12 %"]]}  # fmt: skip
    return {
        "batch.jsonl": "\n".join([json.dumps(question)] * 2).encode(),
        "queries.jsonl": json.dumps({"id": "1", "text": "trees"}).encode(),
        "answer.json": json.dumps([answer]).encode(),
        "answers.jsonl": json.dumps(answer).encode(),
        "questions.jsonl": json.dumps(case).encode(),
        "paper-assistant.toml": b'store = "papers"\nwords = 100\nanswer_threshold = 0.2\n',
        "passwords": b"ann:scrypt:00ff:00ff\n",
    }
