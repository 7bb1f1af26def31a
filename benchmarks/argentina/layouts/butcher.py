"""A meat supplier: weights to the gram, IVA 10,5%, no product codes, no QR on its older printed paper."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows, totals
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import BUTCHER
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    15,
    (
        Column("KILOS", 26, lambda item: N.show(item.quantity, 3)),
        Column("DETALLE", 78, lambda item: item.product.name.upper(), "left"),
        Column("$ x KG", 30, lambda item: N.show(item.price)),
        Column("IVA %", 16, lambda item: N.percent(item.product.tax_rate), "centre"),
        Column("IMPORTE", 30, lambda item: N.show(item.amount)),
    ),
    9,
    rules=frozenset({"rows", "columns", "frame"}),
    gap=2.2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(15, 18, supplier.name.upper(), 15, bold=True, room=79)
    sheet.texts(15, 24, (invoice.activity, supplier.address, supplier.city, supplier.condition), 8.5)
    sheet.box(97, 9, 16, 16)
    sheet.text(105, 20.5, invoice.letter, 26, bold=True, align="centre")
    sheet.text(105, 28, f"Código N° {invoice.code:02d}", 6.5, align="centre")
    sheet.line(105, 30, 105, 44)
    sheet.text(120, 18, invoice.title, 14, bold=True)
    sheet.text(160, 18, f"Nº {invoice.point:04d}-{invoice.serial:08d}", 11, bold=True)
    sheet.texts(
        120,
        26,
        (
            f"Fecha: {invoice.issued:%d/%m/%Y}",
            f"CUIT: {supplier.hyphenated}",
            f"Ing. Brutos: {supplier.gross_income}",
            f"Inicio Act.: {supplier.since}",
        ),
        9,
    )
    sheet.box(15, 46, 180, 21)
    sheet.text(18, 52, f"Señores: {receiver.name}", 10)
    sheet.text(18, 58, f"Domicilio: {receiver.address}, {receiver.city}", 9)
    sheet.text(18, 64, f"IVA: {receiver.condition}", 9)
    sheet.text(105, 64, f"CUIT: {receiver.hyphenated}", 9)
    sheet.text(192, 64, f"Cond. de venta: {invoice.terms}", 9, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    kilos = sum((item.quantity for item in invoice.items if item.product.unit == "KG"), Decimal(0))
    sheet.text(18, 210, f"Total kilos: {N.show(kilos, 3)}", 10, bold=True)
    rows = [
        ("Subtotal", N.show(invoice.net)),
        *tax_rows(invoice, N, vat="I.V.A. {}%"),
        ("TOTAL $", N.show(invoice.total)),
    ]
    sheet.box(105, 216, 90, 30)
    totals(sheet, 160, 192, 222, rows, 9.5)
    sheet.text(18, 232, "Recibí conforme: ..............................", 9)
    sheet.text(15, 255, f"CAE N°: {invoice.cae}", 9)
    sheet.text(90, 255, f"Fecha vto. CAE: {invoice.cae_due:%d/%m/%Y}", 9)
    sheet.text(195, 255, sheet.copy, 9, bold=True, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 71, 270, 205, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUTS = (
    Layout(
        "butcher",
        Recipe(BUTCHER, 1, (2, 7), price_step=Decimal(10)),
        _draw,
        frozenset({"tax_pct"}),
        qr=False,
    ),
)
