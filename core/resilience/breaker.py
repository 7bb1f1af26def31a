"""The circuit breaker: pybreaker's surface over a state machine of our own, safe and fast under threads."""

import random as random_module
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from inspect import iscoroutinefunction
from math import inf
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any, TypeVar

from pybreaker import CircuitBreakerListener, CircuitBreakerStorage

from core.resilience.breaker_snapshot import BreakerSnapshot, LastError
from core.resilience.errors import BreakerOpenError, BreakerTrippedError
from core.resilience.events import EventLog
from core.resilience.machine import Machine, Mode, Permit, State, Transition
from core.resilience.policy import BreakerPolicy
from core.resilience.reason import Reason
from core.resilience.streams import watch_async_generator, watch_awaitable, watch_generator
from core.resilience.surface import Exclusion, Surface
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now
from core.telemetry.windows import LatencyWindow, Outcome

T = TypeVar("T")
_STREAMS = frozenset({GeneratorType, CoroutineType, AsyncGeneratorType})


class Breaker(Surface):
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
        machine = Machine(policy, on_change=self._changed, random=random, state=first)
        super().__init__(
            machine,
            exclude,
            ignore,
            listeners,
            state_storage,
            name,
            throw_new_error_on_trip,
            events=EventLog() if events is None else events,
            clock=clock,
            now=now,
        )
        self.window = LatencyWindow(clock, now, self._lock)
        self._slow_from = inf if slow_call_seconds is None else slow_call_seconds
        self._since = now()
        self._last_error: LastError | None = None
        self.adopt_storage(clock(), self._since.timestamp())

    # Calls

    def call(self, func: Callable[..., T], *args: Any, **kwargs: Any) -> T:
        """Call `func` unless the circuit is open.

        Raises what `func` raises, BreakerOpenError when rejected and, unless throw_new_error_on_trip is off,
        BreakerTrippedError from the error that opens the circuit.
        """
        return self._run(func, args, kwargs)

    def _run(self, func: Callable[..., T], args: tuple[Any, ...], kwargs: dict[str, Any]) -> T:
        """`call` with its arguments packed: the path of every protected call, so it counts nanoseconds."""
        permit = self._machine.standing
        if permit is None:
            permit = self._admit()
        if self._listeners:
            self._reporter.announce("before_call", func, *args, **kwargs)
        clock = self._clock
        started = clock()
        try:
            result = func(*args, **kwargs)
        except BaseException as error:
            self.raised(permit, error, clock() - started)
            raise
        if type(result) in _STREAMS:
            watched: T = self._watch(permit, result)
            return watched
        # What `succeeded` does, written out; in Python 3.11 acquire and release cost half of a `with`.
        ended = clock()
        seconds = ended - started
        slow = seconds >= self._slow_from
        lock = self._lock
        lock.acquire()
        try:
            changed = self._machine.succeed(permit, ended, slow)
            self.window.add_success(ended, seconds, slow)
        finally:
            lock.release()
        if slow or changed or self._listeners:
            self._after_success(seconds, slow)
        return result

    async def call_async(self, func: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
        """Await `func` unless the circuit is open; otherwise as `call`. Needs no Tornado."""
        permit = self._machine.standing
        if permit is None:
            permit = self._admit()
        if self._listeners:
            self._reporter.announce("before_call", func, *args, **kwargs)
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
        permit = self._machine.standing
        if permit is None:
            permit = self._admit()
        if self._listeners:
            self._reporter.announce("before_call", self.calling)
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
            run = self._run

            @wraps(func)
            def guarded(*args: Any, **kwargs: Any) -> Any:
                return run(func, args, kwargs)

            @wraps(func)
            async def guarded_coroutine(*args: Any, **kwargs: Any) -> Any:
                return await self.call_async(func, *args, **kwargs)

            return guarded_coroutine if as_coroutine or iscoroutinefunction(func) else guarded

        return decorate(*call_args) if call_args else decorate

    def count_fallback(self, reason: Reason) -> None:
        """Note that a fallback answered in place of the dependency, and why."""
        at = self._clock()
        with self._lock:
            self.window.add_fallback(at)
            self._reporter.fallback(at, reason)
        self._reporter.flush()

    # Settling: what streams call back

    def succeeded(self, permit: Permit, seconds: float) -> None:
        ended = self._clock()
        slow = seconds >= self._slow_from
        with self._lock:
            self._machine.succeed(permit, ended, slow)
            self.window.add_success(ended, seconds, slow)
        self._after_success(seconds, slow)

    def raised(self, permit: Permit, error: BaseException, seconds: float) -> None:
        """Settle a call that ended in `error`. Raises BreakerTrippedError when that opened the circuit."""
        outcome = self.outcome_of(error)
        if outcome is Outcome.SUCCESS:
            self.succeeded(permit, seconds)
        elif outcome is Outcome.FAILURE:
            self._failed(permit, error, seconds)
        else:
            with self._lock:
                self._machine.ignore(permit)
                self.window.add(self._clock(), outcome, seconds)

    def _failed(self, permit: Permit, error: BaseException, seconds: float) -> None:
        described = LastError.of(error, self._now())
        ended = self._clock()
        slow = seconds >= self._slow_from
        with self._lock:
            tripped = self._machine.fail(permit, ended, slow)
            self.window.add(ended, Outcome.FAILURE, seconds, slow=slow)
            self._last_error = described
            if slow:
                self._reporter.slow(ended, seconds)
            reason = self._machine.reason
            wait = self._machine.seconds_until_probe(ended)
        self._reporter.announce("failure", error)
        self._reporter.flush()
        if tripped and self._throw_new_error_on_trip:
            raise BreakerTrippedError(self.label, reason, wait) from error

    def _admit(self) -> Permit:
        """A permit from the machine. Raises BreakerOpenError when there is none."""
        at = self._clock()
        lock = self._lock
        lock.acquire()
        try:
            machine = self._machine
            permit = machine.admit(at)
            if permit is None:
                self.window.add_rejected(at)
                self._reporter.rejected(at)
                reason, wait = machine.reason, machine.seconds_until_probe(at)
        finally:
            lock.release()
        self._reporter.flush()
        if permit is None:
            raise BreakerOpenError(self.label, reason, wait)
        return permit

    def _after_success(self, seconds: float, slow: bool) -> None:  # noqa: FBT001 - an internal step of call
        if slow:
            with self._lock:
                self._reporter.slow(self._clock(), seconds)
        self._reporter.announce("success")
        self._reporter.flush()

    def _watch(self, permit: Permit, result: Any) -> Any:
        if isinstance(result, GeneratorType):
            return watch_generator(self, self._clock, permit, result)
        if isinstance(result, AsyncGeneratorType):
            return watch_async_generator(self, self._clock, permit, result)
        return watch_awaitable(self, self._clock, permit, result)

    # Figures

    def _changed(self, transition: Transition) -> None:
        """The machine changed state; runs under the lock."""
        self._since = self._now()
        self._reporter.transition(transition)

    @property
    def mode(self) -> Mode:
        return self._machine.mode

    @property
    def since(self) -> datetime:
        """UTC time at which the current state began."""
        return self._since

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
                name=self.label,
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
