"""One invoice, opened: its page beside what was read, its sums checked again, and approval."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.invoices.checks import check
from core.invoices.desk import InvoiceNotFound
from core.invoices.model import Reading, WarningCode
from core.invoices.records import InvoiceDetail, ReceiptStatus
from core.resilience.journal import JournalUnavailable
from core.services.errors import ServiceError
from core.services.served import Served
from core.settings import PROJECT_ROOT
from core.ui import reason_words, words
from core.ui.formats import moment, plain
from core.ui.invoice_form import invoice_form
from core.ui.invoice_upload import open_invoice
from core.ui.language import gettext as _
from core.ui.session import actor, console
from core.ui.shell import note

APPROVED = "approved"
_CHECKED_AGAIN = frozenset(
    {
        WarningCode.LINE_ARITHMETIC,
        WarningCode.LINES_VS_NET,
        WarningCode.TAX_VS_RATE,
        WarningCode.TOTAL_MISMATCH,
        WarningCode.TAX_ID_INVALID,
        WarningCode.DATE_IMPLAUSIBLE,
        WarningCode.LOW_CONFIDENCE,
    }
)
"""What `check` judges from the figures alone, so that a correction clears it."""


def invoice_review(invoice_id: str) -> None:
    """Draw one invoice, or say that there is none of that id."""
    st.button(_("Back to the list"), icon=":material/arrow_back:", on_click=close_invoice, type="tertiary")
    try:
        served = console().invoices.get(invoice_id)
    except InvoiceNotFound:
        st.warning(
            _("There is no invoice at this address. It may have been opened on another console."),
            icon=":material/search_off:",
        )
        return
    _heading(served)
    page, fields = st.columns([6, 7], gap="medium")
    lines = st.container()
    with page:
        _page(served.value)
    with fields:
        _fields(served.value, lines)


def close_invoice() -> None:
    st.query_params.pop("invoice", None)


def _heading(served: Served[InvoiceDetail]) -> None:
    summary, reading = served.value.summary, served.value.reading
    supplier = reading.supplier_name or _("Supplier not found")
    document = words.document(summary.kind, summary.letter, summary.number)
    st.subheader(f"{plain(supplier)} · {plain(document)}", anchor=False)
    icon, source = words.READING_SOURCES[reading.source.value]
    status = words.invoice_badges(summary.status, held=summary.held)
    st.markdown(f"{status} :gray-badge[{icon} {_(source)}]")
    st.caption(plain(". ".join(_circumstances(served.value))))


def _circumstances(detail: InvoiceDetail) -> list[str]:
    """Where the file came from, why it was read as it was, and who approved it."""
    summary = detail.summary
    told = [_("{file}, uploaded {when}").format(file=summary.filename, when=moment(summary.uploaded_at))]
    why = reason_words.worth_telling(detail.reading.source_reason)
    if why:
        told.append(words.sentence(reason_words.reason(why)))
    if summary.approved_at is not None:
        told.append(
            _("Approved by {who}, {when}").format(
                who=reason_words.actor(summary.approved_by), when=moment(summary.approved_at)
            )
        )
    return told


def _page(detail: InvoiceDetail) -> None:
    page = 1
    if detail.reading.pages > 1:
        page = st.pagination(detail.reading.pages, key=f"page-{detail.summary.id}")
    try:
        image = _image(detail.summary.id, page)
    except (ServiceError, OSError):
        st.info(
            _(
                "The page cannot be shown right now because the originals are out of reach. "
                "The fields are all here."
            ),
            icon=":material/image_not_supported:",
        )
        return
    if image is None:
        st.info(
            _("This file has no page to show: it is an electronic invoice or plain text."),
            icon=":material/code:",
        )
        return
    st.image(image, width="stretch", alt=_("Page {page} of the invoice").format(page=page))


@st.cache_data(max_entries=32, show_spinner=False)
def _image(invoice_id: str, page: int) -> bytes | None:
    return console().invoices.page_image(invoice_id, page)


def _fields(detail: InvoiceDetail, lines: DeltaGenerator) -> None:
    """Draw the fields with what to make of them, and the lines over the whole width in their own place."""
    approved = detail.summary.status == APPROVED
    reading = invoice_form(detail.summary.id, detail.reading, lines, disabled=approved)
    if reading is not None:
        reading = _rechecked(reading)
    if reading is None:
        st.button(_("Approve"), type="primary", disabled=True, icon=":material/check:")
        return
    _warnings(reading)
    if approved:
        st.page_link(PROJECT_ROOT / "pages" / "pricing.py", label=_("See its prices"), icon=":material/sell:")
        return
    # Not a callback: its arguments would be those of the run before, without the last correction.
    if st.button(
        _("Approve"),
        type="primary",
        icon=":material/check:",
        help=_("Its costs go into the prices. What you corrected is written down with your approval."),
    ):
        _approve(detail.summary.id, reading)
        st.rerun()


def _rechecked(reading: Reading) -> Reading:
    """The reading with its sums judged as they stand now; what only the reader could see is kept."""
    seen_while_reading = tuple(it for it in reading.warnings if it.code not in _CHECKED_AGAIN)
    return reading.model_copy(update={"warnings": (*seen_while_reading, *check(reading))})


def _warnings(reading: Reading) -> None:
    if not reading.warnings:
        st.success(_("The sums are right and nothing looks odd."), icon=":material/check_circle:")
        return
    st.warning(
        "\n".join(
            [
                _("Have a look before you approve:"),
                *(f"- {words.warning_markdown(it)}" for it in reading.warnings),
            ]
        ),
        icon=":material/visibility:",
    )
    for item in reading.warnings:
        first = item.detail.get("invoice_id")
        if item.code in (WarningCode.POSSIBLE_DUPLICATE, WarningCode.DUPLICATE) and first:
            st.button(
                _("Open the other one"),
                key=f"other-{first}",
                on_click=open_invoice,
                args=(first,),
                icon=":material/content_copy:",
            )


def _approve(invoice_id: str, reading: Reading) -> None:
    try:
        served = console().invoices.approve(invoice_id, reading, actor=actor())
    except (ServiceError, InvoiceNotFound, JournalUnavailable) as error:
        note("error", plain(words.error(error)))
        return
    close_invoice()
    name = plain(reading.supplier_name or reading.file)
    if served.value.status is ReceiptStatus.HELD:
        note(
            "info",
            _(
                "The approval of {name} is kept on this machine and will be entered "
                "when the database is back."
            ).format(name=name),
        )
        return
    note("success", _("{name} is approved. Its articles are waiting under Pricing.").format(name=name))
