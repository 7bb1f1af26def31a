"""A slaughterhouse's landscape sheet: the amount comes first, the sums stand at the left."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import BUTCHER
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    14,
    (
        Column("Importe", 42, lambda item: N.show(item.amount)),
        Column("$ / Kg", 32, lambda item: N.show(item.price)),
        Column("Kgs.", 28, lambda item: N.show(item.quantity, 3)),
        Column("Tropa", 24, lambda item: f"{int(item.ean[6:10]) % 9000 + 100}", "centre"),
        Column("Piezas", 20, lambda item: str(int(item.quantity // 9) + 1), "centre"),
        Column("Especie / Corte", 80, lambda item: item.product.name, "left"),
        Column("IVA", 22, lambda item: N.show(item.product.tax_rate) + "%"),
    ),
    10,
    rules=frozenset({"head", "rows"}),
    gap=2.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(14, 18, f"{invoice.title} {invoice.letter}", 20, bold=True)
    sheet.text(14, 24, f"Cód. {invoice.code:02d}   Nº {invoice.point:04d}-{invoice.serial:08d}", 12)
    sheet.text(14, 30, f"Fecha {invoice.issued:%d-%m-%Y}   Romaneo {invoice.serial % 40000:06d}", 11)
    sheet.text(283, 18, supplier.name, 16, bold=True, align="right", room=150)
    lines = (
        f"{supplier.address} - {supplier.city} - Establ. SENASA Nº {invoice.point + 2100}",
        f"C.U.I.T. Nº {supplier.tax_id} - Ing. Brutos {supplier.gross_income} - Inicio {supplier.since}",
        supplier.condition,
    )
    for place, words in enumerate(lines):
        sheet.text(283, 24 + 4.6 * place, words, 9.5, align="right")
    sheet.line(14, 38, 283, 38, width=1.4)
    sheet.text(14, 45, f"Señor: {receiver.name}", 11, bold=True)
    sheet.text(14, 51, f"{receiver.address}, {receiver.city}", 10)
    sheet.text(170, 45, f"C.U.I.T. Nº {receiver.tax_id}", 10)
    sheet.text(170, 51, f"{receiver.condition} - {invoice.terms}", 10)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    kilos = sum((item.quantity for item in invoice.items), Decimal(0))
    y = 150.0
    sheet.line(14, y - 6, 283, y - 6, width=1.4)
    for label, amount in [("Neto", N.show(invoice.net)), *tax_rows(invoice, N, vat="I.V.A. {}%")]:
        sheet.text(50, y, amount, 11, align="right")
        sheet.text(54, y, label, 11)
        y += 5.6
    sheet.text(50, y + 2, N.show(invoice.total), 14, bold=True, align="right")
    sheet.text(54, y + 2, "TOTAL", 14, bold=True)
    sheet.text(54, 196, f"Kilos totales {N.show(kilos, 3)}", 10)
    sheet.qr(245, 150, 34, invoice.qr_url())
    sheet.text(240, 170, f"CAE Nº {invoice.cae}", 10, align="right")
    sheet.text(240, 176, f"Vencimiento {invoice.cae_due:%d-%m-%Y}", 10, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 56, 190, 142, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_meat",
    Recipe(BUTCHER, 1, (2, 7), price_step=Decimal(5), perceptions=("vat",)),
    _draw,
    frozenset({"tax_pct"}),
    size=(297, 210),
    face="serif",
)
