"""Shares of failed and slow calls over a sliding window of time, kept in ten slices."""

from collections import deque
from dataclasses import dataclass
from math import inf

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
    """Counts the calls of the last `seconds`; the oldest tenth leaves at once. Time is passed in.

    `calls`, `failed` and `slow` belong to the slice under way, which lasts until `ends`. The state machine
    adds to them directly, for that is on the path of every call; `turn` comes first when `ends` has passed.
    """

    __slots__ = ("_closed", "_number", "_width", "calls", "ends", "failed", "slow")

    def __init__(self, seconds: float) -> None:
        self._width = seconds / SLICES
        self._closed: deque[tuple[int, int, int, int]] = deque(maxlen=SLICES)
        self._number = 0
        self.ends = -inf
        self.calls = self.failed = self.slow = 0

    def clear(self) -> None:
        self._closed.clear()
        self.ends = -inf
        self.calls = self.failed = self.slow = 0

    def turn(self, now: float) -> None:
        """Begin the slice that `now` lies in."""
        if self.calls:
            self._closed.append((self._number, self.calls, self.failed, self.slow))
        self._number = int(now // self._width)
        self.ends = (self._number + 1) * self._width
        self.calls = self.failed = self.slow = 0

    def read(self, now: float) -> Rates:
        """Rates over the window that ends now; shares are 0 where it holds no calls."""
        oldest = now // self._width - SLICES
        slices = [*self._closed, (self._number, self.calls, self.failed, self.slow)]
        recent = [counts for number, *counts in slices if number > oldest]
        calls, failed, slow = (sum(column) for column in zip(*recent, strict=True)) if recent else (0, 0, 0)
        return Rates(calls, failed / calls, slow / calls) if calls else Rates(0, 0.0, 0.0)
