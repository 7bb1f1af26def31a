"""Shelf labels as a PDF to print: name, final price, price without national taxes and by measure, barcode.

Resolution 4/2025 of the Secretaría de Industria y Comercio, article 2, asks for the final price, and in
smaller print for the price without national taxes under that legend and for the price of a unit of measure.
The labels are for customers in Argentina: their words are Spanish whatever language the console is in.
"""

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

import zxingcpp
from babel import numbers
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from core.pricing.engine import Policy, sale_tax
from core.pricing.money import HUNDRED, ONE, cents
from core.pricing.refusals import PricingRefused
from core.pricing.suggestion import Suggestion

COLUMNS, ROWS = 3, 8
WIDTH, HEIGHT = 70 * mm, 37 * mm
"""24 on an A4 sheet, as the common sheets of self-adhesive labels have them."""
MOST_LABELS = 2_400
"""A hundred sheets: more in one file is slow to make and nobody prints it at once."""

_PAD = 4 * mm
_INNER = WIDTH - 2 * _PAD
_MODULE = 0.264 * mm
"""Width of a bar: the least that GS1 allows in shops, 80 % of the nominal 0.33 mm."""
_QUIET = 11 * _MODULE
_BAR_HEIGHT = 8.5 * mm
_DIGITS_SIZE = 6.5
_REGULAR, _BOLD = "Helvetica", "Helvetica-Bold"
_NAME_SIZES = ((9.5, 2), (7.5, 3))
"""Size in points and lines of the name; the smaller one is for what does not fit the larger."""
_PRICE_SIZE = 27.0
_PRICE_BASE = 16.1 * mm
"""From the top: below a name of three lines, and with the price's comma above the barcode."""
_LEADING = 0.8
_LEGEND = "PRECIO SIN IMPUESTOS NACIONALES"
_MEASURES = {"kg": "kilogramo", "l": "litro", "m": "metro", "u": "unidad"}


@dataclass(frozen=True, slots=True)
class ShelfLabel:
    """What a label says. Money in `currency`, final but for `price_without_tax`."""

    description: str
    price: Decimal
    currency: str
    price_without_tax: Decimal | None
    measure_price: Decimal | None
    measure_unit: str | None
    """kg, l, m or u."""
    ean: str | None


def label_of(one: Suggestion, policy: Policy) -> ShelfLabel | None:
    """The label for the price that is on the shelf now; None for an item without one."""
    item, price = one.quote.item, one.current_price
    if price is None or item.currency is None:
        return None
    return ShelfLabel(
        description=item.description,
        price=price,
        currency=item.currency,
        price_without_tax=_without_tax(one, price, policy),
        measure_price=cents(price / item.measure_quantity) if item.measure_quantity else None,
        measure_unit=item.measure_unit,
        ean=one.ean,
    )


def labels_of(shown: Iterable[Suggestion], policy: Policy) -> list[ShelfLabel]:
    """The labels of all that have a price, in the order in which shelves stand: by category, then by name."""
    walk = sorted(shown, key=lambda it: (it.category or "\uffff", it.description.casefold(), it.product_id))
    return [label for one in walk if (label := label_of(one, policy)) is not None]


def labels_pdf(labels: Sequence[ShelfLabel]) -> bytes:
    """The labels on A4 sheets, in order, row by row. Raises ValueError for more than MOST_LABELS."""
    if len(labels) > MOST_LABELS:
        raise ValueError(f"{len(labels)} labels are more than {MOST_LABELS}; choose fewer")
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, invariant=1, lang="es-AR")
    canvas.setTitle("Etiquetas de góndola")
    canvas.setCreator("Fusible")
    for number, label in enumerate(labels):
        place = number % (COLUMNS * ROWS)
        if number and place == 0:
            canvas.showPage()
        row, column = divmod(place, COLUMNS)
        left, top = column * WIDTH, A4[1] - row * HEIGHT
        _cut_line(canvas, left, top)
        _draw(canvas, label, left + _PAD, top - _PAD)
    canvas.save()
    return out.getvalue()


def barcode_kind(ean: str) -> tuple[zxingcpp.BarcodeFormat, str] | None:
    """Symbology and digits for a GTIN of 8, 12, 13 or 14 digits; None for anything else."""
    if not (ean.isascii() and ean.isdigit()):
        return None
    digits = ean[1:] if len(ean) == 14 and ean.startswith("0") else ean  # noqa: PLR2004 - GTIN-14
    formats = zxingcpp.BarcodeFormat
    kinds = {
        8: (formats.EAN8, digits),
        12: (formats.EAN13, f"0{digits}"),
        13: (formats.EAN13, digits),
        14: (formats.ITF, digits),
    }
    return kinds.get(len(digits))


def _without_tax(one: Suggestion, price: Decimal, policy: Policy) -> Decimal | None:
    """As Quote.price_without_tax has it, for the price on the shelf; None where the tax is not known."""
    if not policy.registered:
        return None
    try:
        rate, _ground = sale_tax(one.quote.item, policy)
    except PricingRefused:
        return None
    return cents(price / (ONE + rate / HUNDRED) - one.quote.item.internal_tax)


def _draw(canvas: Canvas, label: ShelfLabel, left: float, top: float) -> None:
    bottom = top - HEIGHT + 2 * _PAD
    _draw_name(canvas, label.description, left, top)
    price = _money(label.price, label.currency)
    size = min(_PRICE_SIZE, _PRICE_SIZE * _INNER / stringWidth(price, _BOLD, _PRICE_SIZE))
    canvas.setFont(_BOLD, size)
    canvas.drawString(left, top - _PRICE_BASE, price)
    barcode = _draw_barcode(canvas, label.ean, left + _INNER, bottom) if label.ean else 0.0
    width = _INNER - barcode
    lines = _small_print(label, width)
    at = bottom + 0.5 * mm + sum(font_size + _LEADING for _text, font_size in lines)
    for text, font_size in lines:
        at -= font_size + _LEADING
        canvas.setFont(_REGULAR, font_size)
        canvas.drawString(left, at, text)


def _draw_name(canvas: Canvas, description: str, left: float, top: float) -> None:
    text = _printable(description)
    for size, most in _NAME_SIZES:
        lines = _wrapped(text, _BOLD, size, _INNER)
        if len(lines) <= most:
            break
    if len(lines) > most:
        lines = [*lines[: most - 1], _cut(f"{lines[most - 1]} {lines[most]}", size)]
    canvas.setFont(_BOLD, size)
    for number, line in enumerate(lines):
        canvas.drawString(left, top - size * (0.8 + 1.1 * number), line)


def _small_print(label: ShelfLabel, width: float) -> list[tuple[str, float]]:
    """Lines with their sizes, top to bottom."""
    lines: list[tuple[str, float]] = []
    if label.measure_price is not None and label.measure_unit in _MEASURES:
        text = f"Precio por {_MEASURES[label.measure_unit]}: {_money(label.measure_price, label.currency)}"
        lines += [(line, 6.5) for line in _wrapped(text, _REGULAR, 6.5, width)]
    if label.price_without_tax is not None:
        text = f"{_LEGEND}: {_money(label.price_without_tax, label.currency)}"
        lines += [(line, 6.0) for line in _wrapped(text, _REGULAR, 6.0, width)]
    return lines


def _draw_barcode(canvas: Canvas, ean: str, right: float, bottom: float) -> float:
    """Draw the barcode against the right side; the width it takes with its quiet zone, 0 without one."""
    kind = barcode_kind(ean)
    if kind is None:
        return 0.0
    symbology, digits = kind
    image: Any = zxingcpp.create_barcode(digits, symbology).to_image(scale=1, add_quiet_zones=False)
    rows: Any = memoryview(image).tolist()
    modules = rows[0]
    width = float(len(modules) * _MODULE)
    canvas.setFillGray(0)
    at = right - width
    for colour, run in groupby(modules):
        run_width = len(list(run)) * _MODULE
        if colour == 0:
            canvas.rect(at, bottom + _DIGITS_SIZE, run_width, _BAR_HEIGHT, stroke=0, fill=1)
        at += run_width
    canvas.setFont(_REGULAR, _DIGITS_SIZE)
    canvas.drawCentredString(right - width / 2, bottom, digits)
    return width + float(_QUIET)


def _cut_line(canvas: Canvas, left: float, top: float) -> None:
    canvas.saveState()
    canvas.setLineWidth(0.2)
    canvas.setStrokeGray(0.8)
    canvas.setDash(1, 3)
    canvas.rect(left, top - HEIGHT, WIDTH, HEIGHT)
    canvas.restoreState()


def _wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Lines no wider than `width`, broken between words, and inside a word that alone is wider."""
    lines = [""]
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}".strip()
        if stringWidth(joined, font, size) <= width:
            lines[-1] = joined
            continue
        pieces = list(_pieces(word, font, size, width))
        lines += pieces if lines[-1] else []
        lines = lines if lines[-1] else pieces
    return lines


def _pieces(word: str, font: str, size: float, width: float) -> Iterable[str]:
    piece = ""
    for char in word:
        if stringWidth(piece + char, font, size) > width:
            yield piece
            piece = ""
        piece += char
    yield piece


def _cut(text: str, size: float) -> str:
    """As much of the text as fits on a line with an ellipsis."""
    while stringWidth(f"{text}…", _BOLD, size) > _INNER:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _printable(text: str) -> str:
    """The text in the letters that a PDF's own fonts have; what they lack becomes a question mark."""
    return " ".join(text.encode("cp1252", "replace").decode("cp1252").split())


def _money(amount: Decimal, currency: str) -> str:
    text = numbers.format_currency(
        amount, currency, format="¤\u00a0#,##0.00", locale="es_AR", currency_digits=False
    )
    return str(text)
