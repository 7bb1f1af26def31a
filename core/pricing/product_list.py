"""What the columns of a product list mean, and each row checked: what it sets, or why it cannot be taken."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from core.pricing.export import safe_text
from core.pricing.goods import is_in_house, plain
from core.pricing.handlers import EDITABLE
from core.pricing.money import CENT, MOST_MONEY, ZERO, as_decimal, as_text
from core.pricing.sheets import Cell, Row


class Field(StrEnum):
    """What a column may hold."""

    DESCRIPTION = "description"
    EAN = "ean"
    SKU = "sku"
    PRICE = "price"
    COST = "cost"
    CATEGORY = "category"
    SUPPLIER = "supplier_name"
    SUPPLIER_TAX_ID = "supplier_tax_id"
    TAX_RATE = "tax_rate"
    UNITS_PER_PACK = "units_per_pack"
    CURRENCY = "currency"
    FIXED_PRICE = "fixed_price"


class RowCode(StrEnum):
    """Why a row cannot be taken; stable, core/ui has words for each."""

    DESCRIPTION_MISSING = "DESCRIPTION_MISSING"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    OUT_OF_RANGE = "OUT_OF_RANGE"
    NOT_POSITIVE = "NOT_POSITIVE"
    EAN_INVALID = "EAN_INVALID"
    EAN_SHORTENED = "EAN_SHORTENED"
    CURRENCY_UNKNOWN = "CURRENCY_UNKNOWN"
    CURRENCY_DIFFERS = "CURRENCY_DIFFERS"
    SAME_PRODUCT_TWICE = "SAME_PRODUCT_TWICE"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """One thing wrong with one row; `row` counts from 1 as a spreadsheet does."""

    row: int
    code: RowCode
    field: Field | None = None
    value: str = ""


@dataclass(frozen=True, slots=True)
class ListRow:
    """What a row says of a product; only filled cells are in `values`, as JSON has them."""

    row: int
    values: Mapping[str, str]

    def get(self, field: Field) -> str | None:
        return self.values.get(field.value)


@dataclass(frozen=True, slots=True)
class Checked:
    rows: tuple[ListRow, ...]
    problems: tuple[RowProblem, ...]
    """Of the rows that are not among `rows`."""


Columns = Mapping[Field, int]
"""The place of each field's column, from 0."""

_HEADS: Mapping[Field, tuple[str, ...]] = {
    Field.DESCRIPTION: ("descripcion", "producto", "articulo", "nombre", "detalle", "description", "product"),
    Field.EAN: ("ean", "codigo de barras", "cod barras", "codigo barras", "gtin", "barcode", "ean13"),
    Field.SKU: ("codigo", "cod", "sku", "codigo interno", "cod articulo", "code", "codigo proveedor"),
    Field.PRICE: (
        "precio actual",
        "precio de venta",
        "precio venta",
        "precio final",
        "pvp",
        "precio",
        "current price",
        "price",
    ),
    Field.COST: ("costo", "costo neto", "precio de costo", "precio costo", "costo unitario", "cost"),
    Field.CATEGORY: ("rubro", "categoria", "familia", "seccion", "category"),
    Field.SUPPLIER: ("proveedor", "supplier"),
    Field.SUPPLIER_TAX_ID: ("cuit", "cuit proveedor", "tax id"),
    Field.TAX_RATE: ("iva", "alicuota", "alicuota iva", "tasa iva", "vat", "tax"),
    Field.UNITS_PER_PACK: ("unidades por bulto", "bulto", "unidades por caja", "u x bulto", "units per pack"),
    Field.CURRENCY: ("moneda", "currency"),
    Field.FIXED_PRICE: ("precio fijo", "precio fijado", "fixed price"),
}
_NUMBERS = (Field.PRICE, Field.COST, Field.TAX_RATE, Field.UNITS_PER_PACK, Field.FIXED_PRICE)
_LONGEST = {
    Field.DESCRIPTION: 500,
    Field.SUPPLIER: 255,
    Field.SUPPLIER_TAX_ID: 40,
    Field.CATEGORY: 80,
    Field.SKU: 80,
}
_HEAD_ROWS = 10
"""Rows among which the header is looked for: some lists have a title above it."""
_FIGURE = re.compile(r"-?\d[\d.,]*")
_THREE = 3


def find_header(rows: Sequence[Row]) -> int:
    """The row that names the columns: the first with the most known names, else the first."""
    counts = [len(guess_columns(row)) for row in rows[:_HEAD_ROWS]]
    return counts.index(max(counts)) if counts else 0


def guess_columns(header: Row) -> dict[Field, int]:
    """Which field each column seems to hold, by its name; the best known name of a field wins."""
    names = [_head(cell) for cell in header]
    found: dict[Field, int] = {}
    for field, known in _HEADS.items():
        place = next((names.index(name) for name in known if name in names), None)
        if place is not None and place not in found.values():
            found[field] = place
    return found


def check_rows(rows: Sequence[Row], first: int, columns: Columns) -> Checked:
    """Every row from `first` (from 0) on, read by `columns`. Numbers are read by one notation for all."""
    sign = decimal_sign(
        str(row[place])
        for row in rows[first:]
        for field in _NUMBERS
        if (place := columns.get(field)) is not None and place < len(row) and isinstance(row[place], str)
    )
    good: list[ListRow] = []
    problems: list[RowProblem] = []
    for index, row in enumerate(rows[first:], start=first):
        if not row:
            continue
        found = _check_row(index + 1, row, columns, sign)
        if isinstance(found, ListRow):
            good.append(found)
        else:
            problems += found
    return Checked(tuple(good), tuple(problems))


def decimal_sign(texts: Iterable[str]) -> str:
    """Comma or point, by what the figures show together; the comma where none tells."""
    votes = {",": 0, ".": 0}
    for text in texts:
        figure = re.sub(r"[^\d.,]", "", text)
        last = max(figure.rfind(","), figure.rfind("."))
        if last < 0:
            continue
        sign = figure[last]
        other = "," if sign == "." else "."
        if figure.count(sign) > 1:
            votes[other] += 1
        elif other in figure or len(figure) - last - 1 != _THREE:
            votes[sign] += 1
    return "." if votes["."] > votes[","] else ","


def _head(cell: Cell) -> str:
    return re.sub(r"[^a-z0-9]+", " ", plain(str(cell))).strip()


def _check_row(number: int, row: Row, columns: Columns, sign: str) -> ListRow | list[RowProblem]:
    values: dict[str, str] = {}
    problems: list[RowProblem] = []
    for field, place in columns.items():
        cell = row[place] if place < len(row) else ""
        if cell == "":
            continue
        try:
            value = _value(field, cell, sign)
            if value:
                values[field.value] = value
        except _Wrong as wrong:
            problems.append(RowProblem(number, wrong.code, field, str(cell)[:80]))
    named = values.keys() & {Field.DESCRIPTION.value, Field.EAN.value}
    if not problems and not named:
        problems.append(RowProblem(number, RowCode.DESCRIPTION_MISSING, Field.DESCRIPTION))
    return problems or ListRow(number, values)


class _Wrong(ValueError):  # noqa: N818 - turned into a RowProblem
    def __init__(self, code: RowCode) -> None:
        super().__init__(code.value)
        self.code = code


def _value(field: Field, cell: Cell, sign: str) -> str:
    if field in _NUMBERS:
        return as_text(_number(field, cell, sign)) or ""
    # A workbook gives a code as a number, and a number of 13 digits without decimals.
    text = f"{cell:.0f}" if isinstance(cell, float) and cell.is_integer() else str(cell).strip()
    if text.startswith("'") and safe_text(text[1:]) == text:
        text = text[1:]
    if len(text) > _LONGEST.get(field, 80):
        raise _Wrong(RowCode.TEXT_TOO_LONG)
    if field is Field.EAN and re.search(r"\d[eE]\+?\d", text):
        # Excel has shown the barcode as 7,79E+12 and saved only that.
        raise _Wrong(RowCode.EAN_SHORTENED)
    if field is Field.EAN and is_in_house(text):
        return ""
    if field is Field.CATEGORY:
        return EDITABLE[field.value](text) or ""
    codes = {Field.EAN: RowCode.EAN_INVALID, Field.CURRENCY: RowCode.CURRENCY_UNKNOWN}
    return _edited(field, text, codes[field]) if field in codes else text.replace("\x00", "")


def _number(field: Field, cell: Cell, sign: str) -> Decimal:
    if isinstance(cell, str):
        text = re.sub(r"[\s\u00a0$%]|ARS|AR\$", "", cell)
        if not _FIGURE.fullmatch(text):
            raise _Wrong(RowCode.NOT_A_NUMBER)
        text = text.replace("." if sign == "," else ",", "").replace(sign, ".")
    else:
        text = repr(cell)
    try:
        number = as_decimal(text)
    except ValueError as error:
        raise _Wrong(RowCode.NOT_A_NUMBER) from error
    if number is None:
        raise _Wrong(RowCode.NOT_A_NUMBER)
    if field is Field.TAX_RATE:
        _edited(field, as_text(number) or "", RowCode.OUT_OF_RANGE)
        return number
    if number <= ZERO:
        raise _Wrong(RowCode.NOT_POSITIVE)
    if field is Field.UNITS_PER_PACK:
        _edited(field, as_text(number) or "", RowCode.OUT_OF_RANGE)
        return number
    if number >= MOST_MONEY:
        raise _Wrong(RowCode.OUT_OF_RANGE)
    return number if field is Field.COST else number.quantize(CENT, "ROUND_HALF_UP")


def _edited(field: Field, text: str, code: RowCode) -> str:
    """The text as the field keeps it, by the same check as an edit by hand."""
    try:
        kept: Any = EDITABLE[field.value](text)
    except ValueError as error:
        raise _Wrong(code) from error
    return str(kept)
