"""The invoices that wait for review, one after the other, and the way from one to the next."""

import streamlit as st

from core.invoices.handlers import RECEIVED
from core.services.errors import ServiceError
from core.telemetry.clock import monotonic
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import console

_NEXT, _ARRIVED = "next-invoice", "arrived"
_MOMENT = 1.0
"""Seconds in which nobody has read an invoice."""


def open_invoice(invoice_id: str) -> None:
    """Show this invoice instead of the list; the address names it, so that it survives a reload."""
    st.query_params["invoice"] = invoice_id


def close_invoice() -> None:
    """Show the list."""
    st.query_params.pop("invoice", None)


def others_waiting(invoice_id: str) -> list[str]:
    """Ids of the other invoices that wait for review: those that came after this one, then the older ones.

    Nothing while the list is out of reach; the list itself says so.
    """
    try:
        invoices = console().invoices.recent().value
    except ServiceError:
        return []
    oldest_first = [it.id for it in reversed(invoices)]
    at = oldest_first.index(invoice_id) if invoice_id in oldest_first else 0
    waiting = {it.id for it in invoices if it.status == RECEIVED} - {invoice_id}
    return [it for it in oldest_first[at:] + oldest_first[:at] if it in waiting]


def go_on(waiting: list[str]) -> None:
    """Have the next run open the next one, or the list once none is left.

    Kept in the session at once: a second click breaks off the run that follows the first, and its address is
    still that of the invoice which is settled.
    """
    st.session_state[_NEXT] = waiting[0] if waiting else None


def arrive() -> None:
    """Open what `go_on` has said; called before anything is drawn."""
    if _NEXT not in st.session_state:
        return
    opened: str | None = st.session_state.pop(_NEXT)
    if opened is None:
        close_invoice()
        return
    st.session_state[_ARRIVED] = (opened, monotonic())
    open_invoice(opened)


def just_arrived(invoice_id: str) -> bool:
    """Whether the page has gone on to this invoice by itself a moment ago.

    A click then is the second of a double click on the one before, which nobody meant for this one.
    """
    opened: str
    at: float
    opened, at = st.session_state.get(_ARRIVED, ("", 0.0))
    return opened == invoice_id and monotonic() - at < _MOMENT


def way_out(waiting: list[str]) -> None:
    """Draw the ways to the list and, past this invoice, to the next."""
    with st.container(horizontal=True, horizontal_alignment="distribute"):
        st.button(
            _("Back to the list"),
            icon=":material/arrow_back:",
            on_click=close_invoice,
            type="tertiary",
            shortcut="Alt+Up",
        )
        if waiting:
            st.button(
                ngettext("See the other one that waits", "See the next of {count} that wait", len(waiting)),
                icon=":material/arrow_forward:",
                icon_position="right",
                on_click=go_on,
                args=(waiting,),
                type="tertiary",
                shortcut="Alt+Down",
            )
