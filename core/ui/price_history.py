"""A product's price and cost over time, as a chart."""

from datetime import UTC, datetime, time
from typing import Any

import plotly.graph_objects as go
import streamlit as st

from core.pricing.desk import PriceHistory
from core.services.errors import ServiceError
from core.ui.formats import time_zone
from core.ui.language import gettext as _
from core.ui.language import language
from core.ui.session import console

_HEIGHT = 240
_LEAST_POINTS = 2
"""A single price is no history."""


def price_history(product_id: str) -> None:
    """Draw the chart, where there is more than one price or cost to show."""
    try:
        history = console().prices.history(product_id).value
    except ServiceError:
        st.caption(_("The price history cannot be shown while the database is not answering."))
        return
    if len(history.decisions) + len(history.costs) <= _LEAST_POINTS:
        return
    st.markdown(_("**Price and cost over time**"))
    st.plotly_chart(
        history_chart(history),
        key=f"history-{product_id}",
        height=_HEIGHT,
        config={"displayModeBar": False},
        alt=_("The product's final price and cost over time"),
    )


def history_chart(history: PriceHistory) -> go.Figure:
    """Steps of the final price and of a unit's cost; each holds until the next."""
    figure = go.Figure()
    here, now = time_zone(), datetime.now(UTC)
    lines: list[tuple[str, str, list[tuple[datetime, Any]]]] = [
        (_("Final price"), "solid", [(it["decided_at"], it["price"]) for it in history.decisions]),
        (_("Cost"), "dot", [(_bought_at(it), it["cost"]) for it in history.costs]),
    ]
    for name, dash, points in lines:
        ordered = sorted(points, key=lambda it: it[0])
        if not ordered:
            continue
        # The last one holds until today.
        ordered.append((max(now, ordered[-1][0]), ordered[-1][1]))
        figure.add_scatter(
            x=[at.astimezone(here).replace(tzinfo=None) for at, _figure in ordered],
            y=[float(value) for _at, value in ordered],
            name=name,
            mode="lines+markers",
            line={"shape": "hv", "dash": dash},
            hovertemplate="%{x|%d/%m/%Y}: %{y:,.2f}",
        )
    figure.update_layout(
        separators=",." if language() == "es" else ".,",
        margin={"l": 0, "r": 0, "t": 8, "b": 0},
        legend={"orientation": "h", "y": 1.15},
        hovermode="x",
        yaxis={"rangemode": "tozero", "tickformat": ",.0f", "automargin": True},
        xaxis={"tickformat": "%d/%m/%y", "nticks": 5},
    )
    return figure


def _bought_at(row: dict[str, Any]) -> datetime:
    issued = row.get("issue_date")
    at: datetime = datetime.combine(issued, time(12), UTC) if issued else row["recorded_at"]
    return at
