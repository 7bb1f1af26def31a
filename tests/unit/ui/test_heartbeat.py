"""Heartbeats: the worst of each minute, oldest first."""

from datetime import UTC, datetime, timedelta

from core.resilience.history import Band
from core.telemetry.windows import Point
from core.ui.heartbeat import MINUTES, beats, runs

NOW = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def back(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def point(minutes: float, failures: int) -> Point:
    return Point(back(minutes), 60, 9, failures, 0, 0, 0, 0, None, None, None)


def test_beats__worst_of_each_minute__counts():
    bands = [
        Band(back(30), back(5.5), "closed"),
        Band(back(5.5), back(5.2), "open"),
        Band(back(5.2), NOW, "closed"),
    ]
    states = beats(bands, [point(2.5, 3), point(1.5, 0)], NOW)
    assert len(states) == MINUTES
    assert runs(states) == [("closed", 24), ("open", 1), ("closed", 2), ("failing", 1), ("closed", 2)]


def test_beats__before_the_start__are_unknown():
    states = beats([Band(back(1.5), NOW, "forced-open")], [], NOW)
    assert runs(states) == [("unknown", 28), ("forced-open", 2)]
