"""Latency windows: what they hold, how true they are, and that traffic does not make them grow."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.telemetry.windows import BOUNDS, MINUTES_KEPT, SECONDS_KEPT, LatencyWindow, Outcome


class Clock:
    def __init__(self):
        self.seconds = 120.0

    def __call__(self):
        return self.seconds

    def now(self):
        return datetime(2026, 3, 2, 14, 0, tzinfo=UTC) + timedelta(seconds=self.seconds)


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def window(clock):
    return LatencyWindow(clock, clock.now)


def test_windows__totals__count_by_outcome(window):
    window.add_success(120, 0.1)
    window.add_success(120, 3.0, True)
    window.add(120, Outcome.SUCCESS, 0.1)
    window.add(120, Outcome.FAILURE, 0.1, slow=True)
    window.add(120, Outcome.IGNORED, 0.1)
    window.add_rejected(120)
    window.add_rejected(120)
    window.add_fallback(120)
    totals = window.totals()
    assert (totals.successes, totals.failures, totals.ignored, totals.rejected) == (3, 1, 1, 2)
    assert (totals.slow, totals.fallbacks, totals.calls) == (2, 1, 5)
    assert (totals.failure_rate, totals.slow_rate) == (0.25, 0.5)


def test_windows__empty__has_no_percentiles_and_rates_of_zero(window):
    totals = window.totals(60)
    assert (totals.calls, totals.failure_rate, totals.slow_rate, totals.percentile(0.5)) == (0, 0, 0, None)


def test_windows__a_rejected_call_has_no_latency(window):
    with pytest.raises(KeyError):
        window.add(120, Outcome.REJECTED, 0.1)


@given(
    latencies=st.lists(st.floats(2e-5, 150), min_size=1, max_size=200),
    share=st.sampled_from([0.01, 0.5, 0.95, 0.99, 1.0]),
)
def test_windows__percentile__is_within_a_fifth_of_the_true_one(latencies, share):
    window = LatencyWindow(lambda: 0.0)
    for seconds in latencies:
        window.add_success(0, seconds)
    rank = max(1, -int(-share * len(latencies) // 1))
    true = sorted(latencies)[min(rank, len(latencies)) - 1]
    assert window.totals().percentile(share) == pytest.approx(true, rel=0.19)


def test_windows__percentile__beyond_the_bins_is_their_edge(window):
    window.add_success(120, 0.0)
    assert window.totals().percentile(1) == BOUNDS[0]
    window.add_success(120, 1e6)
    assert window.totals().percentile(1) == BOUNDS[-1]


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_windows__percentile__outside_0_to_1_is_refused(window, share):
    with pytest.raises(ValueError, match=f"not {share}"):
        window.totals().percentile(share)


def test_windows__totals_of_the_last_seconds__leave_out_what_is_older(window, clock):
    for second in range(10):
        clock.seconds = 120 + second
        window.add_success(clock(), 0.1)
    assert window.totals(1).calls == 1
    assert window.totals(4).calls == 4
    assert window.totals(900).calls == 10
    clock.seconds += 3.5
    assert window.totals(4).calls == 1
    assert window.totals(3).calls == 0
    assert window.totals().calls == 10


def test_windows__series__a_point_a_second_without_gaps_the_last_under_way(window, clock):
    window.add_success(120, 0.1)
    clock.seconds = 122.5
    window.add(122, Outcome.FAILURE, 0.2)
    window.add_rejected(122.5)
    points = window.series(4)
    assert [(point.calls, point.failures, point.rejected) for point in points] == [
        (0, 0, 0),
        (1, 0, 0),
        (0, 0, 0),
        (1, 1, 1),
    ]
    assert [point.at.second for point in points] == [59, 0, 1, 2]
    assert points[-1].at == datetime(2026, 3, 2, 14, 2, 2, tzinfo=UTC)
    assert {point.seconds for point in points} == {1}
    assert points[0].p99 is None
    assert points[1].p99 == pytest.approx(0.1, rel=0.2)


def test_windows__series_beyond_15_minutes__a_point_a_minute(window, clock):
    for _ in range(180):
        window.add_success(clock(), 0.1)
        clock.seconds += 1
    points = window.series(3600)
    assert len(points) == 60
    assert {point.seconds for point in points} == {60}
    assert [point.calls for point in points[-4:]] == [60, 60, 60, 0]
    assert points[-1].at == datetime(2026, 3, 2, 14, 5, tzinfo=UTC)


def test_windows__series__the_minute_under_way_counts_the_second_under_way(window, clock):
    window.add_success(clock(), 0.1)
    clock.seconds += 1
    window.add_success(clock(), 0.1)
    assert window.series(1800)[-1].calls == 2


@pytest.mark.parametrize("seconds", [0, -5, MINUTES_KEPT * 60 + 1])
def test_windows__series__a_reach_it_does_not_have_is_refused(window, seconds):
    with pytest.raises(ValueError, match=f"not {seconds}"):
        window.series(seconds)


def test_windows__keeps_15_minutes_by_the_second_and_6_hours_by_the_minute(window, clock):
    for _ in range(8 * 3600):
        window.add_success(clock(), 0.1)
        clock.seconds += 1
    assert len(window._seconds) == SECONDS_KEPT
    assert len(window._minutes) == MINUTES_KEPT
    assert window.totals(900).calls == 899
    assert sum(point.calls for point in window.series(6 * 3600)) == 359 * 60
    assert window.totals().calls == 8 * 3600


def test_windows__a_second_with_a_million_calls_takes_no_more_room_than_one_with_one(window, clock):
    cells = len(window._open.cells)
    for _ in range(10_000):
        window.add_success(clock(), 0.1)
    assert len(window._open.cells) == cells
    assert window.totals(1).calls == 10_000


def test_windows__a_call_that_comes_in_late_counts_in_the_second_under_way(window, clock):
    clock.seconds = 130
    window.add_success(130, 0.1)
    window.add_success(125, 0.1)
    assert window.totals(1).calls == 2


def test_windows__uses_the_lock_of_its_owner(clock):
    entered = []

    class Lock:
        def __enter__(self):
            entered.append(True)

        def __exit__(self, *exc):
            return None

    window = LatencyWindow(clock, clock.now, Lock())
    window.totals()
    window.series(10)
    assert len(entered) == 2
