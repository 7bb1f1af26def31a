"""The drills' page: choose and start one, watch it, and read what it showed."""

from functools import partial

import streamlit as st

from core.resilience.drill_report import DrillReport, Ending
from core.resilience.drills import DrillRefused
from core.resilience.record import RecordUnavailable
from core.resilience.scenarios import SCENARIOS
from core.ui import drill_html, drill_words, scenario_words
from core.ui.drill_pdf import pdf
from core.ui.drill_sheet import Sheet, sheet, timeline
from core.ui.formats import duration, moment, plain
from core.ui.language import gettext as _
from core.ui.language import language, mark
from core.ui.markup import Html, element
from core.ui.session import actor, console
from core.ui.ticks import shared

_REFUSALS = {
    "DRILL_RUNNING": mark("Another drill is running. Stop it or let it end first."),
    "DRILL_NOT_NOW": mark("Something is out already, so a drill would show nothing. Wait until all is well."),
}
_SYNTHETIC, _LIVE = "synthetic", "live"


def signature() -> tuple[object, ...]:
    """Changes when a drill begins or ends."""
    running = console().drills.current
    return (None if running is None else running.id,)


def running_drill() -> None:
    """Draw the drill under way with its timeline; called on every tick."""
    report = console().drills.current
    if report is None:
        return
    scenario = SCENARIOS[report.scenario].faster(console().settings.drill_speed)
    done = min(1.0, report.seconds / scenario.seconds)
    told = _("{title}: {seconds} of {whole}").format(
        title=scenario_words.title(report.scenario),
        seconds=duration(report.seconds),
        whole=duration(scenario.seconds),
    )
    if done == 1:
        told = _("{title}: the faults are over; waiting until all is as before").format(
            title=scenario_words.title(report.scenario)
        )
    with st.container(border=True):
        st.progress(done, text=plain(told))
        if st.button(_("Stop the drill"), icon=":material/stop_circle:", type="primary"):
            console().drills.stop(actor())
        st.html(
            shared(
                ("drill", report.id, language()),
                lambda: element("div", _timeline(report), css="fz-panel"),
            )
        )


def _timeline(report: DrillReport) -> Html:
    lines = timeline(report)
    if not lines:
        return element("p", _("Nothing has happened yet."), css="fz-muted")
    return drill_html.timeline(lines)


def start_form() -> None:
    """Draw the choice of a scenario and of its traffic, and the button that begins it."""
    name = st.radio(
        _("What fails"),
        list(SCENARIOS),
        index=0 if console().ai.configured else 1,
        format_func=scenario_words.title,
        captions=[scenario_words.description(one) for one in SCENARIOS],
        key="scenario",
    )
    traffic = st.radio(
        _("Traffic"),
        [_SYNTHETIC, _LIVE],
        format_func=lambda one: {
            _SYNTHETIC: _("People's, and test calls of the drill's own"),
            _LIVE: _("People's alone"),
        }[one],
        key="traffic",
        horizontal=True,
    )
    for_nothing = SCENARIOS[name].targets == ("openai",) and not console().ai.configured
    if for_nothing:
        told = _("The AI is not set up, so nothing is sent to it: this drill would show nothing.")
        st.info(told, icon=":material/info:")
    running = console().drills.current is not None
    if not st.button(
        _("Start the drill"), type="primary", icon=":material/play_arrow:", disabled=running or for_nothing
    ):
        return
    try:
        console().drills.start(name, actor=actor(), synthetic=traffic == _SYNTHETIC)
    except DrillRefused as refusal:
        st.warning(_(_REFUSALS[refusal.code]), icon=":material/warning:")
        return
    except RecordUnavailable:
        _no_record()
        return
    st.rerun()


def reports() -> None:
    """Draw the kept reports: one open, the others to choose."""
    try:
        kept = console().drills.reports()
    except RecordUnavailable:
        _no_record()
        return
    if not kept:
        st.info(
            _("No drill has run yet. Start with the database's: it takes a minute and nothing is lost."),
            icon=":material/science:",
        )
        return
    by_id = {report.id: report for report in kept}
    chosen = st.selectbox(_("Report"), list(by_id), format_func=lambda one: _name(by_id[one]), key="report")
    report = by_id[chosen]
    told = sheet(report, _run_before(report, kept))
    _downloads(told, f"{report.scenario}-{report.started_at:%Y-%m-%d-%H%M}")
    st.html(drill_html.panel(told))


def _downloads(told: Sheet, name: str) -> None:
    with st.container(horizontal=True):
        st.download_button(
            _("Download the report (PDF)"),
            data=partial(pdf, told),
            file_name=f"{name}.pdf",
            mime="application/pdf",
            icon=":material/download:",
            on_click="ignore",
        )
        st.download_button(
            _("Download the report (HTML)"),
            data=partial(drill_html.page, told),
            file_name=f"{name}.html",
            mime="text/html",
            icon=":material/download:",
            on_click="ignore",
        )


def _run_before(report: DrillReport, kept: list[DrillReport]) -> DrillReport | None:
    """The newest run of the same scenario that came before and was counted."""
    older = (
        one
        for one in kept
        if one.scenario == report.scenario
        and one.started_at < report.started_at
        and one.ending is not Ending.INTERRUPTED
    )
    return next(older, None)


def _name(report: DrillReport) -> str:
    ending = _(drill_words.ENDINGS[report.ending][2])
    return f"{scenario_words.title(report.scenario)}, {moment(report.started_at)} ({ending})"


def _no_record() -> None:
    st.error(
        _("The record on this machine cannot be read or written, so no drill can be kept. See the disk."),
        icon=":material/error:",
    )
