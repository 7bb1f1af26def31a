"""The breaker's chart: short to send, honest about gaps, one time axis, the reader's comma."""

import json
from datetime import UTC, datetime, timedelta

from core.resilience.history import Band
from core.telemetry.windows import Point
from core.ui.charts import breaker_chart
from core.ui.looks import colours

BEGAN = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
COLOURS = colours(is_dark=False)


def point(second: int, latency: float | None, **changes: int) -> Point:
    counts = {"calls": 0 if latency is None else 1, "failures": 0, "ignored": 0, "rejected": 0} | changes
    return Point(
        BEGAN + timedelta(seconds=second),
        1,
        slow=0,
        fallbacks=0,
        p50=latency,
        p95=latency,
        p99=latency,
        **counts,
    )


def chart(points, bands=()):
    return breaker_chart(points, bands, COLOURS)


def test_chart__idle_seconds__are_gaps_not_zeros(speak):
    speak("en")
    rows = chart([point(0, 0.0123), point(1, None)])["dataset"]["source"]
    assert [row[1:4] for row in rows] == [[12.3, 12.3, 12.3], [None, None, None]]
    assert rows[1][0] - rows[0][0] == 1000


def test_chart__tooltip__writes_figures_as_the_reader_does(speak):
    speak("es")
    assert chart([point(0, 0.0123)])["dataset"]["source"][0][8:] == ["12,3 ms"] * 3
    speak("en")
    assert chart([point(0, 0.0123)])["dataset"]["source"][0][8:] == ["12.3 ms"] * 3


def test_chart__outcomes__add_up_to_what_was_called_and_refused(speak):
    speak("en")
    (row,) = chart([point(0, 0.01, calls=10, failures=3, ignored=2, rejected=4)])["dataset"]["source"]
    assert row[4:8] == [5, 3, 2, 4]


def test_chart__bands__are_told_apart_by_height_and_named_where_there_is_room(speak):
    speak("en")
    later = [BEGAN + timedelta(seconds=second) for second in (0, 90, 100)]
    bands = [Band(later[0], later[1], "closed"), Band(later[1], later[2], "open")]
    areas = chart([point(0, None), point(100, None)], bands)["series"][-1]["markArea"]["data"]
    assert [(left["name"], left["label"]["show"]) for left, _right in areas] == [
        ("connected", True),
        ("cut off", False),
    ]
    assert [right["yAxis"] for _left, right in areas] == [0.6, 1]


def test_chart__is_never_animated_and_tells_its_lines_apart_without_colour(speak):
    speak("en")
    whole = chart([point(0, None)])
    assert whole["animation"] is False
    strokes = [one["lineStyle"]["type"] for one in whole["series"] if "lineStyle" in one]
    assert len(set(strokes)) == len(strokes) == 3


def test_chart__states__are_bands_cut_to_the_same_time_axis(speak):
    speak("en")
    points = [point(second, None) for second in range(100)]
    bands = [
        Band(BEGAN - timedelta(seconds=50), BEGAN + timedelta(seconds=60), "closed"),
        Band(BEGAN + timedelta(seconds=60), BEGAN + timedelta(seconds=200), "open"),
    ]
    whole = chart(points, bands)
    axis = whole["xAxis"][0]
    areas = whole["series"][-1]["markArea"]["data"]
    assert [area[0]["name"] for area in areas] == ["connected", "cut off"]
    assert areas[0][0]["xAxis"] == axis["min"]
    assert areas[-1][1]["xAxis"] == axis["max"]
    assert all((one["min"], one["max"]) == (axis["min"], axis["max"]) for one in whole["xAxis"])


def test_chart__five_minutes__stay_small_to_send(speak):
    speak("en")
    assert len(json.dumps(chart([point(second, 0.123456789) for second in range(300)]))) < 40_000
