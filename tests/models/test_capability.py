from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from assistant.cli import cli
from assistant.models import capability as stored
from assistant.models.answering import AnswerModel
from assistant.models.capability import Capabilities, Capability
from assistant.settings import Settings
from assistant.types import (
    Answer,
    Kind,
    Paper,
    Request,
    Section,
    Source,
    Statement,
    Status,
)
from assistant.wiring import _writer
from eval.capability import development_questions, summary
from eval.questions import Gold, Question

ABLE = Capability(0.7, 0.9, 0.9, 24, 30.0, "abc", "2026-11-24")
UNABLE = replace(ABLE, facts=0.1)


def test_a_measurement_is_kept_and_others_with_it(tmp_path: Path):
    known = Capabilities(tmp_path)
    assert known.get("m") is None
    known.put("m", ABLE)
    known.put("n", UNABLE)
    assert known.get("m") == ABLE
    assert known.get("n") == UNABLE
    assert (known.get("m").writes, known.get("n").writes) == (True, False)  # type: ignore[union-attr]


@pytest.mark.parametrize("text", ["", "{not json", "[]", '{"m": 3}', '{"m": {"facts": 1}}'])
def test_a_damaged_file_counts_as_unmeasured_and_is_mended_by_the_next(tmp_path: Path, text: str):
    (tmp_path / "capabilities.json").write_text(text)
    assert Capabilities(tmp_path).get("m") is None
    Capabilities(tmp_path).put("m", ABLE)
    assert Capabilities(tmp_path).get("m") == ABLE


def test_prose_needs_facts_and_sentences_that_hold():
    assert replace(ABLE, facts=stored.LEAST_FACTS, kept=stored.LEAST_KEPT).writes
    assert not replace(ABLE, kept=stored.LEAST_KEPT - 0.01).writes
    assert ABLE.repairs
    assert not replace(ABLE, facts=0.4).repairs


def test_auto_goes_by_what_was_measured_and_not_by_the_name(tmp_path: Path):
    settings = Settings(cache=tmp_path, answer_model="some/model", writer="auto")
    model = AnswerModel(settings)
    assert _writer(settings, model) is not None
    Capabilities(tmp_path).put(model.name, UNABLE)
    assert _writer(settings, model) is None
    assert _writer(replace(settings, writer="prose"), model) is not None
    Capabilities(tmp_path).put(model.name, ABLE)
    assert _writer(settings, model) is not None
    assert _writer(replace(settings, writer="quotes"), model) is None


@pytest.mark.parametrize("adapter", ["embedded", "none"])
def test_the_embedded_model_goes_by_what_travels_with_the_product(tmp_path: Path, adapter: str):
    settings = Settings(cache=tmp_path, adapter=adapter, writer="auto")
    model = AnswerModel(settings)
    measured = Capabilities(tmp_path).get(model.name)
    assert measured is not None
    assert (_writer(settings, model) is not None) is measured.writes
    # A better measurement made here stands before it.
    Capabilities(tmp_path).put(model.name, ABLE)
    assert _writer(settings, model) is not None


def test_the_measurement_counts_facts_and_sentences_by_hand():
    paper, other = Paper("p", "T", "It is 5 times faster."), Paper("o", "O", "Else.")

    def answer(prose: list[str], dropped: int, cited: Paper = paper) -> Answer:
        said = [Statement(t, Source.MODEL, (cited,)) for t in prose]
        quote = Statement("It is 5 times faster.", Source.QUOTE, (cited,))
        told = {"kept": len(prose), "dropped": [{}] * dropped}
        return Answer(
            Request("?", Kind.QUESTION, "?"),
            Status.ANSWERED,
            sections=(Section("", (*said, quote)),),
            details={"prose": told},
        )

    question = Question(
        id="q",
        kind="single",
        question="How much?",
        gold=Gold(all=("p",)),
        facts=(("5 times",), ("faster",)),
        expect="answer",
    )
    answers = [
        answer(["It is 5 times slower."], 1),
        answer([], 2),
        # The search found the wrong paper: no fault of the model.
        answer(["Nothing."], 5, other),
    ]
    found = summary([(question, a) for a in answers], AnswerModel(Settings()))
    assert (found.facts, found.kept, found.answered, found.questions) == (0.25, 0.25, 0.5, 2)


def test_only_development_questions_are_asked():
    asked = development_questions()
    assert len(asked) >= 24
    assert all(q.part == "dev" for q in asked)


def run(tmp_path: Path, *arguments: str) -> str:
    done = CliRunner().invoke(cli, [*arguments, "--cache", str(tmp_path)])
    assert done.exit_code == 0, done.output
    return done.output


def test_the_list_marks_what_is_used_and_tells_what_was_measured(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("HF_HUB_CACHE", str(tmp_path / "hub"))
    Capabilities(tmp_path).put("transformers:some/model", ABLE)
    shown = run(tmp_path, "models", "--answer-model", "some/model")
    assert "* some/model" in shown
    assert "70% of the key facts" in shown
    assert "  embedded" in shown
    assert "models download" in shown


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "no/such", "--questions", "0"], "models download no/such"),
        (["check", "openai:m@http://127.0.0.1:9/v1"], "cannot be reached"),
        (["download", "openai:m@http://127.0.0.1:9/v1"], "nothing that can be downloaded"),
        (["download", "ollama:m@http://127.0.0.1:9"], "cannot be reached"),
        (["check", "what:is:this"], "must be"),
    ],
)
def test_what_goes_wrong_is_said_with_what_to_do(tmp_path: Path, arguments: list[str], said: str):
    done = CliRunner().invoke(cli, ["models", *arguments, "--cache", str(tmp_path)])
    assert done.exit_code != 0
    assert said in str(done.exception)
