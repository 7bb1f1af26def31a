"""The circuit breaker: pybreaker's surface over a state machine of our own, safe and fast under threads."""

import random as random_module
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from inspect import iscoroutinefunction
from types import AsyncGeneratorType, CoroutineType, GeneratorType
from typing import Any, TypeVar

from pybreaker import CircuitBreakerListener, CircuitBreakerStorage

from core.resilience.breaker_snapshot import BreakerSnapshot
from core.resilience.events import EventLog
from core.resilience.gate import POSTED_MAX, Gate
from core.resilience.machine import Mode, Permit, State
from core.resilience.policy import BreakerPolicy
from core.resilience.reason import Reason
from core.resilience.reporter import Reporter
from core.resilience.streams import watch_async_generator, watch_awaitable, watch_generator
from core.resilience.surface import Exclusion, Surface
from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now
from core.telemetry.windows import Outcome

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
        events = EventLog() if events is None else events
        gate = Gate(policy, first, Reporter(self, events, now), clock=clock, now=now, random=random)
        super().__init__(gate, exclude, ignore, listeners, state_storage, name, throw_new_error_on_trip)
        self.window = gate.window
        self._clock = clock
        self._slow_from = gate.slow_from
        self._posted = gate.posted
        self.adopt_storage(clock(), now().timestamp())

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
            permit = self._gate.admit()
        if self._listeners:
            self._gate.reporter.announce("before_call", func, *args, **kwargs)
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
        ended = clock()
        seconds = ended - started
        # What `Gate.succeed` does, written out where it has nothing to tell anybody.
        if seconds < self._slow_from and permit is self._machine.standing and not self._listeners:
            posted = self._posted
            posted.append((permit, ended, seconds))
            if len(posted) >= POSTED_MAX:
                self._gate.make_room()
        else:
            self._gate.succeed(permit, ended, seconds)
        return result

    async def call_async(self, func: Callable[..., Awaitable[T]], *args: Any, **kwargs: Any) -> T:
        """Await `func` unless the circuit is open; otherwise as `call`. Needs no Tornado."""
        permit = self._machine.standing
        if permit is None:
            permit = self._gate.admit()
        if self._listeners:
            self._gate.reporter.announce("before_call", func, *args, **kwargs)
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
            permit = self._gate.admit()
        if self._listeners:
            self._gate.reporter.announce("before_call", self.calling)
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
        self._gate.count_fallback(reason)

    # Settling: what streams call back

    def succeeded(self, permit: Permit, seconds: float) -> None:
        self._gate.succeed(permit, self._clock(), seconds)

    def raised(self, permit: Permit, error: BaseException, seconds: float) -> None:
        """Settle a call that ended in `error`. Raises BreakerTrippedError when that opened the circuit."""
        outcome = self.outcome_of(error)
        if outcome is Outcome.SUCCESS:
            self.succeeded(permit, seconds)
        elif outcome is Outcome.IGNORED:
            self._gate.ignore(permit, seconds)
        else:
            tripped = self._gate.fail(permit, error, seconds)
            if tripped is not None and self._throw_new_error_on_trip:
                raise tripped from error

    def _watch(self, permit: Permit, result: Any) -> Any:
        if isinstance(result, GeneratorType):
            return watch_generator(self, self._clock, permit, result)
        if isinstance(result, AsyncGeneratorType):
            return watch_async_generator(self, self._clock, permit, result)
        return watch_awaitable(self, self._clock, permit, result)

    # Figures

    @property
    def mode(self) -> Mode:
        return self._machine.mode

    @property
    def since(self) -> datetime:
        """UTC time at which the current state began."""
        return self._gate.since

    @property
    def seconds_until_probe(self) -> float | None:
        """Seconds until a call would be let through as a probe; None where none is coming of itself."""
        return self._gate.seconds_until_probe()

    @property
    def probe_due(self) -> bool:
        """Whether a call now would be let through as a probe."""
        return self.seconds_until_probe == 0

    def snapshot(self) -> BreakerSnapshot:
        """State and figures at one moment."""
        return self._gate.snapshot()
