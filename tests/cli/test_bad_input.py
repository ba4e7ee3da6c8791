"""Bad input ends in a clear sentence and a proper exit status, never in a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stores import builtin_papers
from vectorstore.store import open_catalog

pytestmark = pytest.mark.whole

ROOT = Path(__file__).parents[2]


def run(*arguments: object, store: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PAPER_ASSISTANT_STORE": str(store)}
    return subprocess.run(
        [sys.executable, "-m", "assistant", *map(str, arguments)],
        capture_output=True, text=True, cwd=ROOT, env=environment, check=False,
    )  # fmt: skip


def check_error(done: subprocess.CompletedProcess[str], code: int, *said: str) -> None:
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    for text in said:
        assert text in done.stderr


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.jsonl", b"", "empty"),
        ("noise.bin", bytes(range(256)) * 20, "noise.bin"),
        ("notes.txt", b"just some prose about nothing\nand more of it\n", "notes.txt"),
        ("cut.jsonl.gz", b"\x1f\x8b\x08\x00broken", "cut.jsonl.gz"),
        ("nothing.jsonl", b'{"id": "1", "venue": "X"}\n', "nothing.jsonl"),
    ],
)
def test_a_file_that_holds_no_papers_is_named(tmp_path: Path, name: str, content: bytes, said: str):
    path = tmp_path / name
    path.write_bytes(content)
    check_error(run("ingest", path, store=tmp_path / "store"), 1, said)


def test_a_missing_file_is_named(tmp_path: Path):
    check_error(run("ingest", tmp_path / "gone.csv", store=tmp_path / "s"), 1, "gone.csv")


def test_a_store_that_cannot_be_written_is_named_with_what_to_do(tmp_path: Path):
    blocker = tmp_path / "file"
    blocker.write_text("a file where a folder should be")
    done = run("papers", store=blocker / "store")
    check_error(done, 1, str(blocker), "--store")


def test_asking_an_empty_collection_says_how_to_fill_it(tmp_path: Path):
    check_error(run("ask", "anything?", store=tmp_path / "s"), 1, "ingest")


@pytest.mark.parametrize(("question", "said"), [("", "empty"), ("x" * 5000, "5000")])
def test_an_unusable_question_is_refused(tmp_path: Path, question: str, said: str):
    check_error(run("ask", question, store=tmp_path / "s"), 2, said)


def test_a_wrong_setting_is_refused(tmp_path: Path):
    check_error(run("ask", "x?", "--words", "few", store=tmp_path / "s"), 2, "words")


def test_an_unknown_paper_is_said_to_be_unknown(tmp_path: Path):
    open_catalog(tmp_path / "s").put(builtin_papers()[:1])
    check_error(run("show", "-nosuch_", store=tmp_path / "s"), 1, "-nosuch_")


@pytest.mark.parametrize("command", [("papers",), ("show", "x"), ("search", "x"), ("ask", "x?")])
def test_a_folder_mistyped_is_told_and_not_made(tmp_path: Path, command: tuple[str, ...]):
    check_error(run(*command, store=tmp_path / "s"), 1, str(tmp_path / "s"), "--store")
    assert not (tmp_path / "s").exists()


def test_a_batch_goes_on_after_questions_that_fail(tmp_path: Path):
    questions, answers = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text('{"id": "1", "question": ""}\nno json\n{"id": "3"}\n[1]\n')
    open_catalog(tmp_path / "s").put(builtin_papers()[:1])
    done = run("ask", "--batch", questions, "--out", answers, store=tmp_path / "s")
    assert done.returncode == 0, done.stderr
    records = [json.loads(line) for line in answers.read_text().splitlines()]
    assert [r["status"] for r in records] == ["error"] * 4
    assert [r["id"] for r in records] == ["1", "2", "3", "4"]
    assert all(r["text"] for r in records)


def test_the_rejected_do_not_cost_the_good(tmp_path: Path):
    good = builtin_papers()[0]
    path = tmp_path / "mixed.jsonl"
    record = {"id": good.id, "title": good.title, "abstract": good.abstract}
    path.write_text(f'{json.dumps(record)}\n{{"id": "bad"}}\nnot json\n')
    from vectorstore.catalog import Catalog
    from vectorstore.ingest import ingest
    from vectorstore.readers import entries

    catalog = Catalog(tmp_path / "catalog.sqlite3")
    report = ingest(entries(path), catalog)
    assert report.counts["added"] == 1
    assert len(report.rejected) == 2
    assert report.read == 3
    assert catalog.get([good.id])
