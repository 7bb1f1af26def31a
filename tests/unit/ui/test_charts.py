"""The latency chart: short to send, gaps where nothing was called, and never animated."""

import json
from datetime import UTC, datetime, timedelta

from core.telemetry.windows import Point
from core.ui.charts import latency_chart

BEGAN = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)


def point(second: int, latency: float | None) -> Point:
    calls = 0 if latency is None else 1
    return Point(BEGAN + timedelta(seconds=second), 1, calls, 0, 0, 0, 0, 0, latency, latency, latency)


def test_latency_chart__idle_seconds_are_gaps_not_zeros():
    rows = latency_chart([point(0, 0.0123), point(1, None)])["dataset"]["source"]
    assert [row[1:] for row in rows] == [[12.3, 12.3, 12.3], [None, None, None]]
    assert rows[1][0] - rows[0][0] == 1000


def test_latency_chart__is_never_animated_and_tells_its_lines_apart_without_colour():
    chart = latency_chart([])
    assert chart["animation"] is False
    strokes = [series["lineStyle"]["type"] for series in chart["series"]]
    assert len(set(strokes)) == len(strokes) == 3


def test_latency_chart__five_minutes__stay_small_to_send():
    chart = latency_chart([point(second, 0.123456789) for second in range(300)])
    assert len(json.dumps(chart)) < 20_000
