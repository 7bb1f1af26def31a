"""A credit note from an open-source ERP: code in brackets, unit behind the quantity, QR at the foot."""

from benchmarks.argentina.blind.goods import TEXTILE
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

PLUM = "#714b67"
GRID = Grid(
    14,
    (
        Column("Descripción", 70, lambda item: f"[{item.sku}] {item.product.name}", "left"),
        Column("Cantidad", 28, lambda item: f"{N.show(item.quantity)} Unidades"),
        Column("Precio unitario", 27, lambda item: N.show(item.price)),
        Column("Desc. %", 16, lambda item: N.show(item.discount_percent)),
        Column("Impuestos", 17, lambda item: f"IVA {N.percent(item.product.tax_rate)}%"),
        Column("Importe", 26, lambda item: f"{N.show(item.amount)} $"),
    ),
    7.8,
    head_colour=PLUM,
    rules=frozenset({"head", "rows"}),
    gap=2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(14, 20, "HILADO SUR", 20, bold=True, colour=PLUM)
    sheet.texts(14, 27, (supplier.name, f"{supplier.address}, {supplier.city}", "hola@hilado.example"), 8)
    sheet.box(98, 11, 14, 16, stroke=PLUM)
    sheet.text(105, 21, invoice.letter, 26, bold=True, align="centre")
    sheet.text(105, 25.8, f"Cod. {invoice.code:02d}", 6.5, align="centre")
    sheet.text(118, 17, invoice.title.title().replace(" De ", " de "), 14, bold=True)
    sheet.text(118, 23, f"NC-{invoice.letter} {invoice.point:05d}-{invoice.serial:08d}", 11, bold=True)
    sheet.pair(118, 28.5, "Fecha:", f"{invoice.issued:%d/%m/%Y}", 8)
    sheet.pair(118, 32.5, "Responsabilidad AFIP:", supplier.condition, 8)
    sheet.pair(118, 36.5, "CUIT:", supplier.hyphenated, 8)
    sheet.pair(152, 36.5, "IIBB:", supplier.gross_income, 8)
    sheet.pair(118, 40.5, "Inicio de las actividades:", supplier.since, 8)
    sheet.line(14, 45, 198, 45, width=0.4)
    sheet.pair(14, 51, "Cliente:", receiver.name, 8.5)
    sheet.pair(14, 55.5, "Domicilio:", f"{receiver.address}, {receiver.city}", 8.5)
    sheet.pair(14, 60, "Responsabilidad AFIP:", receiver.condition, 8.5)
    sheet.pair(118, 51, "CUIT:", receiver.hyphenated, 8.5)
    sheet.pair(118, 55.5, "Fecha de vencimiento:", f"{invoice.due:%d/%m/%Y}", 8.5)
    sheet.pair(118, 60, "Origen:", f"Reversión de: FA-A {invoice.related}, devolución", 8.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [("Importe libre de impuestos", N.show(invoice.net))]
    rows += [(f"IVA {N.percent(row.rate)}%", N.show(row.amount)) for row in invoice.vats]
    rows += [(tax.label, N.show(tax.amount)) for tax in invoice.others]
    y = 196.0
    for label, value in rows:
        sheet.text(118, y, label, 8.5)
        sheet.text(197, y, f"{value} $", 8.5, align="right")
        sheet.line(118, y + 1.8, 198, y + 1.8, width=0.2)
        y += 6
    sheet.text(118, y + 1, "Total", 11, bold=True, colour=PLUM)
    sheet.text(197, y + 1, f"{N.show(invoice.total)} $", 11, bold=True, align="right", colour=PLUM)
    sheet.text(14, 196, f"Término de pago: {invoice.terms}", 8.5)
    reference = f"{invoice.title[0]}C-{invoice.letter} {invoice.point:05d}-{invoice.serial:08d}"
    sheet.text(14, 201, f"Referencia de pago: {reference}", 8.5)
    sheet.line(14, 252, 198, 252, width=0.4)
    sheet.qr(14, 255, 26, invoice.qr_url())
    sheet.text(105, 264, f"CAE: {invoice.cae}", 8.5, align="centre")
    sheet.text(105, 268.5, f"Fecha de vencimiento CAE: {invoice.cae_due:%d/%m/%Y}", 8.5, align="centre")
    sheet.text(198, 278, f"Página: {sheet.page} / {sheet.pages}", 7.5, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 66, 248, 188, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_refund",
    Recipe(TEXTILE, 3, (3, 8), sku="TX{:05d}", discounts=("0", "0", "12"), perceptions=("iibb",)),
    _draw,
    frozenset({"sku", "discount", "tax_pct"}),
)
