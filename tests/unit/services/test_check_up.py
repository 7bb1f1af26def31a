"""A silent dependency is asked again in its users' place, no more often than its breaker needs."""

import threading
import time
from collections.abc import Callable

import pytest

from core.resilience.breaker import Breaker
from core.resilience.events import EventLog
from core.resilience.faults import FaultBoard
from core.resilience.reason import Reason
from core.services.errors import CacheUnavailable
from core.services.guard import Guard, NotAFailure
from core.services.patience import LONGEST_WAIT, current_waits, one_patience
from tests.support.services import RecordingMeter

SILENT = Reason("TIMED_OUT", "no answer")


class Dependency:
    """Counts how often it is asked in a check-up, and answers or stays silent."""

    def __init__(self, fail_max: int = 5) -> None:
        self.error: Exception | None = TimeoutError()
        self.asked = 0
        self._lock = threading.Lock()
        self.breaker = Breaker(name="b", fail_max=fail_max, ignore=(NotAFailure,))
        self.guard = Guard(
            "redis",
            self.breaker,
            FaultBoard(EventLog()),
            RecordingMeter(),
            deadline=1.0,
            raisers={},
            classify=self.classify,
            unavailable=CacheUnavailable,
        )
        self.guard.follow_up(self.ask)

    @staticmethod
    def classify(error: Exception) -> Exception:
        if isinstance(error, TimeoutError):
            return CacheUnavailable(SILENT)
        return CacheUnavailable(Reason("FAILED", "no")) if isinstance(error, ConnectionError) else error

    def ask(self) -> None:
        with self._lock:
            self.asked += 1
        self._answer()

    def _answer(self) -> None:
        if self.error is not None:
            raise self.error

    def call(self) -> None:
        """A user's own call, which goes wrong."""
        with pytest.raises(CacheUnavailable):
            self.guard.call("get", self._answer)


def wait_for(condition: Callable[[], bool]) -> None:
    ends = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < ends
        time.sleep(0.002)


def wait_for_the_end() -> None:
    wait_for(lambda: not any(thread.name == "check-up" for thread in threading.enumerate()))


@pytest.mark.parametrize("fail_max", [1, 3, 5, 20])
def test_check_up__still_silent__opens_the_circuit_with_as_many_failures_as_ever(fail_max):
    dependency = Dependency(fail_max)
    dependency.call()
    wait_for(lambda: dependency.breaker.current_state == "open")
    wait_for_the_end()
    assert dependency.asked == fail_max - 1
    assert dependency.breaker.snapshot().failures == fail_max


def test_check_up__answered__leaves_the_users_own_failures_counted():
    dependency = Dependency(fail_max=3)
    dependency.guard.follow_up(lambda: None)
    for failures in range(1, 3):
        dependency.call()
        wait_for_the_end()
        assert (dependency.breaker.current_state, dependency.breaker.fail_counter) == ("closed", failures)
        assert dependency.guard.last_error is None
    dependency.call()
    assert dependency.breaker.current_state == "open"


def test_check_up__failure_that_is_no_silence__is_not_followed_up():
    dependency = Dependency()
    dependency.error = ConnectionError()
    dependency.call()
    wait_for_the_end()
    assert dependency.asked == 0


def test_check_up__work_out_of_patience__asks_what_it_could_not():
    dependency = Dependency(fail_max=2)
    with one_patience() as waits:
        waits.note("openai", LONGEST_WAIT)
        dependency.call()
    wait_for(lambda: dependency.breaker.current_state == "open")
    assert dependency.asked == 2


def test_check_up__has_a_whole_deadline__whatever_patience_its_user_had_left():
    dependency = Dependency()
    seen: list[object] = []
    dependency.guard.follow_up(lambda: seen.append(current_waits()))
    with one_patience() as waits:
        waits.note("openai", LONGEST_WAIT)
        dependency.call()
    wait_for_the_end()
    assert seen == [None] * 5


def test_check_up__breaker_disabled__ends_all_the_same():
    dependency = Dependency()
    dependency.breaker.disable("drill", "ana")
    dependency.call()
    wait_for_the_end()
    assert dependency.asked == 5


def test_check_up__closed__asks_no_more():
    dependency = Dependency()
    dependency.guard.close()
    dependency.call()
    wait_for_the_end()
    assert dependency.asked == 0


def test_last_error__after_a_minute__says_nothing_of_now():
    seconds = 0.0
    guard = Guard(
        "redis",
        Breaker(name="b", ignore=(NotAFailure,)),
        FaultBoard(EventLog()),
        RecordingMeter(),
        deadline=1.0,
        raisers={},
        classify=Dependency.classify,
        unavailable=CacheUnavailable,
        clock=lambda: seconds,
    )

    def refuse() -> None:
        raise ConnectionError

    with pytest.raises(CacheUnavailable):
        guard.call("get", refuse)
    assert guard.last_error == "no"
    seconds = 61.0
    assert guard.last_error is None
