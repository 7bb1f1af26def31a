"""A tool importer: list in dollars, sums in pesos, customs clearance and code under each description."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, authorisation, tax_rows, totals
from benchmarks.argentina.numbers import NumberStyle
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import HARDWARE

N = NumberStyle(".", ",", 3)
"""12.345,678 for prices"""
RATE = Decimal("1452.50")
"""Pesos a dollar."""
ORIGINS = ("China", "Brasil", "Taiwán", "India")


def _goods(item: Item) -> str:
    turn = int(item.ean[11])
    clearance = f"{25 + turn % 2}0{turn % 3 + 1}IC04{item.ean[6:12]}{'KLMNP'[turn % 5]}"
    return f"{item.product.name}\nCód. {item.sku}  Desp. {clearance}  {ORIGINS[turn % 4]}"


GRID = Grid(
    10,
    (
        Column("Descripción", 76, _goods, "left"),
        Column("U$S Lista", 20, lambda item: N.show(item.price / RATE)),
        Column("$ Unitario", 25, lambda item: N.price(item.price)),
        Column("Ctdad.", 14, lambda item: N.quantity(item.quantity)),
        Column("% Dto.", 14, lambda item: N.percent(item.discount_percent)),
        Column("% IVA", 13, lambda item: N.percent(item.product.tax_rate)),
        Column("Importe $", 30, lambda item: N.show(item.amount)),
    ),
    7.4,
    head_fill="#f2b705",
    stripe="#fbf6e6",
    gap=1.6,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(0, 0, 216, 5, fill="#f2b705", stroke="")
    sheet.text(10, 18, supplier.name, 14, bold=True, room=85)
    sheet.texts(
        10,
        24,
        (
            supplier.address,
            supplier.city,
            f"CUIT: {supplier.hyphenated}",
            f"Ingresos Brutos: {supplier.gross_income}",
            f"Inicio de actividades: {supplier.since}",
            supplier.condition,
        ),
        7.5,
    )
    sheet.text(108, 20, invoice.letter, 30, bold=True, align="centre")
    sheet.text(108, 24, f"Cod. {invoice.code:02d}", 6, align="centre")
    sheet.text(206, 16, invoice.title, 15, bold=True, align="right")
    sheet.text(206, 22, f"{invoice.point:05d}-{invoice.serial:08d}", 12, align="right")
    sheet.text(206, 28, f"Fecha de emisión  {invoice.issued:%d.%m.%Y}", 8, align="right")
    sheet.text(206, 32, f"Fecha de vencimiento  {invoice.due:%d.%m.%Y}", 8, align="right")
    sheet.text(206, 38, f"Cotización U$S BNA vendedor: {N.show(RATE)}", 8, align="right")
    sheet.text(10, 50, "Cliente", 7, colour="#777777")
    sheet.text(10, 54.5, receiver.name, 10, bold=True)
    sheet.text(10, 59, f"{receiver.address}, {receiver.city}", 8)
    sheet.text(120, 50, "CUIT / Condición", 7, colour="#777777")
    sheet.text(120, 54.5, receiver.hyphenated, 9)
    sheet.text(120, 59, f"{receiver.condition} - {invoice.terms}", 8)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(10, 205, 206, 205)
    rows = [
        ("Importe neto gravado", N.show(invoice.net)),
        *tax_rows(invoice, N, vat="IVA {} %", other="{}"),
        ("Total en pesos", N.show(invoice.total)),
    ]
    totals(sheet, 160, 201, 211, rows, 8)
    equal = N.show(invoice.total / RATE)
    sheet.text(10, 212, f"Total equivalente en dólares: U$S {equal}", 8)
    sheet.text(10, 217, "A pagar en pesos a la cotización del día anterior al pago.", 7)
    authorisation(sheet, 245, invoice, left=10, right=206, side=26)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 64, 235, 202, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_importer",
    Recipe(
        HARDWARE,
        1,
        (3, 10),
        sku="HT{:05d}",
        price_step=RATE / 100,
        discounts=("0", "5", "12"),
        perceptions=("iibb", "second_iibb"),
    ),
    _draw,
    frozenset({"sku", "discount", "tax_pct"}),
    size=(216, 279),
    face="wide",
)
