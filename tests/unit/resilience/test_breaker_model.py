"""The breaker against a small model: calls begin and end apart, late and out of order.

The soak runs 2,000 examples of 60 steps:
`pytest tests/unit/resilience/test_breaker_model.py --hypothesis-profile=soak --timeout=900`
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, precondition, rule

from core.resilience.breaker import Breaker
from core.resilience.errors import BreakerHeldError, BreakerOpenError, BreakerTrippedError
from core.resilience.events import EventKind, EventLog

FAIL_MAX, RESET, GROWTH, RESET_MAX = 3, 8.0, 2.0, 20.0
PROBES, LEASE, THRESHOLD = 2, 5.0, 2
WINDOW, MINIMUM, FAILURE_RATE, SLOW_RATE, SLOW_FROM = 10.0, 5, 0.5, 0.8, 2.0


class ExcludedError(Exception):
    pass


class IgnoredError(Exception):
    pass


class CalledOff(BaseException):
    pass


ERRORS = {
    "success": None,
    "failure": ConnectionError("down"),
    "excluded": ExcludedError(),
    "ignored": IgnoredError(),
    "called off": CalledOff(),
}


@dataclass
class Model:
    """What the breaker should do, written for reading: lists instead of windows, no speed, no threads."""

    now: float = 1000.0
    state: str = "closed"
    mode: str = "automatic"
    epoch: int = 0
    failures: int = 0
    probe_successes: int = 0
    probe_from: float = 0.0
    stretch: float = 1.0
    probes: dict[int, float] = field(default_factory=dict)
    window: list[tuple[float, bool, bool]] = field(default_factory=list)
    events: list[tuple[object, ...]] = field(default_factory=list)
    unreported: int = 0
    report_from: float = 0.0
    calls: int = 0
    failed: int = 0
    rejected: int = 0

    def enter(self, state: str, stretch: float = 1.0) -> None:
        if state != self.state:
            if self.unreported:
                self.events.append(("rejected", self.unreported))
                self.unreported = 0
            self.events.append(("transition", self.state, state, self.epoch + 1))
        self.state = state
        self.epoch += 1
        self.probe_successes = 0
        self.probes = {}
        self.window = []
        if state == "closed":
            self.failures = 0
        if state != "half-open":
            self.stretch = stretch
        if state == "open":
            self.probe_from = self.now + min(RESET * stretch, RESET_MAX)

    def admits(self, call: int) -> bool:
        if self.state == "open" and self.mode == "automatic" and self.now >= self.probe_from:
            self.enter("half-open")
        if self.state == "half-open":
            in_force = {probe: lease for probe, lease in self.probes.items() if lease > self.now}
            if len(in_force) < PROBES:
                self.probes = {**in_force, call: self.now + LEASE}
                return True
        if self.state == "closed":
            return True
        self.reject()
        return False

    def reject(self) -> None:
        self.rejected += 1
        self.unreported += 1
        if self.now >= self.report_from:
            self.events.append(("rejected", self.unreported))
            self.unreported = 0
            self.report_from = self.now + 1

    def settle(self, call: int, epoch: int, outcome: str, *, slow: bool) -> bool:
        """True when the result opens the circuit."""
        self.calls += 1
        self.failed += outcome == "failure"
        self.probes.pop(call, None)
        if outcome in ("ignored", "called off") or epoch != self.epoch or self.mode == "disabled":
            return False
        bad = outcome == "failure"
        self.failures = self.failures + 1 if bad else 0
        if self.state == "half-open":
            return self.settle_probe(bad=bad)
        self.window.append((self.now, bad, slow))
        if (bad or slow) and self.should_trip():
            self.enter("open")
            return bad
        return False

    def settle_probe(self, *, bad: bool) -> bool:
        if bad:
            self.enter("open", self.stretch * GROWTH)
            return True
        self.probe_successes += 1
        if self.probe_successes == THRESHOLD:
            self.enter("closed")
        return False

    def should_trip(self) -> bool:
        if self.failures >= FAIL_MAX:
            return True
        slice_seconds = WINDOW / 10
        recent = [
            (bad, slow)
            for at, bad, slow in self.window
            if at // slice_seconds > self.now // slice_seconds - 10
        ]
        if len(recent) < MINIMUM:
            return False
        bad_share = sum(bad for bad, _ in recent) / len(recent)
        slow_share = sum(slow for _, slow in recent) / len(recent)
        return bad_share >= FAILURE_RATE or slow_share >= SLOW_RATE

    @property
    def seconds_until_probe(self) -> float | None:
        if self.state == "closed" or self.mode == "forced-open":
            return None
        if self.state == "open":
            return max(0.0, self.probe_from - self.now)
        if len(self.probes) < PROBES:
            return 0.0
        return max(0.0, min(self.probes.values()) - self.now)


@dataclass
class Call:
    """A call under way: the real one held open, and what the model needs to settle it."""

    number: int
    guard: object
    epoch: int
    began: float


class BreakerAgainstModel(RuleBasedStateMachine):
    calls = Bundle("calls")

    def __init__(self) -> None:
        super().__init__()
        self.model = Model()
        self.events = EventLog(capacity=100_000)
        self.breaker = Breaker(
            fail_max=FAIL_MAX,
            reset_timeout=RESET,
            success_threshold=THRESHOLD,
            exclude=[ExcludedError],
            name="db_breaker",
            ignore=[IgnoredError],
            probes=PROBES,
            probe_lease=LEASE,
            failure_rate=FAILURE_RATE,
            slow_call_seconds=SLOW_FROM,
            slow_rate=SLOW_RATE,
            window_seconds=WINDOW,
            minimum_calls=MINIMUM,
            reset_timeout_growth=GROWTH,
            reset_timeout_max=RESET_MAX,
            events=self.events,
            clock=lambda: self.model.now,
            now=lambda: datetime(2026, 3, 2, tzinfo=UTC),
            random=lambda: 0.5,
        )
        self.numbers = 0

    @rule(target=calls)
    def begin(self):
        self.numbers += 1
        admitted = self.model.admits(self.numbers)
        guard = self.breaker.calling()
        try:
            guard.__enter__()
        except BreakerOpenError as error:
            refusal = error
        else:
            refusal = None
        assert (refusal is None) == admitted
        if refusal is not None:
            assert refusal.seconds_until_probe == self.model.seconds_until_probe
            return None
        return Call(self.numbers, guard, self.model.epoch, self.model.now)

    @rule(call=consumes(calls), outcome=st.sampled_from(list(ERRORS)))
    def end(self, call, outcome):
        if call is None:
            return
        slow = self.model.now - call.began >= SLOW_FROM
        trips = self.model.settle(call.number, call.epoch, outcome, slow=slow)
        error = ERRORS[outcome]
        tripped_by = None
        try:
            swallowed = call.guard.__exit__(type(error) if error else None, error, None)
            assert not swallowed
        except BreakerTrippedError as trip:
            tripped_by = trip.__cause__
        assert tripped_by is (error if trips else None)

    @rule(outcomes=st.lists(st.sampled_from(["success", "failure", "excluded", "ignored"]), max_size=12))
    def call_in_a_row(self, outcomes):
        for outcome in outcomes:
            self.call_once(outcome)

    def call_once(self, outcome):
        """By `call`, whose successes are taken in later: nothing is looked at between the calls of a row."""
        self.numbers += 1
        error = ERRORS[outcome]

        def work():
            if error:
                raise error

        if self.model.admits(self.numbers):
            trips = self.model.settle(self.numbers, self.model.epoch, outcome, slow=False)
            expected = BreakerTrippedError if trips else type(error)
        else:
            expected = BreakerOpenError
        raised = None
        try:
            self.breaker.call(work)
        except Exception as caught:  # noqa: BLE001 - what it is, is what is checked
            raised = caught
        assert type(raised) is expected

    @rule(seconds=st.sampled_from([0.25, 0.5, 1.0, 2.0, 5.0, 8.0, 20.0]))
    def pass_time(self, seconds):
        self.model.now += seconds

    @rule(order=st.sampled_from(["open", "half_open", "close"]))
    def order(self, order):
        if self.model.mode != "automatic":
            try:
                getattr(self.breaker, order)()
            except BreakerHeldError:
                return
            raise AssertionError("an operator's hold was broken")
        getattr(self.breaker, order)()
        self.model.enter({"open": "open", "half_open": "half-open", "close": "closed"}[order])

    @rule()
    def force_open(self):
        self.breaker.force_open("maintenance", "ana")
        self.hold("forced-open", "open")

    @rule()
    def disable(self):
        self.breaker.disable("false alarm", "ana")
        self.hold("disabled", "closed")

    @precondition(lambda self: self.model.mode != "automatic")
    @rule()
    def reset(self):
        self.breaker.reset("ana")
        self.hold("automatic", "closed")

    def hold(self, mode, state):
        self.model.mode = mode
        self.model.events.append(("mode", mode))
        self.model.enter(state)

    @invariant()
    def agrees(self):
        shot, model = self.breaker.snapshot(), self.model
        assert (shot.state, shot.mode, shot.epoch) == (model.state, model.mode, model.epoch)
        assert self.breaker.current_state == model.state
        assert self.breaker.fail_counter == shot.consecutive_failures == model.failures
        assert self.breaker.success_counter == model.probe_successes
        assert self.breaker._machine.probes_in_flight == len(model.probes)
        assert self.breaker.seconds_until_probe == shot.seconds_until_probe == model.seconds_until_probe
        assert (shot.calls, shot.failures, shot.rejected) == (model.calls, model.failed, model.rejected)

    @invariant()
    def has_told_the_same_story(self):
        told = []
        for event in reversed(self.events.recent(limit=100_000)):
            if event.kind is EventKind.TRANSITION:
                told.append(("transition", event.data["old"], event.data["new"], event.data["epoch"]))
            elif event.kind is EventKind.MODE:
                told.append(("mode", event.data["mode"]))
            elif event.kind is EventKind.REJECTED:
                told.append(("rejected", event.data["count"]))
        assert told == self.model.events


TestBreakerAgainstModel = BreakerAgainstModel.TestCase
profile = settings.get_current_profile_name()
TestBreakerAgainstModel.settings = (
    settings.get_profile(profile)
    if profile in ("soak", "mutation")
    else settings(max_examples=80, stateful_step_count=40, deadline=None)
)
