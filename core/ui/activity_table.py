"""The trail of everything people did: filtered, read and exported."""

from collections.abc import Sequence

import streamlit as st

from core.resilience.record import Action, RecordUnavailable
from core.services.served import Source
from core.ui import reason_words, words
from core.ui.activity_words import AREAS, action_title, area, details, subject
from core.ui.csv_files import csv_file
from core.ui.formats import duration, moment
from core.ui.language import gettext as _
from core.ui.session import console

SHOWN = 500


def activity() -> None:
    """Draw the filters, the table and its download."""
    try:
        trail = console().activity.recent()
    except RecordUnavailable:
        st.error(
            _("The record on this machine cannot be read. See the disk; what was written is still there."),
            icon=":material/error:",
        )
        return
    if trail.source is None:
        told = _("The database is not answering: what managers did is missing here until it is back.")
        st.warning(told, icon=":material/warning:")
    elif trail.source is not Source.LIVE:
        told = _("What managers did is {source}, {age} old.").format(
            source=_(words.SERVED_SOURCES[trail.source.value]), age=duration(trail.age_seconds or 0.0)
        )
        st.caption(f":material/history: {told}")
    if not trail.actions:
        st.info(
            _("Nobody has done anything yet. Uploads, approvals, simulated faults and orders appear here."),
            icon=":material/history:",
        )
        return
    chosen = _filtered(trail.actions)
    _table(chosen[:SHOWN])
    st.download_button(
        _("Download (CSV)"),
        data=activity_csv(chosen),
        file_name=_("activity.csv"),
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def activity_csv(actions: Sequence[Action]) -> bytes:
    """The actions as a spreadsheet, with times in UTC and the request ids that tie them to the logs."""
    head = [_("When (UTC)"), _("Who"), _("What"), _("About"), _("Details"), _("Request")]
    return csv_file(
        head,
        [
            (
                one.at.isoformat(timespec="seconds"),
                one.actor,
                action_title(one.action),
                subject(one),
                details(one),
                one.request_id or "",
            )
            for one in actions
        ],
    )


def _filtered(actions: Sequence[Action]) -> list[Action]:
    there = {area(one.action) for one in actions}
    what, who, text = st.columns([2, 1, 1])
    areas = what.pills(
        _("What"),
        [one for one in AREAS if one in there],
        format_func=lambda one: _(AREAS[one]),
        selection_mode="multi",
        key="activity-areas",
    )
    people = sorted({one.actor for one in actions})
    actor = who.selectbox(
        _("Who"), people, index=None, placeholder=_("Everybody"), format_func=reason_words.actor_first
    )
    wanted = text.text_input(_("Search"), key="activity-text").casefold().strip()
    return [
        one
        for one in actions
        if (not areas or area(one.action) in areas)
        and (actor is None or one.actor == actor)
        and (not wanted or wanted in f"{one.actor} {subject(one)} {details(one)}".casefold())
    ]


def _table(actions: Sequence[Action]) -> None:
    if not actions:
        st.caption(_("Nothing matches. Clear the filters to see everything."))
        return
    st.dataframe(
        {
            _("When"): [moment(one.at) for one in actions],
            _("Who"): [reason_words.actor_first(one.actor) for one in actions],
            _("What"): [action_title(one.action) for one in actions],
            _("About"): [subject(one) for one in actions],
            _("Details"): [details(one) for one in actions],
        },
        hide_index=True,
        height=min(560, 38 + 35 * len(actions)),
        column_config={
            name: st.column_config.TextColumn(width=width)
            for name, width in (
                (_("When"), 110),
                (_("Who"), 110),
                (_("What"), 170),
                (_("About"), 230),
                (_("Details"), 330),
            )
        },
    )
