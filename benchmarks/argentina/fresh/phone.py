"""A monotributo maker's invoice C made on a phone: a narrow card, no table, whole pesos."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.fresh.goods import HOMEMADE
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sheet import Sheet

GREY = "#666666"
LEFT, RIGHT = 9, 101


def _pesos(value: Decimal) -> str:
    return f"$ {LOCAL.show(value, 0)}"


def _top(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(0, 0, 110, 24, fill="#1f4e5f", stroke="")
    sheet.text(LEFT, 11, f"Factura {invoice.letter}", 17, bold=True, colour="#ffffff")
    sheet.text(LEFT, 17.5, f"Nro. {invoice.number}", 10, colour="#ffffff")
    sheet.text(RIGHT, 11, f"{invoice.issued:%d/%m/%Y}", 10, colour="#ffffff", align="right")
    sheet.text(
        RIGHT,
        17.5,
        f"{sheet.copy.capitalize()} - Cód. {invoice.code:03d}",
        8,
        colour="#ffffff",
        align="right",
    )
    sheet.text(LEFT, 33, supplier.name, 12, bold=True)
    sheet.text(LEFT, 38, f"{supplier.condition} · CUIT {supplier.tax_id}", 8)
    sheet.text(LEFT, 42, f"{supplier.address}, {supplier.city}", 8, room=92)
    sheet.text(LEFT, 46, f"Ingresos Brutos {supplier.gross_income} · Inicio {supplier.since}", 8, room=92)
    sheet.line(LEFT, 50, RIGHT, 50, width=0.4)
    sheet.text(LEFT, 55, "Cliente", 7.5, colour=GREY)
    sheet.text(LEFT, 60, receiver.name, 10, bold=True, room=92)
    sheet.text(LEFT, 64.5, f"CUIT {receiver.tax_id} · {receiver.condition}", 8)
    sheet.text(LEFT, 68.5, f"{receiver.address}, {receiver.city}", 8, room=92)
    sheet.line(LEFT, 72.5, RIGHT, 72.5, width=0.4)
    sheet.text(LEFT, 77.5, "Detalle", 7.5, colour=GREY)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    _top(sheet, invoice)
    y = 84.0
    for item in invoice.items:
        sheet.text(LEFT, y, item.product.name, 9.5, bold=True)
        sheet.text(LEFT, y + 4.5, f"{LOCAL.quantity(item.quantity)} x {_pesos(item.price)}", 8.5, colour=GREY)
        sheet.text(RIGHT, y + 4.5, _pesos(item.amount), 9.5, align="right")
        y += 11.5
    sheet.line(LEFT, y - 2.5, RIGHT, y - 2.5, width=0.4)
    sheet.text(LEFT, y + 4, "Forma de pago", 8, colour=GREY)
    sheet.text(RIGHT, y + 4, invoice.terms, 8, align="right")
    sheet.text(LEFT, y + 12, "Total", 13, bold=True)
    sheet.text(RIGHT, y + 12, _pesos(invoice.total), 15, bold=True, align="right")
    sheet.qr(LEFT, 167, 27, invoice.qr_url())
    sheet.text(41, 173, "CAE", 7.5, colour=GREY)
    sheet.text(41, 178, invoice.cae, 10)
    sheet.text(41, 184, "Vencimiento del CAE", 7.5, colour=GREY)
    sheet.text(41, 189, f"{invoice.cae_due:%d/%m/%Y}", 10)


LAYOUT = Layout(
    "fresh_phone",
    Recipe(HOMEMADE, 11, (1, 5), price_step=Decimal(100)),
    _draw,
    size=(110, 200),
)
