"""Whether whoever asked is still there: an answer that nobody waits for ends at its next step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from assistant.errors import AssistantError

Gone = Callable[[], bool]
"""Tells whether the reader has gone."""


class LeftError(AssistantError):
    """Whoever asked has gone, so that nobody will read the answer."""


_GONE: ContextVar[Gone | None] = ContextVar("gone", default=None)


def reader_gone() -> Gone:
    """What tells whether the reader of the request that is being served has gone."""
    return _GONE.get() or (lambda: False)


@contextmanager
def read_by(gone: Gone) -> Iterator[None]:
    """Whatever is asked within is asked by this reader."""
    token = _GONE.set(gone)
    try:
        yield
    finally:
        _GONE.reset(token)
