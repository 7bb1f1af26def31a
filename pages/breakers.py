"""Breakers: one circuit at a time, its figures, its last hours, its events, its policy and its orders."""

import streamlit as st

from core.ui import outage_words
from core.ui.breaker_detail import RANGES, event_filter, events_csv, live_part, policy_table
from core.ui.breaker_orders import orders
from core.ui.language import gettext as _
from core.ui.session import console
from core.ui.shell import head, pulse

_WORST_FIRST = ("open", "half-open", "closed")


def _worst() -> str:
    breakers = console().breakers
    return min(breakers, key=lambda name: _WORST_FIRST.index(breakers[name].current_state))


head(
    _("Breakers"),
    _("The circuit breakers in front of the outside services: what is cut, why, and when it is tried again."),
)
names = list(console().breakers)
with st.container(horizontal=True, vertical_alignment="bottom"):
    name = st.segmented_control(
        _("Service"),
        names,
        default=_worst(),
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
with st.container(horizontal=True, vertical_alignment="bottom"):
    kind = event_filter()
    st.download_button(
        _("Download events (CSV)"),
        data=events_csv(name, kind),
        file_name=f"{name}.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )
pulse(live=live_part(name, seconds, kind), banner=False)
st.subheader(_("Settings"), anchor=False)
st.html(policy_table(name))
