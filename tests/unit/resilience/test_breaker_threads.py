"""The breaker under real threads: nobody waits for another's call, and nothing is counted twice or lost."""

import random
import sys
import time
from collections import Counter
from contextlib import suppress
from itertools import pairwise
from threading import Barrier, Event, Thread

import pybreaker
import pytest

from core.resilience.breaker import Breaker
from core.resilience.events import EventKind, EventLog


def run(target, count):
    threads = [Thread(target=target, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not any(thread.is_alive() for thread in threads)


def test_threads__calls_run_side_by_side():
    breaker = Breaker()
    everybody_inside = Barrier(32)
    run(lambda _: breaker.call(everybody_inside.wait, 10), 32)
    assert breaker.window.totals().successes == 32


def by_calling(breaker, work):
    with breaker.calling():
        work()


@pytest.mark.parametrize("way", [Breaker.call, by_calling])
@pytest.mark.parametrize("probes", [1, 3])
def test_threads__half_open__exactly_as_many_as_probes_pass(probes, way):
    for _ in range(10):
        breaker = Breaker(probes=probes, success_threshold=probes)
        breaker.half_open()
        start, leave = Barrier(16), Event()
        passed, rejected = [], []

        def caller(number, *, breaker=breaker, start=start, leave=leave, passed=passed, rejected=rejected):
            def inside():
                passed.append(number)
                leave.wait(10)

            start.wait()
            try:
                way(breaker, inside)
            except pybreaker.CircuitBreakerError:
                rejected.append(number)
                if len(rejected) == 16 - probes:
                    leave.set()

        run(caller, 16)
        assert (len(passed), len(rejected)) == (probes, 16 - probes)
        assert breaker.current_state == "closed"


def test_threads__many_fail_at_once__one_transition_and_one_event():
    for _ in range(20):
        events = EventLog()
        breaker = Breaker(fail_max=3, name="db_breaker", events=events)
        together = Barrier(16)
        errors = []

        def fail(together=together):
            together.wait()
            raise ConnectionError

        def caller(_, breaker=breaker, errors=errors, fail=fail):
            try:
                breaker.call(fail)
            except Exception as error:  # noqa: BLE001 - what the caller sees is counted
                errors.append(type(error).__name__)

        run(caller, 16)
        assert Counter(errors) == {"ConnectionError": 15, "BreakerTrippedError": 1}
        assert len(events.recent(kind=EventKind.TRANSITION)) == 1
        assert breaker.snapshot().epoch == 1
        assert breaker.snapshot().failures == 16


def test_interleavings__ten_thousand_random_orders_of_begin_and_end__no_permit_leaks(clock):
    chance = random.Random(20260302)
    breaker = Breaker(
        fail_max=2, reset_timeout=5, probes=2, probe_lease=3, success_threshold=2, clock=clock, now=clock.now
    )
    ends = {ConnectionError: ConnectionError(), KeyboardInterrupt: KeyboardInterrupt(), None: None}
    met = Counter()
    for _ in range(10_000):
        inside, to_begin = [], 5
        while inside or to_begin:
            clock.advance(chance.choice((0, 0, 0.5, 4)))
            if to_begin and chance.random() < 0.6:
                to_begin -= 1
                guard = breaker.calling()
                with suppress(pybreaker.CircuitBreakerError):
                    guard.__enter__()
                    inside.append(guard)
            elif inside:
                guard = inside.pop(chance.randrange(len(inside)))
                kind = chance.choice(list(ends))
                with suppress(pybreaker.CircuitBreakerError):
                    guard.__exit__(kind, ends[kind], None)
        met[breaker.current_state] += 1
        assert breaker._machine.probes_in_flight == 0
        assert breaker.probe_due or breaker.current_state != "half-open"
    assert min(met[state] for state in ("closed", "open", "half-open")) > 500


def test_threads__random_interleavings__no_permit_leaks_and_all_is_counted():
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        events = EventLog(capacity=100_000)
        breaker = Breaker(
            fail_max=2, reset_timeout=0, probes=2, success_threshold=2, name="db_breaker", events=events
        )
        counted = []

        def caller(number):
            chance = random.Random(number)
            mine = Counter()
            for _ in range(1250):
                mine[attempt(chance)] += 1
            counted.append(mine)

        def attempt(chance):
            draw = chance.random()

            def work():
                if draw < 0.3:
                    raise ConnectionError
                if draw < 0.4:
                    raise KeyboardInterrupt

            try:
                breaker.call(work)
            except (ConnectionError, KeyboardInterrupt):
                return "ran"
            except pybreaker.CircuitBreakerError as error:
                return "ran" if error.__cause__ else "rejected"
            return "ran"

        run(caller, 8)
    finally:
        sys.setswitchinterval(switch)
    outcomes = sum(counted, Counter())
    assert breaker._machine.probes_in_flight == 0
    shot = breaker.snapshot()
    assert (shot.calls, shot.rejected) == (outcomes["ran"], outcomes["rejected"])
    assert sum(outcomes.values()) == 10_000
    told = [event.data for event in reversed(events.recent(100_000, kind=EventKind.TRANSITION))]
    assert [data["epoch"] for data in told] == list(range(1, shot.epoch + 1))
    assert all(before["new"] == after["old"] for before, after in pairwise(told))


def test_threads__force_open__takes_effect_at_once_while_calls_are_in_flight():
    breaker = Breaker()
    inside, leave = Barrier(65), Event()

    def work():
        inside.wait(10)
        leave.wait(10)

    threads = [Thread(target=breaker.call, args=(work,)) for _ in range(64)]
    for thread in threads:
        thread.start()
    inside.wait(10)
    took = []
    for _ in range(20):
        started = time.perf_counter()
        breaker.force_open("maintenance", "ana")
        took.append(time.perf_counter() - started)
        with pytest.raises(pybreaker.CircuitBreakerError):
            breaker.call(work)
    leave.set()
    for thread in threads:
        thread.join(10)
    assert sorted(took)[10] < 0.001
    assert breaker.current_state == "open"
    assert breaker.window.totals().successes == 64
