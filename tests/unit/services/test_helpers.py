"""Whoever asks a helper waits no longer than they said."""

import threading
import time
from uuid import uuid4

import pytest

from core.services.helpers import Helpers


@pytest.fixture
def helpers():
    made = Helpers(f"helper-{uuid4().hex}")
    yield made
    made.close()


def count(helpers: Helpers) -> int:
    return sum(thread.name == helpers._name for thread in threading.enumerate())


def test_run__gives_the_result_or_the_error_of_the_call(helpers):
    assert helpers.run(lambda: 7, 5) == 7
    with pytest.raises(ZeroDivisionError):
        helpers.run(lambda: 1 // 0, 5)


def test_run__one_call_after_another__takes_one_helper(helpers):
    for _ in range(50):
        helpers.run(lambda: None, 5)
    assert count(helpers) == 1


def test_run__late__frees_the_caller_and_the_next_call_does_not_wait_behind_it(helpers):
    hold = threading.Event()
    began = time.monotonic()
    with pytest.raises(TimeoutError):
        helpers.run(lambda: hold.wait(10), 0.05)
    assert helpers.run(lambda: "next", 5) == "next"
    assert time.monotonic() - began < 5
    hold.set()


def test_run__late_call_ends__its_helper_serves_again(helpers):
    hold = threading.Event()
    with pytest.raises(TimeoutError):
        helpers.run(lambda: hold.wait(10), 0.01)
    hold.set()
    while not helpers._idle:
        time.sleep(0.001)
    helpers.run(lambda: None, 5)
    assert count(helpers) == 1


def test_close__ends_idle_helpers(helpers):
    helpers.run(lambda: None, 5)
    helpers.close()
    ends = time.monotonic() + 5
    while count(helpers):
        assert time.monotonic() < ends
        time.sleep(0.001)
