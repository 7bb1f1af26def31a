"""Drills: rehearse an outage from the first fault to the last change landed, and keep the report."""

import streamlit as st

from core.ui.drill_page import reports, running_drill, signature, start_form
from core.ui.language import gettext as _
from core.ui.session import console
from core.ui.shell import head, pulse

head(
    _("Drills"),
    _("A rehearsed outage, timed and counted. It goes on when you leave the page, and Stop ends it."),
)
running = console().drills.current is not None
# A drill's own faults are in its timeline.
pulse(watch=signature, live=running_drill, faults=not running)
if not running:
    with st.expander(_("Start a drill"), icon=":material/play_arrow:", expanded=True):
        start_form()
st.subheader(_("Reports"), anchor=False)
reports()
