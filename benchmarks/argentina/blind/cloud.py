"""A web billing service's page: QR in the head, pastel bands, pesos signs, sums with and without IVA."""

from benchmarks.argentina.blind.goods import WEB
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

BLUE = "#27548a"
GRID = Grid(
    12,
    (
        Column("Producto o servicio", 58, lambda item: item.product.name, "left"),
        Column("Cant.", 13, lambda item: N.quantity(item.quantity), "centre"),
        Column("Precio", 28, lambda item: f"$ {N.show(item.price)}"),
        Column("Bonif.", 14, lambda item: f"{N.percent(item.discount_percent)} %"),
        Column("Subtotal", 29, lambda item: f"$ {N.show(item.amount)}"),
        Column("IVA", 14, lambda item: f"{N.percent(item.product.tax_rate)}%"),
        Column("Subtotal c/IVA", 30, lambda item: f"$ {N.show(item.amount + item.vat)}"),
    ),
    7,
    head_fill="#dce8f5",
    head_colour=BLUE,
    rules=frozenset({"rows"}),
    gap=2.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(12, 12, 14, 14, fill=BLUE, stroke="")
    sheet.text(19, 22.5, invoice.letter, 26, bold=True, align="centre", colour="#ffffff")
    sheet.text(30, 18, f"{invoice.title.capitalize()} {invoice.letter}", 16, bold=True, colour=BLUE)
    sheet.text(30, 24, f"Nro. {invoice.point:05d}-{invoice.serial:08d}", 11)
    sheet.text(12, 30, f"cód. {invoice.code:03d}", 6)
    sheet.text(12, 37, f"Emitida el {invoice.issued:%d/%m/%Y}", 8)
    sheet.text(62, 37, f"Vence el {invoice.due:%d/%m/%Y}", 8)
    sheet.text(12, 41.5, f"Forma de pago: {invoice.terms}", 8)
    sheet.text(164, 17, supplier.name, 10, bold=True, align="right", room=66)
    for place, line in enumerate(
        (
            supplier.address,
            supplier.city,
            f"CUIT {supplier.hyphenated} · IIBB {supplier.gross_income}",
            f"{supplier.condition} · Inicio act. {supplier.since}",
        )
    ):
        sheet.text(164, 22 + place * 4, line, 6.6, align="right", colour="#444444")
    sheet.qr(169, 12, 29, invoice.qr_url())
    sheet.box(12, 47, 186, 17, fill="#f4f7fb", stroke="")
    sheet.text(15, 52, "Facturado a", 6.5, colour=BLUE)
    sheet.text(15, 57, receiver.name, 9.5, bold=True)
    sheet.text(15, 61.5, f"{receiver.address}, {receiver.city}", 7)
    sheet.text(195, 57, f"CUIT {receiver.hyphenated}", 8.5, align="right")
    sheet.text(195, 61.5, receiver.condition, 7, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    y = 212.0
    rows = [("Subtotal sin impuestos", invoice.lines_sum)]
    if invoice.discount:
        rows.append((f"Descuento {N.percent(invoice.discount_percent)} %", -invoice.discount))
        rows.append(("Neto", invoice.net))
    rows += [(f"IVA {N.percent(row.rate)}%", row.amount) for row in invoice.vats]
    rows += [(f"{tax.label} ({N.percent(tax.rate or tax.amount)}%)", tax.amount) for tax in invoice.others]
    for label, amount in rows:
        sheet.text(122, y, label, 8)
        sheet.text(196, y, f"$ {N.show(amount)}", 8, align="right")
        y += 5
    sheet.box(118, y - 1.5, 80, 9, fill="#dce8f5", stroke="")
    sheet.text(122, y + 4.4, "Total", 11, bold=True, colour=BLUE)
    sheet.text(196, y + 4.4, f"$ {N.show(invoice.total)}", 11, bold=True, align="right", colour=BLUE)
    sheet.text(12, 214, "Datos para transferir", 7.5, bold=True, colour=BLUE)
    sheet.texts(12, 219, ("Alias: SOLUCION.CAJA.PAGO", f"Referencia: {invoice.serial}"), 7.5)
    sheet.line(12, 270, 198, 270, width=0.3)
    sheet.text(12, 275, f"CAE {invoice.cae} · vencimiento CAE {invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(198, 275, f"Página {sheet.page} de {sheet.pages}", 7, align="right")
    sheet.text(12, 280, "Comprobante autorizado por ARCA. Generado desde la nube.", 6, colour="#666666")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 70, 262, 205, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_cloud",
    Recipe(
        WEB,
        1,
        (3, 9),
        discounts=("0", "0", "15"),
        document_discounts=("0", "0", "5"),
        perceptions=("iibb",),
    ),
    _draw,
    frozenset({"discount", "tax_pct"}),
    face="wide",
)
