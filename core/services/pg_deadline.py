"""Deadlines that hold for psycopg2 even when the server is frozen, which libpq itself would wait on for ever.

psycopg2's wait callback hands us every wait for the server, connecting included; we wait on the socket no
longer than the operation's budget. The callback is process-wide. Name resolution alone stays outside it.
See "Support for coroutine libraries" in psycopg2's documentation.
"""

import selectors
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg2
import psycopg2.extensions as pg

from core.telemetry.clock import monotonic

_Selector: type[selectors.BaseSelector] = getattr(selectors, "PollSelector", selectors.SelectSelector)
_WITHOUT_BUDGET = 30.0
"""Seconds a wait outside any operation may take, such as closing the pool."""


class ServerSilent(psycopg2.OperationalError):
    """An answer did not come within the budget."""


@dataclass(slots=True)
class Budget:
    """What one operation may still wait for."""

    each: float
    """Longest wait for one answer, in seconds."""
    ends_at: float
    """Monotonic time by which the whole operation must be over."""
    spent: bool = False
    """An answer did not come: whatever else the operation tries fails at once."""

    @property
    def is_over(self) -> bool:
        return self.spent or monotonic() >= self.ends_at

    def next_wait_ends(self) -> float:
        return 0.0 if self.spent else min(monotonic() + self.each, self.ends_at)


_local = threading.local()


@contextmanager
def budget(each: float, total: float) -> Iterator[Budget]:
    """Bound what this thread's statements may wait for, in seconds: each answer, and all of them together."""
    outer = getattr(_local, "budget", None)
    _local.budget = Budget(each, monotonic() + total)
    try:
        yield _local.budget
    finally:
        _local.budget = outer


def current_budget() -> Budget | None:
    """The budget of the operation this thread is in."""
    found: Budget | None = getattr(_local, "budget", None)
    return found


def install() -> None:
    """Put the wait callback in place. May be called again."""
    pg.set_wait_callback(_wait)


def _wait(connection: pg.connection) -> None:
    allowed = current_budget() or Budget(_WITHOUT_BUDGET, monotonic() + _WITHOUT_BUDGET)
    ends_at = allowed.next_wait_ends()
    while (state := connection.poll()) != pg.POLL_OK:
        event = selectors.EVENT_READ if state == pg.POLL_READ else selectors.EVENT_WRITE
        with _Selector() as selector:
            selector.register(connection.fileno(), event)
            if not selector.select(max(0.0, ends_at - monotonic())):
                allowed.spent = True
                raise ServerSilent("timeout expired: the server did not answer in time")
