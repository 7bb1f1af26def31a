"""A meat packer's half sheet, twice: kilos to the gram, pieces beside them, no thousands mark."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.fresh.blocks import aside
from benchmarks.argentina.fresh.goods import MEAT
from benchmarks.argentina.layout import Layout, totals
from benchmarks.argentina.numbers import PLAIN
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet


def _pieces(item: Item) -> str:
    return str(max(1, int(item.quantity // 9)))


GRID = Grid(
    8,
    (
        Column("Pzas.", 14, _pieces, "centre"),
        Column("DETALLE", 76, lambda item: item.product.name, "left"),
        Column("KILOS", 26, lambda item: PLAIN.show(item.quantity, 3)),
        Column("$ x KG", 30, lambda item: PLAIN.show(item.price)),
        Column("% IVA", 16, lambda item: PLAIN.show(item.product.tax_rate)),
        Column("IMPORTE", 32, lambda item: PLAIN.show(item.amount)),
    ),
    8.5,
    head_fill="#000000",
    head_colour="#ffffff",
    rules=frozenset({"frame", "columns"}),
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(8, 7, 16, 16)
    sheet.text(16, 19, invoice.letter, 32, bold=True, align="centre")
    sheet.text(16, 22.2, f"cod. {invoice.code:02d}", 5.5, align="centre")
    sheet.text(28, 13, supplier.name, 13, bold=True, room=100)
    sheet.texts(
        28,
        17.5,
        (
            f"{supplier.address} - {supplier.city}",
            f"{supplier.condition} - CUIT {supplier.tax_id} - IIBB {supplier.gross_income}",
            f"Est. Oficial SENASA {aside(invoice, 'senasa', 1000, 5999)} - Inic. Act. {supplier.since}",
        ),
        6.8,
    )
    sheet.text(202, 13, f"{invoice.title} {sheet.copy.capitalize()}", 10, bold=True, align="right")
    sheet.text(202, 18.5, f"{invoice.point:04d}-{invoice.serial:08d}", 13, bold=True, align="right")
    sheet.text(202, 24, f"{invoice.issued:%d/%m/%y}", 11, align="right")
    sheet.line(8, 29, 202, 29, width=1.2)
    sheet.pair(8, 34, "Comprador:", receiver.name, 9)
    sheet.pair(120, 34, "CUIT:", receiver.tax_id, 9)
    sheet.pair(8, 39, "Dom.:", f"{receiver.address} - {receiver.city}", 8)
    sheet.pair(120, 39, "IVA:", receiver.condition.removeprefix("IVA "), 8)
    number = aside(invoice, "romaneo", 10000, 99999)
    sheet.pair(8, 43.5, "Romaneo:", f"{number}   Tropa: {number % 977 + 12}   Cond.: {invoice.terms}", 7.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    kilos = sum((item.quantity for item in invoice.items), Decimal(0))
    sheet.text(8, 103, f"Total kilos: {PLAIN.show(kilos, 3)}", 8.5, bold=True)
    sheet.qr(8, 107, 27, invoice.qr_url(sloppy=True))
    sheet.texts(
        39,
        112,
        (
            f"CAE: {invoice.cae}",
            f"Vencimiento CAE: {invoice.cae_due:%d/%m/%Y}",
            "Mercadería con guía de tránsito. Conserve la cadena de frío.",
            f"Vto. de pago: {invoice.due:%d/%m/%y}",
        ),
        8,
    )
    rows = [("Neto gravado", PLAIN.show(invoice.net))]
    rows += [(f"IVA {PLAIN.show(row.rate)}%", PLAIN.show(row.amount)) for row in invoice.vats]
    rows += [
        (f"{row.label} {PLAIN.show(row.rate)}%", PLAIN.show(row.amount))
        for row in invoice.others
        if row.rate is not None
    ]
    totals(sheet, 166, 201, 104, [*rows, ("TOTAL", PLAIN.show(invoice.total))], 8.5)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 47, 98, 98, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_meat",
    Recipe(MEAT, 1, (2, 7), perceptions=("iibb", "vat"), price_step=Decimal(10)),
    _draw,
    frozenset({"tax_pct"}),
    size=(210, 148),
    copies=("ORIGINAL", "DUPLICADO"),
)
