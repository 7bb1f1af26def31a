"""Pricing: what changed and what to do about it, the rules behind it, labels to print, and product lists."""

import streamlit as st

from core.pricing.suggestion import Suggestion
from core.services.errors import ServiceError
from core.services.served import Served
from core.settings import PROJECT_ROOT
from core.ui import assistant, error_words, price_changes, price_labels, price_list, price_rules
from core.ui.formats import plain
from core.ui.language import gettext as _
from core.ui.session import console
from core.ui.shell import age, head, held_count, pulse

# Name in the address of the part that is shown. (Streamlit would show a string that stands here alone.)
_VIEW = "view"
_KEY = "pricing-part"


def _watch() -> tuple[object, ...]:
    """Changes when held decisions have landed, the level has moved or the AI has come further."""
    return (held_count(), console().degradation.current.level, assistant.signature())


def _view() -> str:
    names = {
        "changes": _(":material/sell: What changed"),
        "rules": _(":material/rule: Rules"),
        "labels": _(":material/label: Labels"),
        "list": _(":material/upload_file: Product list"),
    }
    if st.session_state.get(_KEY) not in names:
        asked = st.query_params.get(_VIEW)
        st.session_state[_KEY] = asked if asked in names else "changes"
    chosen = st.segmented_control(
        _("Part"),
        list(names),
        format_func=names.__getitem__,
        key=_KEY,
        required=True,
        label_visibility="collapsed",
        on_change=_remember,
    )
    return chosen or "changes"


def _remember() -> None:
    """Keep the part in the address, so that a link or a reload opens it again."""
    st.query_params[_VIEW] = st.session_state[_KEY]


def _nothing_yet() -> None:
    st.info(
        _("There are no products yet. Approve an invoice, and each of its articles gets a price here."),
        icon=":material/sell:",
    )
    st.page_link(
        PROJECT_ROOT / "pages" / "invoices.py", label=_("Go to invoices"), icon=":material/receipt_long:"
    )


def _show(view: str, served: Served[list[Suggestion]]) -> None:
    if view == "list":
        price_list.product_list()
        return
    age(served)
    if not served.value and view != "rules":
        _nothing_yet()
    elif view == "changes":
        price_changes.changes(served.value)
    elif view == "rules":
        price_rules.rules(served.value)
    else:
        price_labels.labels(served.value)


def _page() -> None:
    assistant.take_answer()
    head(_("Pricing"))
    pulse(watch=_watch)
    view = _view()
    try:
        served = console().prices.suggestions()
    except ServiceError as error:
        st.error(plain(error_words.error(error)), icon=":material/error:")
        return
    _show(view, served)


_page()
