"""The commands end to end, with a word-hashing embedder in the model's place."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from assistant.cli import cli
from assistant.collection import checkup, intake
from assistant.errors import AssistantError, InputError
from assistant.settings import Settings
from tests.stores import HashingEmbedder
from vectorstore.store import open_catalog

EMBEDDER = HashingEmbedder()
RECORDS = [
    {"id": "-a_", "title": "A first paper", "abstract": "It has a text."},
    {"id": "b", "title": "A second paper", "abstract": "It has another.", "authors": "Ann One"},
    {"id": "c", "title": "Withdrawn", "abstract": "withdrawn"},
]


@pytest.fixture(autouse=True)
def hashing_embedder(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands take the embedder from the settings; no model is at hand here."""
    for module in (intake, checkup):
        monkeypatch.setattr(module, "SentenceEmbedder", lambda settings: EMBEDDER)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "papers.jsonl"
    path.write_text("".join(json.dumps(record) + "\n" for record in RECORDS))
    return path


def run(tmp_path: Path, *arguments: object) -> Result:
    store = ["--store", str(tmp_path / "stores" / "one")]
    return CliRunner().invoke(cli, [*store, *map(str, arguments)])


def test_ingest_tells_what_came_in_and_writes_a_report(tmp_path: Path, file: Path):
    done = run(tmp_path, "ingest", file, "--report", tmp_path / "report.json")
    assert done.exit_code == 0, done.output
    assert "2 added, 0 updated, 0 unchanged, 0 merged, 1 rejected of 3 read." in done.output
    assert "papers.jsonl:3: title, abstract: withdrawn or retracted" in done.output
    report = json.loads((tmp_path / "report.json").read_text())
    assert (report["read"], report["added"]) == (3, 2)
    assert report["rejected"][0]["line"] == 3
    assert "2 unchanged" in run(tmp_path, "ingest", file).output


def test_nothing_readable_is_exit_1(tmp_path: Path, file: Path):
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"title": "Withdrawn", "abstract": "withdrawn"}\n')
    assert run(tmp_path, "ingest", bad).exit_code == 1
    (tmp_path / "prose.txt").write_text("just prose")
    failed = run(tmp_path, "ingest", tmp_path / "prose.txt")
    assert isinstance(failed.exception, InputError)
    assert failed.exception.exit_code == 1


def test_one_bad_file_among_many_is_a_rejection(tmp_path: Path, file: Path):
    (tmp_path / "prose.txt").write_text("just prose")
    done = run(tmp_path, "ingest", tmp_path / "prose.txt", file)
    assert done.exit_code == 0
    assert "2 added" in done.output
    assert "prose.txt: file:" in done.output


def test_a_dry_run_shows_and_stores_nothing(tmp_path: Path, file: Path):
    done = run(tmp_path, "ingest", "--dry-run", file)
    assert "title      from  title" in done.output
    assert "-a_: A first paper" in done.output
    assert not (tmp_path / "stores" / "one" / "catalog.sqlite3").exists()


def test_delete_export_and_collections(tmp_path: Path, file: Path):
    run(tmp_path, "ingest", file)
    out = tmp_path / "out.csv"
    assert "2 papers written" in run(tmp_path, "export", out).output
    gone = run(tmp_path, "delete", "--", "-a_", "nope")
    assert "1 deleted." in gone.output
    assert "nope is not in the collection" in gone.output
    assert run(tmp_path, "delete", "nope").exit_code == 1
    other = ["--store", str(tmp_path / "stores" / "two")]
    assert CliRunner().invoke(cli, [*other, "ingest", str(out)]).exit_code == 0
    listed = run(tmp_path, "collections").output
    assert "one  1 paper," in listed
    assert "two  2 papers" in listed


@pytest.mark.slow
def test_doctor_finds_and_mends(tmp_path: Path, file: Path):
    run(tmp_path, "ingest", file)
    assert run(tmp_path, "doctor").exit_code == 0
    catalog = open_catalog(tmp_path / "stores" / "one")
    catalog.database.connection().execute("DELETE FROM papers_text WHERE rowid = 1")
    catalog.database.connection().commit()
    catalog.mark_pending(["b"])
    catalog.set_meta("embedding_model", "another model")
    sick = run(tmp_path, "doctor")
    assert sick.exit_code == 1
    for part in ("text search", "wait for theirs", "another model", "doctor --repair"):
        assert part in sick.output
    mended = run(tmp_path, "doctor", "--repair")
    assert mended.exit_code == 0, mended.output
    assert run(tmp_path, "doctor").exit_code == 0


def test_a_stopped_ingest_goes_on_where_it_was(tmp_path: Path, file: Path):
    settings = Settings(store=tmp_path / "stores" / "one", cache=tmp_path)

    class Interrupted(HashingEmbedder):
        def embed(self, texts):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        intake.bring_in([file], settings, embedder=Interrupted())
    catalog = open_catalog(settings.store)
    assert (catalog.count(), catalog.count_pending()) == (2, 2)
    steps: list[tuple[str, int, int]] = []
    intake.bring_in([file], settings, progress=lambda *step: steps.append(step), embedder=EMBEDDER)
    assert catalog.count_pending() == 0
    assert steps[-1] == ("embedding", 2, 2)


def test_an_embedder_that_fails_is_told_and_nothing_is_lost(tmp_path: Path, file: Path):
    settings = Settings(store=tmp_path / "stores" / "one", cache=tmp_path)

    class Failing(HashingEmbedder):
        def embed(self, texts):
            raise AssistantError("no memory left")  # noqa: EM101

    with pytest.raises(AssistantError, match="no memory"):
        intake.bring_in([file], settings, embedder=Failing())
    assert open_catalog(settings.store).count_pending() == 2
