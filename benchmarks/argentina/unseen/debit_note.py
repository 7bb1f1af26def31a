"""A debit note of a web billing service: airy, grey labels above values, two provinces' perceptions."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import CHARGES

GREY = "#808080"
GRID = Grid(
    18,
    (
        Column("Cantidad", 22, lambda item: N.show(item.quantity), "left"),
        Column("Descripción", 88, lambda item: item.product.name, "left"),
        Column("Precio", 30, lambda item: N.show(item.price)),
        Column("Total", 34, lambda item: N.show(item.amount)),
    ),
    8.5,
    head_colour=GREY,
    rules=frozenset({"rows"}),
    gap=3.4,
)


def _field(sheet: Sheet, x: float, y: float, label: str, value: str) -> None:
    sheet.text(x, y, label, 6.5, colour=GREY)
    sheet.text(x, y + 4.4, value, 8.5)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(18, 22, "Nota de Débito", 20, colour="#0a7f6f")
    sheet.text(88, 22, invoice.letter, 24, bold=True)
    sheet.text(98, 22, f"Cód. {invoice.code:03d}", 7, colour=GREY)
    _field(sheet, 18, 32, "NÚMERO", f"{invoice.letter}-{invoice.point:05d}-{invoice.serial:08d}")
    _field(sheet, 70, 32, "FECHA", f"{invoice.issued:%d/%m/%Y}")
    _field(sheet, 105, 32, "VENCIMIENTO", f"{invoice.due:%d/%m/%Y}")
    _field(sheet, 140, 32, "COMPROBANTE ORIGINAL", f"FA A {invoice.related}")
    sheet.line(18, 41, 192, 41, width=0.3)
    sheet.text(18, 48, "DE", 6.5, colour=GREY)
    sheet.text(18, 53, supplier.name, 10, bold=True, room=82)
    sheet.texts(
        18,
        58,
        (
            supplier.address,
            supplier.city,
            f"CUIT {supplier.hyphenated}",
            f"IIBB {supplier.gross_income}",
            f"{supplier.condition} desde {supplier.since}",
        ),
        7.5,
    )
    sheet.text(108, 48, "PARA", 6.5, colour=GREY)
    sheet.text(108, 53, receiver.name, 10, bold=True, room=82)
    sheet.texts(
        108, 58, (receiver.address, receiver.city, f"CUIT {receiver.hyphenated}", receiver.condition), 7.5
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    y = 175.0
    for label, amount in [("Subtotal gravado", N.show(invoice.net)), *tax_rows(invoice, N, vat="IVA {}%")]:
        sheet.text(120, y, label, 8)
        sheet.text(191, y, amount, 8, align="right")
        y += 5.5
    sheet.line(118, y - 2, 192, y - 2, width=0.3)
    sheet.text(120, y + 4, "Monto total ARS", 11, bold=True)
    sheet.text(191, y + 4, N.show(invoice.total), 11, bold=True, align="right")
    _field(sheet, 18, 175, "OBSERVACIONES", "Débito según lo conversado con administración.")
    sheet.qr(18, 240, 32, invoice.qr_url())
    _field(sheet, 56, 250, "CAE", invoice.cae)
    _field(sheet, 56, 260, "VENCIMIENTO DEL CAE", f"{invoice.cae_due:%d/%m/%Y}")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 86, 260, 168, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_debit_note",
    Recipe(CHARGES, 2, (1, 4), pieces=True, perceptions=("iibb", "second_iibb", "vat")),
    _draw,
    face="wide",
)
