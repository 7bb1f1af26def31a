"""The state history: bands without gaps, as far back as it was there to see."""

from itertools import pairwise

import pytest

from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.history import StateHistory


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


@pytest.fixture
def breaker(events, clock):
    return Breaker(name="db_breaker", events=events, clock=clock, now=clock.now, reset_timeout=10)


@pytest.fixture
def history(events, breaker, clock):
    return StateHistory(events, [breaker.label], clock.now)


def shown(history, seconds):
    return [
        (band.state, (band.ended - band.began).total_seconds())
        for band in history.bands("db_breaker", seconds)
    ]


def test_bands__trip_and_recovery__follow_each_other_without_gaps(history, breaker, clock):
    clock.advance(100)
    breaker.open()
    clock.advance(10)
    breaker.call(int)
    clock.advance(50)
    states = [(state, seconds) for state, seconds in shown(history, 900) if seconds]
    assert states == [("closed", 100), ("open", 10), ("closed", 50)]
    bands = history.bands("db_breaker", 900)
    assert all(one.ended == next_.began for one, next_ in pairwise(bands))


def test_bands__operators_hold__is_told_from_a_trip(history, breaker, clock):
    clock.advance(5)
    breaker.force_open("maintenance", "ana")
    clock.advance(5)
    breaker.disable("trust me", "ana")
    clock.advance(5)
    breaker.reset("ana")
    clock.advance(5)
    assert [state for state, seconds in shown(history, 900) if seconds] == [
        "closed",
        "forced-open",
        "disabled",
        "closed",
    ]


def test_bands__shorter_stretch__begins_inside_a_band(history, breaker, clock):
    breaker.open()
    clock.advance(100)
    assert shown(history, 30) == [("open", 30)]


def test_bands__beyond_what_is_kept__is_refused(history):
    with pytest.raises(ValueError, match="21600 seconds back, not 90000"):
        history.bands("db_breaker", 90000)
