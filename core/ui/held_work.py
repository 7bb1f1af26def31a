"""What waits on this machine for the database, and the dead letters an operator settles."""

import json
from collections.abc import Callable
from typing import Any

import streamlit as st

from core.resilience.codec import pack, unpack
from core.resilience.journal import HeldWrite, JournalUnavailable, NoSuchEntry
from core.services.rehearsal import DRILL_WRITE
from core.ui import reason_words
from core.ui.activity_words import action_title
from core.ui.formats import moment, number, plain, since, time_zone
from core.ui.language import gettext as _
from core.ui.language import language, ngettext
from core.ui.markup import Html, element, icon
from core.ui.session import actor, console
from core.ui.shell import note
from core.ui.ticks import shared

SHOWN = 50
_SETTLED = 50
"""Most rows on screen; the rest is counted."""


def waiting() -> None:
    """Draw what is held, oldest first; called on every tick."""
    st.html(shared(("held", language(), str(time_zone())), _waiting))


def signature() -> tuple[object, ...]:
    """Changes when a dead letter came or went."""
    try:
        return (console().journal.dead_letter_count,)
    except JournalUnavailable:
        return (None,)


def dead_letters() -> None:
    """Draw each dead letter with its reason, its contents and what can be done with it."""
    try:
        letters = console().journal.dead_letters(_SETTLED)
    except JournalUnavailable:
        return
    if not letters:
        st.success(_("The database has refused nothing."), icon=":material/check_circle:")
        return
    st.warning(
        ngettext(
            "{count} change was refused by the database. Correct it, send it again or drop it.",
            "{count} changes were refused by the database. Correct them, send them again or drop them.",
            console().journal.dead_letter_count,
        ),
        icon=":material/mark_email_unread:",
    )
    for letter in letters:
        title = f"{action_title(letter.kind)} · {_about(letter)} · {moment(letter.held_at)}"
        with st.expander(plain(title), icon=":material/error:"):
            _letter(letter)


def _letter(letter: HeldWrite) -> None:
    st.markdown(
        plain(_("Refused because: {reason}").format(reason=letter.reason or ""))
        + "  \n"
        + plain(_("By {actor}, key {key}").format(actor=reason_words.actor(letter.actor), key=letter.key))
    )
    with st.form(f"letter-{letter.id}", border=False):
        text = st.text_area(_("What it would write (JSON)"), _pretty(letter.payload), height=220)
        reason = st.text_input(_("Reason"), max_chars=200)
        with st.container(horizontal=True):
            edited = st.form_submit_button(_("Save and send again"), icon=":material/edit:")
            again = st.form_submit_button(_("Send again as it is"), icon=":material/replay:")
            dropped = st.form_submit_button(_("Drop"), icon=":material/delete:")
    if not (edited or again or dropped):
        return
    if not reason.strip():
        st.error(_("Write a reason: it goes into the record."), icon=":material/error:")
    elif edited:
        _save(letter, text, reason.strip())
    elif again:
        _act(lambda: console().journal.retry(letter.id, actor(), reason.strip()), _("Sent again."))
    else:
        told = _("Dropped. It stays in the record with your reason.")
        _act(lambda: console().journal.drop(letter.id, actor(), reason.strip()), told)


def _save(letter: HeldWrite, text: str, reason: str) -> None:
    try:
        payload = unpack(text)
    except (ValueError, TypeError) as error:
        st.error(plain(_("This is no JSON: {error}").format(error=error)), icon=":material/error:")
        return
    if not isinstance(payload, dict):
        st.error(_("It has to be a JSON object, in braces."), icon=":material/error:")
        return

    def save() -> None:
        console().journal.edit(letter.id, payload, actor(), reason)
        console().journal.retry(letter.id, actor(), reason)

    _act(save, _("Saved and sent again."))


def _act(do: Callable[[], object], told: str) -> None:
    try:
        do()
    except NoSuchEntry:
        note("warning", _("Somebody else had already settled it."))
    except JournalUnavailable:
        st.error(_("The journal on this machine cannot be written now; nothing was changed."))
        return
    else:
        note("success", told)
    st.rerun()


def _waiting() -> Html:
    try:
        held = console().journal.pending()
    except JournalUnavailable:
        told = _("The journal on this machine cannot be read. What was accepted is safe on its disk.")
        return element("div", element("p", told, css="fz-red"), css="fz-panel")
    if not held:
        told = _("Nothing waits. While the database is out, uploads and approvals are kept here.")
        return element("div", element("p", told, css="fz-muted"), css="fz-panel")
    people = [entry for entry in held if entry.kind != DRILL_WRITE]
    entries = people[:SHOWN]
    tests = len(held) - len(people)
    heads = (
        element("th", _("Held since"), scope="col"),
        element("th", _("What"), scope="col"),
        element("th", _("About"), scope="col"),
        element("th", _("Who"), scope="col"),
        element("th", _("Tries"), scope="col", css="fz-number"),
        element("th", _("Last failure"), scope="col"),
    )
    rows = (
        element(
            "tr",
            element("td", f"{moment(entry.held_at)} ({since(entry.held_at)})"),
            element("td", action_title(entry.kind)),
            element("td", _about(entry)),
            element("td", reason_words.actor_first(entry.actor)),
            element("td", number(entry.attempts), css="fz-number"),
            element("td", _standing(entry)),
        )
        for entry in entries
    )
    head = element("thead", element("tr", *heads))
    more = len(people) - len(entries)
    return element(
        "div",
        element("div", element("table", head, element("tbody", *rows), css="fz-table"), css="fz-wide")
        if entries
        else None,
        element(
            "p",
            icon("science"),
            " ",
            ngettext("{count} test change of a drill waits", "{count} test changes of a drill wait", tests),
        )
        if tests
        else None,
        element("p", ngettext("and {count} more", "and {count} more", more), css="fz-muted")
        if more > 0
        else None,
        css="fz-panel",
    )


def _standing(entry: HeldWrite) -> str:
    """Why it is still here, where that is known."""
    if entry.behind is not None:
        return _("Not tried: it waits until the refused change before it is settled, below")
    return entry.reason or ""


def _about(entry: HeldWrite) -> str:
    """What a person knows the change by."""
    for name in ("filename", "description", "name", "supplier_name"):
        known = entry.payload.get(name)
        if isinstance(known, str) and known:
            return known
    reading = entry.payload.get("reading")
    if isinstance(reading, dict) and reading.get("file"):
        return str(reading["file"])
    return entry.key


def _pretty(payload: dict[str, Any]) -> str:
    return json.dumps(json.loads(pack(payload)), indent=2, ensure_ascii=False)
