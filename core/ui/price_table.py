"""The table of suggested prices: what a cost has become, the price it asks for, and why it needs a look."""

from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from core.pricing.suggestion import Attention, Suggestion
from core.ui import price_words, reason_words, words
from core.ui.formats import money, percent
from core.ui.language import gettext as _

OPENED = "product"
"""Name in the address of the product whose price is explained."""


def price_table(suggestions: list[Suggestion]) -> list[Suggestion]:
    """Draw the table; return the rows that are ticked. A click on a cell explains that row's price."""
    # Rows are ticked by their place: another set of rows is another table, so that no tick changes its row.
    key = f"prices-{hash(tuple(it.product_id for it in suggestions))}-{st.session_state.get('table', 0)}"
    state = st.dataframe(
        _table(suggestions),
        key=key,
        hide_index=True,
        on_select=partial(_explain_clicked, key, [it.product_id for it in suggestions]),
        selection_mode=["multi-row", "single-cell"],
        column_config=_columns(),
        placeholder="",
        alt=_("Suggested prices, the most money at stake first"),
    )
    return [suggestions[row] for row in state["selection"]["rows"] if row < len(suggestions)]


def _explain_clicked(key: str, product_ids: list[str]) -> None:
    cells = st.session_state[key]["selection"]["cells"]
    if cells:
        st.query_params[OPENED] = product_ids[cells[0][0]]


def _table(suggestions: list[Suggestion]) -> Any:
    frame = pd.DataFrame(
        {
            "product": [it.description for it in suggestions],
            "price": [_figure(it.price) for it in suggestions],
            "current": [_figure(it.current_price) for it in suggestions],
            "margin": [_figure(it.margin) for it in suggestions],
            "at_stake": [None if it.price is None else float(it.at_stake) for it in suggestions],
            "attention": [_attention(it) for it in suggestions],
            "cost": [_figure(it.cost) for it in suggestions],
            "cost_change": [_figure(it.cost_change) for it in suggestions],
            "cost_before": [_figure(it.cost_before) for it in suggestions],
            "source": [_source(it) for it in suggestions],
            "category": [price_words.category(it.category) for it in suggestions],
            "supplier": [it.supplier_name or "" for it in suggestions],
        }
    )
    styler = frame.style.format({"cost_change": _signed_percent, "margin": _percent})
    # The figure stays a number underneath, so that the column sorts as one.
    for currency in {it.currency for it in suggestions}:
        rows = [index for index, it in enumerate(suggestions) if it.currency == currency]
        shown = partial(_money, currency)
        columns = ["cost_before", "cost", "current", "price", "at_stake"]
        styler = styler.format(dict.fromkeys(columns, shown), subset=pd.IndexSlice[rows, columns])
    return styler


def _percent(share: Any) -> str:
    return "" if pd.isna(share) else percent(share)


def _signed_percent(share: Any) -> str:
    return f"+{_percent(share)}" if share > 0 else _percent(share)


def _money(currency: str | None, figure: float) -> str:
    return "" if pd.isna(figure) else money(Decimal(str(figure)), currency)


def _figure(value: Decimal | None) -> float:
    return float("nan") if value is None else float(value)


def _source(it: Suggestion) -> str:
    """Who suggests the price, and why it is not the AI where it was asked."""
    who = _(price_words.SOURCES[it.source.value])
    why = None if it.is_from_ai else reason_words.worth_telling(it.source_reason)
    return who if why is None else f"{who}: {reason_words.reason(why)}"


def _attention(it: Suggestion) -> str:
    if it.refusal is not None:
        return price_words.refusal(it.refusal.code.value, it.refusal.detail)
    parts = [] if it.attention is Attention.NONE else [_(price_words.ATTENTION[it.attention])]
    if it.quote.beyond_cap:
        parts.append(_("moves more than the limit"))
    if it.held:
        parts.append(_(words.HELD_SHORT))
    return "; ".join(parts)


def _columns() -> dict[str, Any]:
    config = st.column_config
    return {
        # Product and suggested price stand side by side on a telephone too; on a screen of 1280 pixels,
        # everything up to the change of the cost.
        "product": config.TextColumn(_("Product"), width=200),
        "price": config.NumberColumn(_("Suggested price"), width=120),
        "current": config.NumberColumn(_("Current price"), width=110),
        "margin": config.NumberColumn(_("Margin"), width=80),
        "at_stake": config.NumberColumn(_("At stake"), width=110),
        "attention": config.TextColumn(_("Why"), width=170),
        "cost": config.NumberColumn(_("Cost now"), width=110),
        "cost_change": config.NumberColumn(_("Change"), width=85),
        "cost_before": config.NumberColumn(_("Cost before"), width=110),
        "source": config.TextColumn(_("Suggested by")),
        "category": config.TextColumn(_("Category")),
        "supplier": config.TextColumn(_("Supplier")),
    }
