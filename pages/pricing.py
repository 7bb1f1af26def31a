"""Pricing: suggested shelf prices with their explanation, approval and the price file."""

from datetime import UTC, datetime
from functools import partial

import streamlit as st

from core.pricing.suggestion import Suggestion
from core.services.errors import ServiceError
from core.services.served import Served
from core.settings import PROJECT_ROOT
from core.ui import assistant, words
from core.ui.formats import plain, time_zone
from core.ui.language import gettext as _
from core.ui.language import language, ngettext
from core.ui.price_approval import approve, choices_of
from core.ui.price_detail import price_detail
from core.ui.price_table import OPENED, price_table
from core.ui.session import console
from core.ui.shell import age, head, held_count, pulse


def _watch() -> tuple[object, ...]:
    """Changes when held approvals have landed, the level has moved or the AI has come further."""
    return (held_count(), console().degradation.current.level, assistant.signature())


def _prices(served: Served[list[Suggestion]]) -> None:
    everything = served.value
    waiting = [it for it in everything if it.attention.waits]
    shown = everything if _wants_all(everything, waiting) else waiting
    age(served)
    ticked = _table(shown)
    _actions(shown, ticked)
    opened = next((it for it in everything if it.product_id == st.query_params.get(OPENED)), None)
    if opened is not None:
        price_detail(opened)


def _table(shown: list[Suggestion]) -> list[Suggestion]:
    if not shown:
        st.success(
            _("There is nothing to decide: every price covers its cost."), icon=":material/check_circle:"
        )
        return []
    ticked = price_table(shown)
    st.caption(_("Click a product to see how its price came to be. Tick those you want to approve."))
    return ticked


def _wants_all(everything: list[Suggestion], waiting: list[Suggestion]) -> bool:
    names = {
        "waiting": _("To decide ({count})").format(count=len(waiting)),
        "all": _("All ({count})").format(count=len(everything)),
    }
    chosen = st.segmented_control(
        _("Show"),
        list(names),
        default="waiting" if waiting else "all",
        format_func=names.__getitem__,
        key="price-filter",
        required=True,
        label_visibility="collapsed",
    )
    return chosen == "all"


def _actions(shown: list[Suggestion], ticked: list[Suggestion]) -> None:
    pairs = choices_of(ticked or [it for it in shown if it.changes_label])
    with st.container(horizontal=True):
        label = (
            ngettext("Approve the one ticked", "Approve the {count} ticked", len(pairs))
            if ticked
            else ngettext("Approve the one shown", "Approve all {count} shown", len(pairs))
        )
        if pairs:
            st.button(label, type="primary", icon=":material/done_all:", on_click=approve, args=(pairs,))
        st.download_button(
            _("Download prices (CSV)"),
            data=partial(console().prices.export_csv, language()),
            file_name=_("prices-{date}.csv").format(date=datetime.now(UTC).astimezone(time_zone()).date()),
            mime="text/csv",
            icon=":material/download:",
            on_click="ignore",
        )
        assistant.assistant()


def _page() -> None:
    assistant.take_answer()
    head(_("Pricing"), _("What your costs have become, and the shelf price each asks for."))
    pulse(watch=_watch)
    try:
        served = console().prices.suggestions()
    except ServiceError as error:
        st.error(plain(words.error(error)), icon=":material/error:")
        return
    if not served.value:
        st.info(
            _("There are no products yet. Approve an invoice, and each of its articles gets a price here."),
            icon=":material/sell:",
        )
        st.page_link(
            PROJECT_ROOT / "pages" / "invoices.py", label=_("Go to invoices"), icon=":material/receipt_long:"
        )
        return
    _prices(served)


_page()
