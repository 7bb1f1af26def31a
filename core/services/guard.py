"""The one way to an outside dependency: through its breaker and the fault board, with failures told apart."""

from collections.abc import Callable, Mapping
from typing import Protocol, TypeVar

from pybreaker import CircuitBreakerError

from core.resilience.events import EventKind, EventLog
from core.resilience.faults import FaultKind
from core.resilience.reason import Reason
from core.services.check_up import CheckUp
from core.services.errors import MISCONFIGURED, ServiceError, Unavailable
from core.services.health import Health
from core.services.patience import current_waits
from core.services.served import Served, Source
from core.telemetry.clock import Monotonic, monotonic
from core.telemetry.context import current_request_id

T = TypeVar("T")

Raisers = Mapping[FaultKind, Callable[[], Exception]]
"""For each kind of fault, the client library's own exception for it."""

Classify = Callable[[Exception], Exception]
"""Turns what a client raised into an Unavailable, or into what the caller should see of it."""


_NEWS = 60.0
"""Seconds for which a failed call says how a dependency is."""


class NotAFailure(Exception):  # noqa: N818 - carries an error past the breaker, is none
    """Carries past the breaker an exception that says nothing about the dependency's health.

    Breakers of services are built with `ignore=(NotAFailure,)`.
    """

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


class _Answered(Exception):  # noqa: N818 - an answer, no error
    """A check-up was answered: no failure, and no success of anything that a user asked."""


def _answered_by(ask: Callable[[], object]) -> None:
    ask()
    raise _Answered


class BreakerLike(Protocol):
    """What a service needs of its breaker."""

    @property
    def current_state(self) -> str: ...
    @property
    def seconds_until_probe(self) -> float | None: ...
    @property
    def fail_max(self) -> int: ...
    @property
    def fail_counter(self) -> int: ...
    def call(self, func: Callable[..., T], /, *args: object) -> T: ...
    def count_fallback(self, reason: Reason) -> None: ...


class FaultsLike(Protocol):
    def strike(self, target: str, raisers: Raisers, deadline: float) -> None: ...


class Meter(Protocol):
    def observe(self, operation: str, status: str, seconds: float | None) -> None: ...


class Guard:
    """Runs attempts on one dependency and reports each as success, failure, ignored or rejected."""

    def __init__(  # noqa: PLR0913 - each is one thing a dependency has of its own
        self,
        target: str,
        breaker: BreakerLike,
        faults: FaultsLike,
        meter: Meter,
        *,
        deadline: float,
        raisers: Raisers,
        classify: Classify,
        unavailable: type[Unavailable],
        events: EventLog | None = None,
        clock: Monotonic = monotonic,
    ) -> None:
        """`deadline` in seconds bounds how long a fault hangs; `events` hear of misconfiguration."""
        self._target = target
        self._breaker = breaker
        self._faults = faults
        self._meter = meter
        self._deadline = deadline
        self._raisers = raisers
        self._classify = classify
        self._unavailable = unavailable
        self._events = events
        self._clock = clock
        self._check_up: CheckUp | None = None
        self.misconfigured: str | None = None
        """What the dependency said when it last refused us as misconfigured; None once it served again."""
        self._last_error: tuple[str, float] | None = None

    @property
    def state(self) -> str:
        return self._breaker.current_state

    @property
    def last_error(self) -> str | None:
        """Why the newest call failed; None once one was answered, or when that was over a minute ago."""
        if self._last_error is None or self._clock() - self._last_error[1] > _NEWS:
            return None
        return self._last_error[0]

    @property
    def retry_after(self) -> float:
        """Seconds until a new try makes sense."""
        return max(1.0, self._breaker.seconds_until_probe or 0.0)

    def follow_up(self, ask: Callable[[], object]) -> None:
        """From now on, follow a call that met silence with a check-up that calls `ask` (see check_up.py)."""

        def answered() -> bool:
            try:
                self.call("check_up", lambda: _answered_by(ask))
            except Unavailable:
                return False
            except (ServiceError, _Answered):
                self._last_error = None
            return True

        self._check_up = CheckUp(self._breaker, answered)

    def close(self) -> None:
        """Check up on nothing more."""
        if self._check_up is not None:
            self._check_up.close()

    def call(self, operation: str, attempt: Callable[[], T], *, deadline: float | None = None) -> T:
        """The result of `attempt`. Raises the service's Unavailable, or what `classify` made of its error.

        `deadline` in seconds takes the place of the guard's own for this call. Work that has waited so long
        in vain that this call could overstretch its patience is rejected at once (see patience.py).
        """
        started = self._clock()
        deadline = deadline or self._deadline
        waits = current_waits()
        if waits is not None and waits.in_vain and deadline > waits.left:
            # Nobody has asked it yet, and whoever comes next should not have to be the first.
            self._was_silent()
            raise self._rejected(operation, waits.spent(self._target))
        try:
            result: T = self._breaker.call(self._attempt, attempt, deadline)
        except NotAFailure as passed:
            self._meter.observe(operation, "ignored", self._clock() - started)
            raise passed.error from passed.__cause__
        except Unavailable as error:
            raise self._failed(operation, error, started) from error.__cause__
        except CircuitBreakerError as error:
            if isinstance(error.__cause__, Unavailable):
                tripping = error.__cause__
                raise self._failed(operation, tripping, started) from tripping.__cause__
            text = f"{self._target}: the circuit is {self.state}"
            raise self._rejected(
                operation, Reason("CIRCUIT_OPEN", text, {"dependency": self._target})
            ) from None
        self.misconfigured = self._last_error = None
        self._meter.observe(operation, "success", self._clock() - started)
        return result

    def served(
        self,
        value: T,
        source: Source,
        started: float,
        *,
        reason: Reason | None = None,
        age_seconds: float | None = None,
    ) -> Served[T]:
        """`value` with where it came from; `started` is the guard's clock when the caller began to wait.

        With a `reason`, something else answered in place of the dependency: it counts as a fallback.
        """
        if reason is not None:
            self.count_fallback(reason)
        return Served(
            value=value,
            source=source,
            request_id=current_request_id(),
            seconds=self._clock() - started,
            breaker_state=self.state,
            reason=reason,
            age_seconds=age_seconds,
        )

    def count_fallback(self, reason: Reason) -> None:
        """Note that something else answered in place of the dependency."""
        self._breaker.count_fallback(reason)

    def health(self, started: float, *, configured: bool, ok: bool, detail: str) -> Health:
        """What a check begun at `started` on the guard's clock has found."""
        return Health(
            dependency=self._target,
            configured=configured,
            ok=ok,
            state=self.state,
            detail=detail,
            seconds=self._clock() - started,
            misconfigured=self.misconfigured is not None,
        )

    def _rejected(self, operation: str, why: Reason) -> Unavailable:
        self._meter.observe(operation, "rejected", None)
        return self._unavailable(why, retry_after=self.retry_after, rejected=True)

    def _failed(self, operation: str, error: Unavailable, started: float) -> Unavailable:
        seconds = self._clock() - started
        self._meter.observe(operation, "failure", seconds)
        if (waits := current_waits()) is not None:
            waits.note(self._target, seconds)
        self._last_error = (str(error), self._clock())
        told = self.misconfigured
        self.misconfigured = str(error) if isinstance(error, MISCONFIGURED) else None
        if self._events is not None and self.misconfigured is not None and told is None:
            self._events.emit(EventKind.MISCONFIGURED, self._target, reason=error.reason)
        error.retry_after = self.retry_after
        if error.reason.code == "TIMED_OUT":
            self._was_silent()
        return error

    def _was_silent(self) -> None:
        if self._check_up is not None:
            self._check_up.begin()

    def _attempt(self, attempt: Callable[[], T], deadline: float) -> T:
        try:
            self._faults.strike(self._target, self._raisers, deadline)
            return attempt()
        except Exception as error:
            meant = self._classify(error)
            if isinstance(meant, Unavailable) and meant.counts:
                raise meant from error
            raise NotAFailure(meant) from error
