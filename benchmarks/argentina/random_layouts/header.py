"""The head of a random page: issuer, document and receiver."""

from collections.abc import Callable
from random import Random

from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import letter_box
from benchmarks.argentina.random_layouts.look import Look
from benchmarks.argentina.sheet import Sheet

Header = Callable[[Sheet, Invoice], float]
"""Draws the head on the sheet's current page and returns where it ends, in millimetres from the top."""


def draw_header(rng: Random, look: Look) -> Header:
    top = rng.uniform(8, 14)
    title_size = rng.choice((11, 13, 16))
    fiscal = rng.choice(("CUIT: {}", "C.U.I.T. Nº {}", "CUIT {}"))
    buyer = rng.choice(("Señor(es): {}", "Cliente: {}", "Razón Social: {}", "Sres.: {}"))
    day = rng.choice(("%d/%m/%Y", "%d-%m-%Y", "%d/%m/%y"))

    def draw(sheet: Sheet, invoice: Invoice) -> float:
        supplier, receiver, middle = invoice.supplier, invoice.receiver, look.width / 2
        letter_box(sheet, middle, top, invoice)
        sheet.text(look.left, top + 6, supplier.name, title_size, bold=True, room=middle - look.left - 10)
        lines = (f"{supplier.address} - {supplier.city}", supplier.condition)
        sheet.texts(look.left, top + 12, lines, 8)
        x = middle + 12
        title = f"{invoice.title} Nº {invoice.point:04d}-{invoice.serial:08d}"
        sheet.text(x, top + 6, title, title_size, bold=True, room=look.right - x)
        sheet.texts(
            x,
            top + 12,
            (
                f"Fecha: {invoice.issued.strftime(day)}    {sheet.copy}",
                fiscal.format(supplier.hyphenated),
                f"Ingresos Brutos: {supplier.gross_income}   Inicio de Actividades: {supplier.since}",
            ),
            8,
        )
        y = top + 28
        sheet.line(look.left, y - 5, look.right, y - 5)
        return sheet.texts(
            look.left,
            y,
            (
                buyer.format(receiver.name),
                f"Domicilio: {receiver.address} - {receiver.city}",
                f"{fiscal.format(receiver.hyphenated)}    {receiver.condition}",
                f"Condición de venta: {invoice.terms}",
            ),
            8.5,
        )

    return draw
