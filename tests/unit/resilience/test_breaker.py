"""What Breaker adds to the state machine: the clock, outcomes, orders, events and the figures people see."""

from abc import ABC, abstractmethod
from importlib import import_module

import pytest
from structlog.testing import capture_logs

from core.resilience.breaker import Breaker
from core.resilience.errors import BreakerHeldError, BreakerOpenError, BreakerTrippedError
from core.resilience.events import EventKind, EventLog
from core.resilience.reason import Reason


class CallerError(Exception):
    pass


def fail():
    raise ConnectionError("redis://:pw@cache refused")


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


@pytest.fixture
def make(clock, events):
    def build(**arguments):
        settings = {"name": "db_breaker", "fail_max": 3, "reset_timeout": 30, **arguments}
        return Breaker(**settings, events=events, clock=clock, now=clock.now)

    return build


def kinds(events):
    return [event.kind for event in reversed(events.recent())]


def call_failing(breaker, times=1):
    for _ in range(times):
        with pytest.raises(ConnectionError):
            breaker.call(fail)


def test_breaker__ignored__moves_nothing(make):
    breaker = make(ignore=[CallerError, lambda error: "mild" in str(error)])

    def fail_as_caller():
        raise CallerError

    def fail_mildly():
        raise ConnectionError("mild")

    call_failing(breaker, 2)
    for work in (fail_as_caller, fail_mildly):
        with pytest.raises((CallerError, ConnectionError)):
            breaker.call(work)
        assert breaker.fail_counter == 2
    assert not breaker.is_system_error(CallerError())
    assert breaker.is_system_error(ConnectionError("down"))
    assert breaker.snapshot().calls == 4


@pytest.mark.parametrize("signal", [KeyboardInterrupt, SystemExit, GeneratorExit])
def test_breaker__what_is_no_exception_is_no_failure_and_returns_its_permit(make, signal):
    breaker = make(fail_max=1)
    breaker.half_open()

    def interrupted():
        raise signal

    for _ in range(3):
        with pytest.raises(signal):
            breaker.call(interrupted)
        assert breaker.current_state == "half-open"
        assert breaker.probe_due
    assert breaker.fail_counter == 0


def test_breaker__streamlits_rerun_and_stop_are_no_failures(make):
    exceptions = import_module("streamlit.runtime.scriptrunner_utils.exceptions")
    breaker = make()
    for signal in (exceptions.RerunException(None), exceptions.StopException()):
        assert not breaker.is_system_error(signal)


def test_breaker__a_predicate_that_raises_means_nothing_and_the_failure_counts(make):
    breaker = make(exclude=[lambda error: error.status_code < 500])
    with capture_logs() as logs:
        call_failing(breaker)
    assert breaker.fail_counter == 1
    assert [(line["event"], line["breaker"]) for line in logs] == [("breaker_exclusion_failed", "db_breaker")]


def test_breaker__an_exclusion_by_abstract_class_excludes_only_its_instances(make):
    class Abstract(ABC):
        @abstractmethod
        def method(self): ...

    breaker = make(exclude=[Abstract])
    call_failing(breaker)
    assert breaker.fail_counter == 1


def test_breaker__rejection__names_breaker_reason_and_wait(make, clock):
    breaker = make(fail_max=1)
    with pytest.raises(BreakerTrippedError) as trip:
        breaker.call(fail)
    assert str(trip.value) == "db_breaker opened: 1 consecutive failures"
    clock.advance(18)
    with pytest.raises(BreakerOpenError) as refusal:
        breaker.call(fail)
    assert str(refusal.value) == "db_breaker is open: 1 consecutive failures, next probe in 12.0 s"
    assert (refusal.value.code, refusal.value.breaker) == ("breaker_open", "db_breaker")
    assert refusal.value.seconds_until_probe == breaker.seconds_until_probe == 12


def test_breaker__force_open__holds_whatever_comes_until_reset(make, clock, events):
    breaker = make()
    breaker.force_open("maintenance", "ana")
    clock.advance(10_000)
    with pytest.raises(BreakerOpenError, match=r"db_breaker is held open: maintenance \(by ana\)"):
        breaker.call(fail)
    for order in (breaker.open, breaker.half_open, breaker.close):
        with pytest.raises(BreakerHeldError, match="held forced-open: maintenance"):
            order()
    assert (breaker.current_state, breaker.mode, breaker.seconds_until_probe) == ("open", "forced-open", None)
    breaker.reset("luis")
    assert (breaker.current_state, breaker.mode) == ("closed", "automatic")
    orders = [
        (event.actor, event.data["mode"], event.data["reason"])
        for event in events.recent(kind=EventKind.MODE)
    ]
    assert orders == [("luis", "automatic", "reset"), ("ana", "forced-open", "maintenance")]
    assert str(breaker.snapshot().reason) == "reset (by luis)"
    assert breaker.snapshot().reason.values == {"what": "reset", "who": "luis"}


def test_breaker__disable__lets_all_through_and_still_measures(make):
    breaker = make(fail_max=1)
    breaker.disable("false alarm", "ana")
    call_failing(breaker, 10)
    shot = breaker.snapshot()
    assert (shot.state, shot.mode, shot.failures, shot.consecutive_failures) == ("closed", "disabled", 10, 0)


@pytest.mark.parametrize(("reason", "actor"), [("", "ana"), ("maintenance", " ")])
def test_breaker__an_order_without_reason_or_actor_is_refused(make, reason, actor):
    breaker = make()
    with pytest.raises(ValueError, match="needs a reason and an actor"):
        breaker.force_open(reason, actor)
    assert breaker.mode == "automatic"


def test_breaker__force_open__comes_before_its_transition_in_the_events(make, events):
    make().force_open("maintenance", "ana")
    assert kinds(events) == [EventKind.MODE, EventKind.TRANSITION]


def test_breaker__a_late_failure_is_measured_and_raises_its_own_error(make):
    breaker = make(fail_max=1)
    slow = breaker.calling()
    slow.__enter__()
    breaker.force_open("maintenance", "ana")
    breaker.reset("ana")
    epoch = breaker.snapshot().epoch
    assert slow.__exit__(ConnectionError, ConnectionError(), None) is False
    shot = breaker.snapshot()
    assert (shot.state, shot.epoch, shot.consecutive_failures, shot.failures) == ("closed", epoch, 0, 1)


def test_breaker__slow_calls__trip_by_their_rate_and_are_reported(make, clock, events):
    breaker = make(slow_call_seconds=2, slow_rate=0.5, minimum_calls=4)
    for _ in range(4):
        breaker.call(clock.advance, 2)
    assert breaker.current_state == "open"
    assert breaker.snapshot().slow_rate == 1
    assert [event.data["count"] for event in events.recent(kind=EventKind.SLOW)] == [1, 1, 1, 1]
    breaker.close()
    breaker.call(clock.advance, 1.99)
    assert breaker.snapshot().slow_rate == 0.8


def test_breaker__rejections__are_events_at_most_once_a_second_and_none_is_left_out(make, clock, events):
    breaker = make(fail_max=1)
    with pytest.raises(BreakerTrippedError):
        breaker.call(fail)
    for _ in range(100):
        for _ in range(5):
            with pytest.raises(BreakerOpenError):
                breaker.call(fail)
        clock.advance(0.25)
    rejected = [event.data["count"] for event in events.recent(kind=EventKind.REJECTED)]
    assert len(rejected) == 25
    breaker.close()
    rejected = [event.data["count"] for event in events.recent(kind=EventKind.REJECTED)]
    assert sum(rejected) == breaker.snapshot().rejected == 500


def test_breaker__count_fallback__is_counted_and_reported_with_its_reason(make, events):
    breaker = make()
    breaker.count_fallback(Reason("RULES", "rules read it"))
    breaker.count_fallback(Reason("RULES", "rules read it"))
    assert breaker.snapshot().fallbacks == 2
    reported = events.recent(kind=EventKind.FALLBACK)
    assert [(event.data["count"], str(event.data["reason"])) for event in reported] == [(1, "rules read it")]


def test_breaker__a_listener_that_raises_does_not_touch_the_call(make):
    class Broken:
        def __getattr__(self, name):
            def raise_error(*args, **kwargs):
                raise RuntimeError("boom")

            return raise_error

    breaker = make(listeners=[Broken()])
    assert breaker.call(lambda: 1) == 1
    call_failing(breaker, 2)
    with pytest.raises(BreakerTrippedError):
        breaker.call(fail)


def test_breaker__a_listener_may_use_the_breaker(make, events):
    breaker = make(fail_max=1)
    heard = []
    events.subscribe(lambda event: heard.append((event.kind, breaker.snapshot().state)))
    events.subscribe(lambda event: breaker.reset("listener") if event.data.get("new") == "open" else None)
    with pytest.raises(BreakerTrippedError):
        breaker.call(fail)
    assert breaker.current_state == "closed"
    assert [kind for kind, _ in heard] == [EventKind.TRANSITION, EventKind.MODE, EventKind.TRANSITION]


def test_breaker__snapshot__says_all_there_is_to_know(make, clock):
    breaker = make(window_seconds=10)
    assert breaker.snapshot().last_error is None
    for seconds in (0.1, 0.1, 0.1, 0.4):
        breaker.call(clock.advance, seconds)
    call_failing(breaker)
    shot = breaker.snapshot()
    assert str(shot.reason) == "as it started"
    assert (shot.name, shot.state, shot.mode, shot.epoch) == ("db_breaker", "closed", "automatic", 0)
    assert (shot.calls, shot.failures, shot.rejected, shot.fallbacks) == (5, 1, 0, 0)
    assert (shot.calls_per_second, shot.failure_rate, shot.slow_rate) == (0.5, 0.2, 0)
    assert shot.p50 == pytest.approx(0.1, rel=0.2)
    assert shot.p95 == shot.p99 == pytest.approx(0.4, rel=0.2)
    assert shot.last_error.message == "redis://***@cache refused"
    assert shot.last_error.at == clock.now()
    assert shot.seconds_until_probe is None
    clock.advance(10)
    later = breaker.snapshot()
    assert (later.calls, later.failures, later.last_error) == (5, 1, shot.last_error)
    assert (later.calls_per_second, later.failure_rate, later.p50) == (0, 0, None)


def test_breaker__since__is_when_the_state_began(make, clock):
    breaker = make()
    began = clock.now()
    clock.advance(5)
    assert breaker.snapshot().since == breaker.since == began
    breaker.open()
    clock.advance(5)
    assert (clock.now() - breaker.since).total_seconds() == 5


def test_breaker__without_a_name_still_has_words():
    breaker = Breaker()
    breaker.open()
    with pytest.raises(BreakerOpenError, match=r"^circuit breaker is open: opened by hand"):
        breaker.call(fail)
