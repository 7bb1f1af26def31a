"""A bazaar's word-processor form, letter B: date in three cells, blank rows, pesos without cents."""

from decimal import Decimal

from benchmarks.argentina.blind.goods import BAZAAR
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Grid, Sheet

ROWS = 12
ROW = 9.0
LEFTS = (20, 42, 126, 158, 190)
"""Where the table's rules stand."""
GRID = Grid(
    20,
    (
        Column("CANT.", 22, lambda item: N.quantity(item.quantity), "centre"),
        Column("DETALLE", 84, lambda item: item.product.name, "left"),
        Column("P. UNIT.", 32, lambda item: f"$ {N.show(item.price, 0)}"),
        Column("TOTAL", 32, lambda item: f"$ {N.show(item.amount, 0)}"),
    ),
    10,
    head_fill="#d9d9d9",
    rules=frozenset({"frame"}),
    gap=2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(20, 24, "La Alacena de Irma", 22, bold=True)
    sheet.text(20, 30, f"de {supplier.name}", 10.5)
    sheet.texts(20, 36, (f"{supplier.address} - {supplier.city}", supplier.condition), 9.5)
    sheet.box(98, 14, 12, 14)
    sheet.text(104, 24, invoice.letter, 24, bold=True, align="centre")
    sheet.text(104, 27, f"Cód. {invoice.code:02d}", 6, align="centre")
    sheet.text(190, 21, invoice.title, 15, bold=True, align="right")
    sheet.text(190, 28, f"Nº {invoice.point:05d} - {invoice.serial:08d}", 13, align="right")
    sheet.text(136, 37.2, "FECHA", 9, bold=True)
    for place, part in enumerate((f"{invoice.issued:%d}", f"{invoice.issued:%m}", f"{invoice.issued:%Y}")):
        sheet.box(152 + place * 12.66, 32, 12.66, 8)
        sheet.text(158.33 + place * 12.66, 37.6, part, 11, align="centre")
    ids = (f"C.U.I.T.: {supplier.hyphenated}", f"Ing. Brutos: {supplier.gross_income}")
    sheet.texts(136, 45.5, (*ids, f"Inicio de actividades: {supplier.since}"), 9)
    sheet.box(20, 58, 170, 24)
    for x, y, label, value in (
        (23, 64, "Señor/es:", receiver.name),
        (23, 71, "Domicilio:", f"{receiver.address} - {receiver.city}"),
        (23, 78, "I.V.A.:", receiver.condition),
        (128, 64, "C.U.I.T.:", receiver.hyphenated),
        (128, 78, "Cond. venta:", invoice.terms),
    ):
        sheet.text(x, y, label, 10)
        sheet.text(x + sheet.measure(label + " ", 10), y, value, 10, bold=True, room=188 - x - 22)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    _header(sheet, invoice)
    start = GRID.head(sheet, 88)
    for place, item in enumerate(invoice.items):
        GRID.row(sheet, start + place * ROW + 1.5, GRID.cells(sheet, item), odd=False)
    bottom = start + ROWS * ROW
    for place in range(1, ROWS + 1):
        sheet.line(20, start + place * ROW, 190, start + place * ROW, width=0.4)
    for x in LEFTS:
        sheet.line(x, 88, x, bottom, width=0.4)
    sheet.box(126, bottom, 64, 11)
    sheet.text(130, bottom + 7.6, "TOTAL", 13, bold=True)
    sheet.text(189, bottom + 7.6, f"$ {N.show(invoice.total, 0)}", 13, bold=True, align="right")
    y = bottom + 20
    sheet.text(20, y, "Régimen de Transparencia Fiscal al Consumidor (Ley 27.743)", 9, bold=True)
    sheet.text(20, y + 5, f"IVA contenido $ {N.show(invoice.vat)}", 9)
    sheet.text(20, y + 10, f"Otros impuestos nacionales indirectos $ {N.show(Decimal(0))}", 9)
    sheet.qr(162, y - 6, 28, invoice.qr_url())
    sheet.text(158, y + 18, f"CAE: {invoice.cae}", 9.5, align="right")
    sheet.text(158, y + 23, f"Vto. CAE: {invoice.cae_due:%d/%m/%Y}", 9.5, align="right")
    sheet.text(105, 287, "¡Gracias por su compra!", 10, align="centre")


LAYOUT = Layout(
    "blind_word",
    Recipe(BAZAAR, 6, (3, 9), price_step=Decimal(100)),
    _draw,
    face="serif",
)
