"""Put a record into the catalog's tables: new, known, revised, or another source of a known paper.

A paper may have several records: one for every file it was read from, and more where a file gives
it another id.  What a reader sees is the newest record under the paper's own id; what that one
leaves empty is filled from the others.
"""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from typing import Any

from assistant.types import Paper
from assistant.wording.text import content_words, fold, words
from vectorstore.databases import Connection, TextSearch
from vectorstore.entry import Entry
from vectorstore.identity import content_key, title_key
from vectorstore.schema import FIELDS, paper_of, record_hash, text_hash

ADDED, UPDATED, UNCHANGED, MERGED = "added", "updated", "unchanged", "merged"
_FILLED = ("title", "authors", "venue", "year", "url", "pdf")
_LEAST_TITLE = 4


def store(connection: Connection, text: TextSearch, entry: Entry) -> str:
    """Store one record; what came of it: added, updated, unchanged or merged."""
    entry = _under_own_id(connection, entry)
    paper, digest = entry.paper, record_hash(entry.paper)
    known = connection.execute(
        "SELECT key, hash FROM records WHERE id = ? AND origin = ?", (paper.id, entry.origin)
    ).fetchone()
    if known and known[1] == digest:
        return UNCHANGED
    key, merged = (known[0], False) if known else _find(connection, entry)
    if key is None:
        _add(connection, text, entry, digest)
        return ADDED
    before = read(connection, key)
    _record(connection, key, before, entry, digest)
    after = _combined(connection, key, before, entry)
    _name(connection, key, entry)
    if after != before:
        _update(connection, text, key, before, after, entry)
    if merged:
        return MERGED
    return UNCHANGED if record_hash(after) == record_hash(before) else UPDATED


def read(connection: Connection, key: int) -> Paper:
    """The paper of a key that is there."""
    row = connection.execute(f"SELECT {FIELDS} FROM papers WHERE key = ?", (key,)).fetchone()
    return paper_of(row or ())


def remove(connection: Connection, text: TextSearch, key: int) -> None:
    """Take a paper out of every table."""
    for table in ("records", "names", "history", "authors", "papers"):
        connection.execute(f"DELETE FROM {table} WHERE key = ?", (key,))
    text.remove(connection, key)


def rebuild_search(connection: Connection, text: TextSearch) -> None:
    """Make the rows of the text search and of the authors again from the papers."""
    connection.execute("DELETE FROM authors")
    text.clear(connection)
    for (key,) in connection.execute("SELECT key FROM papers").fetchall():
        _search_by(connection, text, key, read(connection, key))


def find_key(connection: Connection, name: str) -> int | None:
    """The key of a paper by its id, an id it has had in some file, or a lasting name."""
    for sql in (
        "SELECT key FROM papers WHERE id = ?",
        "SELECT key FROM records WHERE id = ?",
        "SELECT key FROM names WHERE name = ?",
    ):
        if row := connection.execute(sql, (name,)).fetchone():
            return int(row[0])
    return None


def _under_own_id(connection: Connection, entry: Entry) -> Entry:
    """The entry, under a second id where its own is another paper's: files count from 1 alike."""
    paper = entry.paper
    row = connection.execute(f"SELECT {FIELDS} FROM papers WHERE id = ?", (paper.id,)).fetchone()
    lasting = any(name in (paper.id, f"openreview:{paper.id}") for name in entry.names)
    if row is None or lasting or not _strangers(paper, paper_of(row)):
        return entry
    other = f"{paper.id}~{content_key(paper.title, paper.abstract)[:6]}"
    return replace(entry, paper=replace(paper, id=other))


def _strangers(one: Paper, other: Paper) -> bool:
    """Whether two records of one id have nothing in common: title, text and authors all differ.

    Where one names no authors, that is believed of running numbers alone.
    """
    people = {fold(name) for name in one.authors}, {fold(name) for name in other.authors}
    if people[0] & people[1] or not (all(people) or one.id.isdecimal()):
        return False
    return not _alike(one.title, other.title) and not _alike(one.abstract, other.abstract)


def _alike(one: str, other: str) -> bool:
    # Words such as "of" and "the" are in any two texts.
    first, second = (set(content_words(text) or words(text)) for text in (one, other))
    return len(first & second) >= 0.4 * max(1, min(len(first), len(second)))


def _find(connection: Connection, entry: Entry) -> tuple[int | None, bool]:
    """The paper that a record not seen before is of, and whether it came under another id."""
    paper = entry.paper
    for sql in ("SELECT key FROM papers WHERE id = ?", "SELECT key FROM records WHERE id = ?"):
        if row := connection.execute(sql, (paper.id,)).fetchone():
            return int(row[0]), entry.hashed
    for name in (*entry.names, paper.id):
        row = connection.execute("SELECT key FROM names WHERE name = ?", (name,)).fetchone()
        if row and _same_work(paper, read(connection, row[0])):
            return int(row[0]), True
    return _find_by_words(connection, paper), True


def _same_work(paper: Paper, other: Paper) -> bool:
    """Whether a shared name can be believed: a volume's DOI may stand in all of its papers."""
    if paper.title and other.title:
        return _alike(paper.title, other.title)
    return _alike(paper.abstract, other.abstract)


def _find_by_words(connection: Connection, paper: Paper) -> int | None:
    """A paper of the same title and text; or of the same title and an author, one without text."""
    if not paper.title:
        return None
    if paper.abstract:
        row = connection.execute(
            "SELECT key FROM papers WHERE content_key = ? ORDER BY key",
            (content_key(paper.title, paper.abstract),),
        ).fetchone()
        if row:
            return int(row[0])
    if len(words(paper.title)) < _LEAST_TITLE:
        return None
    rows = connection.execute(
        "SELECT key FROM papers WHERE title_key = ? ORDER BY key", (title_key(paper.title),)
    )
    for (key,) in rows.fetchall():
        other = read(connection, key)
        people = {fold(n) for n in paper.authors} & {fold(n) for n in other.authors}
        years = {paper.year, other.year} - {None}
        if people and len(years) < 2 and not (paper.abstract and other.abstract):
            return int(key)
    return None


def _record(connection: Connection, key: int, before: Paper, entry: Entry, digest: str) -> None:
    """Keep the record; while a paper has but one, the paper's row says all that it says."""
    connection.execute(
        "UPDATE records SET fields = ? WHERE key = ? AND fields IS NULL", (_fields(before), key)
    )
    # Not updated in place: the newest record has the highest number.
    name = (entry.paper.id, entry.origin)
    connection.execute("DELETE FROM records WHERE id = ? AND origin = ?", name)
    connection.execute(
        "INSERT INTO records (id, origin, key, hash, fields) VALUES (?,?,?,?,?)",
        (*name, key, digest, _fields(entry.paper)),
    )


def _combined(connection: Connection, key: int, before: Paper, entry: Entry) -> Paper:
    several = connection.execute("SELECT id FROM records WHERE key = ?", (key,)).fetchall()
    if len(several) == 1:
        connection.execute("UPDATE records SET fields = NULL WHERE key = ?", (key,))
        return entry.paper
    rows = connection.execute(
        "SELECT fields FROM records WHERE key = ? "
        "ORDER BY id <> ?, CASE WHEN id = ? THEN -number ELSE number END",
        (key, before.id, before.id),
    ).fetchall()
    return combined(before.id, [_from_fields(row[0]) for row in rows])


def combined(paper_id: str, records: list[Paper]) -> Paper:
    """What a reader sees of a paper's records: the first, its gaps filled from the others."""
    first = records[0]
    values: dict[str, Any] = {
        name: next((v for r in records if (v := getattr(r, name))), getattr(first, name))
        for name in _FILLED
    }
    text = next((r for r in records if r.abstract), first)
    return replace(first, id=paper_id, abstract=text.abstract, text_kind=text.text_kind, **values)


def _fields(paper: Paper) -> str:
    return json.dumps(asdict(paper), ensure_ascii=False)


def _from_fields(text: str) -> Paper:
    fields = json.loads(text)
    return Paper(**fields | {"authors": tuple(fields["authors"])})


def _add(connection: Connection, text: TextSearch, entry: Entry, digest: str) -> None:
    paper = entry.paper
    [(key,)] = connection.execute(
        f"INSERT INTO papers ({FIELDS}, original, text_hash, size, content_key, title_key) "
        f"VALUES ({','.join('?' * 15)}) RETURNING key",
        (*_row(paper), *_derived(paper, entry)),
    ).fetchall()
    connection.execute(
        "INSERT INTO records (id, origin, key, hash) VALUES (?,?,?,?)",
        (paper.id, entry.origin, key, digest),
    )
    _search_by(connection, text, key, paper)
    _name(connection, key, entry)


def _update(
    connection: Connection, text: TextSearch, key: int, before: Paper, after: Paper, entry: Entry
) -> None:
    if (before.title, before.abstract) != (after.title, after.abstract) and before.abstract:
        _remember(connection, key, before)
    columns = ", ".join(f"{name} = ?" for name in FIELDS.split(", "))
    from_entry = (after.title, after.abstract) == (entry.paper.title, entry.paper.abstract)
    original, *derived = _derived(after, entry)
    connection.execute(
        f"UPDATE papers SET {columns}, text_hash = ?, size = ?, content_key = ?, title_key = ? "
        "WHERE key = ?",
        (*_row(after), *derived, key),
    )
    if from_entry:
        connection.execute("UPDATE papers SET original = ? WHERE key = ?", (original, key))
    text.remove(connection, key)
    connection.execute("DELETE FROM authors WHERE key = ?", (key,))
    _search_by(connection, text, key, after)


def _remember(connection: Connection, key: int, old: Paper) -> None:
    text = (key, old.title, old.abstract)
    sql = "SELECT 1 FROM history WHERE key = ? AND title = ? AND abstract = ?"
    if not connection.execute(sql, text).fetchone():
        now = datetime.now(UTC).isoformat(timespec="seconds")
        connection.execute(
            "INSERT INTO history (key, title, abstract, replaced) VALUES (?,?,?,?)", (*text, now)
        )


def _row(paper: Paper) -> tuple[object, ...]:
    names = FIELDS.split(", ")
    return tuple(
        json.dumps(paper.authors, ensure_ascii=False) if n == "authors" else getattr(paper, n)
        for n in names
    )


def _derived(paper: Paper, entry: Entry) -> tuple[object, ...]:
    """Original text, text hash, size, content key and title key."""
    original = json.dumps(entry.original, ensure_ascii=False) if entry.original else None
    size = len(paper.title) + len(paper.abstract)
    content = content_key(paper.title, paper.abstract)
    return original, text_hash(paper), size, content, title_key(paper.title)


def _name(connection: Connection, key: int, entry: Entry) -> None:
    connection.executemany(
        "INSERT INTO names VALUES (?, ?) ON CONFLICT DO NOTHING",
        [(name, key) for name in entry.names],
    )


def _search_by(connection: Connection, text: TextSearch, key: int, paper: Paper) -> None:
    """Let the paper be found by its words and its authors."""
    text.add(connection, key, paper)
    connection.executemany(
        "INSERT INTO authors VALUES (?,?,?,?)",
        [(key, i, name, fold(name)) for i, name in enumerate(paper.authors)],
    )
