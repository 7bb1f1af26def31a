"""The lines of one invoice as a table to edit, each with the product it means."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st

from core.invoices.model import NEW_PRODUCT, Line, Reading
from core.pricing.known import How
from core.pricing.matching import LineMatch
from core.services.errors import ServiceError
from core.ui import page_marks, words
from core.ui.formats import editable, money, plain
from core.ui.language import gettext as _
from core.ui.language import language
from core.ui.number_fields import Problems, typed_number
from core.ui.session import console

_TEXTS = ("description", "sku", "ean", "unit")
_NUMBERS = ("quantity", "unit_price", "discount", "amount", "tax_rate")
_LEAST = {"quantity": 0, "tax_rate": 0}
"""Decimals always shown; amounts of money show two."""
_AT_ONCE, _TALLEST = 20, 760
"""Lines shown without scrolling in the table; the height of a longer one in pixels."""
_COLUMNS = (
    "description",
    "quantity",
    "unit",
    "unit_price",
    "discount",
    "amount",
    "tax_rate",
    "product",
    "how",
    "sku",
    "ean",
)
_WIDTHS = {
    "description": 230,
    "quantity": 95,
    "unit": 65,
    "unit_price": 110,
    "discount": 100,
    "amount": 115,
    "tax_rate": 70,
    "product": 220,
    "how": 150,
    "sku": 90,
    "ean": 140,
}
"""Everything up to the tax rate stands side by side on a screen 1280 pixels wide."""


@dataclass(frozen=True, slots=True)
class Offer:
    """The products that the lines may mean, and what each line was matched with as the page was opened."""

    names: Mapping[str, str]
    """What each product is called, by its id."""
    matches: Mapping[int, LineMatch]

    def product_of(self, index: int, line: Line) -> str | None:
        """The id of the product that a line means as it stands, or NEW_PRODUCT."""
        if line.product_id is not None:
            return line.product_id
        match = self.matches.get(index)
        if match is None:
            return None
        return NEW_PRODUCT if match.match.how is How.NEW else match.match.product_id

    def how(self, index: int, line: Line) -> str:
        """By what the product was recognised, in words."""
        if line.product_id is not None:
            return words.match_how(How.CHOSEN, 100)
        match = self.matches.get(index)
        return "" if match is None else words.match_how(match.match.how, match.match.likeness)


@dataclass(frozen=True, slots=True)
class Lines:
    """What the table holds now: the lines, and where on the page each row was read."""

    values: list[dict[str, Any]]
    marks: list[page_marks.Mark]


def offer(invoice_id: str, reading: Reading) -> Offer:
    """The matches as they were when the page was opened: the table must not change under the hand."""
    kept: Offer | None = st.session_state.get(_kept(invoice_id))
    if kept is None:
        kept = _look_up(reading)
        st.session_state[_kept(invoice_id)] = kept
    return kept


def forget_offer(invoice_id: str) -> None:
    st.session_state.pop(_kept(invoice_id), None)


def line_table(
    invoice_id: str, reading: Reading, offered: Offer, problems: Problems, *, disabled: bool
) -> Lines:
    """Draw the table; what cannot be understood goes to `problems`."""
    key = f"lines-{invoice_id}-{language()}"
    edited = st.data_editor(
        _frame(reading.lines, offered),
        key=key,
        num_rows="fixed" if disabled else "dynamic",
        disabled=disabled or ["how"],
        height="content" if len(reading.lines) <= _AT_ONCE else _TALLEST,
        hide_index=True,
        column_order=_COLUMNS,
        column_config=_columns(offered),
        placeholder="",
        alt=_("Lines of the invoice"),
    )
    values, marks = [], []
    for shown, row in enumerate(edited.to_dict("records")):
        line = _line_of(row, reading.lines, shown, offered, problems)
        if line is not None:
            values.append(line)
        place = _before(row, reading.lines)[1].place
        if place is not None:
            marks.append(page_marks.of_row(key, shown, place))
    return Lines(values, marks)


def sum_of_lines(reading: Reading) -> None:
    """Say under the table what the lines add up to, and how far that is from what the document says."""
    amounts = [line.amount for line in reading.lines if line.amount is not None]
    if not amounts:
        return
    summed = sum(amounts, Decimal(0)) + (reading.adjustment or Decimal(0))
    text = _("The lines add up to **{sum}**.").format(sum=plain(money(summed, reading.currency)))
    stated = [it for it in (reading.net, reading.total) if it is not None]
    if stated:
        nearest = min(stated, key=lambda it: abs(it - summed))
        name = _("net") if nearest == reading.net else _("total")
        off = summed - nearest
        if off == 0:
            text += " " + _(":material/check: It is the {name}.").format(name=name)
        else:
            off_by = plain(money(off, reading.currency))
            text += " " + _("Difference to the {name}: {difference}.").format(name=name, difference=off_by)
    st.markdown(text)


def _kept(invoice_id: str) -> str:
    return f"offer-{invoice_id}"


def _look_up(reading: Reading) -> Offer:
    matches = console().products.match(reading.model_dump(mode="json")).value
    try:
        products = console().products.offered().value
    except ServiceError:
        products = []
    names = {it.id: it.description for it in products}
    names |= {it.match.product_id: it.description for it in matches if it.description is not None}
    return Offer(names, {it.index: it for it in matches})


def _frame(lines: tuple[Line, ...], offered: Offer) -> pd.DataFrame:
    rows = [
        {name: getattr(line, name) or "" for name in _TEXTS}
        | {name: editable(getattr(line, name), least=_LEAST.get(name, 2)) for name in _NUMBERS}
        | {
            "position": str(position),
            "product": offered.product_of(position, line),
            "how": offered.how(position, line),
        }
        for position, line in enumerate(lines)
    ]
    frame = pd.DataFrame(rows, columns=["position", *_COLUMNS], dtype=object)
    text = [name for name in frame.columns if name != "product"]
    return frame.astype(dict.fromkeys(text, "str"))


def _columns(offered: Offer) -> dict[str, Any]:
    config: dict[str, Any] = {
        name: st.column_config.TextColumn(
            words.field(name),
            width=_WIDTHS[name],
            alignment="right" if name in _NUMBERS else "left",
            max_chars=300,
        )
        for name in _COLUMNS
    }
    config["product"] = st.column_config.SelectboxColumn(
        words.field("product"),
        width=_WIDTHS["product"],
        options=[NEW_PRODUCT, *offered.names],
        format_func=lambda it: _("New product") if it == NEW_PRODUCT else offered.names.get(str(it), ""),
        help=_("Which of your products it is. What you choose here is remembered for this supplier."),
    )
    config["how"] = st.column_config.TextColumn(
        words.field("how"),
        width=_WIDTHS["how"],
        disabled=True,
        help=_("By what the product was recognised."),
    )
    return config


def _line_of(
    row: Mapping[Any, Any], lines: tuple[Line, ...], shown: int, offered: Offer, problems: Problems
) -> dict[str, Any] | None:
    """Read one row; None for one left empty."""
    position, before = _before(row, lines)
    texts = {name: _cell(row[name]) for name in _TEXTS}
    numbers = {
        name: typed_number(
            _cell(row[name]),
            getattr(before, name),
            words.field(f"lines.{shown}.{name}"),
            problems,
            least=_LEAST.get(name, 2),
        )
        for name in _NUMBERS
    }
    if not any(texts.values()) and all(value is None for value in numbers.values()):
        return None
    product = _cell(row["product"]) or None
    unchanged = product is None or product == offered.product_of(position, before)
    optional = {name: value or None for name, value in texts.items() if name != "description"}
    return (
        before.model_dump()
        | optional
        | numbers
        | {
            "description": texts["description"],
            "product_id": before.product_id if unchanged else product,
        }
    )


def _before(row: Mapping[Any, Any], lines: tuple[Line, ...]) -> tuple[int, Line]:
    """The line a row was before. A row that was added has no position among the lines read."""
    position = _cell(row["position"])
    if position.isdigit() and int(position) < len(lines):
        return int(position), lines[int(position)]
    return -1, Line()


def _cell(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
