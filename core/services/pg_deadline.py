"""Deadlines that hold for psycopg2 even when the server is frozen, which libpq itself would wait on for ever.

psycopg2's wait callback hands us every wait for the server, connecting included; we wait on the socket no
longer than the operation's budget. The callback is process-wide. Name resolution alone stays outside it, so a
helper connects.
See "Support for coroutine libraries" in psycopg2's documentation.
"""

import selectors
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TypeVar

import psycopg2
import psycopg2.extensions as pg

from core.services.helpers import Helpers
from core.telemetry.clock import monotonic

T = TypeVar("T")

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
_helpers = Helpers("connect")


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


def connect(work: Callable[[], T]) -> T:
    """The connection that `work` makes, within the budget of this thread's operation. Raises ServerSilent."""
    allowed = _current_or_default()
    seconds = max(0.0, allowed.next_wait_ends() - monotonic())

    def connected() -> T:
        with budget(seconds, seconds):
            return work()

    try:
        return _helpers.run(connected, seconds)
    except TimeoutError as late:
        allowed.spent = True
        raise ServerSilent("timeout expired: there was no connection in time") from late
    except ServerSilent:
        allowed.spent = True
        raise


def _current_or_default() -> Budget:
    return current_budget() or Budget(_WITHOUT_BUDGET, monotonic() + _WITHOUT_BUDGET)


def _wait(connection: pg.connection) -> None:
    allowed = _current_or_default()
    ends_at = allowed.next_wait_ends()
    while (state := connection.poll()) != pg.POLL_OK:
        event = selectors.EVENT_READ if state == pg.POLL_READ else selectors.EVENT_WRITE
        with _Selector() as selector:
            selector.register(connection.fileno(), event)
            if not selector.select(max(0.0, ends_at - monotonic())):
                allowed.spent = True
                raise ServerSilent("timeout expired: the server did not answer in time")
