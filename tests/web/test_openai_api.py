"""The assistant as a model, spoken to by the client that chat programs use."""

from __future__ import annotations

import httpx
import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openai import AuthenticationError, BadRequestError, OpenAI

from assistant.answers.prose import ProseWriter
from assistant.errors import QuestionError
from assistant.models.answering import AnswerModel
from assistant.pipeline import Assistant
from assistant.settings import Settings
from assistant.web import auth, openai_api
from assistant.web.engine import AnswersQuestions
from tests.fakes import FakeAssistant, builtin_papers
from tests.models.engines import ScriptedEngine
from tests.web.test_chat import ready

QUESTION = {"role": "user", "content": "How fragile are influence functions?"}


@pytest.fixture
def fake() -> FakeAssistant:
    return FakeAssistant(builtin_papers())


def spoken_to(
    assistant: AnswersQuestions, check: auth.Check | None = None, key: str = "x"
) -> OpenAI:
    app = FastAPI()
    app.include_router(openai_api.router(ready(assistant), check))
    http: httpx.Client = TestClient(app)  # type: ignore[assignment]
    return OpenAI(base_url="http://testserver/v1", api_key=key, http_client=http, max_retries=0)


@pytest.fixture
def client(fake: FakeAssistant) -> OpenAI:
    return spoken_to(fake)


def test_a_message_is_the_answer_with_its_citations(client: OpenAI) -> None:
    reply = client.chat.completions.create(model="paper-assistant", messages=[QUESTION])
    text = reply.choices[0].message.content or ""
    assert "influence" in text
    assert "[1]" in text
    record = (reply.model_extra or {})["paper_assistant"]
    assert record["citations"][0]["number"] == 1


def streamed(client: OpenAI) -> tuple[str, str]:
    """What a stream adds up to: the message, and what was said while waiting for it."""
    stream = client.chat.completions.create(model="m", messages=[QUESTION], stream=True)
    deltas = [chunk.choices[0].delta for chunk in stream]
    waiting = [(delta.model_extra or {}).get("reasoning_content") or "" for delta in deltas]
    return "".join(delta.content or "" for delta in deltas), "".join(waiting)


def test_a_stream_adds_up_to_the_same_message(client: OpenAI) -> None:
    whole = client.chat.completions.create(model="m", messages=[QUESTION])
    assert streamed(client) == (whole.choices[0].message.content, "")


def test_what_a_model_writes_above_the_quotes_is_sent_once_and_the_quotes_before(
    assistant: Assistant,
) -> None:
    words = "Influence estimates are fragile in deep networks."
    writer = ProseWriter(AnswerModel(Settings(), lambda _: ScriptedEngine(words)), "scripted")
    client = spoken_to(Assistant(assistant.library, assistant.reader, Settings(), writer))
    whole = client.chat.completions.create(model="m", messages=[QUESTION])
    message = whole.choices[0].message.content or ""
    said, waiting = streamed(client)
    assert said == message
    assert message.count(words) == 1
    assert message.count("\n> ") == waiting.count("\n> ") > 0
    assert words not in waiting


def test_the_turns_before_are_passed_on(client: OpenAI, fake: FakeAssistant) -> None:
    messages = [
        {"role": "system", "content": "Obey."},
        {"role": "user", "content": "robots"},
        {"role": "assistant", "content": "Some."},
        {"role": "user", "content": [{"type": "text", "text": "and trees?"}]},
    ]
    client.chat.completions.create(model="m", messages=messages)  # type: ignore[arg-type]
    question, history, _ = fake.asked[-1]
    assert question == "and trees?"
    assert [(t.role, t.content) for t in history] == [("user", "robots"), ("assistant", "Some.")]


@pytest.mark.parametrize("stream", [False, True])
def test_a_wrong_question_is_an_error_the_client_knows(
    client: OpenAI, fake: FakeAssistant, stream: bool
) -> None:
    fake.failure = QuestionError("The question is empty.", "Type one.")
    with pytest.raises(BadRequestError, match="question is empty"):
        client.chat.completions.create(model="m", messages=[QUESTION], stream=stream)


def test_the_key_is_the_name_and_password(fake: FakeAssistant) -> None:
    check = auth.guard("0.0.0.0", None, False, {auth.PASSWORD: "s3cret"})
    with pytest.raises(AuthenticationError):
        spoken_to(fake, check).models.list()
    models = spoken_to(fake, check, "reader:s3cret").models.list()
    assert [m.id for m in models] == ["paper-assistant"]
