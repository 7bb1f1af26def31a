"""The state machine made safe for threads: one lock, the clock, the figures, and what has to be reported."""

from collections.abc import Callable
from math import inf
from threading import RLock
from types import TracebackType

from core.resilience.breaker_snapshot import BreakerSnapshot, LastError
from core.resilience.errors import BreakerOpenError, BreakerTrippedError
from core.resilience.machine import Machine, Permit, State, Transition
from core.resilience.policy import BreakerPolicy
from core.resilience.reason import Reason
from core.resilience.reporter import Reporter
from core.telemetry.clock import Monotonic, WallClock
from core.telemetry.windows import LatencyWindow, Outcome

POSTED_MAX = 128
"""Successes that wait for the lock before whoever posts the next takes it: some 25 microseconds of work."""


class Gate:
    """Lets calls in and settles them. `with gate:` is its lock.

    Nearly every call succeeds, is not slow and finds the circuit closed. Such a success changes no state, so
    it takes no lock: it is posted, and whoever takes the lock first takes in what was posted. So whatever is
    decided, shown or changed under the lock takes account of every success posted before.

    Appending to a list, copying a slice and deleting one are atomic, under the interpreter lock and in
    free-threaded builds, and only the holder of the lock deletes: each success is taken in once, in the order
    of posting. The state may change between a look at the standing permit and the append; the machine
    then sees a permit of an older epoch, as it does with any late result.
    """

    def __init__(
        self,
        policy: BreakerPolicy,
        state: State,
        reporter: Reporter,
        *,
        clock: Monotonic,
        now: WallClock,
        random: Callable[[], float],
    ) -> None:
        self._lock = RLock()
        self.machine = Machine(policy, on_change=self._changed, random=random, state=state)
        self.posted: list[tuple[Permit, float, float]] = []
        """Permit, end and seconds of successes that were not slow, on a permit that stood when they ended."""
        self.reporter = reporter
        self.clock = clock
        self.slow_from = inf if policy.slow_call_seconds is None else policy.slow_call_seconds
        self.window = LatencyWindow(clock, now, self)
        self._now = now
        self.since = now()
        """UTC time at which the current state began."""
        self._last_error: LastError | None = None

    def __enter__(self) -> None:
        self._lock.acquire()
        try:
            self._take_in()
        except BaseException:
            self._lock.release()
            raise

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._lock.release()

    def _take_in(self) -> None:
        posted = self.posted
        if posted:
            batch = posted[:]
            del posted[: len(batch)]
            self.machine.succeed_all(batch)
            self.window.add_successes(batch)

    def make_room(self) -> None:
        """Take in what was posted, now that it has become much."""
        with self:
            pass

    # Calls

    def admit(self) -> Permit:
        """A permit from the machine. Raises BreakerOpenError when there is none."""
        at = self.clock()
        with self:
            machine = self.machine
            permit = machine.admit(at)
            if permit is None:
                self.window.add_rejected(at)
                self.reporter.rejected(at)
                reason, wait = machine.reason, machine.seconds_until_probe(at)
        self.reporter.flush()
        if permit is None:
            raise BreakerOpenError(self.reporter.label, reason, wait)
        return permit

    def succeed(self, permit: Permit, ended: float, seconds: float) -> None:
        slow = seconds >= self.slow_from
        if permit is self.machine.standing and not slow:
            self.posted.append((permit, ended, seconds))
            if len(self.posted) >= POSTED_MAX:
                self.make_room()
        else:
            with self:
                self.machine.succeed(permit, ended, slow)
                self.window.add_success(ended, seconds, slow)
                if slow:
                    self.reporter.slow(ended, seconds)
        self.reporter.announce("success")
        self.reporter.flush()

    def fail(self, permit: Permit, error: BaseException, seconds: float) -> BreakerTrippedError | None:
        """Settle a call that failed. What to raise when that opened the circuit."""
        described = LastError.of(error, self._now())
        ended = self.clock()
        slow = seconds >= self.slow_from
        with self:
            machine = self.machine
            tripped = machine.fail(permit, ended, slow)
            self.window.add(ended, Outcome.FAILURE, seconds, slow=slow)
            self._last_error = described
            if slow:
                self.reporter.slow(ended, seconds)
            reason, wait = machine.reason, machine.seconds_until_probe(ended)
        self.reporter.announce("failure", error)
        self.reporter.flush()
        return BreakerTrippedError(self.reporter.label, reason, wait) if tripped else None

    def ignore(self, permit: Permit, seconds: float) -> None:
        """Take back the permit of a call that says nothing about the dependency."""
        with self:
            self.machine.ignore(permit)
            self.window.add(self.clock(), Outcome.IGNORED, seconds)

    def count_fallback(self, reason: Reason) -> None:
        """Note that a fallback answered in place of the dependency, and why."""
        at = self.clock()
        with self:
            self.window.add_fallback(at)
            self.reporter.fallback(at, reason)
        self.reporter.flush()

    # Figures

    def _changed(self, transition: Transition) -> None:
        """The machine changed state; runs under the lock."""
        self.since = self._now()
        self.reporter.transition(transition)

    def seconds_until_probe(self) -> float | None:
        """Seconds until a call would be let through as a probe; None where none is coming of itself."""
        with self:
            return self.machine.seconds_until_probe(self.clock())

    def snapshot(self) -> BreakerSnapshot:
        """State and figures at one moment."""
        with self:
            machine = self.machine
            recent = self.window.totals(machine.policy.window_seconds)
            ever = self.window.totals()
            return BreakerSnapshot(
                name=self.reporter.label,
                state=str(machine.state),
                mode=str(machine.mode),
                reason=machine.reason,
                since=self.since,
                epoch=machine.epoch,
                consecutive_failures=machine.consecutive_failures,
                seconds_until_probe=machine.seconds_until_probe(self.clock()),
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
