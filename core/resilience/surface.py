"""Pybreaker's attributes and orders, answered by the state machine. Here its private names are used."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import UTC
from typing import Any

import structlog
from pybreaker import (
    CBStateType,
    CircuitBreaker,
    CircuitBreakerListener,
    CircuitBreakerStorage,
)

from core.resilience.errors import BreakerHeldError
from core.resilience.gate import Gate
from core.resilience.machine import Mode, State
from core.resilience.policy import BreakerPolicy
from core.resilience.reason import Reason
from core.telemetry.windows import Outcome

log = structlog.get_logger(__name__)

Exclusion = type[BaseException] | Callable[[Any], bool]

PRIVATE_NAMES = (
    "_create_new_state",
    "_excluded_exceptions",
    "_listeners",
    "_name",
    "_state",
    "_state_storage",
    "_throw_new_error_on_trip",
)
"""Names of pybreaker 1.4.1 relied on here and in breaker.py; its version is pinned for their sake."""


class Surface(CircuitBreaker):
    """A pybreaker breaker whose state lives behind a Gate instead of in a storage."""

    def __init__(
        self,
        gate: Gate,
        exclude: Iterable[Exclusion] | None,
        ignore: Iterable[Exclusion],
        listeners: Sequence[CircuitBreakerListener] | None,
        state_storage: CircuitBreakerStorage | None,
        name: str | None,
        throw_new_error_on_trip: bool,  # noqa: FBT001 - handed on as it came
    ) -> None:
        self._gate = gate
        self._machine = gate.machine
        self._ignored = tuple(ignore)
        super().__init__(
            exclude=exclude,
            listeners=listeners,
            state_storage=state_storage,
            name=name,
            throw_new_error_on_trip=throw_new_error_on_trip,
        )

    def adopt_storage(self, monotonic_now: float, wall_seconds_now: float) -> None:
        """Go on from the counter and opening time that a storage remembers."""
        machine, storage = self._machine, self._state_storage
        machine.consecutive_failures = storage.counter
        opened_at = storage.opened_at
        if machine.state is State.OPEN and opened_at is not None:
            aware = opened_at if opened_at.tzinfo else opened_at.replace(tzinfo=UTC)
            machine.opened_at = monotonic_now - (wall_seconds_now - aware.timestamp())

    @property
    def label(self) -> str:
        """The name to show."""
        return self._name or "circuit breaker"

    @property
    def storage(self) -> CircuitBreakerStorage:
        """Pybreaker's storage: told of changes, never asked."""
        return self._state_storage

    def state_object(self, state: State) -> CBStateType:
        return self._create_new_state(str(state))

    @property
    def current_state(self) -> str:
        """closed, open or half-open."""
        return self._machine.state.value

    @property
    def state(self) -> CBStateType:
        """The current state as pybreaker's object; its name is what is of use."""
        if self._state.name != self._machine.state:
            self._state = self.state_object(self._machine.state)
        return self._state

    @state.setter
    def state(self, state_str: str) -> None:
        orders = {State.CLOSED: self.close, State.OPEN: self.open, State.HALF_OPEN: self.half_open}
        orders[State(state_str)]()

    @property
    def fail_counter(self) -> int:
        """Consecutive failures."""
        with self._gate:
            return self._machine.consecutive_failures

    @property
    def success_counter(self) -> int:
        """Consecutive successful probes."""
        return self._machine.consecutive_probe_successes

    @property
    def policy(self) -> BreakerPolicy:
        return self._machine.policy

    def _amend(self, **figures: float) -> None:
        with self._gate:
            self._machine.policy = replace(self._machine.policy, **figures)  # type: ignore[arg-type]

    @property
    def fail_max(self) -> int:
        return self.policy.fail_max

    @fail_max.setter
    def fail_max(self, number: int) -> None:
        self._amend(fail_max=number)

    @property
    def reset_timeout(self) -> float:
        return self.policy.reset_timeout

    @reset_timeout.setter
    def reset_timeout(self, timeout: float) -> None:
        self._amend(reset_timeout=timeout)

    @property
    def success_threshold(self) -> int:
        return self.policy.success_threshold

    @success_threshold.setter
    def success_threshold(self, threshold: int) -> None:
        self._amend(success_threshold=threshold)

    def is_system_error(self, exception: BaseException) -> bool:
        """Whether `exception` is a failure of the dependency: an Exception neither excluded nor ignored.

        A subclass may decide otherwise; what is ignored moves nothing whatever it says.
        """
        return not (self._is_ignored(exception) or self._matches(self._excluded_exceptions, exception))

    def outcome_of(self, error: BaseException) -> Outcome:
        if self._is_ignored(error):
            return Outcome.IGNORED
        return Outcome.FAILURE if self.is_system_error(error) else Outcome.SUCCESS

    def _is_ignored(self, error: BaseException) -> bool:
        return not isinstance(error, Exception) or self._matches(self._ignored, error)

    def _matches(self, exclusions: Iterable[Exclusion], error: BaseException) -> bool:
        return any(self._match(exclusion, error) for exclusion in exclusions)

    def _match(self, exclusion: Exclusion, error: BaseException) -> bool:
        """Whether `exclusion` is meant; a predicate that raises is logged and means nothing."""
        if isinstance(exclusion, type):
            return isinstance(error, exclusion)
        try:
            return bool(exclusion(error))
        except Exception:
            log.exception("breaker_exclusion_failed", breaker=self.label)
            return False

    # Orders

    def open(self) -> bool:
        """Open the circuit by hand. BreakerHeldError while held. Returns throw_new_error_on_trip."""
        self._order(lambda: self._machine.open(self._gate.clock()))
        return self._throw_new_error_on_trip

    def half_open(self) -> None:
        """Let the next call through as a probe. BreakerHeldError while held."""
        self._order(self._machine.half_open)

    def close(self) -> None:
        """Close the circuit by hand, with nothing counted. BreakerHeldError while held."""
        self._order(self._machine.close)

    def force_open(self, reason: str, actor: str) -> None:
        """Reject every call until reset(), whatever probes would say."""
        self._hold(
            Mode.FORCED_OPEN, lambda why: self._machine.force_open(self._gate.clock(), why), reason, actor
        )

    def disable(self, reason: str, actor: str) -> None:
        """Let every call through until reset(), whatever comes of it."""
        self._hold(Mode.DISABLED, self._machine.disable, reason, actor)

    def reset(self, actor: str, reason: str = "reset") -> None:
        """Let go of it: automatic again, closed, with nothing counted."""
        self._hold(Mode.AUTOMATIC, self._machine.reset, reason, actor)

    def _order(self, order: Callable[[], None]) -> None:
        with self._gate:
            machine = self._machine
            if machine.mode is not Mode.AUTOMATIC:
                raise BreakerHeldError(
                    f"{self.label} is held {machine.mode}: {machine.reason}; reset it first"
                )
            order()
        self._gate.reporter.flush()

    def _hold(self, mode: Mode, order: Callable[[Reason], None], reason: str, actor: str) -> None:
        if not reason.strip() or not actor.strip():
            raise ValueError(f"an order needs a reason and an actor, not {reason!r} by {actor!r}")
        with self._gate:
            self._gate.reporter.mode(str(mode), reason, actor)
            words = f"{reason} (by {actor})"
            order(Reason("ORDERED", words, {"what": reason, "who": actor}))
        self._gate.reporter.flush()
