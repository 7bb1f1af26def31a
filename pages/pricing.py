"""Pricing: what changed and what to do about it, the rules behind it, labels to print, and product lists."""

import streamlit as st

from core.pricing.suggestion import Suggestion
from core.services.errors import ServiceError
from core.services.served import Served
from core.settings import PROJECT_ROOT
from core.ui import assistant, price_changes, price_labels, price_list, price_rules, words
from core.ui.formats import plain
from core.ui.language import gettext as _
from core.ui.session import console
from core.ui.shell import age, head, held_count, pulse

_VIEW = "view"


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
    chosen = st.segmented_control(
        _("Part"),
        list(names),
        default=None if _VIEW in st.session_state else "changes",
        format_func=names.__getitem__,
        key=_VIEW,
        required=True,
        label_visibility="collapsed",
        bind="query-params",
    )
    return chosen or "changes"


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
        st.error(plain(words.error(error)), icon=":material/error:")
        return
    _show(view, served)


_page()
