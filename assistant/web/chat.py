"""From a question in the browser to ever fuller HTML: the page's one way to an answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace

from assistant.errors import AssistantError
from assistant.types import Answer
from assistant.web import answer_view
from assistant.web.conversation import Conversation, failed
from assistant.web.engine import Engine
from assistant.web.html import escape

_LOG = logging.getLogger(__name__)
UPDATE = 0.12
"""Least seconds between two updates of the page: a browser needs no more than eight a second."""


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows: the finished turns, the running one, and what the browser keeps."""

    past: str
    live: str
    conversation: Conversation
    done: bool = False


def ask(engine: Engine, question: str, conversation: Conversation) -> Iterator[View]:
    """Answer in the light of the conversation; closing the iterator stops the work."""
    past, number = history_html(engine, conversation), len(conversation.turns)
    waiting = View(past, "", conversation)
    for state in engine.wait():
        if not state.ready and not state.problem:
            body = f'<p class="pa-working" role="status">{escape(state.doing)}…</p>'
            yield replace(waiting, live=answer_view.turn(number, question, body, running=True))
    if state.ready and not past and conversation.turns:
        past = history_html(engine, conversation)
    for answer in _answers(engine, question, conversation):
        live = answer_view.turn(number, question, answer_view.answer(answer), not answer.done)
        if answer.done:
            yield View(past, live, conversation.add(question, answer), done=True)
            return
        yield View(past, live, conversation)


def _answers(engine: Engine, question: str, conversation: Conversation) -> Iterator[Answer]:
    """The answers, no faster than a page can show them; a failure becomes the last one."""
    try:
        stream = engine.assistant.answer(
            question, tuple(conversation.history()), conversation.filters
        )
        with closing(stream):  # type: ignore[type-var]
            shown = 0.0
            for answer in stream:
                if answer.done or time.monotonic() - shown >= UPDATE:
                    yield answer
                    shown = time.monotonic()
    except AssistantError as error:
        yield failed(question, str(error))
    except Exception as error:  # noqa: BLE001 - one failing question must not end the page
        _LOG.exception("A question failed: %r", question[:200])
        kind = type(error).__name__
        yield failed(question, f"Something went wrong here ({kind}). Ask again, or in other words.")


def history_html(engine: Engine, conversation: Conversation, upto: int | None = None) -> str:
    """The finished turns; nothing while the catalog is not open yet."""
    if not engine.state.ready:
        return ""
    library = engine.assistant.library
    return "".join(
        answer_view.turn(i, t.question, answer_view.answer(t.restored(library)))
        for i, t in enumerate(conversation.turns[:upto])
    )
