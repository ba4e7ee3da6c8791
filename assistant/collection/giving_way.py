"""Let long work in the background give way to whoever waits for an answer."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

_LOW = 10
"""A thread of this priority gets a tenth of a core that another wants (Linux).  Lower ones would
keep what they hold, such as the interpreter's lock, from those that wait for it."""


@contextmanager
def giving_way() -> Iterator[None]:
    """Work only where others leave time: this thread and those that it starts (Linux alone).

    Afterwards this thread is as it was, where the system lets its user raise a priority.
    """
    if sys.platform != "linux":
        yield
        return
    thread = threading.get_native_id()
    before = os.getpriority(os.PRIO_PROCESS, thread)
    os.setpriority(os.PRIO_PROCESS, thread, max(before, _LOW))
    try:
        yield
    finally:
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, thread, before)
