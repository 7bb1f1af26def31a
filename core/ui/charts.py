"""Charts of the live pages: ECharts options from latency windows, cheap enough to send every two seconds."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from core.resilience.history import Band
from core.telemetry.windows import Point
from core.ui.formats import number
from core.ui.language import gettext as _
from core.ui.language import mark

HEIGHT = 430
"""Pixels that `breaker_chart` is laid out for."""
_LINES = (("p50", "solid"), ("p95", "dashed"), ("p99", "dotted"))
"""Percentiles and their strokes: the colour is not the only thing that tells them apart."""
_OUTCOMES = (
    ("successes", mark("answered"), "green"),
    ("failures", mark("failed"), "red"),
    ("ignored", mark("caller's own errors"), "blue"),
    ("rejected", mark("refused"), "orange"),
)
_STATES = {
    "closed": (mark("connected"), "green", 0.25, 0.6),
    "half-open": (mark("trying again"), "orange", 0.6, 0.8),
    "open": (mark("cut off"), "red", 0.7, 1),
    "forced-open": (mark("held open"), "red", 0.7, 1),
    "disabled": (mark("overridden"), "blue", 0.5, 0.8),
}
"""Name, colour, opacity and height: a band too narrow for its name is told by its height too."""
_GRIDS = ((36, 140), (222, 104), (368, 30))
"""Top and height of latency, outcomes and states, in pixels."""
_ABOVE = 28
"""Pixels from the top of a grid up to its title and legend."""
_NARROWEST_LABEL = 0.2
"""Share of the time axis that a band takes at least for its name to fit into it."""


def breaker_chart(
    points: Sequence[Point], bands: Sequence[Band], colours: Mapping[str, str]
) -> dict[str, Any]:
    """Latency percentiles, outcomes stacked and state bands of one breaker over one time axis.

    Steps without calls are gaps in the latency, not zeros. `colours` by name, as core.ui.looks has them.
    """
    began, ended = _time(points[0].at), _time(points[-1].at)
    return {
        "animation": False,
        "aria": {"enabled": True},
        "grid": [{"left": 64, "right": 16, "top": top, "height": height} for top, height in _GRIDS],
        "title": [
            _title(top, words, colours)
            for (top, _height), words in zip(_GRIDS, (_("Latency"), _("Calls"), _("State")), strict=True)
        ],
        "legend": [
            _legend(_GRIDS[0][0], [name for name, _stroke in _LINES], colours),
            _legend(_GRIDS[1][0], [_(words) for _name, words, _colour in _OUTCOMES], colours),
        ],
        "tooltip": {"trigger": "axis"},
        "axisPointer": {"link": [{"xAxisIndex": "all"}]},
        "xAxis": [_time_axis(place, began, ended) for place in range(len(_GRIDS))],
        "yAxis": [
            {"gridIndex": 0, "type": "value", "min": 0, "splitNumber": 3, "minInterval": 1, **_unit("ms")},
            {"gridIndex": 1, "type": "value", "min": 0, "splitNumber": 2, "minInterval": 1},
            {"gridIndex": 2, "type": "value", "min": 0, "max": 1, "show": False},
        ],
        "dataset": {"source": [_row(point) for point in points]},
        "series": [
            *(_percentile(place, name, stroke) for place, (name, stroke) in enumerate(_LINES)),
            *(_outcome(place, words, colours[hue]) for place, (_n, words, hue) in enumerate(_OUTCOMES)),
            _states(bands, began, ended, colours),
        ],
    }


def chart_words(name: str, seconds: int) -> str:
    """What a screen reader says of the chart."""
    told = _("Latency, outcomes and states of {name} over the last {minutes} minutes")
    return told.format(name=name, minutes=number(seconds // 60))


def _row(point: Point) -> list[float | str | None]:
    # Whole milliseconds and one decimal: what is sent every tick is kept short.
    latencies = [_milliseconds(getattr(point, name)) for name, _stroke in _LINES]
    successes = point.calls - point.failures - point.ignored
    told = [None if one is None else f"{number(one, decimals=1)} ms" for one in latencies]
    return [_time(point.at), *latencies, successes, point.failures, point.ignored, point.rejected, *told]


def _percentile(place: int, name: str, stroke: str) -> dict[str, Any]:
    return {
        "type": "line",
        "name": name,
        # The tooltip shows the figure as the reader writes it, which ECharts itself cannot.
        "encode": {"x": 0, "y": 1 + place, "tooltip": 8 + place},
        # A step between two without calls has no line: it is a filled dot.
        "symbol": "circle",
        "showSymbol": True,
        "symbolSize": 5,
        # Where they coincide, the median is the one that is seen.
        "z": len(_LINES) + 1 - place,
        "lineStyle": {"type": stroke, "width": 2},
        "connectNulls": False,
    }


def _outcome(place: int, words: str, colour: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": _(words),
        "stack": "outcomes",
        "xAxisIndex": 1,
        "yAxisIndex": 1,
        "encode": {"x": 0, "y": 4 + place},
        "itemStyle": {
            "color": colour,
            "decal": {"symbol": "rect", "dashArrayX": [1, place * 2], "color": "#0003"},
        }
        if place
        else {"color": colour},
        "barCategoryGap": "0%",
        "large": False,
    }


def _states(bands: Sequence[Band], began: int, ended: int, colours: Mapping[str, str]) -> dict[str, Any]:
    areas = []
    for band in bands:
        words, hue, opacity, height = _STATES[band.state]
        left, right = max(_time(band.began), began), min(_time(band.ended), ended)
        fits = right - left >= (ended - began) * _NARROWEST_LABEL
        style = {"color": colours[hue], "opacity": opacity}
        label = {"show": fits, "position": "inside", "color": colours["text"]}
        areas.append(
            [
                {"name": _(words), "xAxis": left, "yAxis": 0, "itemStyle": style, "label": label},
                {"xAxis": right, "yAxis": height},
            ]
        )
    return {
        "type": "line",
        "xAxisIndex": 2,
        "yAxisIndex": 2,
        "encode": {"x": 0, "y": 0},
        "data": [],
        "markArea": {"silent": True, "data": areas},
    }


def _time_axis(place: int, began: int, ended: int) -> dict[str, Any]:
    is_last = place == len(_GRIDS) - 1
    return {
        "gridIndex": place,
        "type": "time",
        "min": began,
        "max": ended,
        "axisLabel": {"show": is_last, "hideOverlap": True, "formatter": "{HH}:{mm}"},
        "axisTick": {"show": is_last},
        "splitLine": {"show": False},
    }


def _title(top: int, words: str, colours: Mapping[str, str]) -> dict[str, Any]:
    style = {"fontSize": 13, "fontWeight": 600, "color": colours["text"]}
    return {"text": words, "top": top - _ABOVE, "left": 0, "padding": 0, "textStyle": style}


def _legend(top: int, names: list[str], colours: Mapping[str, str]) -> dict[str, Any]:
    style = {"color": colours["text"]}
    return {
        "type": "scroll",
        "top": top - _ABOVE,
        "left": 80,
        "padding": 0,
        "data": names,
        "textStyle": style,
    }


def _unit(unit: str) -> dict[str, Any]:
    return {"axisLabel": {"formatter": f"{{value}} {unit}"}}


def _time(at: datetime) -> int:
    return int(at.timestamp()) * 1000


def _milliseconds(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * 1000, 1)
