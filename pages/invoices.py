"""Invoices: bring them in, see what was read, correct and approve."""

import streamlit as st

from core.services.errors import ServiceError
from core.services.served import Source
from core.ui import error_words
from core.ui.formats import plain
from core.ui.invoice_queue import arrive
from core.ui.invoice_review import invoice_review
from core.ui.invoice_table import invoice_table
from core.ui.invoice_upload import intake, progress, signature
from core.ui.language import gettext as _
from core.ui.session import console
from core.ui.shell import age, head, held_count, pulse


def _watch() -> tuple[object, ...]:
    """Changes when a file has come further or held work has landed."""
    if "invoice" in st.query_params:
        return ()
    return (signature(), held_count(), console().degradation.current.level)


def _live() -> None:
    """How far the uploads have come: it refreshes by itself, and the rest of the page stays as it is."""
    if "invoice" not in st.query_params:
        progress()


def _overview() -> None:
    try:
        served = console().invoices.recent()
    except ServiceError as error:
        intake(first_time=False)
        st.error(plain(error_words.error(error)), icon=":material/error:")
        return
    intake(first_time=not served.value and served.source is not Source.HELD)
    if served.value:
        invoice_table(served)
    elif served.source is Source.HELD:
        age(served)
    elif not console().uploads.items():
        st.info(
            _(
                "There are no invoices yet. Upload the first one above, or try the samples to see what it "
                "does: each is read in front of you, and you check it beside its page."
            ),
            icon=":material/receipt_long:",
        )


arrive()
opened = st.query_params.get("invoice")
head(
    _("Invoices"),
    "" if opened else _("Upload what your suppliers send you. It is read here; you check it and approve it."),
)
pulse(watch=_watch, live=_live)
if opened:
    invoice_review(opened)
else:
    _overview()
