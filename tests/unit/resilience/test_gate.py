"""Posted successes: taken in before anything is decided or shown, each once, and never many at a time."""

import sys
from threading import Barrier, Thread

import pytest

from core.resilience.breaker import Breaker
from core.resilience.gate import POSTED_MAX


@pytest.fixture
def breaker(clock):
    return Breaker(
        fail_max=3,
        reset_timeout=30,
        failure_rate=0.5,
        minimum_calls=10,
        window_seconds=10,
        slow_call_seconds=2,
        name="db",
        clock=clock,
        now=clock.now,
    )


def succeed():
    pass


def fail():
    raise ConnectionError


def call_failing(breaker):
    with pytest.raises(ConnectionError):
        breaker.call(fail)


def test_gate__a_success_between_failures__counts_before_the_next_failure(breaker):
    for _ in range(3):
        call_failing(breaker)
        call_failing(breaker)
        breaker.call(succeed)
    assert breaker._gate.posted
    assert (breaker.current_state, breaker.fail_counter) == ("closed", 0)


def test_gate__the_rate_a_failure_is_judged_by_holds_the_successes_posted_before_it(breaker):
    for _ in range(6):
        breaker.call(succeed)
    for _ in range(4):
        call_failing(breaker)
        breaker.call(succeed)
    assert breaker.current_state == "closed"
    assert breaker._machine.rates(breaker._clock()).calls == 13
    assert breaker.window.totals().calls == 14


@pytest.mark.parametrize("way", ["call", "calling"])
def test_gate__never_holds_more_than_its_limit(breaker, way):
    most = 0
    for _ in range(3 * POSTED_MAX + 5):
        if way == "call":
            breaker.call(succeed)
        else:
            with breaker.calling():
                pass
        most = max(most, len(breaker._gate.posted))
    assert most == POSTED_MAX - 1
    assert len(breaker._gate.posted) == 5
    assert breaker.window.totals().successes == 3 * POSTED_MAX + 5


def test_gate__successes_taken_in_late__count_at_the_time_they_ended(breaker, clock):
    for _ in range(20):
        breaker.call(clock.advance, 0.5)
    assert len(breaker._gate.posted) == 20
    clock.advance(5)
    assert [point.calls for point in breaker.window.series(16)] == [1, *[2] * 9, 1, 0, 0, 0, 0, 0]
    assert breaker._machine.rates(clock()).calls == 9
    assert breaker.window.totals().percentile(0.5) == pytest.approx(0.5, rel=0.2)


def test_gate__successes_that_left_the_window_before_they_were_taken_in__are_not_judged_by(breaker, clock):
    for _ in range(20):
        breaker.call(succeed)
    clock.advance(30)
    for _ in range(5):
        breaker.call(succeed)
    for _ in range(2):
        call_failing(breaker)
    breaker.call(succeed)
    for _ in range(2):
        call_failing(breaker)
        assert breaker.current_state == "closed"
    assert breaker._machine.rates(clock()).calls == 10


def test_gate__posted_just_after_the_state_changed__is_measured_and_moves_nothing(breaker, clock):
    standing = breaker._machine.standing
    breaker.open()
    breaker.close()
    call_failing(breaker)
    breaker._gate.posted.append((standing, clock(), 0.1))
    assert breaker.fail_counter == 1
    assert breaker.window.totals().successes == 1
    assert breaker._machine.rates(clock()).calls == 1


@pytest.mark.parametrize("seconds", [2, 3])
def test_gate__a_slow_success_is_not_posted_but_judged_at_once(breaker, clock, seconds):
    breaker.call(clock.advance, seconds)
    assert breaker._gate.posted == []
    assert breaker._machine.rates(clock()).slow == 1


def test_gate__a_probe_that_succeeds_is_not_posted_but_closes_at_once(breaker):
    breaker.half_open()
    breaker.call(succeed)
    assert breaker._gate.posted == []
    assert breaker.current_state == "closed"


def test_gate__disabled__successes_are_measured_and_move_nothing(breaker, clock):
    breaker.disable("false alarm", "ana")
    breaker.call(succeed)
    assert breaker.window.totals().successes == 1
    assert breaker._machine.rates(clock()).calls == 0


def test_gate__an_error_while_taking_in__does_not_keep_the_lock(breaker, monkeypatch):
    breaker.call(succeed)
    with monkeypatch.context() as broken:
        broken.setattr(breaker.window, "add_successes", fail)
        with pytest.raises(TypeError):
            breaker.snapshot()
    taken = []
    other = Thread(target=lambda: taken.append(breaker.snapshot()))
    other.start()
    other.join(5)
    assert len(taken) == 1


def test_gate__eight_threads_and_a_reader__each_success_is_counted_once():
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    breaker = Breaker()
    start = Barrier(9)
    seen = []

    def caller():
        start.wait()
        for _ in range(2000):
            breaker.call(succeed)

    def reader():
        start.wait()
        seen.extend(breaker.window.totals().successes for _ in range(300))

    threads = [Thread(target=caller) for _ in range(8)] + [Thread(target=reader)]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)
    finally:
        sys.setswitchinterval(switch)
    assert seen == sorted(seen)
    assert breaker.window.totals().successes == breaker._machine.rates(breaker._clock()).calls == 16_000
