"""What can be done with an open invoice: approve, keep the corrections, put aside, take up again."""

from collections.abc import Callable

import streamlit as st

from core.invoices.changes import same_values
from core.invoices.desk import LONGEST_REASON, InvoiceNotFound
from core.invoices.handlers import APPROVED, PARKED
from core.invoices.judge import unexplained
from core.invoices.model import Reading
from core.invoices.records import InvoiceDetail, Receipt, ReceiptStatus
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.services.served import Served
from core.ui import words
from core.ui.formats import plain
from core.ui.invoice_form import forget_form
from core.ui.invoice_lines import forget_offer
from core.ui.language import gettext as _
from core.ui.session import actor, console
from core.ui.shell import note

_STYLE = """<style>
[data-testid="stBottomBlockContainer"] { padding-top: 0.75rem; padding-bottom: 1rem; }
</style>"""


def actions(detail: InvoiceDetail, reading: Reading | None) -> None:
    """Draw the buttons for an invoice that is still open; `reading` is None while it cannot be understood."""
    if detail.summary.status == APPROVED:
        return
    invoice_id = detail.summary.id
    st.html(_STYLE)
    with st.bottom, st.container(key=f"actions-{invoice_id}", gap="xsmall"):
        reason = _reason_wanted(invoice_id, reading)
        with st.container(horizontal=True, vertical_alignment="center"):
            # No callbacks: their arguments would be those of the run before, without the last correction.
            approved = st.button(
                _("Approve") if reason is None else _("Approve all the same"),
                type="primary",
                icon=":material/check:",
                disabled=reading is None,
                shortcut="Ctrl+Enter",
                help=_("Its costs go into the prices. What you corrected is written down."),
            )
            saved = st.button(
                _("Save without approving"),
                icon=":material/save:",
                disabled=reading is None or same_values(detail.reading, reading),
                shortcut="Ctrl+S",
            )
            if detail.summary.status == PARKED:
                if st.button(_("Take up again"), icon=":material/play_circle:"):
                    _resume(detail)
            elif reading is not None:
                _parking(detail, reading)
    if approved and reading is not None:
        _approve(detail, reading, reason)
    if saved and reading is not None:
        _save(detail, reading)


def _reason_wanted(invoice_id: str, reading: Reading | None) -> str | None:
    """The reason typed for approving in spite of what is wrong; None where none is needed."""
    if reading is None or not unexplained(reading):
        return None
    return st.text_input(
        _("Why is it right all the same?"),
        key=f"why-{invoice_id}",
        max_chars=LONGEST_REASON,
        placeholder=_("For instance: the supplier rounds each line"),
        help=_("Its sums do not come out, or it is here already. Your reason is written down."),
    )


def _parking(detail: InvoiceDetail, reading: Reading) -> None:
    with st.popover(_("Put it aside"), icon=":material/pause_circle:"):
        why = st.text_input(
            _("What is it waiting for?"),
            key=f"park-{detail.summary.id}",
            max_chars=LONGEST_REASON,
            placeholder=_("For instance: the delivery note is missing"),
        )
        if st.button(_("Put it aside"), key=f"park-now-{detail.summary.id}", type="primary"):
            _park(detail, reading, why or "")


def _approve(detail: InvoiceDetail, reading: Reading, reason: str | None) -> None:
    name = plain(reading.supplier_name or reading.file)
    _do(
        detail,
        lambda: console().invoices.approve(
            detail.summary.id,
            reading,
            actor=actor(),
            reason=reason,
            expected_revision=detail.summary.revision,
        ),
        done=_("{name} is approved. Its articles are waiting under Pricing.").format(name=name),
        held=_(
            "The approval of {name} is kept on this machine and will be entered when the database is back."
        ).format(name=name),
        closes=True,
    )


def _save(detail: InvoiceDetail, reading: Reading) -> None:
    revision = detail.summary.revision
    _do(
        detail,
        lambda: console().invoices.correct(
            detail.summary.id, reading, actor=actor(), expected_revision=revision
        ),
        done=_("Your corrections are saved."),
        held=_held_change(),
    )


def _park(detail: InvoiceDetail, reading: Reading, reason: str) -> None:
    name = plain(reading.supplier_name or reading.file)
    _do(
        detail,
        lambda: console().invoices.park(
            detail.summary.id,
            reading,
            actor=actor(),
            reason=reason,
            expected_revision=detail.summary.revision,
        ),
        done=_("{name} is put aside, with your corrections so far.").format(name=name),
        held=_held_change(),
        closes=True,
    )


def _resume(detail: InvoiceDetail) -> None:
    _do(
        detail,
        lambda: console().invoices.resume(detail.summary.id, actor=actor()),
        done=_("It is back among those to review."),
        held=_held_change(),
    )


def _held_change() -> str:
    return _("The change is kept on this machine and will be entered when the database is back.")


def _do(
    detail: InvoiceDetail,
    deed: Callable[[], Served[Receipt]],
    *,
    done: str,
    held: str,
    closes: bool = False,
) -> None:
    """Do it and tell what came of it at the top of the next run; what is refused leaves the page as it is."""
    try:
        served = deed()
    except (ServiceError, InvoiceNotFound, JournalUnavailable) as error:
        note("error", plain(words.error(error)))
        st.rerun()
    forget_form(detail.summary.id)
    forget_offer(detail.summary.id)
    if closes:
        st.query_params.pop("invoice", None)
    if served.value.status is ReceiptStatus.NEEDS_OPERATOR:
        kind, told = words.held(served)
        note(kind, f"{told}.")
    elif served.value.status is ReceiptStatus.HELD:
        note("info", held)
    else:
        note("success", done)
    st.rerun()
