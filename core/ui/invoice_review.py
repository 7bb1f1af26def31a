"""One invoice, opened: its page beside what was read, its doubts judged again, and what to do with it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.invoices.desk import InvoiceNotFound
from core.invoices.handlers import APPROVED, PARKED
from core.invoices.model import Origin, Reading, WarningCode
from core.invoices.records import InvoiceDetail
from core.pricing.recording import NO_COSTS
from core.services.served import Served
from core.settings import PROJECT_ROOT
from core.ui import page_marks, reason_words, words
from core.ui.formats import moment, percent, plain
from core.ui.invoice_actions import actions
from core.ui.invoice_form import invoice_form
from core.ui.invoice_history import invoice_history
from core.ui.invoice_lines import sum_of_lines
from core.ui.invoice_queue import open_invoice, others_waiting, way_out
from core.ui.language import gettext as _
from core.ui.page_top import from_the_top
from core.ui.session import console

_WITHOUT_PAGES = {"application/xml", "text/plain"}


def invoice_review(invoice_id: str) -> None:
    """Draw one invoice, or say that there is none of that id."""
    from_the_top(invoice_id)
    waiting = others_waiting(invoice_id)
    way_out(waiting)
    try:
        served = console().invoices.get(invoice_id)
    except InvoiceNotFound:
        st.warning(
            _("There is no invoice at this address. It may have been opened on another console."),
            icon=":material/search_off:",
        )
        return
    detail = served.value
    _heading(served)
    lens = st.container(key=f"lens-{invoice_id}")
    page, fields = st.columns([6, 7], gap="medium")
    below = st.container()
    with page:
        shown = _page_number(detail)
        paper = st.container()
    with below:
        st.markdown(_("**Lines**"))
        lines = st.container()
        summed = st.container()
        past = st.container()
    with fields:
        reading, marks = _fields(detail, lines)
    with paper:
        has_page = _has_page(detail)
        if has_page:
            page_marks.draw_pages(invoice_id, shown=shown, marks=marks)
    if has_page and marks:
        with lens:
            page_marks.draw_lens(invoice_id, marks=marks)
        page_marks.draw_marks(shown, marks)
    elif has_page:
        page_marks.draw_marks(shown, [])
    if reading is not None:
        with summed:
            sum_of_lines(reading)
    with past:
        invoice_history(invoice_id)
    actions(detail, reading, waiting)


def _heading(served: Served[InvoiceDetail]) -> None:
    summary, reading = served.value.summary, served.value.reading
    supplier = reading.supplier_name or _("Supplier not found")
    document = words.document(summary.kind, summary.letter, summary.number)
    st.subheader(f"{plain(supplier)} · {plain(document)}", anchor=False)
    icon, source = words.READING_SOURCES[reading.source.value]
    status = words.invoice_badges(summary.status, held=summary.held)
    st.markdown(f"{status} :gray-badge[{icon} {_(source)}]")
    st.caption(plain(". ".join(_circumstances(served.value))))
    if summary.status == PARKED:
        st.warning(
            _("Put aside by {who}, {when}: {reason}").format(
                who=plain(reason_words.actor(summary.parked_by)),
                when=plain(moment(summary.parked_at)),
                reason=plain(summary.parked_reason or ""),
            ),
            icon=":material/pause_circle:",
        )


def _circumstances(detail: InvoiceDetail) -> list[str]:
    """Where the file came from, why it was read as it was, and who approved it."""
    summary, reading = detail.summary, detail.reading
    told = [_("{file}, uploaded {when}").format(file=summary.filename, when=moment(summary.uploaded_at))]
    why = reason_words.worth_telling(reading.source_reason)
    if why:
        told.append(words.sentence(reason_words.reason(why)))
    told += _where_from(reading)
    if summary.approved_at is not None:
        told.append(
            _("Approved by {who}, {when}").format(
                who=reason_words.actor(summary.approved_by), when=moment(summary.approved_at)
            )
        )
    return told


def _where_from(reading: Reading) -> list[str]:
    """Which fields came from where, of those that came from elsewhere than the rest."""
    told = []
    for origin in Origin:
        names = [words.field(name).lower() for name, it in reading.origins.items() if it is origin]
        if names and origin is not Origin.PERSON:
            text = _("{origin}: {fields}")
            told.append(text.format(origin=words.origin(origin), fields=", ".join(names)))
    return told


def _page_number(detail: InvoiceDetail) -> int:
    if detail.reading.pages <= 1:
        return 1
    return int(st.pagination(detail.reading.pages, key=f"page-{detail.summary.id}"))


def _has_page(detail: InvoiceDetail) -> bool:
    """Whether there is a page to show; where there is none, or it may not come, say why.

    The browser asks for the picture itself, so that nothing here waits until it is drawn.
    """
    if detail.content_type in _WITHOUT_PAGES:
        st.info(
            _("This file has no page to show: it is an electronic invoice or plain text."),
            icon=":material/code:",
        )
        return False
    if console().storage.is_out:
        st.info(
            _("If the page does not show, the originals are out of reach right now. All fields are here."),
            icon=":material/image_not_supported:",
        )
    return True


def _fields(detail: InvoiceDetail, lines: DeltaGenerator) -> tuple[Reading | None, list[page_marks.Mark]]:
    """Draw the fields with what to make of them, and the lines over the whole width in their own place."""
    approved = detail.summary.status == APPROVED
    reading, marks = invoice_form(
        detail.summary.id, detail.reading, detail.summary.revision, lines, disabled=approved
    )
    if reading is None:
        return None, marks
    _supplier(reading, approved=approved)
    if not approved:
        reading = console().invoices.judge(detail, reading)
    _warnings(reading, approved=approved)
    if approved and reading.kind not in NO_COSTS:
        st.page_link(PROJECT_ROOT / "pages" / "pricing.py", label=_("See its prices"), icon=":material/sell:")
    return reading, marks


def _supplier(reading: Reading, *, approved: bool) -> None:
    """Say by what the supplier was recognised."""
    match = console().invoices.supplier_of(reading)
    if match is None:
        # A copy in an outage may not know yet the supplier of one that is approved.
        if not approved:
            st.caption(_(":material/storefront: New supplier: it is remembered once you approve."))
        return
    how = words.supplier_how(match.how.value, percent(match.likeness / 100))
    st.caption(
        _(":material/storefront: Known supplier: {name} ({how})").format(name=plain(match.name), how=how)
    )


def _warnings(reading: Reading, *, approved: bool) -> None:
    if not reading.warnings and not reading.lines:
        st.info(
            _("Nothing looks odd, but it has no lines: without them no cost goes into the prices."),
            icon=":material/playlist_remove:",
        )
        return
    if not reading.warnings:
        st.success(_("The sums are right and nothing looks odd."), icon=":material/check_circle:")
        return
    st.warning(
        "\n".join(
            [
                _("It was approved in spite of this:") if approved else _("Have a look before you approve:"),
                *(f"- {words.warning_markdown(it)}" for it in reading.warnings),
            ]
        ),
        icon=":material/visibility:",
    )
    others = {
        it.detail["invoice_id"]
        for it in reading.warnings
        if it.code in (WarningCode.POSSIBLE_DUPLICATE, WarningCode.DUPLICATE) and it.detail.get("invoice_id")
    }
    for other in sorted(others):
        st.button(
            _("Open the other one"),
            key=f"other-{other}",
            on_click=open_invoice,
            args=(other,),
            icon=":material/content_copy:",
        )
