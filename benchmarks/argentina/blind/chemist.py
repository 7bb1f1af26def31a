"""A drug wholesaler's long page: retail beside trade price, exempt and taxed lines, sums in two columns."""

from decimal import Decimal

from benchmarks.argentina.blind.goods import CHEMIST
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

MARGIN = Decimal("1.38")
"""Of the suggested retail price, before IVA."""


def _retail(item: Item) -> str:
    return N.show(item.price * MARGIN * (1 + item.product.tax_rate / 100))


def _rate(item: Item) -> str:
    return N.percent(item.product.tax_rate) if item.product.tax_rate else "EX"


GRID = Grid(
    7,
    (
        Column("CANT", 11, lambda item: N.quantity(item.quantity)),
        Column("CÓD. BARRAS", 24, lambda item: item.ean, "centre"),
        Column("PRODUCTO", 61, lambda item: item.product.name, "left"),
        Column("IVA", 9, _rate, "centre"),
        Column("PVP SUG.", 23, _retail),
        Column("P. FARMACIA", 23, lambda item: N.show(item.price)),
        Column("DTO %", 15, lambda item: N.show(item.discount_percent)),
        Column("IMPORTE", 29, lambda item: N.show(item.amount)),
    ),
    7.4,
    stripe="#ececec",
    rules=frozenset({"head"}),
    gap=1,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(105, 13, supplier.name.upper(), 15, bold=True, align="centre", room=150)
    for place, line in enumerate(
        (
            f"{supplier.address} - {supplier.city} - Tel. 0800-555-0142",
            f"CUIT {supplier.hyphenated} - IIBB {supplier.gross_income} - Inicio Act. {supplier.since}",
            supplier.condition.upper(),
        )
    ):
        sheet.text(105, 18 + place * 3.8, line, 7.5, align="centre")
    sheet.box(7, 28, 118, 27)
    sheet.text(9, 32.5, "FARMACIA / CLIENTE", 6.5)
    sheet.text(9, 37.5, receiver.name, 11, bold=True)
    sheet.text(9, 42, f"{receiver.address} - {receiver.city}", 8)
    sheet.text(9, 47, f"CUIT: {receiver.hyphenated}", 8)
    sheet.text(62, 47, receiver.condition, 8)
    sheet.text(9, 52, f"Cta. {invoice.serial % 5000 + 1000}  Ruta {invoice.point:02d}  {invoice.terms}", 8)
    sheet.box(126, 28, 12, 27)
    sheet.text(132, 42, invoice.letter, 26, bold=True, align="centre")
    sheet.text(132, 52, f"COD {invoice.code:02d}", 7, align="centre")
    sheet.box(139, 28, 63, 27)
    sheet.text(142, 34, f"{invoice.title} {sheet.copy}", 9, bold=True)
    sheet.text(142, 41, f"{invoice.letter} {invoice.point:04d}-{invoice.serial:08d}", 12, bold=True)
    sheet.text(142, 47, f"Emisión {invoice.issued:%d-%m-%Y}", 8.5)
    sheet.text(142, 52, f"Vencimiento {invoice.due:%d-%m-%Y}", 8.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    taxed = invoice.net - invoice.exempt
    sheet.line(7, 228, 202, 228)
    left = [("GRAVADO", taxed), ("EXENTO", invoice.exempt), ("SUBTOTAL", invoice.net)]
    right = [(f"IVA {N.percent(row.rate)} %", row.amount) for row in invoice.vats]
    right += [(tax.label.upper(), tax.amount) for tax in invoice.others]
    for x, x_value, rows in ((75, 125, left), (132, 200, right)):
        y = 233.0
        for label, amount in rows:
            sheet.text(x, y, label, 7.5)
            sheet.text(x_value, y, N.show(amount), 8, align="right")
            y += 4.2
    sheet.box(130, 250, 72, 10, fill="#ececec")
    sheet.text(132, 256.5, "TOTAL $", 11, bold=True)
    sheet.text(200, 256.5, N.show(invoice.total), 12, bold=True, align="right")
    units = sum((item.quantity for item in invoice.items), Decimal(0))
    sheet.text(9, 233, f"Renglones: {len(invoice.items)}   Unidades: {N.quantity(units)}", 7.5)
    sheet.text(9, 237.2, "EX: exento Ley IVA art. 7", 6.5)
    sheet.text(9, 249, f"CAE Nº {invoice.cae}", 9)
    sheet.text(9, 254, f"Vto. CAE {invoice.cae_due:%d-%m-%Y}", 9)
    sheet.text(9, 262, "Cadena de frío: verificar al recibir. Devoluciones dentro de las 48 hs.", 6.5)
    sheet.qr(174, 263, 27, invoice.qr_url())
    sheet.text(9, 288, f"Hoja {sheet.page} de {sheet.pages}", 7)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 58, 280, 224, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_chemist",
    Recipe(CHEMIST, 1, (10, 22), discounts=("0", "10", "18.5", "31.03"), perceptions=("iibb", "vat")),
    _draw,
    frozenset({"ean", "discount", "tax_pct"}),
)
