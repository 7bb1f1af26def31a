"""Waits for what a real process does in its own time."""

import time
from collections.abc import Callable


def eventually(condition: Callable[[], bool], within: float = 20.0) -> None:
    """Return once `condition` holds; AssertionError if it does not within so many seconds."""
    ends_at = time.monotonic() + within
    while not condition():
        assert time.monotonic() < ends_at, f"not so within {within:.0f} s"
        time.sleep(0.1)
