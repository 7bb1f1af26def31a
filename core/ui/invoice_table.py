"""The list of invoices: one row each, with where the answer came from and what needs a look."""

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.invoices.handlers import RECEIVED
from core.invoices.records import InvoiceSummary
from core.services.served import Served
from core.ui import words
from core.ui.formats import money
from core.ui.invoice_queue import open_invoice
from core.ui.language import gettext as _
from core.ui.language import language, ngettext
from core.ui.shell import age


def invoice_table(served: Served[list[InvoiceSummary]]) -> None:
    """Draw the list; a click anywhere in a row opens it."""
    invoices = served.value
    waiting = [it for it in invoices if it.status == RECEIVED]
    _heading(invoices, waiting)
    age(served)
    st.dataframe(
        _table(invoices),
        key=f"invoices-{st.session_state.get('table', 0)}",
        hide_index=True,
        on_select=_open_selected,
        selection_mode="single-cell",
        placeholder="",
        column_config=_columns(),
        alt=_("Invoices, newest first"),
    )
    st.session_state["table_ids"] = [it.id for it in invoices]
    st.caption(_("Click a row to open it."))


def _heading(invoices: list[InvoiceSummary], waiting: list[InvoiceSummary]) -> None:
    with st.container(horizontal=True, vertical_alignment="center", horizontal_alignment="distribute"):
        st.subheader(
            ngettext("{count} invoice", "{count} invoices", len(invoices)), anchor=False, width="content"
        )
        if waiting:
            st.button(
                ngettext("Review the one that waits", "Review the {count} that wait", len(waiting)),
                type="primary",
                icon=":material/edit_note:",
                on_click=open_invoice,
                args=(waiting[-1].id,),
            )


def _open_selected() -> None:
    cells = st.session_state[f"invoices-{st.session_state.get('table', 0)}"]["selection"]["cells"]
    if not cells:
        return
    open_invoice(st.session_state["table_ids"][cells[0][0]])
    # A new key forgets the selection, so that coming back does not open it again.
    st.session_state["table"] = st.session_state.get("table", 0) + 1


def _table(invoices: list[InvoiceSummary]) -> "pd.io.formats.style.Styler":
    frame = pd.DataFrame(
        {
            "status": [words.invoice_status(it.status, held=it.held) for it in invoices],
            "supplier": [it.supplier_name or _("not found") for it in invoices],
            "number": [words.document(it.kind, it.letter, it.number) for it in invoices],
            "date": [it.issue_date for it in invoices],
            "total": [float("nan") if it.total is None else float(it.total) for it in invoices],
            "warnings": ["; ".join(words.warning(item) for item in it.warnings) for it in invoices],
            "lines": [it.line_count for it in invoices],
            "source": [_(words.READING_SOURCES[it.source][1]) for it in invoices],
            "file": [it.filename for it in invoices],
        }
    )
    # The figure stays a number underneath, so that the column sorts as one.
    styler = frame.style
    for index, it in enumerate(invoices):
        shown = partial(_constant, money(it.total, it.currency))
        styler = styler.format({"total": shown}, subset=pd.IndexSlice[[index], ["total"]])
    return styler


def _constant(text: str, _figure: object) -> str:
    return text


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        "status": config.TextColumn(_("Status"), width=165),
        "supplier": config.TextColumn(_("Supplier"), width=220),
        "number": config.TextColumn(_("Document"), width=215),
        "date": config.DateColumn(_("Date"), format="DD/MM/YYYY" if language() == "es" else "MMM D, YYYY"),
        "total": config.NumberColumn(_("Total"), width=125),
        "warnings": config.TextColumn(_("Warnings"), width=170),
        "lines": config.NumberColumn(_("Lines"), width="small"),
        "source": config.TextColumn(_("Read by")),
        "file": config.TextColumn(_("File"), width="medium"),
    }
