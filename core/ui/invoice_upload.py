"""Bringing invoices in: the uploader, the samples and how far each file has come."""

from collections import Counter

import pandas as pd
import streamlit as st

from core.invoices.samples import sample_files
from core.invoices.uploads import FINISHED, UploadItem, UploadState
from core.ui import error_words, words
from core.ui.formats import plain
from core.ui.invoice_queue import open_invoice
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import actor, console

_SHOWN = 12
"""Files listed one by one; of more, only those that need somebody are, and all stand in a table."""
_TABLE_HEIGHT = 320
_REDRAWN = 15
"""Times at most that the list of invoices is drawn again while one batch is read."""
_NEED_SOMEBODY = (
    UploadState.FAILED,
    UploadState.NEEDS_OPERATOR,
    UploadState.DROPPED,
    UploadState.DUPLICATE,
)
_CAN_BE_OPENED = FINISHED - {UploadState.DROPPED, UploadState.NEEDS_OPERATOR}
_ORDER = (
    UploadState.FAILED,
    UploadState.NEEDS_OPERATOR,
    UploadState.DROPPED,
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
    console().uploads.settle()
    items = console().uploads.items()
    if not items:
        return
    done = sum(item.state in FINISHED for item in items)
    with st.container(border=True, gap="xsmall", key="upload-list"):
        if done < len(items):
            st.progress(done / len(items), _("{done} of {all} ready").format(done=done, all=len(items)))
            st.caption(
                _("You can leave this page: reading goes on, and the list is here when you come back.")
            )
        else:
            st.markdown(ngettext("**{count} file is ready**", "**{count} files are ready**", done))
        if len(items) > _SHOWN:
            st.caption(_counts(items))
        _rows(items, finished=done == len(items))
        _list_buttons(items, done)


def _list_buttons(items: list[UploadItem], done: int) -> None:
    failed = sum(item.is_worth_a_retry for item in items)
    with st.container(horizontal=True):
        if failed > 1:
            st.button(
                ngettext("Try the one that failed again", "Try the {count} that failed again", failed),
                icon=":material/refresh:",
                on_click=console().uploads.retry_failed,
            )
        if done:
            st.button(
                _("Clear this list"),
                type="tertiary",
                icon=":material/clear_all:",
                on_click=console().uploads.clear_finished,
                help=_("Only the list: the invoices stay where they are"),
            )


def _counts(items: list[UploadItem]) -> str:
    """How many files are in each state: `Entered: 212 · Not entered: 3`."""
    counted = Counter(item.state for item in items)
    shown = [
        f"{words.UPLOAD_STATES[state.value][0]} {_(words.UPLOAD_SHORT[state.value])}: {counted[state]}"
        for state in _ORDER
        if counted[state]
    ]
    return " · ".join(shown)


def _rows(items: list[UploadItem], *, finished: bool) -> None:
    """List the files; of many, those that need somebody one by one and all in a table."""
    ordered = sorted(items, key=lambda it: _ORDER.index(it.state))
    if len(items) > _SHOWN:
        for item in [it for it in ordered if it.state in _NEED_SOMEBODY][:_SHOWN]:
            _row(item)
        with st.expander(_("Every file and how it stands"), expanded=not finished):
            _table(ordered)
        return
    # Once all are through, those simply entered step back behind the others.
    entered = [it for it in ordered if it.state is UploadState.STORED] if finished else []
    for item in ordered:
        if item not in entered:
            _row(item)
    if entered:
        with st.expander(ngettext("{count} file entered", "{count} files entered", len(entered))):
            for item in entered:
                _row(item)


def _table(items: list[UploadItem]) -> None:
    rows = [(item.filename, _state_words(item)) for item in items]
    st.dataframe(
        pd.DataFrame(rows, columns=["file", "state"]),
        hide_index=True,
        height=_TABLE_HEIGHT,
        column_config={
            "file": st.column_config.TextColumn(_("File"), width="medium"),
            "state": st.column_config.TextColumn(_("State"), width="large"),
        },
        alt=_("Every file and how it stands"),
    )


def signature() -> tuple[int, int, bool]:
    """What must change for the list of invoices to be drawn again; the progress draws itself."""
    items = console().uploads.items()
    done = sum(item.state in FINISHED for item in items)
    # Of many files not every one is worth a new list.
    return len(items), done // max(1, len(items) // _REDRAWN), done == len(items)


def _state_words(item: UploadItem) -> str:
    """The state in words, and of a failed file why and what to do."""
    text = _(words.UPLOAD_STATES[item.state.value][1])
    if item.state is UploadState.FAILED:
        text += f". {error_words.upload_error(item.error_code, console().settings)}"
    return text


def _row(item: UploadItem) -> None:
    icon = words.UPLOAD_STATES[item.state.value][0]
    with st.container(horizontal=True, vertical_alignment="center", key=f"upload-{item.id}"):
        st.markdown(f"{icon} **{plain(item.filename)}**: {plain(_state_words(item))}", width="stretch")
        if item.receipt is not None and item.state in _CAN_BE_OPENED:
            st.button(
                _("See the first one") if item.state is UploadState.DUPLICATE else _("Open"),
                key=f"open-{item.id}",
                type="tertiary",
                on_click=open_invoice,
                args=(item.receipt.value.invoice_id,),
            )
        if item.state is UploadState.DUPLICATE:
            _again(item)
        if item.is_worth_a_retry:
            st.button(
                _("Try again"),
                key=f"retry-{item.id}",
                type="tertiary",
                icon=":material/refresh:",
                on_click=console().uploads.retry,
                args=(item.id,),
            )


def _again(item: UploadItem) -> None:
    """Ask why a file that is here already is to be entered once more."""
    with st.popover(_("Enter it all the same"), type="tertiary"):
        reason = st.text_input(
            _("Why a second time?"),
            key=f"again-{item.id}",
            placeholder=_("For instance: two equal deliveries"),
        )
        if st.button(_("Enter it"), key=f"again-now-{item.id}", disabled=not (reason or "").strip()):
            console().uploads.enter_again(item.id, reason or "")
            st.rerun()


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
