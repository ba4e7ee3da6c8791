"""The embedded model behind a real OpenAI-compatible server, `transformers serve`."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from assistant.errors import ModelError
from assistant.models import embedded
from assistant.models.answering import AnswerModel
from assistant.pipeline import Assistant
from assistant.settings import Settings, load_settings
from assistant.types import Source, Turn, Verdict
from tests.stores import ask

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    settings = load_settings({})
    folder = str(embedded.answer_folder(settings.cache))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = str(Path(sys.executable).with_name("transformers"))
    log = tmp_path_factory.mktemp("serve") / "log"
    with log.open("wb") as file:
        server = subprocess.Popen(
            [program, "serve", folder, "--port", str(port), "--device", "cpu"],
            stdout=file, stderr=file, env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
    try:
        address = f"http://127.0.0.1:{port}"
        _wait(address, server, log)
        yield replace(settings, answer_model=f"openai:{folder}@{address}/v1", writer="prose")
    finally:
        server.terminate()
        server.wait(10)


def _wait(address: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(240):
        if server.poll() is not None:
            pytest.fail(log.read_text()[-2000:])
        try:
            if httpx.get(f"{address}/health", trust_env=False).is_success:
                return
        except httpx.HTTPError:
            time.sleep(0.5)
    pytest.fail("the server did not start: " + log.read_text()[-2000:])


def test_the_embedded_model_answers_over_http(served: Settings):
    model = AnswerModel(served)
    *_, last = model.stream(lambda fits, examples: [Turn("user", "Name one colour.")])
    assert last.text
    assert model.usage.tokens > 0


def test_a_stop_frees_the_server_for_the_next(served: Settings):
    model = AnswerModel(served)
    stream = model.stream(lambda f, e: [Turn("user", "Tell a very long story about a river.")])
    while not next(stream).text:
        pass
    start = time.monotonic()
    stream.close()
    assert model.waiting == 0
    assert time.monotonic() - start < 0.6


def test_prose_over_http_shows_nothing_unsupported(served: Settings, assistant: Assistant):
    from assistant.answers.prose import ProseWriter

    writer = ProseWriter(AnswerModel(served), "served")
    over = Assistant(assistant.library, assistant.reader, served, writer)
    answer = ask(over, "How does GShard scale translation models?")
    written = [s for s in answer.statements if s.source is Source.MODEL]
    assert all(s.verdict is Verdict.SUPPORTED and s.quotes for s in written)
    assert answer.details["prose"]["tokens"] > 0
    assert any(s.source is Source.QUOTE for s in answer.statements)


def test_a_wrong_name_is_told(served: Settings):
    address = served.answer_model.rpartition("@")[2]
    wrong = AnswerModel(replace(served, answer_model=f"openai:no/such@{address}"))
    with pytest.raises(ModelError, match="model server at"):
        list(wrong.stream(lambda fits, examples: [Turn("user", "Hello?")]))
