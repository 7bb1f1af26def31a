"""What happened, in order: the stream that feeds charts, metrics and the audit trail."""

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import islice
from threading import Lock
from types import MappingProxyType

import structlog

from core.telemetry.clock import WallClock, utc_now

log = structlog.get_logger(__name__)


class EventKind(StrEnum):
    """Kinds of events; the values are stable, for they are stored and shown."""

    TRANSITION = "breaker.transition"
    """data: old, new, reason, epoch"""
    MODE = "breaker.mode"
    """An operator forced open, disabled or reset a breaker. data: mode, reason"""
    REJECTED = "breaker.rejected"
    """data: count, since the last event of this kind; at most one a second for each breaker"""
    FALLBACK = "breaker.fallback"
    """data: count, reason; at most one a second for each breaker"""
    SLOW = "breaker.slow"
    """data: count, seconds (of the latest); at most one a second for each breaker"""
    MISCONFIGURED = "service.misconfigured"
    FAULT_INJECTED = "fault.injected"
    FAULT_STOPPED = "fault.stopped"
    FAULT_EXPIRED = "fault.expired"
    DRILL_STARTED = "drill.started"
    DRILL_STOPPED = "drill.stopped"
    DRILL_FINISHED = "drill.finished"
    """data: drill, ending, lost"""
    LEVEL = "degradation.level"
    """data: old, new, words"""
    RECOVERY_FAILED = "recovery.failed"
    """A step of the recovery loop raised. data: step, error"""
    JOURNAL_HELD = "journal.held"
    """data: write (its kind), entry, idempotency_key"""
    JOURNAL_REPLAYED = "journal.replayed"
    JOURNAL_DEAD_LETTER = "journal.dead_letter"
    JOURNAL_EDITED = "journal.edited"
    JOURNAL_RETRIED = "journal.retried"
    JOURNAL_DROPPED = "journal.dropped"
    STORAGE_SPOOLED = "storage.spooled"
    STORAGE_UPLOADED = "storage.uploaded"
    STORAGE_DAMAGED = "storage.damaged"
    """What waited for S3 is not what was put, and was set aside."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened."""

    at: datetime
    """UTC."""
    kind: EventKind
    subject: str
    """What it happened to: a breaker's name, a fault's target, a journal key."""
    actor: str | None
    """Who did it; None where nobody did."""
    data: Mapping[str, object]


Listener = Callable[[Event], object]


class Outbox:
    """Runs what is posted in the order it was posted, one at a time, on whichever thread flushes.

    Post under the lock that orders what happened; flush after releasing it. What runs may itself post and
    flush: its own postings run after it. What runs must not raise.
    """

    def __init__(self) -> None:
        self._posted: deque[Callable[[], object]] = deque()
        self._running = Lock()

    def post(self, delivery: Callable[[], object]) -> None:
        self._posted.append(delivery)

    def flush(self) -> None:
        # Looked at again after the release: another thread may have posted just before it, and gone.
        while self._posted and self._running.acquire(blocking=False):
            try:
                while self._posted:
                    self._posted.popleft()()
            finally:
                self._running.release()


class EventLog:
    """The latest `capacity` events, and whoever wants to hear of each. Safe from any thread."""

    def __init__(self, capacity: int = 1000, now: WallClock = utc_now) -> None:
        if capacity < 1:
            raise ValueError(f"an event log holds at least one event, not {capacity!r}")
        self._now = now
        self._lock = Lock()
        self._recent: deque[Event] = deque(maxlen=capacity)
        self._listeners: tuple[Listener, ...] = ()
        self._outbox = Outbox()

    def emit(self, kind: EventKind, subject: str, *, actor: str | None = None, **data: object) -> Event:
        """Record an event and tell the listeners, in order; a listener's error is logged, never raised."""
        with self._lock:
            event = Event(self._now(), kind, subject, actor, MappingProxyType(data))
            self._recent.append(event)
            self._outbox.post(lambda: self._tell(event))
        self._outbox.flush()
        return event

    def recent(
        self, limit: int = 100, kind: EventKind | None = None, subject: str | None = None
    ) -> list[Event]:
        """Up to `limit` events that match, newest first."""
        with self._lock:
            events = list(self._recent)
        matching = (
            event
            for event in reversed(events)
            if (kind is None or event.kind == kind) and (subject is None or event.subject == subject)
        )
        return list(islice(matching, limit))

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` with each event from now on, until the returned function is called."""
        with self._lock:
            self._listeners = (*self._listeners, listener)

        def unsubscribe() -> None:
            with self._lock:
                self._listeners = tuple(one for one in self._listeners if one is not listener)

        return unsubscribe

    def _tell(self, event: Event) -> None:
        for listener in self._listeners:
            try:
                listener(event)
            except Exception:
                log.exception("event_listener_failed", kind=event.kind, subject=event.subject)
