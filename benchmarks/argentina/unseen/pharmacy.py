"""A drug wholesaler's dense oficio sheet: public price beside cost, lot and expiry, exempt medicines."""

from decimal import ROUND_HALF_UP, Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, tax_rows, totals
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import PHARMACY


def _public_price(item: Item) -> Decimal:
    """What the law lets the pharmacy ask; not what it pays."""
    return (item.price * Decimal("1.52") / 10).quantize(Decimal(1), ROUND_HALF_UP) * 10


def _lot(item: Item) -> str:
    return f"{item.product.name[0]}{item.ean[8:12]}"


def _expiry(item: Item) -> str:
    return f"{int(item.ean[11]) + 1:02d}/{27 + int(item.ean[9]) % 3}"


GRID = Grid(
    8,
    (
        Column("Cant", 11, lambda item: N.quantity(item.quantity)),
        Column("Producto y presentación", 60, lambda item: item.product.name.upper(), "left"),
        Column("Lote", 15, _lot, "left"),
        Column("Vto.", 12, _expiry, "centre"),
        Column("P.V.P.", 20, lambda item: N.show(_public_price(item))),
        Column("Pr.Farm.", 21, lambda item: N.show(item.price)),
        Column("Dto%", 12, lambda item: N.show(item.discount_percent)),
        Column("T", 6, lambda item: "E" if not item.product.tax_rate else "G", "centre"),
        Column("Importe", 27, lambda item: N.show(item.amount)),
        Column("Cód.", 16, lambda item: item.sku, "left"),
    ),
    7,
    rules=frozenset({"columns", "frame"}),
    gap=0.7,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(8, 8, 97, 34)
    sheet.box(105, 8, 103, 34)
    sheet.box(95, 8, 20, 17, fill="#ffffff")
    sheet.text(105, 16.5, invoice.letter, 20, bold=True, align="centre")
    sheet.text(105, 23.5, f"CODIGO N° {invoice.code:02d}", 5.5, align="centre")
    sheet.text(11, 17, supplier.name, 13, bold=True, room=81)
    sheet.texts(
        11, 25, (supplier.address, supplier.city, supplier.condition, "Dir. Téc.: Farm. M. Olavarría"), 8
    )
    sheet.text(118, 15, f"{invoice.title} DE VENTA", 11, bold=True)
    sheet.text(118, 21, f"Nro. Comprob.: {invoice.point:04d} {invoice.serial:08d}", 10, bold=True)
    sheet.text(118, 26.5, f"Emitida: {invoice.issued:%d/%m/%y}", 9)
    sheet.text(160, 26.5, f"Vence: {invoice.due:%d/%m/%y}", 9)
    sheet.text(115, 32, f"CUIT {supplier.tax_id}   IIBB CM {supplier.gross_income}", 8)
    sheet.text(115, 37, f"Inic. Activ. {supplier.since}   {sheet.copy}", 8)
    sheet.box(8, 44, 200, 16)
    sheet.text(11, 49, f"Farmacia/Cliente {invoice.serial % 5000:05d}   {receiver.name}", 9, bold=True)
    sheet.text(11, 54, f"{receiver.address} - {receiver.city}", 8)
    sheet.text(11, 58, f"{receiver.condition}   CUIT {receiver.tax_id}   {invoice.terms}", 8)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.text(
        8, 297, "T: G gravado, E exento. Conserve la cadena de frío. ANMAT trazabilidad Res. 435/11.", 6.5
    )
    rows = [
        ("Gravado", N.show(invoice.net - invoice.exempt)),
        ("Exento", N.show(invoice.exempt)),
        *tax_rows(invoice, N, vat="I.V.A. {} %"),
        ("Total a pagar $", N.show(invoice.total)),
    ]
    totals(sheet, 165, 206, 303, rows, 8.5)
    sheet.qr(10, 305, 30, invoice.qr_url())
    sheet.text(45, 320, f"CAE {invoice.cae}", 9)
    sheet.text(45, 325, f"Vto. CAE {invoice.cae_due:%d/%m/%y}", 9)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 62, 340, 292, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_pharmacy",
    Recipe(PHARMACY, 1, (5, 12), sku="{:06d}", discounts=("0", "12.5", "31.03"), perceptions=("iibb", "vat")),
    _draw,
    frozenset({"sku", "discount"}),
    size=(216, 356),
)
