"""From a question in the browser to ever fuller HTML: the page's one way to an answer."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

from assistant.errors import AssistantError
from assistant.types import Answer
from assistant.web import answer_view
from assistant.web.conversation import Conversation, Exchange, failed
from assistant.web.engine import Engine
from assistant.web.html import escape

_LOG = logging.getLogger(__name__)
UPDATE = 0.12
"""Least seconds between two updates of the page: a browser needs no more than eight a second."""


@dataclass(frozen=True, slots=True)
class View:
    """The running turn as HTML and, once it is whole, what the browser keeps of it."""

    live: str
    kept: Exchange | None = None


def ask(engine: Engine, question: str, conversation: Conversation) -> Iterator[View]:
    """Answer in the light of the conversation; closing the iterator stops the work."""
    # The browser draws only what differs from what it was last sent, so no two runs are the same.
    draw = partial(answer_view.turn, conversation.number, question, run=token_hex(4))
    for state in engine.wait():
        if not state.ready and not state.problem:
            body = f'<p class="pa-working" role="status">{escape(state.doing)}…</p>'
            yield View(draw(body, running=True))
    for answer in _answers(engine, question, conversation):
        live = draw(answer_view.answer(answer), running=not answer.done)
        yield View(
            live, Exchange.of(question, answer, conversation.filters) if answer.done else None
        )
        if answer.done:
            return


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


def drawn(engine: Engine, conversation: Conversation) -> str:
    """Finished turns as HTML; nothing while the catalog is not open yet."""
    if not engine.state.ready:
        return ""
    library, first = engine.assistant.library, conversation.number - len(conversation.turns)
    return "".join(
        answer_view.turn(number, turn.question, answer_view.answer(turn.restored(library)))
        for number, turn in enumerate(conversation.turns, first)
    )
