"""Broken files and broken requests: records, rejections or a sentence; never a fault or a hang.

``PAPER_ASSISTANT_FUZZ=10000`` makes it ten thousand inputs for each format and for each endpoint.
"""

from __future__ import annotations

import contextlib
import os
import random
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from assistant.errors import AssistantError, InputError
from assistant.pipeline import Assistant
from assistant.web import server
from assistant.web.engine import Engine
from tests.faults.samples import samples
from tests.web.hostile import MARKUP
from vectorstore import readers

FUZZ = int(os.environ.get("PAPER_ASSISTANT_FUZZ", "40"))
LONGEST = 20.0
"""Seconds after which one input counts as a hang, on a busy machine."""
OWN = "http://127.0.0.1:7860"
_PIECES = [b"\0", b"\xff\xfe", b"{", b"}" * 50, b"[" * 2000, b'"', b"\\", b"\n", b"\r", b",",
           b"@", b"\xed\xa0\x80", b"1e999", b"NaN", b"null", b"-", b"TY  - ", b"\t\t", b"<b>",
           b"9" * 5000, "é\u202e\u0000𝔸".encode()]  # fmt: skip


def broken(content: bytes, chance: random.Random) -> bytes:
    """The content with a few bytes changed, cut out, doubled or put in."""
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(content) + 1)
        to = min(len(content), at + chance.choice((1, 1, 3, 20, 200)))
        new = chance.choice(
            (b"", content[at:to] * 2, bytes([chance.randrange(256)]), chance.choice(_PIECES))
        )
        content = content[:at] + new + content[chance.choice((at, to)) :]
    return content[: chance.randrange(len(content) + 1)] if chance.random() < 0.1 else content


@pytest.mark.parametrize("name", samples())
def test_the_samples_are_read_whole(tmp_path: Path, name: str):
    (tmp_path / name).write_bytes(samples()[name])
    assert len([r for r in readers.entries(tmp_path / name) if hasattr(r, "paper")]) == 2


@pytest.mark.whole
@pytest.mark.parametrize("name", samples())
def test_a_broken_file_is_told_in_sentences(tmp_path: Path, name: str):
    chance, file = random.Random(name), tmp_path / name
    for number in range(FUZZ):
        content = broken(samples()[name], chance)
        file.write_bytes(content)
        start = time.monotonic()
        try:
            with contextlib.suppress(InputError):
                assert all(map(str, readers.entries(file)))
        except Exception as error:  # noqa: BLE001 - told with the input that did it
            pytest.fail(f"input {number} of {name}: {type(error).__name__}: {error}: {content!r}")
        assert time.monotonic() - start < LONGEST, content


@pytest.fixture(scope="module")
def client(assistant: Assistant) -> Iterator[TestClient]:
    app = server.application(Engine(lambda report: assistant))
    with TestClient(app, base_url=OWN, raise_server_exceptions=False) as client:
        yield client


def value(chance: random.Random, depth: int = 0) -> Any:
    """Any JSON value, odd ones first."""
    odd = ["", " ", "\0", "?" * 3000, "the of and", '"a" OR title:b*', "NEAR(a b)", "'; DROP--",
           "\ud83d", "𝔸é\u202e", -1, 0, 10**30, 1.5, True, None, *MARKUP]  # fmt: skip
    if depth < 3 and chance.random() < 0.3:
        return [value(chance, depth + 1) for _ in range(chance.randint(0, 3))]
    if depth < 3 and chance.random() < 0.3:
        keys = ("role", "content", "type", "text", "x", "turns", "filters", "answer", "question")
        return {chance.choice(keys): value(chance, depth + 1) for _ in range(chance.randint(0, 4))}
    return chance.choice(odd)


def _message(chance: random.Random) -> Any:
    role = chance.choice(("user", "assistant", "system", "nobody"))
    return {"role": role, "content": value(chance)} if chance.random() < 0.8 else value(chance)


def _completion(chance: random.Random) -> tuple[str, Any]:
    messages = [_message(chance) for _ in range(chance.randint(0, 3))]
    if chance.random() < 0.5:
        messages.append({"role": "user", "content": str(value(chance))})
    return "/v1/chat/completions", {"messages": messages, "stream": chance.random() < 0.3}


def _gradio(chance: random.Random) -> tuple[str, Any]:
    name = chance.choice(("ask", "search", "paper"))
    return f"/gradio_api/run/{name}", {"data": [value(chance) for _ in range(chance.randint(0, 2))]}


def _queue(chance: random.Random) -> tuple[str, Any]:
    body = {"data": value(chance), "fn_index": value(chance), "session_hash": value(chance)}
    return "/gradio_api/queue/join", body


@pytest.mark.whole
@pytest.mark.parametrize("make", [_completion, _gradio, _queue])
def test_a_broken_request_is_answered_and_is_no_fault(client: TestClient, make: Any):
    chance = random.Random(make.__name__)
    for number in range(FUZZ):
        path, body = make(chance)
        start = time.monotonic()
        try:
            reply = client.post(path, json=body)
        except UnicodeEncodeError:
            continue  # a lone surrogate: the client cannot send it
        told = f"request {number} to {path}: {reply.status_code} {reply.text[:300]} for {body!r}"
        assert "Traceback" not in reply.text, told
        # Gradio answers 500 with an ``error`` where a function of its API says what is wrong.
        ours = path.startswith("/gradio_api") and "error" in reply.json()
        assert reply.status_code < 500 or ours, told
        assert time.monotonic() - start < LONGEST, told
    assert client.get("/healthz").status_code == 200


@pytest.mark.whole
def test_any_question_has_an_answer_or_a_sentence(assistant: Assistant):
    chance = random.Random(0)
    words = [w for p in assistant.library.papers(limit=8) for w in p.abstract.split()]
    for _ in range(FUZZ):
        parts = [chance.choice((chance.choice(words), str(value(chance, 3)))) for _ in range(5)]
        question = chance.choice(("", "papers by ", "compare ", "who wrote ")) + " ".join(parts)
        with contextlib.suppress(AssistantError):
            *_, last = assistant.answer(question)
            assert last.done
            assert last.text
