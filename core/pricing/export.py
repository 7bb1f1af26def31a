"""Suggestions for a spreadsheet, as CSV or XLSX: numbers as its language writes them, and no cell runs."""

import csv
import io
import re
from collections.abc import Callable, Iterable
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from core.pricing.money import HUNDRED, as_text, cents
from core.pricing.suggestion import Suggestion

_BOM = "\ufeff"
"""Makes Excel read UTF-8."""
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""OWASP's list for CSV injection, plus the full-width forms that spreadsheets fold into them."""
_FULL_WIDTH = ("＝", "＋", "－", "＠")  # noqa: RUF001 - the characters themselves are meant
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
"""What XML cannot hold."""
_NARROW, _WIDE = 14, 40
"""Widths of columns, in characters."""

_Cell = Callable[[Suggestion], str | Decimal | None]


def _percent(share: Decimal | None) -> Decimal | None:
    return None if share is None else cents(share * HUNDRED)


def _tax_percent(it: Suggestion) -> Decimal | None:
    return None if it.price is None else it.quote.tax_rate.normalize()


def _notes(it: Suggestion) -> str:
    if it.refusal is not None:
        return it.refusal.code.value
    return "HELD" if it.held else ""


_COLUMNS: tuple[tuple[str, str, _Cell], ...] = (
    ("EAN", "EAN", lambda it: it.ean),
    ("Código", "Code", lambda it: it.sku),
    ("Descripción", "Description", lambda it: it.description),
    ("Proveedor", "Supplier", lambda it: it.supplier_name),
    ("Rubro", "Category", lambda it: it.category),
    ("Moneda", "Currency", lambda it: it.currency),
    ("Costo anterior", "Cost before", lambda it: it.cost_before),
    ("Costo", "Cost", lambda it: it.cost),
    ("Precio actual", "Current price", lambda it: it.current_price),
    ("Precio sugerido", "Suggested price", lambda it: it.price),
    ("Precio sin impuestos nacionales", "Price without national taxes", lambda it: it.price_without_tax),
    ("Precio por unidad de medida", "Price per unit of measure", lambda it: it.measure_price),
    ("Unidad de medida", "Unit of measure", lambda it: it.measure_unit),
    ("IVA %", "VAT %", _tax_percent),
    ("Recargo %", "Markup %", lambda it: _percent(it.markup)),
    ("Margen %", "Margin %", lambda it: _percent(it.margin)),
    ("Regla", "Rule", lambda it: it.rule.name if it.rule else None),
    ("Origen", "Source", lambda it: it.source.value),
    ("Observación", "Note", _notes),
)


def suggestions_csv(suggestions: Iterable[Suggestion], language: str) -> bytes:
    """UTF-8 with a BOM; `es` takes `;` and a decimal comma, `en` takes `,` and a point. CRLF line ends."""
    spanish = language == "es"
    out = io.StringIO()
    writer = csv.writer(
        out, delimiter=";" if spanish else ",", quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n"
    )
    writer.writerow([column[0 if spanish else 1] for column in _COLUMNS])
    for suggestion in suggestions:
        writer.writerow([_cell(column[2](suggestion), spanish=spanish) for column in _COLUMNS])
    return (_BOM + out.getvalue()).encode()


def suggestions_xlsx(suggestions: Iterable[Suggestion], language: str) -> bytes:
    """A workbook of one sheet with a header row that stays; numbers are numbers, text is never a formula."""
    spanish = language == "es"
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Precios" if spanish else "Prices")
    sheet.freeze_panes = "A2"
    for place, (name, _english, _cell_of) in enumerate(_COLUMNS):
        sheet.column_dimensions[chr(ord("A") + place)].width = _WIDE if name == "Descripción" else _NARROW
    heads = [_text_cell(sheet, es if spanish else en) for es, en, _cell_of in _COLUMNS]
    for head in heads:
        head.font = Font(bold=True)
    sheet.append(heads)
    for suggestion in suggestions:
        sheet.append([_sheet_cell(sheet, column[2](suggestion)) for column in _COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet_cell(sheet: WriteOnlyWorksheet, value: str | Decimal | None) -> Cell | Decimal | None:
    return _text_cell(sheet, value) if isinstance(value, str) else value


def _text_cell(sheet: WriteOnlyWorksheet, text: str) -> Cell:
    """A cell that is text whatever it begins with, also after somebody has edited it."""
    shown = _CONTROL.sub("", text)
    cell = WriteOnlyCell(sheet, shown)
    cell.data_type = "s"
    cell.quotePrefix = shown != safe_text(shown)
    return cell


def safe_text(text: str) -> str:
    """Text that a spreadsheet shows as it is: a leading apostrophe keeps a formula from running."""
    return f"'{text}" if text.lstrip(" ").startswith(_STARTS_A_FORMULA + _FULL_WIDTH) else text


def _cell(value: str | Decimal | None, *, spanish: bool) -> str:
    if value is None:
        return ""
    if isinstance(value, Decimal):
        digits = as_text(value) or ""
        return digits.replace(".", ",") if spanish else digits
    return safe_text(value.replace("\x00", ""))
