"""Taking a breaker in hand: cut it, override it, give it back. With a reason, and a second thought."""

import streamlit as st

from core.ui import outage_words
from core.ui.language import gettext as _
from core.ui.language import mark
from core.ui.session import actor, console
from core.ui.shell import note

_ORDERS = {
    "force_open": (
        mark("Cut off"),
        ":material/cancel:",
        mark("No call is sent until it is reset: everybody gets the fallback."),
    ),
    "disable": (
        mark("Override"),
        ":material/warning:",
        mark("Every call is sent and nothing is cut until it is reset, whatever fails."),
    ),
    "reset": (
        mark("Reset"),
        ":material/restart_alt:",
        mark("Back to automatic and connected, with nothing counted."),
    ),
}
"""Name of the method, with what the button says, its icon and what it does to people."""


def orders(name: str) -> None:
    """Draw the buttons that open the form for the breaker `name`."""
    with st.container(horizontal=True):
        for order, (title, symbol, _meaning) in _ORDERS.items():
            if st.button(_(title), key=f"order-{order}", icon=symbol):
                st.dialog(_(title), icon=symbol)(order_form)(name, order)


def order_form(name: str, order: str) -> None:
    """Ask for the reason and the confirmation, then do it."""
    title, _symbol, meaning = _ORDERS[order]
    st.markdown(f"**{outage_words.dependency(outage_words.BREAKER_TARGETS[name])}**. {_(meaning)}")
    reason = st.text_input(_("Reason"), max_chars=200, placeholder=_("For example: maintenance until 6 p.m."))
    sure = st.checkbox(_("I know that this changes what everybody gets"))
    if not st.button(_(title), key="order-do", type="primary", disabled=not (reason.strip() and sure)):
        st.caption(_("It needs a reason and the tick: both go into the record."))
        return
    breaker = console().breakers[name]
    if order == "reset":
        breaker.reset(actor(), reason.strip())
    elif order == "disable":
        breaker.disable(reason.strip(), actor())
    else:
        breaker.force_open(reason.strip(), actor())
    note("success", _("Done, and written down in the record."))
    st.rerun()
