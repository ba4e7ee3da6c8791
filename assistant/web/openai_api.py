"""``/v1/chat/completions`` as existing chat clients speak it: the assistant as a model.

The message is the answer's Markdown with its citations; their record stands beside it in
``paper_assistant``, which clients that do not know it ignore.

A message that was sent cannot be taken back, and whether a model's prose stands above the quotes is
known when all of it was checked.  So the message is sent then, once; what is quoted goes out before
as ``reasoning_content``, which clients show while they wait.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Generator, Iterator
from itertools import chain
from typing import Any, Literal
from uuid import uuid4

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import iterate_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant.errors import AssistantError
from assistant.serialise import answer_record
from assistant.types import Answer, Turn
from assistant.web.auth import Check, opens
from assistant.web.engine import Engine

MODEL = "paper-assistant"
_MOST_MESSAGES = 40
_PARAGRAPHS = re.compile(r"(?<=\n\n)")


class Part(BaseModel):
    """A piece of a message; only text is read."""

    type: str = "text"
    text: str = ""


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool"]
    content: str | list[Part] | None = ""

    @property
    def text(self) -> str:
        """What it says."""
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content)
        return self.content or ""


class Completion(BaseModel):
    """What a client asks for; everything else that it sends is ignored."""

    messages: list[Message] = Field(min_length=1)
    model: str = MODEL
    stream: bool = False


def router(engine: Engine, check: Check | None = None) -> APIRouter:
    """The routes under ``/v1``; with ``check``, the key is ``name:password``."""
    routes = APIRouter(prefix="/v1")

    def admit(request: Request) -> None:
        if check is None:
            return
        if not opens(check, request.headers.get("authorization", "")):
            raise HTTPException(401, "The API key is wrong; it has the form name:password.")

    @routes.get("/models")
    def models(request: Request) -> dict[str, Any]:
        admit(request)
        card = {"id": MODEL, "object": "model", "created": 0, "owned_by": MODEL}
        return {"object": "list", "data": [card]}

    @routes.post("/chat/completions")
    def complete(request: Request, wanted: Completion) -> Any:  # noqa: ANN401 - one or a stream
        admit(request)
        try:
            answers = _answers(engine, wanted)
            if wanted.stream:
                first = next(answers)
                events = _while_read(_events(first, answers), request)
                return StreamingResponse(events, media_type="text/event-stream")
            *_, last = answers
        except AssistantError as error:
            return JSONResponse(_problem(str(error)), 400)
        return _whole(last)

    return routes


def _answers(engine: Engine, wanted: Completion) -> Iterator[Answer]:
    said = [m for m in wanted.messages if m.role in ("user", "assistant")][-_MOST_MESSAGES:]
    if not said or said[-1].role != "user":
        raise HTTPException(400, "The last message must be the user's question.")
    for _ in engine.wait():
        pass
    history = [Turn(m.role, m.text) for m in said[:-1]]
    yield from engine.assistant.answer(said[-1].text, history)


def _whole(answer: Answer) -> dict[str, Any]:
    message = {"role": "assistant", "content": answer.text}
    choice = {"index": 0, "message": message, "finish_reason": "stop"}
    return {
        **_head("chat.completion"),
        "choices": [choice],
        "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        "paper_assistant": answer_record(answer),
    }


async def _while_read(events: Generator[str], request: Request) -> AsyncIterator[str]:
    """The events while somebody reads them; whoever leaves frees the model for the next."""
    try:
        async for event in iterate_in_threadpool(events):
            yield event
            if await request.is_disconnected():
                return
    finally:
        events.close()


def _events(first: Answer, rest: Iterator[Answer]) -> Generator[str]:
    """The message in its paragraphs once it is whole; before, what is quoted and signs of life."""
    head, quotes, told = _head("chat.completion.chunk"), "", False
    yield _event(head, {"role": "assistant", "content": ""})
    answer = first
    try:
        for answer in chain([first], rest):
            prose = "prose" in answer.details
            if not prose:
                quotes = answer.text
            elif not told:
                told = True
                yield _event(head, {"reasoning_content": quotes})
            if not answer.done:
                # At a sign of life a client that has gone is noticed and the model freed.
                place = (
                    f"place {answer.details.get('queue', 0)} in the queue" if prose else "reading"
                )
                yield f": {place}\n\n"
    except AssistantError as error:
        yield f"data: {json.dumps(_problem(str(error)))}\n\n"
        return
    for paragraph in _PARAGRAPHS.split(answer.text):
        yield _event(head, {"content": paragraph})
    yield _event(head, {}, "stop", paper_assistant=answer_record(answer))
    yield "data: [DONE]\n\n"


def _event(
    head: dict[str, Any], delta: dict[str, str], finish: str | None = None, **more: object
) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return f"data: {json.dumps({**head, 'choices': [choice], **more}, ensure_ascii=False)}\n\n"


def _head(kind: str) -> dict[str, Any]:
    identity = f"chatcmpl-{uuid4().hex}"
    return {"id": identity, "object": kind, "created": int(time.time()), "model": MODEL}


def _problem(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "code": None}}
