"""A wholesale bakery's counter invoice B: IVA contained, the unit price last, fixed-width letters."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, contained
from benchmarks.argentina.numbers import FOREIGN as N
from benchmarks.argentina.products import BAKERY
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    8,
    (
        Column("Cod", 15, lambda item: item.sku, "left"),
        Column("Total", 28, lambda item: N.show(item.amount)),
        Column("Producto", 62, lambda item: item.product.name, "left"),
        Column("Cant/Kg", 20, lambda item: N.quantity(item.quantity)),
        Column("Un.", 12, lambda item: item.product.unit, "centre"),
        Column("Precio", 24, lambda item: N.show(item.price)),
    ),
    8.5,
    gap=1.6,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(88, 12, supplier.name.upper(), 12, bold=True, align="centre", room=155)
    sheet.text(88, 17, f"{supplier.address} - {supplier.city}", 8, align="centre")
    sheet.text(88, 21, f"C.U.I.T.: {supplier.hyphenated}   I.B.: {supplier.gross_income}", 8, align="centre")
    sheet.text(88, 25, f"{supplier.condition}   Inicio: {supplier.since}", 8, align="centre")
    sheet.text(8, 34, f'{invoice.title} "{invoice.letter}" Cod. {invoice.code:03d}', 11, bold=True)
    sheet.text(168, 34, f"Nro. T. {invoice.point:05d}-{invoice.serial:08d}", 11, bold=True, align="right")
    sheet.text(8, 40, f"Fecha: {invoice.issued:%d/%m/%Y}   Hora: 05:42", 8.5)
    sheet.text(8, 45, f"Cliente: {receiver.name}", 8.5)
    sheet.text(8, 49.5, f"C.U.I.T.: {receiver.hyphenated}   {receiver.condition}", 8.5)
    sheet.text(8, 54, f"Reparto: {receiver.address} {receiver.city}", 8.5)
    sheet.line(8, 57, 168, 57, dash=3)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(8, 150, 168, 150, dash=3)
    pieces = sum((item.quantity for item in invoice.items if item.product.unit != "KG"), Decimal(0))
    sheet.text(8, 156, f"Bandejas: {len(invoice.items)}  Piezas: {N.quantity(pieces)}", 8.5)
    if invoice.discount:
        sheet.text(80, 156, "Suma", 8.5)
        sheet.text(168, 156, N.show(invoice.lines_sum), 8.5, align="right")
        words = f"Dto. pago contado {N.percent(invoice.discount_percent)}%"
        sheet.text(80, 160.5, words, 8.5)
        sheet.text(168, 160.5, N.show(-invoice.discount), 8.5, align="right")
    sheet.text(80, 167, "TOTAL $", 13, bold=True)
    sheet.text(168, 167, N.show(invoice.total), 13, bold=True, align="right")
    contained(sheet, 8, 174, invoice, N, 6.5)
    sheet.qr(8, 186, 27, invoice.qr_url())
    sheet.text(40, 200, f"CAE {invoice.cae} Vto. {invoice.cae_due:%d/%m/%Y}", 8)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 59, 200, 146, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_counter",
    Recipe(BAKERY, 6, (3, 9), sku="{:05d}", price_step=Decimal(25), document_discounts=("0", "0", "5")),
    _draw,
    frozenset({"sku", "unit"}),
    size=(176, 220),
    face="mono",
)
