"""Simulate: make a service fail on purpose, for a while, and watch what people notice."""

import streamlit as st

from core.ui.fault_form import fault_form, presets, running_faults
from core.ui.language import gettext as _
from core.ui.shell import head, pulse

head(
    _("Simulate"),
    _("Everything behaves as in a real outage. It ends by itself, and Stop ends it at once."),
)
pulse(live=running_faults, faults=False)
st.subheader(_("A new fault"), anchor=False)
presets()
with st.container(border=True):
    fault_form()
