"""A monotributo maker's letter C from ARCA's own page, with its period, unit names and plain figures."""

from datetime import timedelta
from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, authorisation, letter_box
from benchmarks.argentina.numbers import PLAIN
from benchmarks.argentina.sealed.goods import NATURAL
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    8,
    (
        Column("Código", 17, lambda item: item.sku, "left"),
        Column("Producto / Servicio", 60, lambda item: item.product.name, "left"),
        Column("Cantidad", 18, lambda item: PLAIN.show(item.quantity)),
        Column("U. medida", 21, lambda item: item.product.unit, "centre"),
        Column("Precio Unit.", 23, lambda item: PLAIN.show(item.price)),
        Column("% Bonif.", 14, lambda item: PLAIN.show(item.discount_percent)),
        Column("Imp. Bonif.", 18, lambda item: PLAIN.show(item.discount)),
        Column("Subtotal", 23, lambda item: PLAIN.show(item.amount)),
    ),
    7.5,
    head_fill="#cccccc",
    rules=frozenset({"frame"}),
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(8, 8, 194, 9)
    sheet.text(105, 14.3, sheet.copy, 13, bold=True, align="centre")
    sheet.box(8, 17, 194, 42)
    sheet.line(105, 17, 105, 59)
    letter_box(sheet, 105, 17, invoice, code="COD. {:03d}")
    sheet.text(52, 27, supplier.name.upper(), 13, bold=True, align="centre", room=78)
    sheet.pair(11, 39, "Razón Social:", supplier.name.upper())
    sheet.pair(11, 46, "Domicilio Comercial:", f"{supplier.address} - {supplier.city}", 7.5)
    sheet.pair(11, 55, "Condición frente al IVA:", supplier.condition)
    sheet.text(120, 27, invoice.title, 17, bold=True)
    sheet.pair(120, 34, "Punto de Venta:", f"{invoice.point:05d}", 8.5)
    sheet.pair(160, 34, "Comp. Nro:", f"{invoice.serial:08d}", 8.5)
    sheet.pair(120, 39, "Fecha de Emisión:", f"{invoice.issued:%d/%m/%Y}", 8.5)
    sheet.pair(120, 47, "CUIT:", supplier.tax_id)
    sheet.pair(120, 51, "Ingresos Brutos:", supplier.gross_income)
    sheet.pair(120, 55, "Fecha de Inicio de Actividades:", supplier.since)
    sheet.box(8, 60, 194, 8)
    start = invoice.issued - timedelta(days=14)
    sheet.pair(11, 65, "Período Facturado Desde:", f"{start:%d/%m/%Y}")
    sheet.pair(75, 65, "Hasta:", f"{invoice.issued:%d/%m/%Y}")
    sheet.pair(127, 65, "Fecha de Vto. para el pago:", f"{invoice.due:%d/%m/%Y}")
    sheet.box(8, 69, 194, 21)
    sheet.pair(11, 74, "CUIT:", receiver.tax_id)
    sheet.pair(70, 74, "Apellido y Nombre / Razón Social:", receiver.name)
    sheet.pair(11, 80, "Condición frente al IVA:", receiver.condition)
    sheet.pair(100, 80, "Domicilio:", f"{receiver.address} - {receiver.city}", 7.5)
    sheet.pair(11, 86, "Condición de venta:", invoice.terms)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(8, 220, 194, 24)
    rows = (("Subtotal: $", invoice.lines_sum), ("Importe Otros Tributos: $", Decimal(0)))
    for place, (label, value) in enumerate((*rows, ("Importe Total: $", invoice.total))):
        sheet.text(168, 227 + 6 * place, label, 9.5, bold=True, align="right")
        sheet.text(199, 227 + 6 * place, PLAIN.show(value), 9.5, bold=True, align="right")
    authorisation(sheet, 250, invoice, host="www.arca.gob.ar")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 92, 214, 214, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_monotributo",
    Recipe(
        NATURAL, 11, (1, 6), sku="{:03d}", price_step=Decimal(50), discounts=("0", "0", "10"), pieces=True
    ),
    _draw,
    frozenset({"sku", "unit", "discount"}),
    copies=("ORIGINAL", "DUPLICADO"),
)
