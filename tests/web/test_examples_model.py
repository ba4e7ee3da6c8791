"""The questions that the page offers are answered, by the real models."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.settings import load_settings
from assistant.types import Status
from assistant.web import startup
from assistant.web.examples import examples
from assistant.web.follow_ups import follow_ups


@pytest.mark.model
def test_every_example_and_every_follow_up_is_answered(tmp_path: Path) -> None:
    engine = startup.engine(load_settings({"store": tmp_path / "store"}))
    *_, state = engine.wait()
    assert state.ready, state.problem
    for question in examples(engine.assistant.library):
        *_, answer = engine.assistant.answer(question)
        assert answer.status is Status.ANSWERED, question
        for next_question in follow_ups(answer):
            *_, reply = engine.assistant.answer(next_question)
            assert reply.status is Status.ANSWERED, next_question
