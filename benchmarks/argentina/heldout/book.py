"""A monotributo's printed book, half a page, date in words, no QR."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.products import BAKERY
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

MONTHS = (
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
)


GRID = Grid(
    8,
    (
        Column("CANT.", 18, lambda item: LOCAL.quantity(item.quantity), "centre"),
        Column("DETALLE", 70, lambda item: item.product.name, "left"),
        Column("P. UNITARIO", 21, lambda item: LOCAL.show(item.price)),
        Column("IMPORTE", 23, lambda item: LOCAL.show(item.amount)),
    ),
    8.5,
    rules=frozenset({"frame", "columns", "rows", "head"}),
    gap=1.8,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver, day = invoice.supplier, invoice.receiver, invoice.issued
    sheet.text(36, 14, "El Horno de la Esquina", 13, bold=True, align="centre")
    sheet.texts(8, 19, (f"de {supplier.name}", supplier.address, supplier.city, "RESPONSABLE MONOTRIBUTO"), 8)
    sheet.box(69, 7, 10, 10)
    sheet.text(74, 14.5, invoice.letter, 18, bold=True, align="centre")
    sheet.text(74, 20, f"Cód. {invoice.code}", 6.5, align="centre")
    sheet.text(84, 13, "FACTURA", 13, bold=True)
    sheet.text(84, 18.5, f"Nº {invoice.point:05d}-{invoice.serial:08d}", 10, bold=True)
    sheet.texts(
        84,
        23,
        (
            f"Fecha: {day.day} de {MONTHS[day.month - 1]} de {day.year}",
            f"CUIT: {supplier.hyphenated}",
            f"Ing. Brutos: {supplier.gross_income}",
            f"Inicio de Act.: {supplier.since}",
        ),
        8,
    )
    sheet.line(8, 38, 140, 38)
    sheet.texts(
        8,
        43,
        (
            f"Señor/es: {receiver.name}",
            f"Domicilio: {receiver.address} - {receiver.city}",
            f"CUIT: {receiver.hyphenated}     {receiver.condition}     Pago: {invoice.terms}",
        ),
        8.5,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(90, 172, 50, 9)
    sheet.text(93, 178, "TOTAL $", 11, bold=True)
    sheet.text(138, 178, LOCAL.show(invoice.total), 11, bold=True, align="right")
    sheet.text(8, 190, f"CAE Nº {invoice.cae}   Fecha de Vto.: {invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(140, 197, sheet.copy, 8, bold=True, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 56, 200, 168, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "heldout_book",
    Recipe(BAKERY, 11, (2, 7), price_step=Decimal(50)),
    _draw,
    size=(148, 210),
    face="serif",
    copies=("ORIGINAL", "DUPLICADO"),
    qr=False,
)
