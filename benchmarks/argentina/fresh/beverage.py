"""A drinks distributor's page: internal tax a line, goods given back, the account's balance below."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import ZERO, Invoice, Item
from benchmarks.argentina.fresh.blocks import aside
from benchmarks.argentina.fresh.goods import BEVERAGE
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet


def _internal(item: Item) -> str:
    return LOCAL.show(item.internal_tax) if item.internal_tax else "-"


GRID = Grid(
    8,
    (
        Column("CÓD.", 15, lambda item: item.sku, "centre"),
        Column("CANT.", 14, lambda item: LOCAL.quantity(item.quantity), "centre"),
        Column("U.", 10, lambda item: item.product.unit, "centre"),
        Column("ARTÍCULO", 64, lambda item: item.product.name, "left"),
        Column("P. UNIT.", 22, lambda item: LOCAL.show(item.price)),
        Column("BONIF.\n%", 14, lambda item: LOCAL.percent(item.discount_percent)),
        Column("SUBTOTAL", 28, lambda item: LOCAL.show(item.amount)),
        Column("IMP.\nINTERNOS", 26, _internal),
    ),
    7.2,
    head_fill="#d9d9d9",
    rules=frozenset({"frame", "rows", "columns", "head"}),
    gap=1.8,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(8, 8, 96, 46)
    sheet.box(106, 8, 95, 46)
    sheet.box(98, 8, 14, 13, fill="#ffffff")
    sheet.text(105, 17, invoice.letter, 25, bold=True, align="centre")
    sheet.text(105, 20.2, f"COD.{invoice.code:02d}", 5.5, align="centre")
    sheet.text(11, 16, supplier.name, 11, bold=True, room=84)
    sheet.texts(
        11,
        22,
        (
            supplier.address,
            supplier.city,
            f"CUIT: {supplier.tax_id}",
            f"{supplier.condition}",
            f"Ing. Brutos: {supplier.gross_income}",
            f"Inicio Act.: {supplier.since}",
        ),
        7.5,
    )
    sheet.text(
        11,
        45,
        f"{invoice.title} Nro. {invoice.letter}-{invoice.point:05d}-{invoice.serial:08d}",
        10,
        bold=True,
    )
    sheet.text(11, 51, f"Fecha de emisión: {invoice.issued:%d/%m/%Y}", 9)
    sheet.text(101, 51, f"Pág. {sheet.page}/{sheet.pages}", 7, align="right")
    sheet.text(115, 13, "CLIENTE", 6.5)
    sheet.text(115, 18, receiver.name, 9.5, bold=True, room=83)
    sheet.texts(
        109,
        24,
        (
            f"CUIT: {receiver.tax_id}   {receiver.condition}",
            f"{receiver.address} - {receiver.city}",
            f"Cuenta: {aside(invoice, 'account', 1000, 30000)}   Lista: {aside(invoice, 'list', 1, 9)}",
            f"Preventista: {aside(invoice, 'seller', 1, 60):02d}   Camión: {aside(invoice, 'truck', 1, 20)}",
            f"Pedido: {aside(invoice, 'order', 10**5, 10**6)}   Ruta: {aside(invoice, 'route', 10, 9999)}",
            f"Cond. de venta: {invoice.terms}",
            f"Vencimiento: {invoice.due:%d/%m/%Y}",
        ),
        7.5,
    )
    sheet.text(198, 51, sheet.copy, 7, bold=True, align="right")


def _balance(sheet: Sheet, invoice: Invoice) -> None:
    """What the shop owed before and owes now, apart from the invoice's own total."""
    before = Decimal(aside(invoice, "balance", 50_000, 90_000_000)) / 100
    sheet.box(8, 268, 193, 8, fill="#f0f0f0")
    sheet.text(11, 273.2, f"Saldo anterior: $ {LOCAL.show(before)}", 8)
    sheet.text(105, 273.2, f"Este comprobante: $ {LOCAL.show(invoice.total)}", 8, align="centre")
    sheet.text(198, 273.2, f"Saldo actual: $ {LOCAL.show(before + invoice.total)}", 8, align="right")
    sheet.text(
        8,
        281,
        "Recibí conforme: ................................   Aclaración: ...............................",
        7,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.qr(8, 231, 30, invoice.qr_url())
    sheet.text(42, 238, f"CAE: {invoice.cae}", 9, bold=True)
    sheet.text(42, 243, f"Fecha Vto. CAE: {invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(42, 252, f"Total bultos: {LOCAL.quantity(sum((i.quantity for i in invoice.items), ZERO))}", 8)
    rows = [("Neto gravado", invoice.net)]
    rows += [(f"I.V.A. {LOCAL.percent(row.rate)} %", row.amount) for row in invoice.vats]
    for row in invoice.others:
        rate = "" if row.rate is None else f" {LOCAL.percent(row.rate)} %"
        rows.append((row.label + rate, row.amount))
    sheet.box(112, 229, 89, 36)
    y = 234.0
    for label, amount in rows:
        sheet.text(115, y, label, 8)
        sheet.text(199, y, LOCAL.show(amount), 8, align="right")
        y += 4.6
    sheet.line(112, 258, 201, 258)
    sheet.text(115, 263, "TOTAL FACTURA", 10, bold=True)
    sheet.text(199, 263, f"$ {LOCAL.show(invoice.total)}", 11, bold=True, align="right")
    _balance(sheet, invoice)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 57, 270, 224, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_beverage",
    Recipe(
        BEVERAGE,
        1,
        (5, 12),
        sku="{:05d}",
        discounts=("0", "0", "5", "10"),
        perceptions=("iibb", "vat"),
        returns=True,
    ),
    _draw,
    frozenset({"sku", "unit", "discount"}),
)
