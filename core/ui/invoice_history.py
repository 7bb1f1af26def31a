"""Who did what to an invoice, with every field before and after."""

import streamlit as st

from core.invoices.changes import Changes, Deed
from core.services.errors import ServiceError
from core.ui import error_words, reason_words, words
from core.ui.formats import NOTHING, moment, plain
from core.ui.language import gettext as _
from core.ui.language import ngettext
from core.ui.session import console


def invoice_history(invoice_id: str) -> None:
    """Draw the history, folded: newest first."""
    try:
        deeds = console().invoices.history(invoice_id).value
    except ServiceError as error:
        st.caption(plain(error_words.error(error)))
        return
    if not deeds:
        return
    title = ngettext("History: {count} entry", "History: {count} entries", len(deeds))
    with st.expander(title, icon=":material/history:"):
        st.markdown("\n".join(_entry(deed) for deed in reversed(deeds)))


def _entry(deed: Deed) -> str:
    text = _("**{what}** by {who}, {when}").format(
        what=plain(words.deed(deed.action)),
        who=plain(reason_words.actor(deed.actor)),
        when=plain(moment(deed.at)),
    )
    if deed.held:
        text += f" ({_(words.HELD_SHORT)})"
    if deed.reason:
        text += _(". Reason: {reason}").format(reason=plain(deed.reason))
    if deed.overridden:
        codes = "; ".join(_(words.WARNINGS[code]) for code in deed.overridden if code in words.WARNINGS)
        text += _(". In spite of: {warnings}").format(warnings=plain(codes))
    return "\n".join([f"- {text}", *(f"  - {line}" for line in _changes(deed.changes))])


def _changes(changes: Changes) -> list[str]:
    return [_change(name, it["before"], it["after"]) for name, it in changes.items()]


def _change(name: str, before: str | None, after: str | None) -> str:
    path, _dot, mark = name.rpartition(".")
    if mark == "-":
        return _("{line} taken out: {what}").format(line=plain(words.field(path)), what=plain(before or ""))
    if mark == "+":
        return _("{line} added: {what}").format(line=plain(words.field(path)), what=plain(after or ""))
    shown = [NOTHING if it in (None, "") else words.figure(str(it)) for it in (before, after)]
    return f"{plain(words.field(name))}: {plain(shown[0])} → **{plain(shown[1])}**"
