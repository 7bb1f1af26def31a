"""The editable fields and lines of one invoice, and the reading a person makes of them.

Figures are edited as text in the reader's own notation, so that money stays exact and `1.234,56` means
the same whatever the browser thinks of it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import pandas as pd
import streamlit as st
from pydantic import ValidationError
from streamlit.delta_generator import DeltaGenerator

from core.invoices.model import Line, Reading
from core.ui import words
from core.ui.formats import editable, parse_number, plain
from core.ui.language import gettext as _
from core.ui.language import language

DOUBTFUL = 0.6
"""Fields read with less confidence than this are marked for a look."""

_TEXTS = ("supplier_name", "supplier_tax_id", "letter", "number")
_DATES = ("issue_date", "due_date")
_AMOUNTS = ("net", "tax", "total")
_LINE_TEXTS = ("description", "sku", "ean", "unit")
_LINE_NUMBERS = ("quantity", "unit_price", "discount", "amount", "tax_rate")
_LEAST = {"quantity": 0, "tax_rate": 0}
"""Decimals always shown; amounts of money show two."""
_LINES_AT_ONCE, _TALLEST = 25, 980
"""Lines shown without scrolling in the table; the height of a longer one in pixels."""
_LINE_COLUMNS = (
    "description",
    "quantity",
    "unit",
    "unit_price",
    "discount",
    "amount",
    "tax_rate",
    "sku",
    "ean",
)


@dataclass
class Form:
    """What stands in the fields right now."""

    changes: dict[str, Any] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    """What cannot be understood, in words; nothing is approved while there is any."""


def invoice_form(invoice_id: str, read: Reading, lines: DeltaGenerator, *, disabled: bool) -> Reading | None:
    """Draw the fields here and the lines in `lines`.

    Return the reading they make, or None while some cannot be understood.
    """
    form = Form()
    reading = read if disabled else _start(invoice_id, read)
    ask = _Asker(invoice_id, reading, form, disabled=disabled)
    ask.text("supplier_name")
    tax_id, letter, number = st.columns([3, 1, 3])
    with tax_id:
        ask.text("supplier_tax_id")
    with letter:
        ask.text("letter")
    with number:
        ask.text("number")
    issued, due, currency = st.columns(3)
    with issued:
        ask.day("issue_date")
    with due:
        ask.day("due_date")
    with currency:
        ask.text("currency")
    for column, name in zip(st.columns(3), _AMOUNTS, strict=True):
        with column:
            ask.amount(name)
    with lines:
        st.markdown(_("**Lines**"))
        form.changes["lines"] = _lines(invoice_id, reading, form, disabled=disabled)
    for problem in form.problems:
        st.error(problem, icon=":material/error:")
    if form.problems:
        return None
    made = _reading_of(reading, form)
    if made is not None and not disabled:
        st.session_state[_stands(invoice_id)] = (language(), reading, made)
    return made


def _start(invoice_id: str, read: Reading) -> Reading:
    """What the fields start from: what was read, or after a change of language what stood in them then.

    Figures are typed in the notation of a language, so that another one gets fields of its own.
    """
    drawn_in: str
    start: Reading
    made: Reading
    drawn_in, start, made = st.session_state.get(_stands(invoice_id), (language(), read, read))
    return made if drawn_in != language() else start


def _stands(invoice_id: str) -> str:
    return f"stands-{invoice_id}"


def _reading_of(reading: Reading, form: Form) -> Reading | None:
    before = reading.model_dump()
    # What a person wrote is no longer in doubt.
    sure = {name: 1.0 for name, value in form.changes.items() if value != before[name]}
    try:
        return Reading.model_validate(before | form.changes | {"confidence": reading.confidence | sure})
    except ValidationError as error:
        for problem in error.errors():
            name = words.field(".".join(str(part) for part in problem["loc"]))
            st.error(
                _("{field} cannot be kept as it stands.").format(field=plain(name)), icon=":material/error:"
            )
        return None


class _Asker:
    """Draws one field each and notes what was typed."""

    def __init__(self, invoice_id: str, reading: Reading, form: Form, *, disabled: bool) -> None:
        self._key = invoice_id
        self._reading = reading
        self._form = form
        self._disabled = disabled

    def text(self, name: str) -> None:
        typed = st.text_input(
            self._label(name),
            value=getattr(self._reading, name) or "",
            key=f"{name}-{self._key}",
            disabled=self._disabled,
            max_chars=200,
        )
        self._form.changes[name] = (typed or "").strip() or None

    def day(self, name: str) -> None:
        self._form.changes[name] = st.date_input(
            self._label(name),
            value=getattr(self._reading, name),
            key=f"{name}-{self._key}",
            format="DD/MM/YYYY" if language() == "es" else "YYYY-MM-DD",
            disabled=self._disabled,
        )

    def amount(self, name: str) -> None:
        before: Decimal | None = getattr(self._reading, name)
        typed = st.text_input(
            self._label(name),
            value=editable(before),
            key=f"{name}-{self._key}-{language()}",
            disabled=self._disabled,
            max_chars=30,
        )
        self._form.changes[name] = _number(typed, before, words.field(name), self._form)

    def _label(self, name: str) -> str:
        label = plain(words.field(name))
        doubtful = self._reading.confidence.get(name, 1.0) < DOUBTFUL
        return label + _(" :orange-badge[:material/visibility: check]") if doubtful else label


def _number(
    typed: str | None, before: Decimal | None, where: str, form: Form, *, least: int = 2
) -> Decimal | None:
    if typed == editable(before, least=least):
        # The field shows a rounded or padded figure; what was not touched stays as it was read.
        return before
    try:
        return parse_number(typed)
    except ValueError:
        example = editable(Decimal("1234.56"))
        form.problems.append(
            _("{field}: “{typed}” is not a number. Write it like {example}.").format(
                field=plain(where), typed=plain(typed), example=plain(example)
            )
        )
        return before


def _lines(invoice_id: str, reading: Reading, form: Form, *, disabled: bool) -> list[dict[str, Any]]:
    edited = st.data_editor(
        _line_table(reading.lines),
        key=f"lines-{invoice_id}-{language()}",
        num_rows="fixed" if disabled else "dynamic",
        disabled=disabled,
        height="content" if len(reading.lines) <= _LINES_AT_ONCE else _TALLEST,
        hide_index=True,
        column_order=_LINE_COLUMNS,
        column_config=_line_columns(),
        placeholder="",
        alt=_("Lines of the invoice"),
    )
    rows = edited.to_dict("records")
    lines = [_line_of(row, reading.lines, position, form) for position, row in enumerate(rows)]
    return [line for line in lines if line is not None]


def _line_table(lines: tuple[Line, ...]) -> pd.DataFrame:
    rows = [
        {name: getattr(line, name) or "" for name in _LINE_TEXTS}
        | {name: editable(getattr(line, name), least=_LEAST.get(name, 2)) for name in _LINE_NUMBERS}
        | {"position": str(position)}
        for position, line in enumerate(lines)
    ]
    return pd.DataFrame(rows, columns=["position", *_LINE_COLUMNS], dtype=str)


def _line_columns() -> dict[str, Any]:
    # Everything up to the tax rate stands side by side on a screen 1280 pixels wide.
    widths = {
        "description": 220,
        "quantity": 100,
        "unit": 75,
        "unit_price": 115,
        "discount": 115,
        "amount": 115,
        "tax_rate": 85,
        "sku": 90,
        "ean": 140,
    }
    return {
        name: st.column_config.TextColumn(
            words.field(name),
            width=widths[name],
            alignment="right" if name in _LINE_NUMBERS else "left",
            max_chars=300,
        )
        for name in _LINE_COLUMNS
    }


def _line_of(
    row: Mapping[Any, Any], lines: tuple[Line, ...], shown: int, form: Form
) -> dict[str, Any] | None:
    """Read one row; None for one left empty. A row that was added has no position among the lines read."""
    position = _cell(row["position"])
    before = lines[int(position)] if position.isdigit() and int(position) < len(lines) else Line()
    texts = {name: _cell(row[name]) for name in _LINE_TEXTS}
    numbers = {
        name: _number(
            _cell(row[name]),
            getattr(before, name),
            words.field(f"lines.{shown}.{name}"),
            form,
            least=_LEAST.get(name, 2),
        )
        for name in _LINE_NUMBERS
    }
    if not any(texts.values()) and all(value is None for value in numbers.values()):
        return None
    optional = {name: value or None for name, value in texts.items() if name != "description"}
    return before.model_dump() | optional | numbers | {"description": texts["description"]}


def _cell(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""
