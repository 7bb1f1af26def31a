"""The circuit breaker: pybreaker's surface over a state machine of our own, safe and fast under threads."""

import random as random_module
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import wraps
from inspect import iscoroutinefunction
from math import inf
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any, TypeVar, cast

import structlog
from pybreaker import (
    CBStateType,
    CircuitBreaker,
    CircuitBreakerError,
    CircuitBreakerListener,
    CircuitBreakerStorage,
)

from core.resilience.events import EventKind, EventLog, Outbox
from core.resilience.machine import Machine, Mode, Permit, State, Transition
from core.resilience.policy import BreakerPolicy
from core.resilience.snapshot import BreakerSnapshot, LastError
from core.resilience.streams import watch_async_generator, watch_awaitable, watch_generator
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now
from core.telemetry.windows import LatencyWindow, Outcome

T = TypeVar("T")
Exclusion = type[BaseException] | Callable[[Any], bool]

log = structlog.get_logger(__name__)

_STREAMS = frozenset({GeneratorType, CoroutineType, AsyncGeneratorType})
_SUCCESS, _FAILURE, _IGNORED = Outcome.SUCCESS, Outcome.FAILURE, Outcome.IGNORED


class BreakerOpenError(CircuitBreakerError):
    """The call was rejected: the dependency was not asked."""

    code = "breaker_open"

    def __init__(self, message: str, breaker: str, seconds_until_probe: float | None) -> None:
        super().__init__(message)
        self.breaker = breaker
        self.seconds_until_probe = seconds_until_probe
        """None where no probe is coming of itself, as when it is forced open."""


class BreakerTrippedError(BreakerOpenError):
    """The call reached the dependency, failed and opened the circuit; its own error is the __cause__."""

    code = "breaker_tripped"


class Tally:
    """Things too many to report one by one: counted, and reported at most once a second."""

    __slots__ = ("_next", "count")

    def __init__(self) -> None:
        self.count = 0
        self._next = -inf

    def add(self, at: float) -> int:
        """Count one. The number to report now, or 0 when it is too soon."""
        self.count += 1
        if at < self._next:
            return 0
        self._next = at + 1
        return self.take()

    def take(self) -> int:
        """The number not yet reported, which it now is."""
        count, self.count = self.count, 0
        return count


class BreakerHeldError(RuntimeError):
    """An operator holds the breaker; only reset() lets go of it."""

    code = "breaker_held"


class Breaker(CircuitBreaker):
    """A circuit breaker used as pybreaker's: call, decorator, calling(), listeners, open/half_open/close.

    The protected call runs outside the lock. docs/breakers.md lists where it differs from pybreaker and why.
    """

    def __init__(  # noqa: PLR0913 - pybreaker's eight, and its policy by name
        self,
        fail_max: int = 5,
        reset_timeout: float = 60,
        success_threshold: int = 1,
        exclude: Iterable[Exclusion] | None = None,
        listeners: Sequence[CircuitBreakerListener] | None = None,
        state_storage: CircuitBreakerStorage | None = None,
        name: str | None = None,
        throw_new_error_on_trip: bool = True,  # noqa: FBT001, FBT002 - pybreaker's signature
        *,
        ignore: Iterable[Exclusion] = (),
        probes: int = 1,
        probe_lease: float = 10.0,
        failure_rate: float | None = None,
        slow_call_seconds: float | None = None,
        slow_rate: float | None = None,
        window_seconds: float = 30.0,
        minimum_calls: int = 20,
        reset_timeout_growth: float = 1.0,
        reset_timeout_max: float | None = None,
        events: EventLog | None = None,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
        random: Callable[[], float] = random_module.random,
    ) -> None:
        """Durations are in seconds; BreakerPolicy explains the figures and raises ValueError on bad ones.

        `exclude` counts as success, as in pybreaker; `ignore` moves nothing. Both take exception types and
        predicates. `state_storage` gives the first state and is told of changes; it is never asked again.
        """
        policy = BreakerPolicy(
            fail_max=fail_max,
            reset_timeout=reset_timeout,
            success_threshold=success_threshold,
            probes=probes,
            probe_lease=probe_lease,
            failure_rate=failure_rate,
            slow_call_seconds=slow_call_seconds,
            slow_rate=slow_rate,
            window_seconds=window_seconds,
            minimum_calls=minimum_calls,
            reset_timeout_growth=reset_timeout_growth,
            reset_timeout_max=reset_timeout_max,
        )
        first = State.CLOSED if state_storage is None else State(state_storage.state)
        self._machine = Machine(policy, on_change=self._changed, random=random, state=first)
        super().__init__(
            exclude=exclude,
            listeners=listeners,
            state_storage=state_storage,
            name=name,
            throw_new_error_on_trip=throw_new_error_on_trip,
        )
        self._clock = clock
        self._now = now
        self._ignored = tuple(ignore)
        self._events = EventLog() if events is None else events
        self._outbox = Outbox()
        self._tallies = {kind: Tally() for kind in (EventKind.REJECTED, EventKind.FALLBACK, EventKind.SLOW)}
        self.window = LatencyWindow(clock, now, self._lock)
        self._slow_from = inf if slow_call_seconds is None else slow_call_seconds
        self._since = now()
        self._last_error: LastError | None = None
        self._adopt(self._state_storage)

    # Calls

    def call(self, func: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call `func` unless the circuit is open.

        Raises what `func` raises, BreakerOpenError when rejected and, unless throw_new_error_on_trip is off,
        BreakerTrippedError from the error that opens the circuit.
        """
        permit = self._machine.standing or self._admit()
        if self._listeners:
            self._announce("before_call", func, *args, **kwargs)
        clock = self._clock
        started = clock()
        try:
            result = func(*args, **kwargs)
        except BaseException as error:
            self.raised(permit, error, clock() - started)
            raise
        if type(result) in _STREAMS:
            return cast("T", self._watch(permit, result))
        # What `succeeded` does, spelled out here because every call pays for it.
        ended = clock()
        seconds = ended - started
        slow = seconds >= self._slow_from
        with self._lock:
            changed = self._machine.settle(permit, _SUCCESS, ended, slow)
            self.window.add(ended, _SUCCESS, seconds, slow)
        if slow or changed or self._listeners:
            self._after_success(seconds, slow)
        return result

    async def call_async(self, func: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
        """Await `func` unless the circuit is open; otherwise as `call`. Needs no Tornado."""
        permit = self._machine.standing or self._admit()
        if self._listeners:
            self._announce("before_call", func, *args, **kwargs)
        started = self._clock()
        try:
            result = await func(*args, **kwargs)
        except BaseException as error:
            self.raised(permit, error, self._clock() - started)
            raise
        self.succeeded(permit, self._clock() - started)
        return result

    @contextmanager
    def calling(self) -> Iterator[None]:
        """Guard the body of a `with` statement as `call` guards a function."""
        permit = self._machine.standing or self._admit()
        if self._listeners:
            self._announce("before_call", self.calling)
        started = self._clock()
        try:
            yield
        except BaseException as error:
            self.raised(permit, error, self._clock() - started)
            raise
        self.succeeded(permit, self._clock() - started)

    def __call__(self, *call_args: Any, **call_kwargs: bool) -> Callable[..., Any]:
        """Decorate a function, a generator function or a coroutine function."""
        as_coroutine = call_kwargs.pop("__pybreaker_call_async", False)

        def decorate(func: Callable[..., Any]) -> Callable[..., Any]:
            @wraps(func)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                return self.call(func, *args, **kwargs)

            @wraps(func)
            async def guarded_coroutine(*args: Any, **kwargs: Any) -> Any:
                return await self.call_async(func, *args, **kwargs)

            return guarded_coroutine if as_coroutine or iscoroutinefunction(func) else guarded

        return decorate(*call_args) if call_args else decorate

    def count_fallback(self, reason: str) -> None:
        """Note that a fallback answered in place of the dependency, and why."""
        at = self._clock()
        with self._lock:
            self.window.add_fallback(at)
            self._tally(EventKind.FALLBACK, at, reason=reason)
        self._outbox.flush()

    # Settling: what streams call back

    def succeeded(self, permit: Permit, seconds: float) -> None:
        ended = self._clock()
        slow = seconds >= self._slow_from
        with self._lock:
            self._machine.settle(permit, _SUCCESS, ended, slow)
            self.window.add(ended, _SUCCESS, seconds, slow)
        self._after_success(seconds, slow)

    def raised(self, permit: Permit, error: BaseException, seconds: float) -> None:
        """Settle a call that ended in `error`. Raises BreakerTrippedError when that opened the circuit."""
        outcome = self._outcome(error)
        described = LastError.of(error, self._now()) if outcome is _FAILURE else None
        ended = self._clock()
        slow = seconds >= self._slow_from
        with self._lock:
            changed = self._machine.settle(permit, outcome, ended, slow)
            self.window.add(ended, outcome, seconds, slow)
            if described is not None:
                self._last_error = described
            if slow and outcome is not _IGNORED:
                self._tally(EventKind.SLOW, ended, seconds=round(seconds, 3))
            reason = self._machine.reason
            wait = self._machine.seconds_until_probe(ended)
        if outcome is _FAILURE:
            self._announce("failure", error)
        elif outcome is _SUCCESS:
            self._announce("success")
        self._outbox.flush()
        if changed and outcome is _FAILURE and self._throw_new_error_on_trip:
            message = f"{self._label} opened: {reason}"
            raise BreakerTrippedError(message, self._label, wait) from error

    def _admit(self) -> Permit:
        """A permit from the machine. Raises BreakerOpenError when there is none."""
        at = self._clock()
        with self._lock:
            permit = self._machine.admit(at)
            if permit is None:
                self.window.add_rejected(at)
                self._tally(EventKind.REJECTED, at)
                wait = self._machine.seconds_until_probe(at)
        if self._outbox.waiting:
            self._outbox.flush()
        if permit is None:
            raise BreakerOpenError(self._rejection(wait), self._label, wait)
        return permit

    def _rejection(self, wait: float | None) -> str:
        if wait is None:
            return f"{self._label} is held open: {self._machine.reason}"
        return f"{self._label} is {self._machine.state}, next probe in {wait:.1f} s"

    def _after_success(self, seconds: float, slow: bool) -> None:  # noqa: FBT001 - an internal step of call
        if slow:
            with self._lock:
                self._tally(EventKind.SLOW, self._clock(), seconds=round(seconds, 3))
        self._announce("success")
        self._outbox.flush()

    def _watch(self, permit: Permit, result: Any) -> Any:
        if isinstance(result, GeneratorType):
            return watch_generator(self, self._clock, permit, result)
        if isinstance(result, AsyncGeneratorType):
            return watch_async_generator(self, self._clock, permit, result)
        return watch_awaitable(self, self._clock, permit, result)

    # Exceptions

    def is_system_error(self, exception: BaseException) -> bool:
        """Whether `exception` is a failure of the dependency: an Exception neither excluded nor ignored."""
        return self._outcome(exception) is _FAILURE

    def _outcome(self, error: BaseException) -> Outcome:
        if not isinstance(error, Exception) or self._matches(self._ignored, error):
            return _IGNORED
        return _SUCCESS if self._matches(self._excluded_exceptions, error) else _FAILURE

    def _matches(self, exclusions: Iterable[Exclusion], error: BaseException) -> bool:
        for exclusion in exclusions:
            if isinstance(exclusion, type):
                if isinstance(error, exclusion):
                    return True
                continue
            try:
                if exclusion(error):
                    return True
            except Exception:
                log.exception("breaker_exclusion_failed", breaker=self._label)
        return False

    # Orders

    def open(self) -> bool:
        """Open the circuit by hand. BreakerHeldError while held. Returns throw_new_error_on_trip."""
        self._order(self._machine.open)
        return self._throw_new_error_on_trip

    def half_open(self) -> None:
        """Let the next call through as a probe. BreakerHeldError while held."""
        self._order(self._machine.half_open)

    def close(self) -> None:
        """Close the circuit by hand, with nothing counted. BreakerHeldError while held."""
        self._order(self._machine.close)

    def force_open(self, reason: str, actor: str) -> None:
        """Reject every call until reset(), whatever probes would say."""
        self._hold(self._machine.force_open, reason, actor)

    def disable(self, reason: str, actor: str) -> None:
        """Let every call through until reset(), whatever comes of it."""
        self._hold(self._machine.disable, reason, actor)

    def reset(self, actor: str) -> None:
        """Let go of it: automatic again, closed, with nothing counted."""
        self._hold(self._machine.reset, "reset", actor)

    def _order(self, order: Callable[[float], None]) -> None:
        with self._lock:
            if self._machine.mode is not Mode.AUTOMATIC:
                raise BreakerHeldError(
                    f"{self._label} is held {self._machine.mode}: {self._machine.reason}; reset it first"
                )
            order(self._clock())
        self._outbox.flush()

    def _hold(self, order: Callable[[float, str], None], reason: str, actor: str) -> None:
        if not reason.strip() or not actor.strip():
            raise ValueError(f"an order needs a reason and an actor, not {reason!r} by {actor!r}")
        with self._lock:
            order(self._clock(), f"{reason} (by {actor})")
            mode = self._machine.mode
            self._post(EventKind.MODE, actor, mode=str(mode), reason=reason)
        self._outbox.flush()

    # Figures

    @property
    def current_state(self) -> str:
        """closed, open or half-open."""
        return str(self._machine.state)

    @property
    def state(self) -> CBStateType:
        """The current state as pybreaker's object; its name is what is of use."""
        if self._state.name != self._machine.state:
            self._state = self._create_new_state(str(self._machine.state))
        return self._state

    @state.setter
    def state(self, state_str: str) -> None:
        orders = {State.CLOSED: self.close, State.OPEN: self.open, State.HALF_OPEN: self.half_open}
        orders[State(state_str)]()

    @property
    def mode(self) -> Mode:
        return self._machine.mode

    @property
    def since(self) -> datetime:
        """UTC time at which the current state began."""
        return self._since

    @property
    def fail_counter(self) -> int:
        return self._machine.consecutive_failures

    @property
    def success_counter(self) -> int:
        return self._machine.consecutive_probe_successes

    @property
    def policy(self) -> BreakerPolicy:
        return self._machine.policy

    @property
    def fail_max(self) -> int:
        return self.policy.fail_max

    @fail_max.setter
    def fail_max(self, number: int) -> None:
        self._machine.policy = replace(self.policy, fail_max=number)

    @property
    def reset_timeout(self) -> float:
        return self.policy.reset_timeout

    @reset_timeout.setter
    def reset_timeout(self, timeout: float) -> None:
        self._machine.policy = replace(self.policy, reset_timeout=timeout)

    @property
    def success_threshold(self) -> int:
        return self.policy.success_threshold

    @success_threshold.setter
    def success_threshold(self, threshold: int) -> None:
        self._machine.policy = replace(self.policy, success_threshold=threshold)

    @property
    def seconds_until_probe(self) -> float | None:
        """Seconds until a call would be let through as a probe; None where none is coming of itself."""
        with self._lock:
            return self._machine.seconds_until_probe(self._clock())

    @property
    def probe_due(self) -> bool:
        """Whether a call now would be let through as a probe."""
        return self.seconds_until_probe == 0

    def snapshot(self) -> BreakerSnapshot:
        """State and figures at one moment."""
        with self._lock:
            machine = self._machine
            recent = self.window.totals(machine.policy.window_seconds)
            ever = self.window.totals()
            return BreakerSnapshot(
                name=self._label,
                state=str(machine.state),
                mode=str(machine.mode),
                reason=machine.reason,
                since=self._since,
                epoch=machine.epoch,
                consecutive_failures=machine.consecutive_failures,
                seconds_until_probe=machine.seconds_until_probe(self._clock()),
                calls_per_second=recent.calls / machine.policy.window_seconds,
                failure_rate=recent.failure_rate,
                slow_rate=recent.slow_rate,
                p50=recent.percentile(0.5),
                p95=recent.percentile(0.95),
                p99=recent.percentile(0.99),
                calls=ever.calls,
                failures=ever.failures,
                rejected=ever.rejected,
                fallbacks=ever.fallbacks,
                last_error=self._last_error,
            )

    # Telling others

    @property
    def _label(self) -> str:
        return self._name or "circuit breaker"

    def _adopt(self, storage: CircuitBreakerStorage) -> None:
        """Go on from what a storage that was passed in remembers."""
        self._machine.consecutive_failures = storage.counter
        opened_at = storage.opened_at
        if opened_at is not None:
            aware = opened_at if opened_at.tzinfo else opened_at.replace(tzinfo=UTC)
            self._machine.opened_at = self._clock() - (self._now() - aware).total_seconds()

    def _changed(self, transition: Transition) -> None:
        """The machine changed state; runs under the lock."""
        self._since = self._now()
        for kind, tally in self._tallies.items():
            count = tally.take()
            if count:
                self._post(kind, None, count=count)
        self._outbox.post(lambda: self._publish(transition))
        self._post(
            EventKind.TRANSITION,
            None,
            old=str(transition.old),
            new=str(transition.new),
            reason=transition.reason,
            epoch=transition.epoch,
        )

    def _tally(self, kind: EventKind, at: float, **data: object) -> None:
        count = self._tallies[kind].add(at)
        if count:
            self._post(kind, None, count=count, **data)

    def _post(self, kind: EventKind, actor: str | None, **data: object) -> None:
        self._outbox.post(lambda: self._events.emit(kind, self._label, actor=actor, **data))

    def _publish(self, transition: Transition) -> None:
        """Tell pybreaker's storage and listeners of a change."""
        old, new = (self._create_new_state(str(state)) for state in (transition.old, transition.new))
        try:
            self._state_storage.state = str(transition.new)
            if transition.new is State.OPEN:
                self._state_storage.opened_at = self._now()
        except Exception:
            log.exception("breaker_storage_failed", breaker=self._label)
        self._announce("state_change", old, new)

    def _announce(self, what: str, *args: Any, **kwargs: Any) -> None:
        """Tell each listener; its error is logged, never raised."""
        for listener in self.listeners:
            try:
                getattr(listener, what)(self, *args, **kwargs)
            except Exception:
                log.exception("breaker_listener_failed", breaker=self._label, told=what)
