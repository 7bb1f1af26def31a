"""How a breaker tells others, in order and outside its lock: events, pybreaker's listeners and storage."""

from math import inf
from threading import RLock
from typing import Any, Protocol

import structlog
from pybreaker import CBStateType, CircuitBreakerListener, CircuitBreakerStorage

from core.resilience.events import EventKind, EventLog, Outbox
from core.resilience.machine import State, Transition
from core.resilience.reason import Reason
from core.telemetry.clock import WallClock

log = structlog.get_logger(__name__)


class Tally:
    """Counts what happens too often to report one by one; it is reported at most once a second."""

    __slots__ = ("_count", "_next")

    def __init__(self) -> None:
        self._count = 0
        self._next = -inf

    def add(self, at: float) -> int:
        """Count one. The number to report now, or 0 when it is too soon."""
        self._count += 1
        if at < self._next:
            return 0
        self._next = at + 1
        return self.take()

    def take(self) -> int:
        """The number not yet reported, which it now is."""
        count, self._count = self._count, 0
        return count


class Reported(Protocol):
    """What a reporter needs of its breaker."""

    @property
    def label(self) -> str: ...
    @property
    def listeners(self) -> tuple[CircuitBreakerListener, ...]: ...
    @property
    def storage(self) -> CircuitBreakerStorage: ...
    def state_object(self, state: State) -> CBStateType: ...


class Reporter:
    """Posts under the breaker's lock, delivers on `flush` without it. Errors of those told are logged."""

    def __init__(self, breaker: Reported, events: EventLog, now: WallClock) -> None:
        self._breaker = breaker
        self._events = events
        self._now = now
        self._outbox = Outbox()
        self._announcing = RLock()
        self._rejected = Tally()
        self._fallbacks = Tally()
        self._slow = Tally()
        self.flush = self._outbox.flush
        """Deliver what was posted; the lock must not be held."""

    @property
    def label(self) -> str:
        """The breaker's name to show."""
        return self._breaker.label

    def rejected(self, at: float) -> None:
        count = self._rejected.add(at)
        if count:
            self._post(EventKind.REJECTED, None, count=count)

    def fallback(self, at: float, reason: Reason) -> None:
        count = self._fallbacks.add(at)
        if count:
            self._post(EventKind.FALLBACK, None, count=count, reason=reason)

    def slow(self, at: float, seconds: float) -> None:
        count = self._slow.add(at)
        if count:
            self._post(EventKind.SLOW, None, count=count, seconds=round(seconds, 3))

    def mode(self, mode: str, reason: str, actor: str) -> None:
        self._post(EventKind.MODE, actor, mode=mode, reason=reason)

    def transition(self, transition: Transition) -> None:
        """Report the counts of the state that ended, then the change."""
        tallies = (
            (EventKind.REJECTED, self._rejected),
            (EventKind.FALLBACK, self._fallbacks),
            (EventKind.SLOW, self._slow),
        )
        for kind, tally in tallies:
            count = tally.take()
            if count:
                self._post(kind, None, count=count)
        self._post(
            EventKind.TRANSITION,
            None,
            old=str(transition.old),
            new=str(transition.new),
            reason=transition.reason,
            epoch=transition.epoch,
        )
        self._outbox.post(lambda: self._publish(transition))

    def announce(self, what: str, *args: Any, **kwargs: Any) -> None:
        """Call the method `what` of each pybreaker listener; its error is logged, never raised.

        On the caller's thread and one at a time: listeners written for pybreaker have no lock of their own.
        """
        listeners = self._breaker.listeners
        if not listeners:
            return
        with self._announcing:
            for listener in listeners:
                self._tell(listener, what, args, kwargs)

    def _tell(
        self, listener: CircuitBreakerListener, what: str, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> None:
        try:
            getattr(listener, what)(self._breaker, *args, **kwargs)
        except Exception:
            log.exception("breaker_listener_failed", breaker=self.label, told=what)

    def _post(self, kind: EventKind, actor: str | None, **data: object) -> None:
        self._outbox.post(lambda: self._events.emit(kind, self.label, actor=actor, **data))

    def _publish(self, transition: Transition) -> None:
        """Tell pybreaker's storage and listeners of a change."""
        storage = self._breaker.storage
        try:
            storage.state = str(transition.new)
            if transition.new is State.OPEN:
                storage.opened_at = self._now()
        except Exception:
            log.exception("breaker_storage_failed", breaker=self.label)
        old, new = self._breaker.state_object(transition.old), self._breaker.state_object(transition.new)
        self.announce("state_change", old, new)
