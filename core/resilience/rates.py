"""Shares of failed and slow calls over a sliding window of time, kept in ten slices."""

from collections import deque
from dataclasses import dataclass

SLICES = 10


@dataclass(frozen=True, slots=True)
class Rates:
    """What a window holds."""

    calls: int
    failed: float
    """Share of failed calls, 0 to 1."""
    slow: float
    """Share of slow calls, 0 to 1."""


class RateWindow:
    """Counts the calls of the last `seconds`; the oldest tenth leaves at once. Time is passed in."""

    __slots__ = ("_current", "_slices", "_width")

    def __init__(self, seconds: float) -> None:
        self._width = seconds / SLICES
        self._slices: deque[list[int]] = deque(maxlen=SLICES)
        self._current: list[int] = []
        self.clear(0.0)

    def clear(self, now: float) -> None:
        self._slices.clear()
        self._begin(int(now / self._width))

    def add(self, now: float, failed: bool, slow: bool) -> None:  # noqa: FBT001 - the breaker's hot path
        """Count one call. One that is older than the newest slice counts in the newest."""
        number = int(now / self._width)
        current = self._current
        if number > current[0]:
            current = self._begin(number)
        current[1] += 1
        if failed:
            current[2] += 1
        if slow:
            current[3] += 1

    def read(self, now: float) -> Rates:
        """Rates over the window that ends now; shares are 0 where it holds no calls."""
        oldest = int(now / self._width) - SLICES
        calls = failed = slow = 0
        for number, slice_calls, slice_failed, slice_slow in self._slices:
            if number > oldest:
                calls += slice_calls
                failed += slice_failed
                slow += slice_slow
        return Rates(calls, failed / calls, slow / calls) if calls else Rates(0, 0.0, 0.0)

    def _begin(self, number: int) -> list[int]:
        self._current = [number, 0, 0, 0]
        self._slices.append(self._current)
        return self._current
