"""One breaker as operators work on it: its card, its last hours on one time axis, its events, its policy."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import streamlit as st

from core.resilience.events import Event, EventKind
from core.settings import BreakerSettings, Settings
from core.ui import event_words, looks, outage_words
from core.ui.charts import HEIGHT, breaker_chart, chart_words
from core.ui.csv_files import csv_file
from core.ui.formats import NOTHING, clock, moment, number, percent, time_zone
from core.ui.language import gettext as _
from core.ui.language import language, mark
from core.ui.markup import Html, element, icon
from core.ui.overview import breaker_card, level_box
from core.ui.session import console
from core.ui.ticks import shared

RANGES = {300: mark("5 min"), 900: mark("15 min"), 3600: mark("1 h"), 21600: mark("6 h")}
"""Seconds the chart reaches back, and how that is written."""
EVENTS_SHOWN = 25
_KIND = "event-kind"
_EVENTS_LOOKED_AT = 1000
_KINDS: dict[str, tuple[str, frozenset[EventKind]]] = {
    "all": (mark("Everything"), frozenset(EventKind)),
    "states": (mark("Trips and recoveries"), frozenset({EventKind.TRANSITION, EventKind.LEVEL})),
    "calls": (
        mark("Refused, slow, fallbacks"),
        frozenset({EventKind.REJECTED, EventKind.SLOW, EventKind.FALLBACK}),
    ),
    "people": (
        mark("Operators and faults"),
        frozenset(
            {EventKind.MODE, EventKind.FAULT_INJECTED, EventKind.FAULT_STOPPED, EventKind.FAULT_EXPIRED}
        ),
    ),
}
_POLICY = {
    "fail_max": mark("Failures in a row that cut it"),
    "failure_rate": mark("Share of failed calls that cuts it"),
    "slow_call_seconds": mark("A call is slow from"),
    "slow_rate": mark("Share of slow calls that cuts it"),
    "window_seconds": mark("Over the last"),
    "minimum_calls": mark("With at least this many calls"),
    "reset_timeout": mark("First try after"),
    "reset_timeout_growth": mark("Each failed try stretches that by"),
    "reset_timeout_max": mark("But never beyond"),
    "probes": mark("Calls let through at once while trying"),
    "probe_lease": mark("A try that hangs gives up its place after"),
}
_SECONDS = frozenset(
    {"slow_call_seconds", "window_seconds", "reset_timeout", "reset_timeout_max", "probe_lease"}
)
_SHARES = frozenset({"failure_rate", "slow_rate"})


def live_part(name: str, seconds: int) -> Callable[[], None]:
    """What draws the live part for one breaker and one range."""

    def draw() -> None:
        is_dark = st.context.theme.type == "dark"
        reader = (language(), str(time_zone()))
        st.html(shared(("card", name, *reader), lambda: _card(name)))
        st.echarts_chart(
            shared(
                ("chart", name, seconds, is_dark, *reader), lambda: _chart(name, seconds, is_dark=is_dark)
            ),
            height=HEIGHT,
            key=f"chart-{name}",
            alt=chart_words(_title(name), seconds),
        )
        kind = _event_filter()
        st.html(shared(("events", name, kind, *reader), lambda: _events_list(name, kind)))

    return draw


def event_kind() -> str:
    """The kind of events that is chosen."""
    chosen = st.session_state.get(_KIND)
    return chosen if chosen in _KINDS else "all"


def _event_filter() -> str:
    """Draw the choice of events beside their list; returns the chosen kind."""
    chosen = st.segmented_control(
        _("Events"),
        list(_KINDS),
        default="all",
        format_func=lambda one: _(_KINDS[one][0]),
        key=_KIND,
        required=True,
    )
    return chosen or "all"


def events_csv(name: str, kind: str) -> bytes:
    """The events of the list and those before them, as far back as they are kept."""
    head = [_("When (UTC)"), _("Kind"), _("Who"), _("What happened")]
    return csv_file(
        head,
        [
            (one.at.isoformat(timespec="seconds"), str(one.kind), one.actor or "", event_words.sentence(one))
            for one in _events(name, kind)
        ],
    )


def policy_table(name: str) -> Html:
    """Every setting of the breaker; what differs from the default says so and names the default."""
    actual: BreakerSettings = getattr(console().settings, name)
    default: BreakerSettings = Settings.model_fields[name].default
    rows = []
    for field, words in _POLICY.items():
        value, usual = getattr(actual, field), getattr(default, field)
        differs = value != usual
        told = _("changed; the default is {value}").format(value=_setting(field, usual))
        rows.append(
            element(
                "tr",
                element("th", _(words), scope="row"),
                element("td", _setting(field, value)),
                element("td", icon("edit"), " ", told, css="fz-orange")
                if differs
                else element("td", _("default"), css="fz-muted"),
            )
        )
    return element("div", element("table", element("tbody", *rows), css="fz-table fz-policy"), css="fz-panel")


def _setting(field: str, value: float | None) -> str:
    if value is None:
        return NOTHING
    if field in _SHARES:
        return percent(value)
    if field in _SECONDS:
        return f"{number(value)} s"
    return f"\u00d7 {number(value)}" if field == "reset_timeout_growth" else number(value)


def _title(name: str) -> str:
    return outage_words.dependency(outage_words.BREAKER_TARGETS[name])


def _card(name: str) -> Html:
    here = console()
    decision = here.degradation.current
    card = breaker_card(here, here.breakers[name].snapshot(), decision)
    return element("div", level_box(decision) if decision.level else None, card, css="fz-panel")


def _chart(name: str, seconds: int, *, is_dark: bool) -> dict[str, object]:
    here = console()
    points = here.breakers[name].window.series(seconds)
    return breaker_chart(points, here.history.bands(name, seconds), looks.colours(is_dark=is_dark))


def _events(name: str, kind: str) -> list[Event]:
    _words, kinds = _KINDS[kind]
    about = {name, outage_words.BREAKER_TARGETS[name], "console"}
    return [
        event
        for event in console().events.recent(_EVENTS_LOOKED_AT)
        if event.kind in kinds and event.subject in about
    ]


def _gathered(events: Iterable[Event]) -> list[Event]:
    """Newest first; what was counted second after second without anything between is one event."""
    gathered: list[Event] = []
    for event in events:
        last = gathered[-1] if gathered else None
        if last is not None and "count" in event.data and _same(last, event):
            together = {**last.data, "count": _count(last) + _count(event)}
            gathered[-1] = replace(last, data=together)
        else:
            gathered.append(event)
    return gathered


def _same(one: Event, other: Event) -> bool:
    return (one.kind, one.subject, one.data.get("reason")) == (
        other.kind,
        other.subject,
        other.data.get("reason"),
    )


def _count(event: Event) -> int:
    count = event.data["count"]
    return count if isinstance(count, int) else 1


def _events_list(name: str, kind: str) -> Html:
    events = _gathered(_events(name, kind))[:EVENTS_SHOWN]
    if not events:
        nothing = _("Nothing yet. Trips, recoveries, simulated faults and what operators do appear here.")
        return element("div", element("p", nothing, css="fz-muted"), css="fz-panel")
    lines = (
        element(
            "li",
            element("time", clock(event.at), datetime=event.at.isoformat(), title=moment(event.at)),
            element("span", icon(event_words.icon(event)), " ", event_words.sentence(event)),
        )
        for event in events
    )
    return element("div", element("ul", *lines, css="fz-timeline"), css="fz-panel")
