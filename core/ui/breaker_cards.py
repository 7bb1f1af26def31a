"""The four circuit breakers as operators see them, worst first, with their level and the latest events."""

from collections.abc import Collection
from typing import Any

import streamlit as st

from core.resilience.breaker_snapshot import BreakerSnapshot
from core.resilience.degradation import Decision
from core.resilience.journal import JournalUnavailable
from core.ui import event_words, reason_words, words
from core.ui.charts import latency_chart, latency_words
from core.ui.formats import clock, duration, milliseconds, number, percent, plain, since
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import console
from core.ui.shell import box, held_count, held_words

CHART_SECONDS = 300
EVENTS_SHOWN = 15
_WORST_FIRST = ("open", "half-open", "closed")


def breaker_panel() -> None:
    """Draw the level, the breakers and the latest events; called on every tick."""
    decision = console().degradation.current
    _level(decision)
    snapshots = [(breaker, breaker.snapshot()) for breaker in console().breakers.values()]
    snapshots.sort(key=lambda pair: _WORST_FIRST.index(pair[1].state))
    grid = st.grid(2, min_column_width=320, gap="small")
    for breaker, snapshot in snapshots:
        with grid, st.container(border=True, key=f"card-{snapshot.name}", height="stretch"):
            _card(breaker, snapshot, decision.unconfigured)
    _events()


def _level(decision: Decision) -> None:
    """Say in one box how bad it is, what is out, and how much waits."""
    icon, colour, title, _text = words.LEVELS[int(decision.level)]
    level = _("Level {level} of 5").format(level=int(decision.level))
    lines = [f"**{level}: {plain(_(title))}** · {since(decision.since)}"]
    causes = [words.cause(cause) for cause in decision.causes]
    if causes:
        lines.append(plain(" · ".join(causes)))
    if decision.settles_in is not None:
        settles = _("What made it worse answers again; the level gets better in {duration} if it lasts.")
        lines.append(settles.format(duration=duration(decision.settles_in)))
    waiting = held_count()
    if waiting:
        lines.append(held_words(waiting))
    box(colour)("  \n".join(lines), icon=icon)
    refused = _dead_letters()
    if refused:
        st.error(
            ngettext(
                "{count} kept change was refused by the database and waits for an operator.",
                "{count} kept changes were refused by the database and wait for an operator.",
                refused,
            ),
            icon=":material/mark_email_unread:",
        )


def _dead_letters() -> int:
    try:
        return console().journal.dead_letter_count
    except JournalUnavailable:
        # The level says already that the journal is out.
        return 0


def _card(breaker: Any, snapshot: BreakerSnapshot, unconfigured: Collection[str]) -> None:
    target = words.BREAKER_TARGETS.get(snapshot.name, snapshot.name)
    embedded = target in unconfigured
    st.markdown(f"**{plain(words.dependency(target))}**  \n{_badge(snapshot, embedded=embedded)}")
    condition = _condition(snapshot)
    st.caption(plain(f"{_(words.EMBEDDED[target])} · {condition}" if embedded else words.sentence(condition)))
    st.markdown(_figures(snapshot))
    if snapshot.last_error is not None:
        st.caption(":material/bug_report: " + plain(reason_words.last_error(snapshot.last_error)))
    points = breaker.window.series(CHART_SECONDS)
    if not any(point.calls for point in points):
        st.caption(_("No calls in the last five minutes."))
        return
    st.echarts_chart(
        latency_chart(points),
        height=150,
        key=f"latency-{snapshot.name}",
        alt=latency_words(words.dependency(target)),
    )


def _badge(snapshot: BreakerSnapshot, *, embedded: bool) -> str:
    """The state; a closed circuit in front of something that is not there connects to nothing."""
    icon, colour, state = words.BREAKER_STATES[snapshot.state]
    if embedded and snapshot.state == "closed":
        text = _("Not set up")
        return f":gray-badge[:material/home_storage: {text}]"
    return f":{colour}-badge[{icon} {_(state)}] {since(snapshot.since)}"


def _condition(snapshot: BreakerSnapshot) -> str:
    """Why it is in this state, who holds it there, and when it will try again."""
    parts = []
    if snapshot.mode != "automatic":
        parts.append(_(words.BREAKER_MODES[snapshot.mode]))
    if snapshot.reason:
        parts.append(reason_words.reason(snapshot.reason))
    if snapshot.seconds_until_probe is not None and snapshot.state != "closed":
        parts.append(_("next try in {duration}").format(duration=duration(snapshot.seconds_until_probe)))
    return " · ".join(parts)


def _figures(snapshot: BreakerSnapshot) -> str:
    """Latencies, and what became of the calls, as one table of two rows."""
    cells = (
        ("p50", milliseconds(snapshot.p50)),
        ("p95", milliseconds(snapshot.p95)),
        ("p99", milliseconds(snapshot.p99)),
        (_("Failing"), percent(snapshot.failure_rate)),
        (_("Calls/s"), number(snapshot.calls_per_second, decimals=1)),
        (_("Refused"), number(snapshot.rejected)),
        (_("Fallbacks"), number(snapshot.fallbacks)),
        (_("Calls"), number(snapshot.calls)),
    )
    half = len(cells) // 2
    rows = [[(plain(name), plain(value)) for name, value in part] for part in (cells[:half], cells[half:])]
    lines = [
        _row([name for name, _value in rows[0]]),
        _row(["--:"] * half),
        _row([value for _name, value in rows[0]]),
        _row([f"**{name}**" for name, _value in rows[1]]),
        _row([value for _name, value in rows[1]]),
    ]
    return "\n".join(lines)


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _events() -> None:
    st.subheader(_("What happened lately"), anchor=False)
    events = console().events.recent(EVENTS_SHOWN)
    if not events:
        st.caption(_("Nothing yet. Trips, recoveries, simulated faults and what operators do appear here."))
        return
    lines = [
        f"- {clock(event.at)} {event_words.icon(event)} {plain(event_words.sentence(event))}"
        for event in events
    ]
    st.markdown("\n".join(lines))
