"""One piece of work waits in vain for three seconds at most, whatever it asks and however often."""

from collections.abc import Callable

import pytest

from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.resilience.reason import Reason
from core.services.errors import CacheUnavailable
from core.services.guard import Guard, NotAFailure
from core.services.patience import LONGEST_WAIT, one_patience
from tests.support.services import RecordingMeter


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def guard(clock: Clock) -> Callable[[str], Guard]:
    def make(name: str) -> Guard:
        return Guard(
            name,
            Breaker(name=name, fail_max=100, ignore=(NotAFailure,), clock=clock),
            FaultBoard(EventLog()),
            RecordingMeter(),
            deadline=1.0,
            raisers={},
            classify=lambda error: CacheUnavailable(Reason("FAILED", str(error))),
            unavailable=CacheUnavailable,
            clock=clock,
        )

    return make


def wait_in_vain(guard: Guard, clock: Clock, seconds: float) -> CacheUnavailable:
    def attempt() -> None:
        clock.now += seconds
        raise ConnectionError("no answer")

    with pytest.raises(CacheUnavailable) as caught:
        guard.call("get", attempt)
    return caught.value


def test_patience__spent_on_one_dependency__another_is_not_asked(guard, clock):
    with one_patience():
        wait_in_vain(guard("openai"), clock, LONGEST_WAIT - 0.5)
        refused = wait_in_vain(guard("s3"), clock, 1.0)
    assert refused.rejected
    spent = LONGEST_WAIT - 0.5
    assert str(refused) == f"s3: not asked, for {spent:.1f} s were spent waiting for openai"
    assert clock.now == spent


def test_patience__enough_is_left__the_call_is_made(guard, clock):
    with one_patience():
        wait_in_vain(guard("redis"), clock, LONGEST_WAIT - 1.0)
        assert guard("s3").call("get", lambda: 7) == 7


def test_patience__calls_that_succeed__cost_none(guard, clock):
    def slowly() -> int:
        clock.now += 10
        return 7

    with one_patience():
        guard("openai").call("get", slowly)
        assert guard("s3").call("get", lambda: 7) == 7


def test_patience__block_within_a_block__shares_it(guard, clock):
    with one_patience():
        with one_patience():
            wait_in_vain(guard("openai"), clock, LONGEST_WAIT)
        assert wait_in_vain(guard("s3"), clock, 1.0).rejected


def test_patience__nobody_waits__every_call_is_made(guard, clock):
    wait_in_vain(guard("openai"), clock, LONGEST_WAIT)
    assert guard("s3").call("get", lambda: 7) == 7
    with one_patience():
        assert guard("s3").call("get", lambda: 7) == 7
