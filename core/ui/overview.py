"""The first five seconds of an outage: how bad it is, what is out, what waits; the worst first."""

from datetime import UTC, datetime

import streamlit as st

from core.console import Console
from core.resilience.breaker_snapshot import BreakerSnapshot
from core.resilience.degradation import Decision
from core.resilience.journal import JournalUnavailable
from core.ui import heartbeat, outage_words, reason_words, words
from core.ui.formats import clock, duration, milliseconds, moment, number, percent, since, time_zone
from core.ui.language import gettext as _
from core.ui.language import language, mark, ngettext
from core.ui.markup import Html, element, figures, icon, pill
from core.ui.session import console
from core.ui.ticks import shared

_WORST_FIRST = ("open", "half-open", "closed")
_BEATS = {
    "closed": mark("connected"),
    "failing": mark("connected, with failures"),
    "half-open": mark("trying again"),
    "open": mark("cut off"),
    "forced-open": mark("held open by an operator"),
    "disabled": mark("overridden by an operator"),
    "unknown": mark("not running yet"),
}


def overview_panel() -> None:
    """Draw the panel; called on every tick. It is made once for all who share a language and a time zone."""
    st.html(shared(("overview", language(), str(time_zone())), _panel))


def _panel() -> Html:
    here = console()
    decision = here.degradation.current
    cards = (breaker_card(here, one, decision) for one in worst_first(here))
    return element(
        "div",
        level_box(decision),
        _tiles(here),
        element("div", *cards, css="fz-grid"),
        css="fz-panel",
    )


def worst_first(here: Console) -> list[BreakerSnapshot]:
    """The breakers: what is out first, then what is held or fails; what is not set up last."""
    absent = here.degradation.current.unconfigured
    return sorted(
        (breaker.snapshot() for breaker in here.breakers.values()),
        key=lambda one: (
            _WORST_FIRST.index(one.state),
            one.mode == "automatic",
            outage_words.BREAKER_TARGETS.get(one.name) in absent,
            -one.failure_rate,
        ),
    )


def level_box(decision: Decision) -> Html:
    """How bad it is, since when, and why, for operators."""
    level = int(decision.level)
    symbol, colour, title, _text = outage_words.LEVELS[level]
    steps = ("fz-on" if step <= level else "" for step in range(1, len(outage_words.LEVELS)))
    heading = _("Level {level} of 5: {title}").format(level=level, title=_(title))
    lasts = duration((datetime.now(UTC) - decision.since).total_seconds())
    when = _("Since {moment} ({duration})").format(moment=moment(decision.since), duration=lasts)
    lines = [when, *(outage_words.cause(cause) for cause in decision.causes)]
    if decision.settles_in is not None:
        settles = _("What made it worse answers again; the level gets better in {duration} if it lasts.")
        lines.append(settles.format(duration=duration(decision.settles_in)))
    return element(
        "section",
        element("h2", icon(symbol), " ", heading),
        element("div", *(element("span", css=step) for step in steps), css="fz-steps", aria_hidden="true"),
        element("p", outage_words.for_operators(decision.level), css="fz-text"),
        *(element("p", line, css="fz-text") for line in lines),
        css=f"fz-level fz-{colour}",
    )


def breaker_card(here: Console, snapshot: BreakerSnapshot, decision: Decision) -> Html:
    """One dependency: state, figures, last error, next try, and its last half hour."""
    target = outage_words.BREAKER_TARGETS.get(snapshot.name, snapshot.name)
    embedded = target in decision.unconfigured
    colour, badge = _badge(snapshot, embedded=embedded)
    problem = snapshot.last_error
    return element(
        "article",
        element("h3", outage_words.dependency(target), badge),
        element("p", condition(snapshot, embedded=embedded, target=target)),
        figures(_figures(snapshot)),
        None
        if problem is None
        else element("p", icon("bug_report"), " ", reason_words.last_error(problem), css="fz-muted"),
        _heartbeat(here, snapshot.name),
        css=f"fz-card fz-{colour}",
    )


def condition(snapshot: BreakerSnapshot, *, embedded: bool, target: str) -> str:
    """Why it is in this state, since when, who holds it there, and when it will try again."""
    parts = []
    if snapshot.mode != "automatic":
        parts.append(_(outage_words.BREAKER_MODES[snapshot.mode]))
    parts.append(reason_words.reason(snapshot.reason))
    if snapshot.state != "closed" or snapshot.mode != "automatic":
        parts.append(since(snapshot.since))
    if snapshot.seconds_until_probe is not None and snapshot.state != "closed":
        parts.append(_("next try in {duration}").format(duration=duration(snapshot.seconds_until_probe)))
    told = words.sentence(" · ".join(parts))
    connected = snapshot.state == "closed"
    return f"{_(outage_words.EMBEDDED[target])} · {told}" if embedded and connected else told


def _badge(snapshot: BreakerSnapshot, *, embedded: bool) -> tuple[str, Html]:
    """The state; a closed circuit in front of something that is not there connects to nothing."""
    symbol, colour, state = outage_words.BREAKER_STATES[snapshot.state]
    if snapshot.mode == "disabled":
        return "orange", pill("orange", "warning", _("Override (disabled)"))
    if embedded and snapshot.state == "closed":
        return "gray", pill("gray", "home_storage", _("Not set up"))
    return colour, pill(colour, symbol, _(state))


def _figures(snapshot: BreakerSnapshot) -> list[tuple[str, str]]:
    return [
        (_("Failing"), percent(snapshot.failure_rate)),
        ("p50", milliseconds(snapshot.p50)),
        ("p95", milliseconds(snapshot.p95)),
        ("p99", milliseconds(snapshot.p99)),
        (_("Calls/s"), number(snapshot.calls_per_second, decimals=1)),
        (_("Calls"), number(snapshot.calls)),
        (_("Refused"), number(snapshot.rejected)),
        (_("Fallbacks"), number(snapshot.fallbacks)),
    ]


def _heartbeat(here: Console, name: str) -> Html:
    seconds = heartbeat.MINUTES * 60
    bands = here.history.bands(name, seconds)
    points = here.breakers[name].window.series(seconds)
    runs = heartbeat.runs(heartbeat.beats(bands, points, datetime.now(UTC)))
    said = ", ".join(
        ngettext("{count} minute", "{count} minutes", count) + " " + _(_BEATS[state]) for state, count in runs
    )
    spans = (
        element("span", css=f"fz-b-{state}", style=f"--n:{count};flex:{count}", title=_(_BEATS[state]))
        for state, count in runs
    )
    label = _("Last 30 minutes: {what}").format(what=said)
    return element(
        "div",
        element("div", *spans, css="fz-beats", role="img", aria_label=label),
        element(
            "div",
            element("span", _("30 min ago")),
            element("span", _("now")),
            css="fz-scale",
            aria_hidden="true",
        ),
    )


def _tiles(here: Console) -> Html | None:
    """What waits for the database, and what it refused for good."""
    try:
        pending, refused = here.journal.pending_count, here.journal.dead_letter_count
        oldest = here.journal.pending(1) if pending else []
    except JournalUnavailable:
        unreadable = _("The journal on this machine cannot be read.")
        return element("div", _tile("red", ":material/error:", unreadable), css="fz-tiles")
    if not pending and not refused:
        return None
    told = ngettext("{count} change waits for the database", "{count} changes wait for the database", pending)
    if oldest:
        told = _("{what}, the oldest since {time}").format(what=told, time=clock(oldest[0].held_at))
    tiles = [_tile("blue", ":material/save:", told)] if pending else []
    if refused:
        text = ngettext(
            "{count} change was refused by the database: see Held work",
            "{count} changes were refused by the database: see Held work",
            refused,
        )
        tiles.append(_tile("red", ":material/mark_email_unread:", text))
    return element("div", *tiles, css="fz-tiles")


def _tile(colour: str, symbol: str, text: str) -> Html:
    return element("div", icon(symbol), " ", element("span", text), css=f"fz-tile fz-{colour}")
