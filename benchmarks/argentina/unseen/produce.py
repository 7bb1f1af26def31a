"""A stall of the central market, half a sheet: crates beside kilos, no product codes, no thousands mark."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, tax_rows, totals
from benchmarks.argentina.numbers import PLAIN
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import PRODUCE


def _crates(item: Item) -> str:
    return str(int(item.quantity // 11) + 1)


GRID = Grid(
    9,
    (
        Column("Btos", 13, _crates, "centre"),
        Column("Mercadería", 50, lambda item: item.product.name, "left"),
        Column("Kilos", 19, lambda item: PLAIN.quantity(item.quantity)),
        Column("Precio", 20, lambda item: PLAIN.show(item.price)),
        Column("Importe", 28, lambda item: PLAIN.show(item.amount)),
    ),
    8.5,
    gap=2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(74, 13, supplier.name, 14, bold=True, align="centre", colour="#1f5c2e", room=128)
    sheet.text(74, 18, f"Mercado Central - Nave {invoice.point % 9 + 1} Puesto 14 y 16", 8, align="centre")
    sheet.text(74, 22, f"{supplier.address} - {supplier.city}", 7.5, align="centre")
    sheet.text(
        74,
        26,
        f"CUIT {supplier.hyphenated} - IIBB {supplier.gross_income} - {supplier.condition}",
        7.5,
        align="centre",
    )
    sheet.line(9, 29, 139, 29, width=1)
    sheet.box(9, 32, 11, 11)
    sheet.text(14.5, 40.5, invoice.letter, 22, bold=True, align="centre")
    sheet.text(24, 37, f"{invoice.title} (cód. {invoice.code:02d})", 10, bold=True)
    sheet.text(24, 42, f"Nro: {invoice.point:05d} - {invoice.serial:08d}", 10)
    sheet.text(139, 37, f"Fecha: {invoice.issued:%d-%m-%y}", 10, align="right")
    sheet.text(139, 42, f"Inicio act.: {supplier.since}", 7.5, align="right")
    sheet.text(9, 50, f"Comprador: {receiver.name}", 9)
    sheet.text(9, 55, f"CUIT: {receiver.hyphenated} ({receiver.condition})", 8)
    sheet.text(9, 60, f"Dom.: {receiver.address}, {receiver.city}", 8)
    sheet.line(9, 63, 139, 63, dash=1.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(9, 156, 139, 156, dash=1.5)
    rows = [
        ("Neto gravado", PLAIN.show(invoice.net)),
        *tax_rows(invoice, PLAIN, vat="IVA {}"),
        ("Total $", PLAIN.show(invoice.total)),
    ]
    totals(sheet, 110, 138, 161, rows, 8.5)
    sheet.qr(9, 161, 28, invoice.qr_url(sloppy=invoice.serial % 2 == 0))
    sheet.text(9, 196, f"CAE {invoice.cae}   Vto {invoice.cae_due:%d-%m-%y}", 8)
    sheet.text(9, 201, "Envases en préstamo: devolver dentro de los 7 días", 7)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 65, 190, 153, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_produce",
    Recipe(PRODUCE, 1, (3, 10), price_step=Decimal(10), perceptions=("iibb",)),
    _draw,
    size=(148, 210),
    face="wide",
)
