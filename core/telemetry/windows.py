"""What a dependency's calls looked like lately, at a cost that does not grow with traffic."""

from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil
from threading import Lock

from core.telemetry.clock import Monotonic, WallClock, monotonic, utc_now

SECONDS_KEPT = 900
"""Seconds kept one by one: 15 minutes."""
MINUTES_KEPT = 360
"""Minutes kept one by one: 6 hours."""

_FASTEST = 1e-5
_BINS_PER_OCTAVE = 4
_OCTAVES = 24
# Bounds of the latency bins in seconds: 10 µs to 168 s, each 19 % above the one before. A percentile
# read from them is off by less than that.
BOUNDS: tuple[float, ...] = tuple(
    _FASTEST * 2 ** (step / _BINS_PER_OCTAVE) for step in range(_BINS_PER_OCTAVE * _OCTAVES + 1)
)


class Outcome(StrEnum):
    """How a call ended."""

    SUCCESS = "success"
    FAILURE = "failure"
    IGNORED = "ignored"
    """It says nothing about the dependency: the caller's own error, or a call that was called off."""
    REJECTED = "rejected"
    """The breaker refused it; the dependency was not asked."""


# A bucket's cells: first the latency bins, which hold every call that ran, then counts. Successes are the
# calls that ran less the failures and the ignored, so that a success adds to one cell only.
_BINS = len(BOUNDS) + 1
_FAILURES, _IGNORED, _REJECTED, _SLOW, _FALLBACKS = range(_BINS, _BINS + 5)
_CELLS = _BINS + 5
_PLACES = {Outcome.FAILURE: _FAILURES, Outcome.IGNORED: _IGNORED}


class _Bucket:
    """The cells of one stretch of time."""

    __slots__ = ("cells", "number")

    def __init__(self, number: int, cells: Sequence[int] | None = None) -> None:
        self.number = number
        self.cells: list[int] | array[int] = array("Q", cells) if cells else [0] * _CELLS

    def add(self, other: "_Bucket") -> None:
        self.cells = [mine + theirs for mine, theirs in zip(self.cells, other.cells, strict=True)]

    def frozen(self) -> "_Bucket":
        return _Bucket(self.number, self.cells)


@dataclass(frozen=True, slots=True)
class Totals:
    """Calls by outcome and their latencies over a stretch of time."""

    successes: int
    failures: int
    ignored: int
    rejected: int
    slow: int
    fallbacks: int
    bins: tuple[int, ...]
    """Calls that ran by latency: bins[i] lies under BOUNDS[i] and not under BOUNDS[i - 1]."""

    @property
    def calls(self) -> int:
        """Calls that reached the dependency: all but the rejected."""
        return self.successes + self.failures + self.ignored

    @property
    def failure_rate(self) -> float:
        """Share of failures among successes and failures; 0 where there are none."""
        judged = self.successes + self.failures
        return self.failures / judged if judged else 0.0

    @property
    def slow_rate(self) -> float:
        """Share of slow calls among successes and failures; 0 where there are none."""
        judged = self.successes + self.failures
        return self.slow / judged if judged else 0.0

    def percentile(self, share: float) -> float | None:
        """Latency in seconds that `share` of the calls stayed under; None where none ran.

        ValueError outside 0..1.
        """
        if not 0 <= share <= 1:
            raise ValueError(f"a percentile lies between 0 and 1, not {share!r}")
        ran = sum(self.bins)
        if not ran:
            return None
        rank = max(1, ceil(share * ran))
        seen = 0
        for place, count in enumerate(self.bins):
            if count and seen + count >= rank:
                return _within(place, (rank - seen) / count)
            seen += count
        raise AssertionError("a rank within the calls lies in a bin")


def _within(place: int, share: float) -> float:
    """The point `share` of the way through a bin, on its log scale."""
    if place == 0:
        return BOUNDS[0] * share
    if place == len(BOUNDS):
        return BOUNDS[-1]
    low, high = BOUNDS[place - 1], BOUNDS[place]
    return float(low * (high / low) ** share)


@dataclass(frozen=True, slots=True)
class Point:
    """One step of a chart."""

    at: datetime
    """UTC time at which the step begins."""
    seconds: int
    """Its length."""
    calls: int
    failures: int
    ignored: int
    rejected: int
    slow: int
    fallbacks: int
    p50: float | None
    p95: float | None
    p99: float | None


class LatencyWindow:
    """Outcomes and latencies of the last 15 minutes by the second, and of the last 6 hours by the minute.

    Whoever adds holds `lock` (so that an owner with a lock of its own, such as a breaker, pays for one only);
    whoever reads does not, for reading takes it.
    """

    def __init__(
        self,
        clock: Monotonic = monotonic,
        now: WallClock = utc_now,
        lock: AbstractContextManager[object] | None = None,
    ) -> None:
        self.lock: AbstractContextManager[object] = Lock() if lock is None else lock
        self._clock = clock
        self._now = now
        self._open = _Bucket(int(clock()))
        self._ends = self._open.number + 1.0
        self._seconds: deque[_Bucket] = deque(maxlen=SECONDS_KEPT)
        self._minutes: deque[_Bucket] = deque(maxlen=MINUTES_KEPT)
        self._ever = _Bucket(0)

    def add_success(self, at: float, seconds: float, slow: bool = False) -> None:  # noqa: FBT001, FBT002 - hot path
        """Count a call that ended well at `at` on the monotonic clock and took `seconds`."""
        if at >= self._ends:
            self._turn(at)
        cells = self._open.cells
        cells[bisect_right(BOUNDS, seconds)] += 1
        if slow:
            cells[_SLOW] += 1

    def add_successes(self, calls: Iterable[tuple[object, float, float]]) -> None:
        """Count calls that ended well and were not slow: whatever each is of, its end and its seconds."""
        cells = self._open.cells
        for _, at, seconds in calls:
            if at >= self._ends:
                self._turn(at)
                cells = self._open.cells
            cells[bisect_right(BOUNDS, seconds)] += 1

    def add(self, at: float, outcome: Outcome, seconds: float, *, slow: bool = False) -> None:
        """Count a call that ran, however it ended. KeyError for REJECTED, which did not run."""
        self.add_success(at, seconds, slow)
        if outcome is not Outcome.SUCCESS:
            self._open.cells[_PLACES[outcome]] += 1

    def add_rejected(self, at: float) -> None:
        """Count one call that was refused before it reached the dependency."""
        if at >= self._ends:
            self._turn(at)
        self._open.cells[_REJECTED] += 1

    def add_fallback(self, at: float) -> None:
        """Count one answer that came from a fallback."""
        if at >= self._ends:
            self._turn(at)
        self._open.cells[_FALLBACKS] += 1

    def totals(self, seconds: float | None = None) -> Totals:
        """Sums over the last `seconds`, 900 at most, the second under way included; or since the start."""
        with self.lock:
            buckets = [self._under_way(self._clock())]
            first = buckets[0].number - ceil(seconds) + 1 if seconds is not None else None
            if first is None:
                buckets.append(self._ever)
            else:
                buckets.extend(bucket for bucket in self._seconds if bucket.number >= first)
        return _sum(buckets)

    def series(self, seconds: int) -> list[Point]:
        """A point a second for up to 900 seconds back, a point a minute for up to 6 hours.

        The last point is under way. Idle stretches are points with zeros, so a chart has no gaps.
        ValueError outside 1..21600.
        """
        if not 1 <= seconds <= MINUTES_KEPT * 60:
            raise ValueError(f"a series reaches from 1 to {MINUTES_KEPT * 60} seconds back, not {seconds!r}")
        with self.lock:
            now = self._clock()
            started = self._now() - timedelta(seconds=now)
            under_way = self._under_way(now)
            fine = [*self._seconds, under_way]
            coarse = list(self._minutes)
        if seconds <= SECONDS_KEPT:
            return _points({bucket.number: bucket for bucket in fine}, under_way.number, seconds, 1, started)
        minute = under_way.number // 60
        by_minute = {bucket.number: bucket for bucket in coarse}
        this_minute = _Bucket(minute)
        for bucket in (*([by_minute[minute]] if minute in by_minute else []), under_way):
            this_minute.add(bucket)
        by_minute[minute] = this_minute
        return _points(by_minute, minute, ceil(seconds / 60), 60, started)

    def _under_way(self, now: float) -> _Bucket:
        if now >= self._ends:
            self._turn(now)
        return self._open.frozen()

    def _turn(self, at: float) -> None:
        """Close the second under way and begin the one of `at`: all the work not done for each call."""
        closed = self._open
        if any(closed.cells):
            self._seconds.append(closed.frozen())
            self._ever.add(closed)
            minute = closed.number // 60
            if not self._minutes or self._minutes[-1].number != minute:
                self._minutes.append(_Bucket(minute))
            self._minutes[-1].add(closed)
        self._open = _Bucket(int(at))
        self._ends = self._open.number + 1.0


def _sum(buckets: Iterable[_Bucket]) -> Totals:
    whole = _Bucket(0)
    for bucket in buckets:
        whole.add(bucket)
    cells = whole.cells
    bins = tuple(cells[:_BINS])
    failures, ignored, rejected, slow, fallbacks = cells[_BINS:]
    successes = sum(bins) - failures - ignored
    return Totals(successes, failures, ignored, rejected, slow, fallbacks, bins)


def _points(buckets: dict[int, _Bucket], last: int, count: int, width: int, started: datetime) -> list[Point]:
    return [
        _point(buckets.get(number), started + timedelta(seconds=number * width), width)
        for number in range(last - count + 1, last + 1)
    ]


def _point(bucket: _Bucket | None, at: datetime, width: int) -> Point:
    if bucket is None:
        return Point(at, width, 0, 0, 0, 0, 0, 0, None, None, None)
    totals = _sum([bucket])
    return Point(
        at,
        width,
        totals.calls,
        totals.failures,
        totals.ignored,
        totals.rejected,
        totals.slow,
        totals.fallbacks,
        totals.percentile(0.5),
        totals.percentile(0.95),
        totals.percentile(0.99),
    )
