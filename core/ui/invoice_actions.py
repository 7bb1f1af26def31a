"""What can be done with an open invoice: approve, keep the corrections, put aside, take up again."""

from collections.abc import Callable

import streamlit as st

from core.invoices.changes import same_values
from core.invoices.desk import LONGEST_REASON, InvoiceNotFound
from core.invoices.handlers import APPROVED, PARKED
from core.invoices.judge import unexplained
from core.invoices.model import NEED_A_REASON, Reading
from core.invoices.records import InvoiceDetail, Receipt, ReceiptStatus
from core.pricing.recording import NO_COSTS
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.services.served import Served
from core.ui import error_words, words
from core.ui.formats import plain
from core.ui.invoice_form import drawn_from, forget_form
from core.ui.invoice_lines import forget_offer
from core.ui.invoice_queue import go_on, just_arrived
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import actor, console
from core.ui.shell import note

_WRONG_SHOWN = 2
"""Warnings told beside the buttons; all of them stand beside the fields."""

_STYLE = """<style>
[data-testid="stBottomBlockContainer"] { padding-top: 0.75rem; padding-bottom: 1rem; }
</style>"""


def actions(detail: InvoiceDetail, reading: Reading | None, waiting: list[str]) -> None:
    """Draw the buttons for an invoice that is still open; `reading` is None while it cannot be understood.

    `waiting` are the others to review: once this one is settled, the first of them is opened.
    """
    if detail.summary.status == APPROVED:
        return
    invoice_id = detail.summary.id
    st.html(_STYLE)
    with st.bottom, st.container(key=f"actions-{invoice_id}", gap="xsmall"):
        reason = _reason_wanted(invoice_id, reading)
        with st.container(horizontal=True, vertical_alignment="center"):
            # No callbacks: their arguments would be those of the run before, without the last correction.
            approved = st.button(
                _approve_label(reason, len(waiting)),
                key=f"approve-{invoice_id}",
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
                _parking(detail, reading, waiting)
    if approved and just_arrived(invoice_id):
        note(
            "info",
            _("This is the next one, opened a moment ago: it is not approved. Look at it first."),
        )
        st.rerun()
    if approved and reading is not None:
        _approve(detail, reading, reason, waiting)
    if saved and reading is not None:
        _save(detail, reading)


def _approve_label(reason: str | None, left: int) -> str:
    if not left:
        return _("Approve") if reason is None else _("Approve all the same")
    if reason is None:
        return ngettext("Approve and see the next (1 left)", "Approve and see the next ({count} left)", left)
    return ngettext(
        "Approve all the same and see the next (1 left)",
        "Approve all the same and see the next ({count} left)",
        left,
    )


def _reason_wanted(invoice_id: str, reading: Reading | None) -> str | None:
    """The reason typed for approving in spite of what is wrong; None where none is needed."""
    if reading is None or not unexplained(reading):
        return None
    st.caption(_wrong(reading))
    return st.text_input(
        _("Why is it right all the same?"),
        key=f"why-{invoice_id}",
        max_chars=LONGEST_REASON,
        placeholder=_("For instance: the supplier rounds each line"),
        help=_("Its sums do not come out, or it is here already. Your reason is written down."),
    )


def _wrong(reading: Reading) -> str:
    """What the reason is asked for: the warnings themselves may be scrolled out of sight."""
    wrong = [words.warning(it) for it in reading.warnings if it.code in NEED_A_REASON]
    more = len(wrong) - _WRONG_SHOWN
    told = "; ".join(wrong[:_WRONG_SHOWN])
    if more > 0:
        told += " " + ngettext("and {count} more", "and {count} more", more)
    return f":material/visibility: {plain(told)}"


def _parking(detail: InvoiceDetail, reading: Reading, waiting: list[str]) -> None:
    with st.popover(_("Put it aside"), icon=":material/pause_circle:"):
        why = st.text_input(
            _("What is it waiting for?"),
            key=f"park-{detail.summary.id}",
            max_chars=LONGEST_REASON,
            placeholder=_("For instance: the delivery note is missing"),
        )
        if st.button(_("Put it aside"), key=f"park-now-{detail.summary.id}", type="primary"):
            _park(detail, reading, why or "", waiting)


def _approve(detail: InvoiceDetail, reading: Reading, reason: str | None, waiting: list[str]) -> None:
    name = plain(reading.supplier_name or reading.file)
    brings_costs = reading.lines and reading.kind not in NO_COSTS
    done = (
        _("{name} is approved. Its articles are waiting under Pricing.")
        if brings_costs
        else _("{name} is approved. It changes no prices.")
    )
    _do(
        detail,
        lambda: console().invoices.approve(
            detail.summary.id,
            reading,
            actor=actor(),
            reason=reason,
            expected_revision=drawn_from(detail.summary.id, detail.summary.revision),
        ),
        done=done.format(name=name),
        held=_(
            "The approval of {name} is kept on this machine and will be entered when the database is back."
        ).format(name=name),
        waiting=waiting,
    )


def _save(detail: InvoiceDetail, reading: Reading) -> None:
    revision = drawn_from(detail.summary.id, detail.summary.revision)
    _do(
        detail,
        lambda: console().invoices.correct(
            detail.summary.id, reading, actor=actor(), expected_revision=revision
        ),
        done=_("Your corrections are saved."),
        held=_held_change(),
    )


def _park(detail: InvoiceDetail, reading: Reading, reason: str, waiting: list[str]) -> None:
    name = plain(reading.supplier_name or reading.file)
    _do(
        detail,
        lambda: console().invoices.park(
            detail.summary.id,
            reading,
            actor=actor(),
            reason=reason,
            expected_revision=drawn_from(detail.summary.id, detail.summary.revision),
        ),
        done=_("{name} is put aside, with your corrections so far.").format(name=name),
        held=_held_change(),
        waiting=waiting,
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
    waiting: list[str] | None = None,
) -> None:
    """Do it and tell what came of it at the top of the next run; what is refused leaves the page as it is.

    What settles the invoice gives the others that are `waiting`.
    """
    try:
        served = deed()
    except (ServiceError, InvoiceNotFound, JournalUnavailable) as error:
        note("error", plain(error_words.error(error)))
        st.rerun()
    forget_form(detail.summary.id)
    forget_offer(detail.summary.id)
    if waiting is not None:
        go_on(waiting)
    if served.value.status is ReceiptStatus.NEEDS_OPERATOR:
        kind, told = words.held(served)
        note(kind, f"{told}.")
    elif served.value.status is ReceiptStatus.HELD:
        note("info", held)
    else:
        note("success", done)
    st.rerun()
