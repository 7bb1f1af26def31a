"""Injected failures: what a service meets between its breaker and its client while a fault is active."""

import random as random_module
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import isfinite
from threading import Event as Signal
from threading import Lock
from uuid import uuid4

from core.resilience.events import EventKind, EventLog
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now

TARGETS = ("openai", "database", "redis", "s3")
LONGEST_SECONDS = 30 * 60.0
"""A fault forgotten by whoever injected it ends within this."""


class FaultKind(StrEnum):
    """Ways a dependency fails."""

    REFUSE = "refuse"
    """The connection is refused."""
    HANG = "hang"
    """The connection is accepted and never answered."""
    LATENCY = "latency"
    """The answer comes late."""
    ERROR = "error"
    """The dependency answers with an error of its own (5xx)."""
    THROTTLE = "throttle"
    """The dependency asks for fewer calls (429)."""
    MALFORMED = "malformed"
    """The answer cannot be read."""
    DROP = "drop"
    """The connection drops in the middle of the answer."""


Raisers = Mapping[FaultKind, Callable[[], Exception]]
"""Makes the client library's own exception for each kind; HANG's is its timeout."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One injected failure. Refuses bad values with a ValueError that names them."""

    id: str
    target: str
    kind: FaultKind
    probability: float
    """Share of calls it strikes, above 0 and up to 1."""
    latency_seconds: float
    """How late an answer comes, up to 30 minutes; only LATENCY uses it."""
    jitter_seconds: float
    """The most that latency is drawn shorter or longer by; not more than the latency."""
    actor: str
    reason: str
    started_at: datetime
    """UTC."""
    expires_at: datetime
    """UTC; at most 30 minutes after the start."""

    def __post_init__(self) -> None:
        if self.target not in TARGETS:
            raise ValueError(f"target must be one of {', '.join(TARGETS)}, not {self.target!r}")
        _require_between("probability", self.probability, 0, 1, low_allowed=False)
        _require_between("latency_seconds", self.latency_seconds, 0, LONGEST_SECONDS)
        _require_between("jitter_seconds", self.jitter_seconds, 0, self.latency_seconds)
        for name in ("actor", "reason"):
            if not getattr(self, name).strip():
                raise ValueError(f"a fault needs {name}, not {getattr(self, name)!r}")


def _require_between(name: str, value: float, low: float, high: float, *, low_allowed: bool = True) -> None:
    number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not number or value > high or value < low or (value == low and not low_allowed):
        bound = "from" if low_allowed else "above"
        raise ValueError(f"{name} must be a number {bound} {low:g} up to {high:g}, not {value!r}")


@dataclass(frozen=True, slots=True)
class _Active:
    fault: Fault
    ends: float
    stopped: Signal


class FaultBoard:
    """The active faults of the console, at most one a target and kind: a new one takes the place of the old.

    `wait` waits on a signal for at most some seconds, as threading.Event.wait does; `random` yields numbers
    from 0 to 1. Safe from any thread.
    """

    def __init__(
        self,
        events: EventLog,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
        *,
        wait: Callable[[Signal, float], object] = Signal.wait,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        self._events = events
        self._clock = clock
        self._now = now
        self._wait = wait
        self._random = random
        self._lock = Lock()
        self._active: dict[tuple[str, FaultKind], _Active] = {}

    def inject(
        self,
        target: str,
        kind: FaultKind,
        *,
        actor: str,
        reason: str,
        probability: float = 1.0,
        latency_seconds: float = 1.0,
        jitter_seconds: float = 0.0,
        duration_seconds: float = 60.0,
    ) -> Fault:
        """Make `target` fail from now on, for at most 30 minutes. ValueError names a bad value."""
        _require_between("duration_seconds", duration_seconds, 0, LONGEST_SECONDS, low_allowed=False)
        started = self._now()
        fault = Fault(
            id=uuid4().hex,
            target=target,
            kind=FaultKind(kind),
            probability=probability,
            latency_seconds=latency_seconds,
            jitter_seconds=jitter_seconds,
            actor=actor,
            reason=reason,
            started_at=started,
            expires_at=started + timedelta(seconds=duration_seconds),
        )
        with self._lock:
            replaced = self._active.get((target, fault.kind))
            self._active[target, fault.kind] = _Active(fault, self._clock() + duration_seconds, Signal())
        if replaced is not None:
            replaced.stopped.set()
            self._report(EventKind.FAULT_STOPPED, replaced.fault, actor)
        self._report(EventKind.FAULT_INJECTED, fault, actor)
        return fault

    def active(self, target: str | None = None) -> list[Fault]:
        """Faults in force, oldest first; those of one target or of all."""
        return [one.fault for one in self._in_force() if target is None or one.fault.target == target]

    def seconds_left(self, fault: Fault) -> float:
        """Seconds until `fault` ends of itself; 0 when it is no longer in force."""
        with self._lock:
            one = self._active.get((fault.target, fault.kind))
        if one is None or one.fault.id != fault.id:
            return 0.0
        return max(0.0, one.ends - self._clock())

    def stop(self, fault_id: str, actor: str) -> bool:
        """End a fault and wake every call it holds up. False when it had ended already."""
        return self._stop(lambda fault: fault.id == fault_id, actor) > 0

    def stop_all(self, actor: str) -> int:
        """End every fault. Returns how many there were."""
        return self._stop(lambda _fault: True, actor)

    def strike(self, target: str, raisers: Raisers, deadline: float) -> None:
        """Do to one call what the active faults of `target` do; a service calls it just before its client.

        `deadline` is how many seconds the call may still take: a hang or a latency beyond it ends there, in
        the client's timeout (raisers[FaultKind.HANG]). Raises what a raiser makes, or LookupError when an
        active fault has none.
        """
        if not self._active:
            return
        ends = self._clock() + deadline
        for one in self._in_force():
            if one.fault.target == target and self._random() < one.fault.probability:
                self._play(one, raisers, ends)

    def _play(self, one: _Active, raisers: Raisers, ends: float) -> None:
        fault = one.fault
        raiser = raisers.get(FaultKind.HANG if fault.kind is FaultKind.LATENCY else fault.kind)
        if raiser is None:
            raise LookupError(f"{fault.target} has no exception for a fault of kind {fault.kind}")
        left = max(0.0, ends - self._clock())
        if fault.kind is FaultKind.LATENCY:
            late = fault.latency_seconds + fault.jitter_seconds * (2 * self._random() - 1)
            self._wait(one.stopped, min(late, left))
            if late <= left:
                return
        if fault.kind is FaultKind.HANG:
            self._wait(one.stopped, min(left, max(0.0, one.ends - self._clock())))
        error = raiser()
        raise error

    def _in_force(self) -> list[_Active]:
        now = self._clock()
        with self._lock:
            expired = [key for key, one in self._active.items() if one.ends <= now]
            ended = [self._active.pop(key) for key in expired]
            active = list(self._active.values())
        for one in ended:
            one.stopped.set()
            self._report(EventKind.FAULT_EXPIRED, one.fault, None)
        return active

    def _stop(self, chosen: Callable[[Fault], bool], actor: str) -> int:
        with self._lock:
            keys = [key for key, one in self._active.items() if chosen(one.fault)]
            stopped = [self._active.pop(key) for key in keys]
        for one in stopped:
            one.stopped.set()
            self._report(EventKind.FAULT_STOPPED, one.fault, actor)
        return len(stopped)

    def _report(self, kind: EventKind, fault: Fault, actor: str | None) -> None:
        self._events.emit(
            kind,
            fault.target,
            actor=actor,
            fault=fault.id,
            fault_kind=str(fault.kind),
            reason=fault.reason,
            probability=fault.probability,
        )
