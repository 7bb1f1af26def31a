"""The circuit breaker as a plain state machine: no I/O, no threads, no clock; time is passed in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import inf

from core.resilience.policy import BreakerPolicy
from core.resilience.rates import Rates, RateWindow
from core.resilience.reason import Reason

_JITTER = 0.1
_STRETCH_MAX = 1e9
_TIMEOUT_ELAPSED = Reason("RESET_TIMEOUT_ELAPSED", "reset timeout elapsed")
_PROBE_SUCCEEDED = Reason("PROBE_SUCCEEDED", "probe succeeded")
_PROBE_FAILED = Reason("PROBE_FAILED", "probe failed")
_OPENED = Reason("OPENED_BY_HAND", "opened by hand")
_HALF_OPENED = Reason("HALF_OPENED_BY_HAND", "half-opened by hand")
_CLOSED = Reason("CLOSED_BY_HAND", "closed by hand")


class State(StrEnum):
    """States of a breaker, spelled as pybreaker spells them."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half-open"


class Mode(StrEnum):
    """Who decides: the results of calls, or an operator."""

    AUTOMATIC = "automatic"
    FORCED_OPEN = "forced-open"
    DISABLED = "disabled"


class Permit:
    """Leave to make calls in one epoch: shared by all while closed, one for each probe while half-open."""

    __slots__ = ("epoch",)

    def __init__(self, epoch: int) -> None:
        self.epoch = epoch


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of state."""

    old: State
    new: State
    reason: Reason
    epoch: int


class Machine:
    """Admits calls, settles their results and changes state.

    Every state begins a new epoch. A result counts only in the epoch that admitted its call, so a result
    that lands late moves nothing. Not thread-safe: its owner lets one caller in at a time. `on_change` is
    told each transition; `random` yields numbers from 0 to 1 for the jitter of a stretched reset timeout.
    """

    def __init__(
        self,
        policy: BreakerPolicy,
        *,
        on_change: Callable[[Transition], object],
        random: Callable[[], float],
        state: State = State.CLOSED,
    ) -> None:
        self._policy = policy
        self.state = state
        self.mode = Mode.AUTOMATIC
        self.reason = Reason("AS_STARTED", "as it started")
        self.epoch = 0
        self.consecutive_failures = 0
        self.consecutive_probe_successes = 0
        self._opened_at = -inf
        self._probe_from = -inf
        self.standing: Permit | None = Permit(0) if state is State.CLOSED else None
        """What any call may take without asking, while every call is let through; None otherwise."""
        self._counted = self.standing
        self._probes: dict[Permit, float] = {}
        self._rates = RateWindow(policy.window_seconds)
        self._stretch = 1.0
        self._jitter = 1.0
        self._on_change = on_change
        self._random = random

    # Calls

    def admit(self, now: float) -> Permit | None:
        """Leave for one call, or None to reject it. The first call after the reset timeout half-opens."""
        if self.standing is not None:
            return self.standing
        if now < self._probe_from:
            return None
        if self.state is State.OPEN:
            self._enter(State.HALF_OPEN, _TIMEOUT_ELAPSED)
        self._probes = {permit: lease for permit, lease in self._probes.items() if lease > now}
        if len(self._probes) >= self.policy.probes:
            return None
        permit = Permit(self.epoch)
        self._probes[permit] = now + self.policy.probe_lease
        return permit

    def succeed(self, permit: Permit, now: float, slow: bool) -> None:  # noqa: FBT001 - as fail
        """Take in a call that succeeded, in whatever order calls end."""
        if permit is self._counted:
            self.consecutive_failures = 0
            self._count(now, failed=False, slow=slow)
            if slow:
                self._trip_if_due(now)
        elif self._is_current_probe(permit):
            self.consecutive_failures = 0
            self.consecutive_probe_successes += 1
            if self.consecutive_probe_successes >= self.policy.success_threshold:
                self._enter(State.CLOSED, _PROBE_SUCCEEDED)

    def succeed_all(self, posted: Iterable[tuple[Permit, float, float]]) -> None:
        """Take in calls on a standing permit that succeeded and were not slow, which changes no state.

        Of each: its permit, when it ended, its seconds. Does what `succeed` does for each in turn, for less.
        """
        counted, rates = self._counted, self._rates
        for permit, ended, _ in posted:
            if permit is counted:
                if ended >= rates.ends:
                    rates.turn(ended)
                rates.calls += 1
                self.consecutive_failures = 0

    def fail(self, permit: Permit, now: float, slow: bool) -> bool:  # noqa: FBT001 - its three are one result
        """Take in a call that failed. True when that opened the circuit."""
        if permit is self._counted:
            self.consecutive_failures += 1
            self._count(now, failed=True, slow=slow)
            return self._trip_if_due(now)
        if not self._is_current_probe(permit):
            return False
        self.consecutive_failures += 1
        stretch = min(self._stretch * self.policy.reset_timeout_growth, _STRETCH_MAX)
        self._open(now, _PROBE_FAILED, stretch)
        return True

    def ignore(self, permit: Permit) -> None:
        """Take back the permit of a call that says nothing about the dependency."""
        self._probes.pop(permit, None)

    def _count(self, now: float, *, failed: bool, slow: bool) -> None:
        rates = self._rates
        if now >= rates.ends:
            rates.turn(now)
        rates.calls += 1
        rates.failed += failed
        rates.slow += slow

    def _is_current_probe(self, permit: Permit) -> bool:
        """Give up the permit's place. Whether the result counts: a probe of this epoch, on time or late."""
        self._probes.pop(permit, None)
        return self.state is State.HALF_OPEN and permit.epoch == self.epoch

    def _trip_if_due(self, now: float) -> bool:
        reason = self._reason_to_trip(now)
        if reason is None:
            return False
        self._open(now, reason)
        return True

    def _reason_to_trip(self, now: float) -> Reason | None:
        policy = self.policy
        if self.consecutive_failures >= policy.fail_max:
            count = self.consecutive_failures
            return Reason("CONSECUTIVE_FAILURES", f"{count} consecutive failures", {"count": count})
        rates = self._rates.read(now)
        if rates.calls < policy.minimum_calls:
            return None
        if policy.failure_rate is not None and rates.failed >= policy.failure_rate:
            return _rate("FAILURE_RATE", "failed", rates.failed, rates.calls, policy.window_seconds)
        if policy.slow_rate is not None and rates.slow >= policy.slow_rate:
            return _rate("SLOW_RATE", "were slow", rates.slow, rates.calls, policy.window_seconds)
        return None

    # Questions

    def seconds_until_probe(self, now: float) -> float | None:
        """Seconds until a call would be let through as a probe; None where none ever will of itself."""
        if self.standing is not None or self._probe_from == inf:
            return None
        if self.state is State.OPEN:
            return max(0.0, self._probe_from - now)
        leases = sorted(self._probes.values())
        if len(leases) < self.policy.probes:
            return 0.0
        return max(0.0, leases[-self.policy.probes] - now)

    def rates(self, now: float) -> Rates:
        """What the failure and slow rates are judged on."""
        return self._rates.read(now)

    @property
    def policy(self) -> BreakerPolicy:
        return self._policy

    @policy.setter
    def policy(self, policy: BreakerPolicy) -> None:
        """Takes effect at once, on the reset timeout under way too."""
        self._policy = policy
        if self.state is State.OPEN:
            self._time_probe()

    @property
    def opened_at(self) -> float:
        """When it opened last, on the clock whose times are passed in."""
        return self._opened_at

    @opened_at.setter
    def opened_at(self, at: float) -> None:
        self._opened_at = at
        self._time_probe()

    @property
    def probes_in_flight(self) -> int:
        """Probes admitted in this epoch that have not come back, those past their lease included."""
        return len(self._probes)

    # Orders

    def open(self, now: float) -> None:
        """Trip, or if open already, start the reset timeout anew."""
        self._open(now, _OPENED)

    def half_open(self) -> None:
        self._enter(State.HALF_OPEN, _HALF_OPENED)

    def close(self) -> None:
        self._enter(State.CLOSED, _CLOSED)

    def force_open(self, now: float, reason: Reason) -> None:
        """Reject every call until reset."""
        self.mode = Mode.FORCED_OPEN
        self._open(now, reason)

    def disable(self, reason: Reason) -> None:
        """Let every call through, whatever comes of it, until reset."""
        self.mode = Mode.DISABLED
        self._enter(State.CLOSED, reason)

    def reset(self, reason: Reason) -> None:
        """Back to automatic, closed, with nothing counted."""
        self.mode = Mode.AUTOMATIC
        self._enter(State.CLOSED, reason)

    # Changes

    def _open(self, now: float, reason: Reason, stretch: float = 1.0) -> None:
        self._opened_at = now
        self._enter(State.OPEN, reason, stretch)

    def _enter(self, state: State, reason: Reason, stretch: float = 1.0) -> None:
        old = self.state
        self.state = state
        self.reason = reason
        self.epoch += 1
        self.consecutive_probe_successes = 0
        self._probes.clear()
        self._rates.clear()
        if state is State.CLOSED:
            self.consecutive_failures = 0
        if state is not State.HALF_OPEN:
            self._stretch = stretch
            self._jitter = 1.0 if stretch == 1 else 1 + _JITTER * (2 * self._random() - 1)
        if state is State.OPEN:
            self._time_probe()
        else:
            self._probe_from = -inf
        self.standing = Permit(self.epoch) if state is State.CLOSED else None
        self._counted = self.standing if self.mode is Mode.AUTOMATIC else None
        if old is not state:
            self._on_change(Transition(old, state, reason, self.epoch))

    def _time_probe(self) -> None:
        """Set when the first probe is due: after reset_timeout, stretched by each probe that failed."""
        policy = self.policy
        seconds = policy.reset_timeout * self._stretch * self._jitter
        if self._stretch > 1 and policy.reset_timeout_max is not None:
            seconds = min(seconds, policy.reset_timeout_max)
        forced = self.mode is Mode.FORCED_OPEN
        self._probe_from = inf if forced else self._opened_at + seconds


def _rate(code: str, what: str, share: float, calls: int, seconds: float) -> Reason:
    text = f"{share:.0%} of {calls} calls {what} in {seconds:g} s"
    return Reason(code, text, {"share": round(share * 100), "calls": calls, "seconds": f"{seconds:g}"})
