"""The state machine's edges, each at the exact second where it turns."""

import pytest

from core.resilience.machine import Machine, Mode, State
from core.resilience.policy import BreakerPolicy


def make(random=lambda: 0.5, **figures):
    changes = []
    policy = BreakerPolicy(**{"fail_max": 3, "reset_timeout": 30, **figures})
    return Machine(policy, on_change=changes.append, random=random), changes


def fail(machine, now, times=1, *, slow=False):
    for _ in range(times):
        machine.fail(machine.admit(now), now, slow)


def test_machine__closed__trips_at_fail_max_and_says_why():
    machine, changes = make()
    fail(machine, 0, times=2)
    assert machine.state is State.CLOSED
    fail(machine, 0)
    assert machine.state is State.OPEN
    assert [(change.old, change.new, change.epoch) for change in changes] == [(State.CLOSED, State.OPEN, 1)]
    assert changes[0].reason == machine.reason
    assert str(machine.reason) == "3 consecutive failures"


def test_machine__each_transition_says_why():
    machine, changes = make(fail_max=1)
    fail(machine, 0)
    probe = machine.admit(30)
    machine.fail(probe, 30, False)
    machine.succeed(machine.admit(60), 60, False)
    machine.open(60)
    machine.half_open()
    machine.close()
    machine.force_open(61, "maintenance")
    assert machine.opened_at == 61
    machine.disable("false alarm")
    assert str(machine.reason) == "false alarm"
    machine.reset("done")
    assert str(machine.reason) == "done"
    assert [change.epoch for change in changes] == [*range(1, 11)]
    assert [getattr(change.reason, "code", None) for change in changes] == [
        "CONSECUTIVE_FAILURES",
        "RESET_TIMEOUT_ELAPSED",
        "PROBE_FAILED",
        "RESET_TIMEOUT_ELAPSED",
        "PROBE_SUCCEEDED",
        "OPENED_BY_HAND",
        "HALF_OPENED_BY_HAND",
        "CLOSED_BY_HAND",
        None,
        None,
    ]
    assert changes[0].reason.values == {"count": 1}
    assert [str(change.reason) for change in changes] == [
        "1 consecutive failures",
        "reset timeout elapsed",
        "probe failed",
        "reset timeout elapsed",
        "probe succeeded",
        "opened by hand",
        "half-opened by hand",
        "closed by hand",
        "maintenance",
        "false alarm",
    ]


def test_machine__closed__a_success_starts_the_count_anew():
    machine, _ = make()
    fail(machine, 0, times=2)
    machine.succeed(machine.admit(0), 0, False)
    assert machine.consecutive_failures == 0
    fail(machine, 0, times=2)
    assert machine.state is State.CLOSED


def test_machine__open__half_opens_exactly_when_reset_timeout_has_passed():
    machine, changes = make()
    machine.open(100)
    assert machine.admit(129.99) is None
    assert machine.seconds_until_probe(129) == 1
    assert machine.seconds_until_probe(129.99) > 0
    assert machine.seconds_until_probe(130) == 0
    assert machine.admit(130) is not None
    assert [change.new for change in changes] == [State.OPEN, State.HALF_OPEN]


def test_machine__half_open__admits_as_many_as_probes():
    machine, _ = make(probes=3)
    machine.half_open()
    permits = [machine.admit(0) for _ in range(5)]
    assert [permit is not None for permit in permits] == [True, True, True, False, False]
    machine.ignore(permits[0])
    assert machine.admit(0) is not None


def test_machine__half_open__a_hung_probe_gives_up_its_place_exactly_when_its_lease_ends():
    machine, _ = make(probe_lease=10)
    machine.half_open()
    machine.admit(0)
    assert machine.admit(9.99) is None
    assert machine.seconds_until_probe(9) == 1
    assert machine.admit(10) is not None
    assert machine.probes_in_flight == 1


def test_machine__half_open__a_probe_past_its_lease_still_counts_in_its_epoch():
    machine, _ = make(probe_lease=10)
    machine.half_open()
    late = machine.admit(0)
    machine.admit(10)
    machine.succeed(late, 15, False)
    assert machine.state is State.CLOSED


@pytest.mark.parametrize("land", [Machine.succeed, Machine.fail])
def test_machine__a_result_from_an_older_epoch_moves_nothing(land):
    machine, changes = make()
    early = machine.admit(0)
    machine.open(0)
    machine.half_open()
    probe = machine.admit(1)
    before = (machine.state, machine.epoch, machine.consecutive_failures, len(changes))
    assert not land(machine, early, 2, False)
    assert (machine.state, machine.epoch, machine.consecutive_failures, len(changes)) == before
    machine.succeed(probe, 2, False)
    assert not land(machine, probe, 3, False)
    assert machine.state is State.CLOSED


def test_machine__half_open__closes_after_success_threshold():
    machine, _ = make(success_threshold=2)
    machine.half_open()
    machine.succeed(machine.admit(0), 0, False)
    assert (machine.state, machine.consecutive_probe_successes) == (State.HALF_OPEN, 1)
    machine.succeed(machine.admit(0), 0, False)
    assert machine.state is State.CLOSED
    assert machine.consecutive_probe_successes == 0


def reopen(machine, now):
    permit = machine.admit(now)
    machine.fail(permit, now, False)
    return machine.seconds_until_probe(now)


def test_machine__failing_probes_stretch_the_reset_timeout_up_to_its_limit_and_closing_forgets_it():
    machine, _ = make(reset_timeout=10, reset_timeout_growth=2, reset_timeout_max=35)
    machine.open(0)
    waits, now = [], 0.0
    for _ in range(3):
        now += machine.seconds_until_probe(now)
        waits.append(reopen(machine, now))
    assert waits == [20, 35, 35]
    now += 35
    machine.succeed(machine.admit(now), now, False)
    machine.open(now)
    assert machine.seconds_until_probe(now) == 10


@pytest.mark.parametrize(("drawn", "wait"), [(0.0, 18.0), (0.5, 20.0), (1.0, 22.0)])
def test_machine__a_stretched_reset_timeout_is_spread_by_a_tenth(drawn, wait):
    machine, _ = make(random=lambda: drawn, reset_timeout=10, reset_timeout_growth=2)
    machine.open(0)
    assert machine.seconds_until_probe(0) == 10
    assert reopen(machine, 10) == pytest.approx(wait)


@pytest.mark.parametrize(("growth", "limit", "wait"), [(1.5, 12, 12), (1.5, 20, 15), (1, 5, 10)])
def test_machine__the_limit_of_the_reset_timeout_binds_what_was_stretched(growth, limit, wait):
    machine, _ = make(reset_timeout=10, reset_timeout_growth=growth, reset_timeout_max=limit)
    machine.open(0)
    assert reopen(machine, 10) == wait


def test_machine__a_thousand_failed_probes_do_not_overflow_the_timeout():
    machine, _ = make(reset_timeout=1, reset_timeout_growth=10, reset_timeout_max=60)
    machine.open(0)
    now = 0.0
    for _ in range(1000):
        now += machine.seconds_until_probe(now)
        reopen(machine, now)
    assert machine.seconds_until_probe(now) == 60


def test_machine__failure_rate__trips_at_the_share_once_the_window_holds_enough():
    machine, _ = make(fail_max=100, failure_rate=0.5, minimum_calls=10, window_seconds=10)
    for now in range(4):
        machine.succeed(machine.admit(now), now, False)
        fail(machine, now)
    machine.succeed(machine.admit(4), 4, False)
    fail(machine, 4)
    assert machine.state is State.OPEN
    assert str(machine.reason) == "50% of 10 calls failed in 10 s"
    assert machine.reason.code == "FAILURE_RATE"
    assert machine.reason.values == {"share": 50, "calls": 10, "seconds": "10"}


def test_machine__failure_rate__49_of_100_trip_at_49_percent_and_not_at_50():
    for rate, state in ((0.49, State.OPEN), (0.5, State.CLOSED)):
        machine, _ = make(fail_max=100, failure_rate=rate, minimum_calls=100)
        for _ in range(51):
            machine.succeed(machine.admit(0), 0, False)
        fail(machine, 0, times=49)
        assert machine.state is state


def test_machine__slow_rate__slow_successes_trip():
    machine, _ = make(slow_rate=0.9, minimum_calls=10, slow_call_seconds=1)
    machine.succeed(machine.admit(0), 0, False)
    for _ in range(9):
        assert machine.state is State.CLOSED
        machine.succeed(machine.admit(0), 0, True)
    assert machine.state is State.OPEN
    assert str(machine.reason) == "90% of 10 calls were slow in 30 s"
    assert machine.reason.code == "SLOW_RATE"
    assert machine.reason.values == {"share": 90, "calls": 10, "seconds": "30"}


def test_machine__no_rates__slow_and_failed_calls_alone_do_not_trip():
    machine, _ = make(minimum_calls=1)
    for _ in range(50):
        fail(machine, 0, slow=True)
        machine.succeed(machine.admit(0), 0, True)
    assert machine.state is State.CLOSED


def succeed_all(machine, permit, now, slow):
    machine.succeed_all([(permit, now, 0.1)])


@pytest.mark.parametrize("land", [Machine.succeed, Machine.fail, succeed_all])
def test_machine__a_call_at_the_edge_of_a_slice_belongs_to_the_later_one(land):
    machine, _ = make(window_seconds=10)
    land(machine, machine.standing, 0.5, False)
    land(machine, machine.standing, 1.0, False)
    assert machine.rates(9.9).calls == 2
    assert machine.rates(10.0).calls == 1
    assert machine.rates(11.0).calls == 0


def test_machine__many_successes_at_once__count_as_each_in_turn():
    one_by_one, at_once = make(window_seconds=10)[0], make(window_seconds=10)[0]
    for machine in (one_by_one, at_once):
        fail(machine, 0)
    ends = [0, 0.5, 1, 3, 2.5, 12]
    for end in ends:
        one_by_one.succeed(one_by_one.standing, end, False)
    at_once.succeed_all([(at_once.standing, end, 0.1) for end in ends])
    assert at_once.consecutive_failures == one_by_one.consecutive_failures == 0
    for now in (3, 10, 12, 13, 30):
        assert at_once.rates(now) == one_by_one.rates(now)


def test_machine__a_new_state_begins_with_an_empty_window():
    machine, _ = make(fail_max=100, failure_rate=0.5, minimum_calls=2)
    fail(machine, 0, times=2)
    assert machine.state is State.OPEN
    machine.close()
    assert machine.rates(0).calls == 0
    fail(machine, 0)
    assert machine.state is State.CLOSED


def test_machine__forced_open__admits_nobody_ever():
    machine, _ = make()
    machine.force_open(0, "maintenance")
    assert machine.admit(1e9) is None
    assert machine.seconds_until_probe(1e9) is None
    assert machine.seconds_until_probe(1e9) is None


def test_machine__disabled__admits_all_and_counts_nothing():
    machine, _ = make(failure_rate=0.5, minimum_calls=1)
    machine.disable("false alarm")
    fail(machine, 0, times=50, slow=True)
    assert machine.state is State.CLOSED
    assert machine.consecutive_failures == 0
    assert machine.mode is Mode.DISABLED


def test_machine__reset__is_automatic_closed_and_counts_from_nothing():
    machine, _ = make()
    machine.force_open(0, "maintenance")
    machine.reset("done")
    assert (machine.mode, machine.state, machine.consecutive_failures) == (Mode.AUTOMATIC, State.CLOSED, 0)
    fail(machine, 1, times=3)
    assert machine.state is State.OPEN


def test_machine__opening_when_open__starts_the_timeout_anew_and_reports_no_transition():
    machine, changes = make()
    machine.open(0)
    machine.open(10)
    assert machine.seconds_until_probe(10) == 30
    assert len(changes) == 1


def test_machine__a_changed_reset_timeout_applies_to_the_wait_under_way():
    machine, _ = make()
    machine.open(0)
    machine.policy = BreakerPolicy(fail_max=3, reset_timeout=5)
    assert machine.seconds_until_probe(0) == 5
