"""The recovery loop: what a round does, when the next one comes, and that nothing stops it but stop()."""

import time
from inspect import signature
from threading import Event, current_thread

import pytest
from structlog.testing import capture_logs

from core.resilience.breaker import Breaker
from core.resilience.degradation import DegradationManager, Dependency, Level
from core.resilience.events import EventKind, EventLog
from core.resilience.faults import TARGETS
from core.resilience.recovery import RecoveryLoop


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


def test_recovery__steps_run_in_order(events):
    done = []
    steps = {"replay": lambda: done.append("replay"), "upload": lambda: done.append("upload")}
    RecoveryLoop(steps, 30, events=events).run_once()
    assert done == ["replay", "upload"]


def test_recovery__a_step_that_raises_is_reported_without_its_secrets_and_stops_no_other(events):
    done = []

    def broken():
        raise ConnectionError("redis://:pw@cache refused")

    with capture_logs() as logs:
        RecoveryLoop({"replay": broken, "upload": lambda: done.append(1)}, 30, events=events).run_once()
    assert done == [1]
    (event,) = events.recent(kind=EventKind.RECOVERY_FAILED)
    assert (event.subject, event.data["error"]) == ("replay", "ConnectionError: redis://***@cache refused")
    assert [(line["event"], line["step"]) for line in logs] == [("recovery_step_failed", "replay")]


def test_recovery__probes_only_what_is_due(events, clock):
    closed, waiting, due = (Breaker(reset_timeout=30, clock=clock) for _ in range(3))
    due.open()
    clock.advance(30)
    waiting.open()
    probed = []
    probes = {
        name: (breaker, lambda name=name, breaker=breaker: breaker.call(probed.append, name))
        for name, breaker in {"closed": closed, "waiting": waiting, "due": due}.items()
    }
    RecoveryLoop({}, 30, events=events, probes=probes).run_once()
    assert probed == ["due"]
    assert due.current_state == "closed"


def test_recovery__an_open_circuit_closes_within_reset_timeout_without_traffic(events, clock):
    breaker = Breaker(reset_timeout=30, clock=clock)
    loop = RecoveryLoop({}, 30, events=events, probes={"db": (breaker, lambda: breaker.call(int))})
    breaker.open()
    rounds = 0
    while breaker.current_state != "closed":
        clock.advance(loop.seconds_until_due())
        loop.run_once()
        rounds += 1
    assert (rounds, clock()) == (1, 1030)


def test_recovery__failing_probes_are_tried_again_when_next_due(events, clock):
    breaker = Breaker(reset_timeout=10, reset_timeout_growth=2, random=lambda: 0.5, clock=clock)

    def fail():
        raise ConnectionError

    loop = RecoveryLoop({}, 1000, events=events, probes={"db": (breaker, lambda: breaker.call(fail))})
    breaker.open()
    waits = []
    with capture_logs():
        for _ in range(3):
            waits.append(loop.seconds_until_due())
            clock.advance(waits[-1])
            loop.run_once()
    assert waits == [10, 20, 40]


def test_recovery__a_hung_probe_stops_neither_the_steps_nor_the_next_probe_after_its_lease(events, clock):
    breaker = Breaker(reset_timeout=30, probe_lease=10, clock=clock)
    breaker.open()
    clock.advance(30)
    hangs, let_go, done = Event(), Event(), []

    def probe():
        if hangs.is_set():
            return
        hangs.set()
        let_go.wait(10)

    loop = RecoveryLoop(
        {"replay": lambda: done.append("replay")},
        30,
        events=events,
        probes={"db": (breaker, lambda: breaker.call(probe))},
        probe_patience=0.02,
    )
    started = time.monotonic()
    loop.run_once()
    assert time.monotonic() - started < 0.9
    assert (breaker.current_state, done) == ("half-open", ["replay"])
    assert loop.seconds_until_due() == 10
    clock.advance(10)
    loop.run_once()
    assert breaker.current_state == "closed"
    let_go.set()


def test_recovery__seconds_until_due__the_interval_unless_something_falls_due_before(events, clock):
    breaker = Breaker(reset_timeout=12, clock=clock)
    settles = [None]
    loop = RecoveryLoop(
        {}, 30, events=events, probes={"db": (breaker, breaker.close)}, due=[lambda: settles[0]]
    )
    assert loop.seconds_until_due() == 30
    breaker.open()
    assert loop.seconds_until_due() == 12
    settles[0] = 5.0
    assert loop.seconds_until_due() == 5
    settles[0] = 500.0
    breaker.close()
    assert loop.seconds_until_due() == 30


def test_recovery__in_real_time__closes_what_is_back_and_announces_it_and_stops_at_once():
    events = EventLog()
    breakers = {name: Breaker(fail_max=1, reset_timeout=0.2, name=name, events=events) for name in TARGETS}
    manager = DegradationManager([Dependency(*pair) for pair in breakers.items()], lambda: True, 0.1, events)
    loop = RecoveryLoop(
        {"level": manager.evaluate},
        30,
        events=events,
        probes={
            name: (breaker, lambda breaker=breaker: breaker.call(int)) for name, breaker in breakers.items()
        },
        due=[lambda: manager.current.settles_in],
    )
    back = Event()
    events.subscribe(lambda _: loop.wake())
    events.subscribe(lambda event: back.set() if event.data.get("new") == "NORMAL" else None)
    loop.start()
    with pytest.raises(RuntimeError, match=r"^the recovery loop has been started already$"):
        loop.start()
    started = time.monotonic()
    breakers["database"].open()
    assert manager.current.level is Level.READ_ONLY
    assert back.wait(5)
    assert time.monotonic() - started < 0.2 + 0.1 + 1
    assert breakers["database"].current_state == "closed"
    stopping = time.monotonic()
    assert loop.stop()
    assert time.monotonic() - stopping < 0.2


def test_recovery__in_real_time__nobody_wakes_it__probes_when_due_on_a_thread_that_no_exit_waits_for():
    breaker = Breaker(reset_timeout=0.1)
    probed = []

    def probe():
        breaker.call(lambda: probed.append((current_thread().name, current_thread().daemon)))

    breaker.open()
    loop = RecoveryLoop({}, 30, events=EventLog(), probes={"db": (breaker, probe)})
    started = time.monotonic()
    loop.start()
    try:
        while breaker.current_state != "closed":
            assert time.monotonic() - started < 0.1 + 1
            time.sleep(0.01)
        assert (loop._thread.name, loop._thread.daemon) == ("recovery", True)
    finally:
        loop.stop()
    assert probed == [("probe-db", True)]


def test_recovery__a_probe_that_takes_a_moment_is_waited_for_before_the_steps(events):
    breaker = Breaker(reset_timeout=0)
    breaker.open()
    seen = []
    steps = {"replay": lambda: seen.append(breaker.current_state)}
    probes = {"db": (breaker, lambda: breaker.call(time.sleep, 0.05))}
    RecoveryLoop(steps, 30, events=events, probes=probes, probe_patience=10).run_once()
    assert seen == ["closed"]


def test_recovery__waits_for_probes_two_seconds_unless_told_otherwise():
    assert signature(RecoveryLoop).parameters["probe_patience"].default == 2


def test_recovery__wake__begins_a_round_now_and_many_wakes_make_few():
    ran = []
    began = Event()
    loop = RecoveryLoop({"count": lambda: (ran.append(1), began.set())}, 30, events=EventLog())
    loop.start()
    assert began.wait(5)
    began.clear()
    for _ in range(1000):
        loop.wake()
    assert began.wait(5)
    assert loop.stop()
    assert len(ran) <= 3


def test_recovery__a_step_that_fails_each_time__does_not_wake_the_loop_that_runs_it():
    ran = []

    def fail():
        ran.append(1)
        raise ConnectionError

    events = EventLog()
    loop = RecoveryLoop({"replay": fail}, 30, events=events)
    reported = Event()
    events.subscribe(lambda _: (loop.wake(), reported.set()))
    loop.start()
    assert reported.wait(5)
    time.sleep(0.6)
    assert loop.stop()
    assert len(ran) == 1


def test_recovery__stop__does_not_wait_for_a_step_that_hangs_and_says_so():
    inside, let_go = Event(), Event()

    def hang():
        inside.set()
        let_go.wait(10)

    loop = RecoveryLoop({"hang": hang}, 30, events=EventLog())
    loop.start()
    assert inside.wait(5)
    with capture_logs() as logs:
        assert loop.stop() is False
    assert [(line["event"], line["seconds"]) for line in logs] == [("recovery_stop_left_a_step_behind", 0.2)]
    let_go.set()
    loop._thread.join(5)
    assert not loop._thread.is_alive()


def test_recovery__stop__before_start_is_fine():
    assert RecoveryLoop({}, 30, events=EventLog()).stop()


@pytest.mark.parametrize(
    ("figures", "message"),
    [
        ({"interval": 0}, "interval must be above 0 seconds, not 0"),
        ({"interval": 1, "probe_patience": -1}, "probe_patience must be above 0 seconds, not -1"),
    ],
)
def test_recovery__bad_figures_are_refused(events, figures, message):
    with pytest.raises(ValueError, match=f"^{message}$"):
        RecoveryLoop({}, events=events, **figures)
