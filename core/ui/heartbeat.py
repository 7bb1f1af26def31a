"""The last half hour of a breaker, minute by minute, as a bar of heartbeats."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from core.resilience.history import Band
from core.telemetry.windows import Point

MINUTES = 30
WORST_FIRST = ("forced-open", "open", "half-open", "failing", "disabled", "closed", "unknown")
"""States of a minute; `failing` is a closed circuit with failed calls, `unknown` is before the start."""


def beats(bands: Sequence[Band], points: Iterable[Point], now: datetime) -> list[str]:
    """The worst state of each of the last MINUTES minutes, oldest first."""
    failing = [point.at for point in points if point.failures]
    return [
        _worst(bands, failing, now - timedelta(minutes=back), now - timedelta(minutes=back - 1))
        for back in range(MINUTES, 0, -1)
    ]


def runs(states: Iterable[str]) -> list[tuple[str, int]]:
    """Equal neighbours as one, with how many they are."""
    return [(state, len(list(group))) for state, group in groupby(states)]


def _worst(bands: Sequence[Band], failing: Iterable[datetime], began: datetime, ended: datetime) -> str:
    seen = {band.state for band in bands if band.began < ended and band.ended > began}
    if any(began <= at < ended for at in failing):
        seen.add("failing")
    return min(seen, key=WORST_FIRST.index, default="unknown")
