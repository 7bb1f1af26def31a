"""What a breaker tells others: the events' words, counts at most once a second, and whose error it was."""

import pybreaker
import pytest
from structlog.testing import capture_logs

from core.resilience.breaker import Breaker
from core.resilience.events import EventKind, EventLog
from core.resilience.reason import Reason
from core.resilience.reporter import Tally


@pytest.fixture
def events(clock):
    return EventLog(now=clock.now)


@pytest.fixture
def breaker(clock, events):
    return Breaker(name="db_breaker", slow_call_seconds=1, events=events, clock=clock, now=clock.now)


def test_tally__reports_the_first_at_once_and_the_rest_once_a_second():
    tally = Tally()
    assert [tally.add(at) for at in (5.0, 5.5, 5.99, 6.0, 6.5)] == [1, 0, 0, 3, 0]
    assert (tally.take(), tally.take()) == (1, 0)


def test_reporter__a_transition_says_from_what_to_what_and_why(breaker, events):
    breaker.force_open("maintenance", "ana")
    transition, mode = events.recent()
    assert (transition.kind, transition.subject, transition.actor) == (
        EventKind.TRANSITION,
        "db_breaker",
        None,
    )
    assert dict(transition.data) == {
        "old": "closed",
        "new": "open",
        "reason": Reason("ORDERED", "maintenance (by ana)", {"what": "maintenance", "who": "ana"}),
        "epoch": 1,
    }
    assert (mode.kind, mode.subject, mode.actor) == (EventKind.MODE, "db_breaker", "ana")
    assert dict(mode.data) == {"mode": "forced-open", "reason": "maintenance"}


def test_reporter__a_slow_call_says_how_long_to_the_millisecond(breaker, events, clock):
    breaker.call(clock.advance, 1.23456)
    (event,) = events.recent()
    assert (event.kind, event.subject, dict(event.data)) == (
        EventKind.SLOW,
        "db_breaker",
        {"count": 1, "seconds": 1.235},
    )


def test_reporter__listeners_get_the_breaker_itself(breaker):
    seen = []

    class Listener(pybreaker.CircuitBreakerListener):
        def state_change(self, cb, old_state, new_state):
            seen.append(cb)

    breaker.add_listener(Listener())
    breaker.open()
    assert seen == [breaker]


def test_reporter__a_listener_that_raises_is_logged_by_breaker_and_call(breaker):
    class Broken(pybreaker.CircuitBreakerListener):
        def success(self, cb):
            raise RuntimeError("boom")

    breaker.add_listener(Broken())
    with capture_logs() as logs:
        assert breaker.call(int) == 0
    (line,) = logs
    assert (line["event"], line["breaker"], line["told"]) == (
        "breaker_listener_failed",
        "db_breaker",
        "success",
    )
