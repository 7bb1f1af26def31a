"""A food company's ERP printout: receiver in an envelope window, boxes and units, several dense pages."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.fresh.blocks import aside
from benchmarks.argentina.fresh.goods import FOOD_COMPANY
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    9,
    (
        Column("Material", 16, lambda item: item.sku, "left"),
        Column("Denominación", 52, lambda item: item.product.name, "left"),
        Column("Cód. EAN", 23, lambda item: item.ean, "left"),
        Column("Un.\nx Bto.", 10, lambda item: str(item.product.pack)),
        Column("Cant.\nBultos", 11, lambda item: LOCAL.quantity(item.quantity)),
        Column("UMV", 8, lambda item: item.product.unit, "centre"),
        Column("Precio\nx Bulto", 18, lambda item: LOCAL.show(item.price)),
        Column("Dto.\n%", 10, lambda item: LOCAL.show(item.discount_percent)),
        Column("Precio\nNeto", 18, lambda item: LOCAL.show(item.net_price)),
        Column("IVA\n%", 9, lambda item: LOCAL.show(item.product.tax_rate, 1)),
        Column("Importe\nNeto", 21, lambda item: LOCAL.show(item.amount)),
    ),
    6.6,
    rules=frozenset({"head"}),
    gap=2.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(9, 15, supplier.name, 15, bold=True, colour="#24406b", room=92)
    sheet.texts(9, 20, (f"Planta y Administración: {supplier.address}", supplier.city), 6.5)
    sheet.box(104, 8, 11, 13)
    sheet.text(109.5, 16, invoice.letter, 22, bold=True, align="centre")
    sheet.text(109.5, 20, f"COD. {invoice.code:03d}", 5, align="centre")
    sheet.text(120, 13, invoice.title, 11, bold=True)
    sheet.text(201, 13, sheet.copy, 8, align="right")
    sheet.text(120, 18.5, f"{invoice.point:05d} - {invoice.serial:08d}", 11, bold=True)
    sheet.text(201, 18.5, f"Hoja {sheet.page} / {sheet.pages}", 7, align="right")
    facts = (
        ("Fecha", f"{invoice.issued:%d.%m.%Y}"),
        ("Nº cliente", f"{aside(invoice, 'client', 10**6, 9 * 10**6):010d}"),
        ("CUIT cliente", receiver.tax_id),
        ("Cond. IVA cliente", receiver.condition),
        ("Pedido", str(aside(invoice, "order", 4_000_000_000, 4_999_999_999))),
        ("Entrega", str(aside(invoice, "delivery", 8_000_000_000, 8_999_999_999))),
        ("Fecha de entrega", f"{invoice.issued:%d.%m.%Y}"),
        ("Condición de pago", invoice.terms),
        ("Vencimiento", f"{invoice.due:%d.%m.%Y}"),
    )
    for place, (label, value) in enumerate(facts):
        sheet.text(120, 26 + 3.9 * place, label, 7)
        sheet.text(152, 26 + 3.9 * place, value, 7, bold=place in {0, 2})
    sheet.texts(18, 36, (receiver.name.upper(), receiver.address.upper(), receiver.city.upper()), 9)
    sheet.text(9, 58, "Destinatario de la mercancía:", 6.5)
    sheet.text(41, 58, f"{receiver.address}, {receiver.city}", 6.5)
    _legal(sheet, invoice)


def _legal(sheet: Sheet, invoice: Invoice) -> None:
    """The strip at every page's foot which says whose paper it is."""
    supplier = invoice.supplier
    sheet.line(9, 284, 201, 284, width=0.4)
    words = (
        f"{supplier.name} - CUIT {supplier.hyphenated} - {supplier.condition} - "
        f"Ing. Brutos {supplier.gross_income} - Inicio de actividades {supplier.since}"
    )
    sheet.text(105, 287.5, words, 6.5, align="centre", room=190)
    sheet.text(105, 291, "Documento no válido como recibo de pago", 5.5, align="centre")


def _carry(sheet: Sheet, y: float, so_far: Decimal) -> None:
    sheet.text(140, y, "Transporte", 7, bold=True, align="right")
    sheet.text(204.2, y, LOCAL.show(so_far), 7, bold=True, align="right")


def _taxes(sheet: Sheet, invoice: Invoice) -> None:
    """Base and IVA a rate, in a small table at the left."""
    for x, words in ((32, "Alícuota"), (57, "Base imponible"), (80, "Importe IVA")):
        sheet.text(x, 240, words, 6.5, bold=True, align="right")
    for place, row in enumerate(invoice.vats):
        y = 244 + 3.6 * place
        sheet.text(32, y, f"{LOCAL.show(row.rate)} %", 7, align="right")
        sheet.text(57, y, LOCAL.show(row.base), 7, align="right")
        sheet.text(80, y, LOCAL.show(row.amount), 7, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(9, 235, 205, 235)
    boxes = sum(item.quantity for item in invoice.items)
    units = sum(item.quantity * item.product.pack for item in invoice.items)
    _taxes(sheet, invoice)
    sheet.text(9, 254, f"Total bultos {boxes:f}   Total unidades {units:f}", 7)
    rows = [("Total neto gravado", invoice.net), ("IVA inscripto", invoice.vat)]
    rows += [
        (f"{row.label} ({LOCAL.show(row.rate)} %)", row.amount)
        for row in invoice.others
        if row.rate is not None
    ]
    y = 240.0
    for label, amount in rows:
        sheet.text(128, y, label, 7.5)
        sheet.text(204.2, y, LOCAL.show(amount), 7.5, align="right")
        y += 4
    sheet.box(126, y - 2, 79, 6.5, fill="#dfe6f0", stroke="")
    sheet.text(128, y + 2.5, "IMPORTE TOTAL ARS", 9, bold=True)
    sheet.text(204.2, y + 2.5, LOCAL.show(invoice.total), 9.5, bold=True, align="right")
    sheet.qr(9, 257, 25, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(38, 273, f"CAE {invoice.cae}   Vto. CAE {invoice.cae_due:%d.%m.%Y}", 8, bold=True)
    sheet.text(38, 278, f"Pago electrónico: código Link/PMC {aside(invoice, 'link', 10**9, 10**10)}", 7)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 62, 245, 231, _header, _footer, carry=_carry).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_food_company",
    Recipe(
        FOOD_COMPANY,
        1,
        (32, 44),
        sku="{:08d}",
        discounts=("0", "6", "8.5", "12"),
        perceptions=("iibb", "second_iibb", "vat"),
    ),
    _draw,
    frozenset({"sku", "ean", "unit", "discount", "tax_pct"}),
)
