"""A hardware wholesaler's letter B: quantity and code first, $ in every cell, ley 27.743 under the total."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sealed.goods import HARDWARE
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet


def _money(value: Decimal) -> str:
    return f"$ {LOCAL.show(value)}"


GRID = Grid(
    12,
    (
        Column("CANT", 14, lambda item: LOCAL.quantity(item.quantity), "centre"),
        Column("ARTICULO", 22, lambda item: item.sku, "left"),
        Column("DETALLE", 70, lambda item: item.product.name, "left"),
        Column("UNITARIO\nC/IVA", 28, lambda item: _money(item.price)),
        Column("DTO", 14, lambda item: _percent(item.discount_percent), "centre"),
        Column("TOTAL\nC/IVA", 36, lambda item: _money(item.amount)),
    ),
    8,
    head_fill="#333333",
    head_colour="#ffffff",
    stripe="#eeeeee",
)


def _percent(value: Decimal) -> str:
    return f"{LOCAL.percent(value)}%" if value else "-"


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(12, 10, 60, 25, fill="#333333")
    sheet.text(42, 21, f"{invoice.title} {invoice.letter}", 16, bold=True, align="centre", colour="#ffffff")
    sheet.text(42, 29, f"(Código {invoice.code:03d})", 9, align="centre", colour="#ffffff")
    sheet.text(78, 15, "Comprobante N°", 8)
    sheet.text(78, 21, f"{invoice.point:05d}-{invoice.serial:08d}", 13, bold=True)
    sheet.text(78, 28, "Emisión", 8)
    sheet.text(78, 33, f"{invoice.issued:%d-%m-%Y}", 10, bold=True)
    sheet.text(104, 28, "Vencimiento", 8)
    sheet.text(104, 33, f"{invoice.due:%d-%m-%Y}", 10)
    sheet.text(196, 15, supplier.name, 12, bold=True, align="right", room=62)
    right = (
        supplier.address,
        supplier.city,
        f"CUIT {supplier.hyphenated} - IIBB {supplier.gross_income}",
        f"{supplier.condition} - Inicio {supplier.since}",
    )
    for place, words in enumerate(right):
        sheet.text(196, 20 + 4.2 * place, words, 7.5, align="right", room=62)
    sheet.line(12, 39, 196, 39, width=0.4)
    sheet.text(12, 44, "CLIENTE", 7, colour="#666666")
    sheet.text(12, 49, receiver.name, 10, bold=True, room=90)
    sheet.text(12, 54, f"{receiver.address}, {receiver.city}", 8, room=90)
    sheet.text(110, 44, "CUIT", 7, colour="#666666")
    sheet.text(110, 49, receiver.hyphenated, 9)
    sheet.text(110, 54, receiver.condition, 8)
    sheet.text(158, 44, "FORMA DE PAGO", 7, colour="#666666")
    sheet.text(158, 49, invoice.terms, 8, room=38)
    sheet.text(158, 54, f"Nota de pedido {invoice.serial % 9000 + 12000}", 8, room=38)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = []
    if invoice.discount:
        rate = LOCAL.percent(invoice.discount_percent)
        rows = [
            ("SUBTOTAL", _money(invoice.lines_sum)),
            (f"DESCUENTO {rate}%", f"-{_money(invoice.discount)}"),
        ]
    y = 218.0
    for label, value in rows:
        sheet.text(150, y, label, 9, align="right")
        sheet.text(195.2, y, value, 9, align="right")
        y += 5
    sheet.box(110, y - 3, 86, 9, fill="#333333")
    sheet.text(114, y + 3.2, "TOTAL", 12, bold=True, colour="#ffffff")
    sheet.text(195.2, y + 3.2, _money(invoice.total), 12, bold=True, align="right", colour="#ffffff")
    sheet.text(12, 218, "Régimen de Transparencia Fiscal al Consumidor (Ley 27.743)", 8, bold=True)
    law = (
        ("IVA Contenido", invoice.vat),
        ("Otros Imp. Nac. Indirectos", invoice.others_sum),
        ("Importe sin impuestos nacionales", invoice.net),
    )
    for place, (label, value) in enumerate(law):
        sheet.text(12, 223 + 4.5 * place, f"{label}:", 8)
        sheet.text(98, 223 + 4.5 * place, _money(value), 8, align="right")
    sheet.box(12, 244, 184, 36)
    sheet.qr(163, 246.5, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(16, 251, f"CAE {invoice.cae}  |  Vto. CAE {invoice.cae_due:%d-%m-%Y}", 9, bold=True)
    sheet.texts(
        16,
        257,
        (
            "Cambios dentro de los 10 días con este comprobante y embalaje original.",
            "Horario de expedición: lunes a viernes de 8 a 16 h.",
            "Depósitos en Banco de la Ribera, CBU 4150999718000011223344, alias TORNO.MARTILLO.CLAVO",
        ),
        7.5,
    )
    sheet.text(16, 276, f"Hoja {sheet.page}/{sheet.pages}", 7.5)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 60, 210, 210, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_hardware",
    Recipe(
        HARDWARE, 6, (4, 12), sku="FM-{:05d}", discounts=("0", "0", "8", "15"), document_discounts=("0", "4")
    ),
    _draw,
    frozenset({"sku", "discount"}),
)
