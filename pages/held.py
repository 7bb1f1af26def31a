"""Held work: what waits for the database, and what it refused for good."""

import streamlit as st

from core.ui.held_work import dead_letters, signature, waiting
from core.ui.language import gettext as _
from core.ui.shell import head, pulse

head(
    _("Held work"),
    _("Changes that are safe on this machine and not yet in the database. They are entered by themselves."),
)
pulse(watch=signature, live=waiting)
st.subheader(_("Refused by the database"), anchor=False)
dead_letters()
