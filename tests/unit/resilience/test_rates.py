"""The sliding window: what it holds, and when a slice leaves it."""

import pytest

from core.resilience.rates import Rates, RateWindow


def add(window, now, *, failed=False, slow=False):
    if now >= window.ends:
        window.turn(now)
    window.calls += 1
    window.failed += failed
    window.slow += slow


def test_rates__an_empty_window_has_shares_of_zero():
    assert RateWindow(30).read(5) == Rates(0, 0.0, 0.0)


def test_rates__shares_are_of_all_calls_in_the_window():
    window = RateWindow(30)
    for failed, slow in [(True, True), (False, True), (False, True), (False, False)]:
        add(window, 5, failed=failed, slow=slow)
    assert window.read(5) == Rates(4, 0.25, 0.75)


def test_rates__a_call_leaves_when_its_tenth_of_the_window_is_ten_back():
    window = RateWindow(30)
    add(window, 2.9, failed=True)
    add(window, 3.0)
    assert window.read(29.99).calls == 2
    assert window.read(30.0) == Rates(1, 0.0, 0.0)
    assert window.read(33.0).calls == 0


def test_rates__the_slice_under_way_leaves_too_when_nothing_follows():
    window = RateWindow(30)
    add(window, 100)
    assert window.read(200).calls == 0


def test_rates__a_call_that_comes_in_late_counts_in_the_newest_slice():
    window = RateWindow(30)
    add(window, 60)
    add(window, 50, failed=True)
    assert window.read(60) == Rates(2, 0.5, 0.0)


def test_rates__holds_ten_slices_and_the_one_under_way_whatever_the_traffic():
    window = RateWindow(10)
    for second in range(100_000, 100_500):
        add(window, second)
        add(window, second)
    assert window.read(100_499).calls == pytest.approx(20)
    assert len(window._closed) == 10


def test_rates__clear_empties_it():
    window = RateWindow(30)
    add(window, 1, failed=True)
    add(window, 5, failed=True)
    window.clear()
    assert window.read(5).calls == 0


def test_rates__after_clear_the_window_moves_on_as_before():
    window = RateWindow(30)
    add(window, 5)
    window.clear()
    add(window, 6)
    add(window, 33)
    assert window.read(33).calls == 2
    assert window.read(36).calls == 1


def test_rates__a_slice_is_begun_once_however_many_calls_it_holds():
    window = RateWindow(30)
    for _ in range(50):
        add(window, 100)
    assert len(window._closed) == 0
    assert window.read(100).calls == 50
