"""The real embedded models, end to end, without a connection beyond this machine."""

import json
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.cli.ask import last
from assistant.models.answering import AnswerModel
from assistant.settings import Settings, load_settings
from assistant.types import Source, Status, Turn, Verdict
from assistant.wiring import build

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    store = tmp_path_factory.mktemp("store")
    done = CliRunner().invoke(cli, ["--store", str(store), "ingest", "--builtin"])
    assert done.exit_code == 0, done.output
    return load_settings({"store": store})


def test_ingest_and_ask_make_no_connection_beyond_this_machine(
    settings: Settings, only_loopback: list[str]
):
    answer = last(build(settings), "How much faster is DDIM sampling than DDPM?", ())
    assert answer.status is Status.ANSWERED
    assert answer.citations[0].paper.title == "Denoising Diffusion Implicit Models"
    assert all(s.text in s.papers[0].abstract for s in answer.statements)
    assert not only_loopback


def test_a_second_ingest_changes_nothing(settings: Settings):
    done = CliRunner().invoke(cli, ["--store", str(settings.store), "ingest", "--builtin"])
    assert "100 unchanged" in done.output


def test_a_batch_of_questions_gives_an_answer_a_line(settings: Settings, tmp_path: Path):
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    asked = ["What is over-squashing?", "papers by Gunhee Kim", "How do I bake sourdough bread?"]
    questions.write_text("".join(json.dumps({"id": q[:4], "question": q}) + "\n" for q in asked))
    store = str(settings.store)
    done = CliRunner().invoke(
        cli, ["--store", store, "ask", "--batch", str(questions), "--out", str(out)]
    )
    assert done.exit_code == 0, done.output
    records = [json.loads(line) for line in out.read_text().splitlines()]
    assert [r["status"] for r in records] == ["answered", "answered", "not_in_collection"]
    assert all(len(r["retrieved"]) >= 10 for r in records)


def test_searching_a_batch_writes_a_trec_run(settings: Settings, tmp_path: Path):
    queries, run = tmp_path / "q.jsonl", tmp_path / "run.txt"
    queries.write_text('{"id": "q1", "text": "graph attention"}\n')
    arguments = ["search", "--batch", str(queries), "-k", "5", "--run", str(run)]
    done = CliRunner().invoke(cli, ["--store", str(settings.store), *arguments])
    assert done.exit_code == 0, done.output
    lines = [line.split() for line in run.read_text().splitlines()]
    assert [line[3] for line in lines] == ["1", "2", "3", "4", "5"]
    assert {(line[0], line[1], len(line)) for line in lines} == {("q1", "Q0", 6)}


def test_prose_of_the_embedded_model_shows_nothing_unsupported(settings: Settings):
    from dataclasses import replace

    prose = replace(settings, writer="prose")
    answer = last(build(prose), "How does GShard scale translation models?", ())
    written = [s for s in answer.statements if s.source is Source.MODEL]
    assert all(s.verdict is Verdict.SUPPORTED and s.quotes for s in written)
    assert any(s.source is Source.QUOTE for s in answer.statements)


def test_closing_the_stream_stops_the_model(settings: Settings):
    model = AnswerModel(settings)
    stream = model.stream(lambda fits, examples: [Turn("user", "Tell a very long story.")])
    while not next(stream).text:
        pass
    start = time.monotonic()
    stream.close()
    assert model.waiting == 0
    # The model is free again: another answer begins at once.
    assert next(model.stream(lambda fits, examples: [Turn("user", "Say yes.")])).place == 0
    assert time.monotonic() - start < 0.6
