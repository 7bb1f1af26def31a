"""A roll of a fiscal printer: each product over two lines, letter B, prices with IVA."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, contained
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.products import DELI
from benchmarks.argentina.sheet import Sheet


def _item(sheet: Sheet, y: float, item: Item) -> float:
    weight = 3 if item.product.unit == "KG" else 0
    rate = LOCAL.show(item.product.tax_rate)
    sheet.text(4, y, f"{LOCAL.show(item.quantity, weight)} x {LOCAL.price(item.price)}  ({rate})", 8)
    lines = sheet.wrap(item.product.name.upper(), 50, 8)
    for line in lines:
        y += 3.6
        sheet.text(4, y, line, 8)
    sheet.text(76, y, LOCAL.show(item.amount), 8, align="right")
    return y + 4.6


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(40, 10, supplier.name.upper(), 10, bold=True, align="centre", room=72)
    y = sheet.texts(
        4,
        16,
        (
            f"CUIT Nro.: {supplier.hyphenated}",
            f"Ing. Brutos: {supplier.gross_income}",
            supplier.address,
            supplier.city,
            supplier.condition.upper(),
            f"INICIO DE ACTIVIDADES: {supplier.since}",
        ),
        7.5,
    )
    sheet.line(4, y - 2, 76, y - 2, dash=2)
    sheet.text(
        40,
        y + 3,
        f'{invoice.title} "{invoice.letter}"   (Cod. {invoice.code:03d})',
        9,
        bold=True,
        align="centre",
    )
    y = sheet.texts(
        4,
        y + 8,
        (
            f"P.V. Nro. {invoice.point:05d}  Nro. {invoice.serial:08d}",
            f"Fecha {invoice.issued:%d/%m/%Y}  Hora 10:42:15",
            f"A: {receiver.name}",
            f"CUIT: {receiver.hyphenated}",
            receiver.condition,
        ),
        7.5,
    )
    sheet.line(4, y - 2, 76, y - 2, dash=2)
    y += 3
    for item in invoice.items:
        y = _item(sheet, y, item)
    sheet.line(4, y - 2, 76, y - 2, dash=2)
    sheet.text(4, y + 5, "TOTAL", 12, bold=True)
    sheet.text(76, y + 5, LOCAL.show(invoice.total), 12, bold=True, align="right")
    sheet.text(4, y + 10, invoice.terms, 7.5)
    sheet.text(76, y + 10, LOCAL.show(invoice.total), 7.5, align="right")
    contained(sheet, 4, y + 17, invoice, LOCAL, 5.6)
    sheet.qr(22, y + 26, 36, invoice.qr_url())
    sheet.text(40, y + 67, f"CAE: {invoice.cae}  Vto: {invoice.cae_due:%d/%m/%Y}", 7, align="centre")


LAYOUT = Layout(
    "heldout_roll", Recipe(DELI, 6, (2, 8)), _draw, frozenset({"tax_pct"}), size=(80, 250), face="mono"
)
