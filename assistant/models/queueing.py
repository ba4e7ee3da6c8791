"""Who may use a model now, and who waits: first come, first served, each knowing their place."""

from __future__ import annotations

import threading


class Turnstile:
    """Lets a few in at once and the others wait in the order they came.

    Args:
        places: How many may be in at once.
    """

    def __init__(self, places: int = 1) -> None:
        self._places = places
        self._line: list[Ticket] = []
        self._moved = threading.Condition()

    def join(self) -> Ticket:
        """A ticket at the end of the line; it must ``leave`` in the end."""
        with self._moved:
            ticket = Ticket(self)
            self._line.append(ticket)
            return ticket

    @property
    def waiting(self) -> int:
        """How many wait."""
        return max(0, len(self._line) - self._places)


class Ticket:
    """One user's place in the line; a context manager that waits for its turn and leaves."""

    def __init__(self, turnstile: Turnstile) -> None:
        self._turnstile = turnstile

    @property
    def place(self) -> int:
        """0 when it is this ticket's turn, else its place among those that wait, from 1."""
        with self._turnstile._moved:
            line = self._turnstile._line
            index = line.index(self) if self in line else 0
            return max(0, index + 1 - self._turnstile._places)

    def wait(self, seconds: float | None = None) -> bool:
        """Wait for the turn, at most so long; returns whether it has come."""
        with self._turnstile._moved:
            return self._turnstile._moved.wait_for(lambda: self.place == 0, seconds)

    def leave(self) -> None:
        """Give the place up, whether waiting or in; may be called again."""
        with self._turnstile._moved:
            if self in self._turnstile._line:
                self._turnstile._line.remove(self)
                self._turnstile._moved.notify_all()

    def __enter__(self) -> Ticket:
        self.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()
