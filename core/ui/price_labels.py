"""Shelf labels to print: which products, what stands on each label, and the PDF."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import pandas as pd
import streamlit as st

from core.pricing.goods import plain as folded
from core.pricing.labels import COLUMNS, MOST_LABELS, ROWS
from core.pricing.suggestion import Suggestion
from core.ui import price_words
from core.ui.formats import moment, money, number, time_zone
from core.ui.language import gettext as _
from core.ui.language import mark, ngettext
from core.ui.price_approval import approved_now
from core.ui.session import console

_GROUPS = {
    "now": mark("Just approved"),
    "today": mark("Changed today"),
    "week": mark("Changed in the last 7 days"),
    "all": mark("All with a price"),
}
_CHOICE = "labels-group"
_SHEET = COLUMNS * ROWS


def labels(everything: Sequence[Suggestion]) -> None:
    """Draw the choice of products, the table of their labels, and the download."""
    st.caption(
        _(
            "Each label has the name, the price, the price without national taxes, the price by measure "
            "and the barcode: {count} on an A4 sheet of labels of 70 by 37 mm, or on plain paper to cut."
        ).format(count=_SHEET)
    )
    if all(it.current_price is None for it in everything):
        told = _(
            "No product has a price yet. Approve prices under What changed, and print their labels here."
        )
        st.info(told, icon=":material/label_off:")
        return
    shown = _searched(_group(everything))
    if not shown:
        st.info(_("No product with a price is among these."), icon=":material/label_off:")
        return
    place = st.container()
    ticked = _table(shown)
    with place:
        _download(ticked or shown, ticked=bool(ticked))


def _group(everything: Sequence[Suggestion]) -> list[Suggestion]:
    priced = [it for it in everything if it.current_price is not None]
    now = datetime.now(UTC)
    midnight = now.astimezone(time_zone()).replace(hour=0, minute=0, second=0, microsecond=0)
    approved = set(approved_now())
    groups = {
        "now": [it for it in priced if it.product_id in approved],
        "today": [it for it in priced if it.price_at is not None and it.price_at >= midnight],
        "week": [it for it in priced if it.price_at is not None and it.price_at >= now - timedelta(days=7)],
        "all": priced,
    }
    offered = [name for name, rows in groups.items() if rows or name == "all"]
    if st.session_state.get(_CHOICE) not in offered:
        st.session_state[_CHOICE] = offered[0]
    chosen = st.pills(
        _("Which"),
        offered,
        format_func=lambda name: f"{_(_GROUPS[name])} ({number(len(groups[name]))})",
        key=_CHOICE,
        required=True,
        label_visibility="collapsed",
    )
    return groups[chosen or "all"]


def _searched(shown: list[Suggestion]) -> list[Suggestion]:
    typed = st.text_input(
        _("Search"),
        placeholder=_("Search by product, category or barcode"),
        label_visibility="collapsed",
        icon=":material/search:",
        key="labels-search",
    )
    terms = folded(typed or "").split()
    return [
        it
        for it in shown
        if all(
            term in folded(f"{it.description} {price_words.category(it.category)} {it.ean}") for term in terms
        )
    ]


def _table(shown: list[Suggestion]) -> list[Suggestion]:
    rows = [
        {
            _("Product"): it.description,
            _("Price"): money(it.current_price, it.currency),
            _("Barcode"): it.ean or _("none"),
            _("Category"): price_words.category(it.category),
            _("Since"): moment(it.price_at),
        }
        for it in shown
    ]
    state = st.dataframe(
        pd.DataFrame(rows),
        key=f"labels-{hash(tuple(it.product_id for it in shown))}",
        hide_index=True,
        on_select="rerun",
        selection_mode="multi-row",
        alt=_("Products whose labels can be printed"),
    )
    return [shown[row] for row in state["selection"]["rows"] if row < len(shown)]


def _download(chosen: Sequence[Suggestion], *, ticked: bool) -> None:
    if len(chosen) > MOST_LABELS:
        st.warning(
            _("A file holds {most} labels at most. Search, or tick the ones you need.").format(
                most=number(MOST_LABELS)
            ),
            icon=":material/warning:",
        )
        return
    words = (
        ngettext("Print the one ticked (PDF)", "Print the {count} ticked (PDF)", len(chosen))
        if ticked
        else ngettext("Print one label (PDF)", "Print {count} labels (PDF)", len(chosen))
    )
    st.download_button(
        words,
        data=partial(console().prices.labels, [it.product_id for it in chosen]),
        file_name=_("labels-{date}.pdf").format(date=datetime.now(UTC).astimezone(time_zone()).date()),
        mime="application/pdf",
        icon=":material/print:",
        type="primary",
        on_click="ignore",
    )
    sheets = -(-len(chosen) // _SHEET)
    st.caption(ngettext("{count} sheet", "{count} sheets", sheets))
