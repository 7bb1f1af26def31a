"""Bringing invoices in: the uploader, the samples and how far each file has come."""

from dataclasses import replace

import streamlit as st

from core.invoices.samples import sample_files
from core.invoices.uploads import FINISHED, UploadItem, UploadState
from core.resilience.journal import JournalUnavailable
from core.ui import words
from core.ui.formats import plain
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import actor, console

_SHOWN = 40
"""Files listed one by one; of more, those that need somebody come first and the rest are counted."""
_ORDER = (
    UploadState.FAILED,
    UploadState.READING,
    UploadState.QUEUED,
    UploadState.HELD,
    UploadState.DUPLICATE,
    UploadState.STORED,
)


def intake(*, first_time: bool) -> None:
    """Draw the uploader and the samples; the samples lead where nothing was ever uploaded."""
    with st.container(border=True):
        st.file_uploader(
            _("Upload invoices"),
            accept_multiple_files=True,
            key=f"files-{_batch()}",
            on_change=_take_in,
            max_upload_size=_megabytes(),
        )
        st.caption(
            _(
                "Choose them or drop them here: PDF, photo or scan (JPG, PNG, TIFF, WEBP), plain text or "
                "electronic invoice (XML). As many as you like at once, up to {megabytes} MB and {pages} "
                "pages each."
            ).format(megabytes=_megabytes(), pages=console().settings.max_pages)
        )
        st.button(
            _("Try the samples"),
            key="samples",
            icon=":material/auto_stories:",
            on_click=_add_samples,
            type="primary" if first_time else "secondary",
            help=_("Eight invoices made up for this, so that you need no files of your own"),
        )


def progress() -> None:
    """Draw how far each file of this process has come, those that need somebody first."""
    items = [_as_it_stands(item) for item in console().uploads.items()]
    if not items:
        return
    done = sum(item.state in FINISHED for item in items)
    with st.container(border=True, gap="xsmall"):
        if done < len(items):
            st.progress(done / len(items), _("{done} of {all} ready").format(done=done, all=len(items)))
            st.caption(
                _("You can leave this page: reading goes on, and the list is here when you come back.")
            )
        else:
            st.markdown(ngettext("**{count} file is ready**", "**{count} files are ready**", done))
        _rows(items, finished=done == len(items))
        if done:
            st.button(
                _("Clear this list"),
                type="tertiary",
                icon=":material/clear_all:",
                on_click=console().uploads.clear_finished,
                help=_("Only the list: the invoices stay where they are"),
            )


def _as_it_stands(item: UploadItem) -> UploadItem:
    """The item, and where it was held and has landed since, as entered."""
    if item.state is not UploadState.HELD or item.receipt is None:
        return item
    try:
        held = console().journal.holds(item.receipt.value.invoice_id)
    except JournalUnavailable:
        held = True
    return item if held else replace(item, state=UploadState.STORED)


def _rows(items: list[UploadItem], *, finished: bool) -> None:
    """List the files; once all are through, those simply entered step back behind the others."""
    ordered = sorted(items, key=lambda it: _ORDER.index(it.state))
    entered = [it for it in ordered if it.state is UploadState.STORED] if finished else []
    leading = [it for it in ordered if it not in entered]
    for item in leading[:_SHOWN]:
        _row(item)
    if len(leading) > _SHOWN:
        st.caption(ngettext("and {count} more", "and {count} more", len(leading) - _SHOWN))
    if entered:
        with st.expander(ngettext("{count} file entered", "{count} files entered", len(entered))):
            for item in entered[:_SHOWN]:
                _row(item)


def signature() -> tuple[tuple[str, str], ...]:
    """What must change for the page to be drawn again: the files and their states."""
    return tuple((item.id, item.state.value) for item in console().uploads.items())


def _row(item: UploadItem) -> None:
    icon, state = words.UPLOAD_STATES[item.state.value]
    with st.container(horizontal=True, vertical_alignment="center", key=f"upload-{item.id}"):
        text = f"{icon} **{plain(item.filename)}**: {_(state)}"
        if item.state is UploadState.FAILED:
            text += f". {plain(words.upload_error(item.error_code, console().settings))}"
        st.markdown(text, width="stretch")
        if item.receipt is not None:
            st.button(
                _("See the first one") if item.state is UploadState.DUPLICATE else _("Open"),
                key=f"open-{item.id}",
                type="tertiary",
                on_click=open_invoice,
                args=(item.receipt.value.invoice_id,),
            )
        if item.state is UploadState.FAILED:
            st.button(
                _("Try again"),
                key=f"retry-{item.id}",
                type="tertiary",
                icon=":material/refresh:",
                on_click=console().uploads.retry,
                args=(item.id,),
            )


def open_invoice(invoice_id: str) -> None:
    """Show this invoice instead of the list; the address names it, so that it survives a reload."""
    st.query_params["invoice"] = invoice_id


def _batch() -> int:
    return int(st.session_state.get("upload_batch", 0))


def _take_in() -> None:
    files = st.session_state[f"files-{_batch()}"]
    if not files:
        return
    console().uploads.add([(file.name, file.getvalue()) for file in files], actor=actor())
    # A new key empties the uploader, so that its files are not taken in again.
    st.session_state["upload_batch"] = _batch() + 1


def _add_samples() -> None:
    console().uploads.add(sample_files(), actor=actor())


def _megabytes() -> int:
    return max(1, console().settings.max_upload_bytes // 1024**2)
