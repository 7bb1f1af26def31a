"""Charts of the live pages: ECharts options from latency windows, cheap enough to send every two seconds."""

from collections.abc import Iterable
from typing import Any

from core.telemetry.windows import Point
from core.ui.language import gettext as _

_LINES = (("p50", "solid"), ("p95", "dashed"), ("p99", "dotted"))
"""Percentiles and their strokes: the colour is not the only thing that tells them apart."""


def latency_chart(points: Iterable[Point]) -> dict[str, Any]:
    """Percentiles of the latency in milliseconds over time. Seconds without calls are gaps, not zeros."""
    # Whole milliseconds and one decimal: what is sent every tick is kept short.
    rows = [
        [int(point.at.timestamp()) * 1000, *(_milliseconds(getattr(point, name)) for name, _stroke in _LINES)]
        for point in points
    ]
    return {
        "animation": False,
        "aria": {"enabled": True},
        # On the right there is room for the half of the last time that stands beyond its tick.
        "grid": {"left": 8, "right": 28, "top": 28, "bottom": 4, "containLabel": True},
        "legend": {"top": 0, "left": 0, "itemWidth": 24, "itemHeight": 8},
        "tooltip": {"trigger": "axis", "valueFormatter": "%,.1f ms"},
        "xAxis": {"type": "time", "axisLabel": {"hideOverlap": True, "formatter": "{HH}:{mm}"}},
        "yAxis": {"type": "value", "min": 0, "axisLabel": {"formatter": "{value} ms"}, "splitNumber": 3},
        "dataset": {"source": rows},
        "series": [
            {
                "type": "line",
                "name": name,
                "encode": {"x": 0, "y": place},
                # A second between two without calls has no line: it is a filled dot.
                "symbol": "circle",
                "showSymbol": True,
                "symbolSize": 6,
                # Where they coincide, the median is the one that is seen.
                "z": len(_LINES) + 2 - place,
                "lineStyle": {"type": stroke, "width": 2},
                "connectNulls": False,
            }
            for place, (name, stroke) in enumerate(_LINES, start=1)
        ],
    }


def latency_words(name: str) -> str:
    """What a screen reader says of the chart."""
    return _("Latency of {name} over the last five minutes: median, 95th and 99th percentile").format(
        name=name
    )


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
