"""What is counted, logged and traced of a question."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from assistant.errors import QuestionError, SettingsError
from assistant.pipeline import Assistant
from assistant.watching import observing
from assistant.watching.observing import Asked, Observed
from assistant.watching.tracing import Tracer, tracer
from tests.fakes import FakeAssistant, builtin_papers

QUESTION = "How fragile are influence functions?"


def asked(assistant: object, question: str = QUESTION) -> tuple[list[Asked], Observed]:
    seen: list[Asked] = []
    return seen, Observed(assistant, [seen.append])  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "stages"),
    [
        (QUESTION, ["understand", "search", "read", "write"]),
        ("How many papers are there?", ["understand", "look up", "search", "read"]),
        ("Which papers deal with graph neural networks?", ["understand", "search", "read"]),
        ("Hello!", ["understand"]),
    ],
)
def test_the_stages_stand_in_order_and_add_up_to_the_whole(
    assistant: Assistant, question: str, stages: list[str]
):
    seen, observed = asked(assistant)
    *_, last = observed.answer(question)
    found = last.timings.stages
    assert [s.name for s in found] == stages
    assert sum(s.seconds for s in found) == pytest.approx(last.timings.total, abs=1e-6)
    for before, after in pairwise(found):
        assert after.began == pytest.approx(before.began + before.seconds)
    assert [(a.outcome, a.answer) for a in seen] == [("done", last)]


def test_the_answers_are_the_same_ones():
    fake = FakeAssistant(builtin_papers())
    _, observed = asked(fake)
    assert [a.text for a in observed.answer(QUESTION)] == [a.text for a in fake.answer(QUESTION)]
    assert observed.library is fake.library


def test_a_reader_who_leaves_closes_the_stream_and_is_told_apart():
    fake = FakeAssistant(builtin_papers())
    seen, observed = asked(fake)
    stream = observed.answer(QUESTION)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert fake.closed == 1
    assert [a.outcome for a in seen] == ["left"]


@pytest.mark.parametrize(
    ("failure", "outcome"), [(QuestionError("no", "x"), "refused"), (KeyError("x"), "failed")]
)
def test_failures_are_told_and_go_on_to_the_reader(failure: Exception, outcome: str):
    fake = FakeAssistant(builtin_papers())
    fake.failure = failure
    seen, observed = asked(fake)
    with pytest.raises(type(failure)):
        list(observed.answer(QUESTION))
    assert [(a.outcome, a.answer) for a in seen] == [(outcome, None)]


def test_an_observer_that_fails_costs_no_answer(caplog: pytest.LogCaptureFixture):
    def broken(asked: Asked) -> None:
        raise RuntimeError

    seen: list[Asked] = []
    observed = Observed(FakeAssistant(builtin_papers()), [broken, seen.append])
    assert list(observed.answer(QUESTION))[-1].done
    assert len(seen) == 1
    assert "An observer failed" in caplog.text


def test_a_log_line_tells_stages_but_not_the_question(
    assistant: Assistant, caplog: pytest.LogCaptureFixture
):
    caplog.set_level(logging.INFO, "assistant.watching.observing")
    *_, _ = Observed(assistant, [observing.log]).answer(QUESTION)
    [record] = [r for r in caplog.records if r.name == "assistant.watching.observing"]
    assert "search 0." in record.getMessage()
    assert "influence" not in record.getMessage()
    fields = record.fields  # type: ignore[attr-defined]
    assert list(fields["stages"]) == ["understand", "search", "read", "write"]
    assert (fields["status"], fields["kind"], fields["outcome"]) == ("answered", "question", "done")
    json.dumps(fields)


def test_a_question_is_a_trace_with_a_span_for_each_stage(assistant: Assistant):
    kept = InMemorySpanExporter()
    seen, _ = asked(assistant)
    *_, last = Observed(assistant, [Tracer(kept, at_once=True), seen.append]).answer(QUESTION)
    *stages, root = kept.get_finished_spans()
    assert [s.name for s in stages] == ["understand", "search", "read", "write"]
    assert root.name == "answer"
    assert {s.parent.span_id for s in stages} == {root.context.span_id}
    assert root.attributes["answer.status"] == "answered"
    assert root.attributes["request.id"] == seen[0].request
    for span, stage in zip(stages, last.timings.stages, strict=True):
        assert (span.end_time - span.start_time) / 1e9 == pytest.approx(stage.seconds, abs=1e-4)
        assert root.start_time <= span.start_time <= span.end_time <= root.end_time + 1e6
    assert not any("influence" in str(s.attributes) for s in (*stages, root))


def test_a_fault_marks_its_trace():
    kept, fake = InMemorySpanExporter(), FakeAssistant(builtin_papers())
    fake.failure = KeyError("x")
    with pytest.raises(KeyError):
        list(Observed(fake, [Tracer(kept, at_once=True)]).answer(QUESTION))
    [root] = kept.get_finished_spans()
    assert root.status.status_code is StatusCode.ERROR


def test_a_collector_needs_an_address():
    with pytest.raises(SettingsError, match="4317"):
        tracer("collector")


def test_a_fault_of_the_program_is_a_sentence(tmp_path: Path):
    script = tmp_path / "run.py"
    script.write_text(
        "import sys; sys.argv = ['paper-assistant', *sys.argv[1:]]\n"
        "import assistant.cli\n"
        "def broken(*a, **k): raise KeyError('thing')\n"
        "assistant.cli.cli.main = broken\n"
        "from assistant.__main__ import main; main()\n"
    )
    run = [sys.executable, str(script)]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 70
    assert "KeyError: 'thing'" in done.stderr
    assert "Traceback" not in done.stderr
    done = subprocess.run([*run, "--verbose"], capture_output=True, text=True, check=False)
    assert "Traceback" in done.stderr
