"""Breakers: one circuit at a time, its figures, its last hours, its events, its policy and its orders."""

import streamlit as st

from core.ui import outage_words
from core.ui.breaker_detail import RANGES, event_kind, events_csv, live_part, policy_table
from core.ui.breaker_orders import orders
from core.ui.language import gettext as _
from core.ui.overview import worst_first
from core.ui.session import console
from core.ui.shell import head, pulse

head(
    _("Breakers"),
    _("The circuit breakers in front of the outside services: what is cut, why, and when it is tried again."),
)
names = list(console().breakers)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = st.segmented_control(
        _("Service"),
        names,
        default=worst_first(console())[0].name,
        format_func=lambda one: outage_words.dependency(outage_words.BREAKER_TARGETS[one]),
        key="breaker",
        required=True,
    )
    seconds = st.segmented_control(
        _("Time"),
        list(RANGES),
        default=300,
        format_func=lambda one: _(RANGES[one]),
        key="range",
        required=True,
    )
orders(name)
pulse(watch=event_kind, live=live_part(name, seconds), banner=False)
st.download_button(
    _("Download events (CSV)"),
    data=events_csv(name, event_kind()),
    file_name=f"{name}.csv",
    mime="text/csv",
    icon=":material/download:",
    on_click="ignore",
)
st.subheader(_("Settings"), anchor=False)
st.html(policy_table(name))
