"""A call through the guard is a success, a failure, ignored or rejected, and nothing else."""

import pytest

from core.resilience.breaker import Breaker
from core.resilience.events import EventKind, EventLog
from core.resilience.faults import FaultBoard
from core.resilience.reason import Reason
from core.services.errors import CacheMisconfigured, CacheUnavailable
from core.services.guard import Guard, NotAFailure
from tests.support.services import RecordingMeter


class Setup:
    def __init__(self) -> None:
        self.events = EventLog()
        self.meter = RecordingMeter()
        self.seconds = 0.0
        self.breaker = Breaker(
            name="b", fail_max=2, reset_timeout=30, ignore=(NotAFailure,), clock=lambda: self.seconds
        )
        self.guard = Guard(
            "redis",
            self.breaker,
            FaultBoard(self.events),
            self.meter,
            deadline=1,
            raisers={},
            classify=self.classify,
            unavailable=CacheUnavailable,
            events=self.events,
            clock=lambda: self.seconds,
        )

    @staticmethod
    def classify(error: Exception) -> Exception:
        if isinstance(error, ConnectionError):
            return CacheUnavailable(Reason("UNREACHABLE", "gone"))
        return (
            CacheMisconfigured(Reason("REFUSES_US", "wrong password"))
            if isinstance(error, PermissionError)
            else error
        )

    def fail(self, error: Exception) -> Exception:
        def attempt() -> None:
            raise error

        with pytest.raises(type(self.classify(error))) as caught:
            self.guard.call("get", attempt)
        return caught.value


@pytest.fixture
def setup() -> Setup:
    return Setup()


def test_call__succeeds__gives_the_result(setup):
    assert setup.guard.call("get", lambda: 7) == 7
    assert setup.meter.calls == [("get", "success")]


def test_call__fails_and_trips__raises_the_services_error_each_time(setup):
    for _ in range(2):
        error = setup.fail(ConnectionError("x"))
        assert (type(error), error.rejected) == (CacheUnavailable, False)
        assert isinstance(error.__cause__, ConnectionError)
    assert setup.guard.state == "open"
    assert error.retry_after == 30
    assert setup.meter.calls == [("get", "failure")] * 2


def test_call__circuit_open__is_rejected_with_the_seconds_to_wait(setup):
    for _ in range(2):
        setup.fail(ConnectionError("x"))
    setup.seconds = 12
    with pytest.raises(CacheUnavailable) as caught:
        setup.guard.call("get", lambda: pytest.fail("was called"))
    assert caught.value.rejected
    assert caught.value.retry_after == 18
    assert setup.meter.calls[-1] == ("get", "rejected")


def test_call__held_open_by_an_operator__still_names_a_time_to_wait(setup):
    setup.breaker.force_open("maintenance", "op")
    with pytest.raises(CacheUnavailable) as caught:
        setup.guard.call("get", lambda: 7)
    assert caught.value.retry_after >= 1


def test_call__callers_error__passes_and_never_counts(setup):
    mine = LookupError("mine")
    for _ in range(5):
        assert setup.fail(mine) is mine
    assert setup.guard.state == "closed"
    assert setup.meter.calls == [("get", "ignored")] * 5


def test_call__misconfigured__is_told_once_and_forgotten_once_served(setup):
    setup.fail(PermissionError())
    assert setup.guard.misconfigured == "wrong password"
    setup.guard.call("get", lambda: 7)
    assert setup.guard.misconfigured is None
    setup.fail(PermissionError())
    setup.fail(PermissionError())
    assert len(setup.events.recent(kind=EventKind.MISCONFIGURED)) == 2


def test_call__stopped_from_outside__is_no_failure(setup):
    def stopped() -> None:
        raise KeyboardInterrupt

    for _ in range(5):
        with pytest.raises(KeyboardInterrupt):
            setup.guard.call("get", stopped)
    assert setup.guard.state == "closed"
