"""A cigarette distributor on half sheets: internal taxes and the fixed public price a line, sums carried."""

from decimal import ROUND_HALF_UP, Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, tax_rows
from benchmarks.argentina.numbers import NumberStyle
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import TOBACCO

N = NumberStyle(",", ".", 3)
"""12,345.678 for prices"""


def _public_price(item: Item) -> Decimal:
    return (item.price * Decimal("1.78") / 50).quantize(Decimal(1), ROUND_HALF_UP) * 50


GRID = Grid(
    7,
    (
        Column("ART", 16, lambda item: item.sku, "left"),
        Column("DETALLE", 72, lambda item: item.product.name, "left"),
        Column("PVP", 18, lambda item: N.show(_public_price(item))),
        Column("UNID", 13, lambda item: N.quantity(item.quantity)),
        Column("P.UNIT", 24, lambda item: N.price(item.price)),
        Column("IMP.INT.", 26, lambda item: N.show(item.internal_tax)),
        Column("NETO", 33, lambda item: N.show(item.amount)),
    ),
    8,
    rules=frozenset({"head"}),
    gap=1.3,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(7, 7, 202, 28)
    sheet.text(10, 15, supplier.name.upper(), 12, bold=True, room=80)
    sheet.texts(
        10,
        20,
        (f"{supplier.address} {supplier.city}", f"{supplier.condition} CUIT {supplier.hyphenated}"),
        7.5,
    )
    sheet.text(10, 32, f"ING. BRUTOS {supplier.gross_income} INICIO {supplier.since}", 7.5)
    sheet.box(101, 9, 13, 13)
    sheet.text(107.5, 18.5, invoice.letter, 22, bold=True, align="centre")
    sheet.text(107.5, 26, f"COD.{invoice.code:03d}", 6.5, align="centre")
    sheet.text(122, 15, invoice.title, 13, bold=True)
    sheet.text(122, 21, f"P.V. {invoice.point:04d} Nro {invoice.serial:08d}", 11, bold=True)
    sheet.text(122, 27, f"Fec. {invoice.issued:%d/%m/%y}", 10)
    sheet.text(160, 27, f"Vto. {invoice.due:%d/%m/%y}", 10)
    sheet.text(122, 32, f"Pag. {sheet.page} de {sheet.pages}   Zona 12   Vend. 04", 7.5)
    sheet.text(10, 40, f"{receiver.name}  ({invoice.serial % 3000})", 9, bold=True)
    sheet.text(10, 44.5, f"{receiver.address} - {receiver.city}", 8)
    sheet.text(122, 40, f"CUIT {receiver.hyphenated}", 8)
    sheet.text(122, 44.5, f"{receiver.condition} / {invoice.terms}", 8)


def _carry(sheet: Sheet, y: float, so_far: Decimal) -> None:
    sheet.text(165, y, "TRANSPORTE $", 8, bold=True, align="right")
    sheet.text(208.2, y, N.show(so_far), 8, bold=True, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [
        ("SUBTOTAL", N.show(invoice.net)),
        *((label.upper(), amount) for label, amount in tax_rows(invoice, N, vat="IVA INSC. {}%")),
    ]
    y = 99.0
    for label, amount in rows:
        sheet.text(165, y, label, 8, align="right")
        sheet.text(208, y, amount, 8, align="right")
        y += 4
    sheet.box(128, y - 1, 81, 7)
    sheet.text(131, y + 4, "TOTAL FACTURA", 10, bold=True)
    sheet.text(208, y + 4, N.show(invoice.total), 10, bold=True, align="right")
    sheet.qr(9, 97, 32, invoice.qr_url())
    sheet.text(46, 118, f"CAE: {invoice.cae}", 8)
    sheet.text(46, 123, f"VTO: {invoice.cae_due:%d/%m/%y}", 8)
    bundles = sum(int(item.quantity) for item in invoice.items)
    sheet.text(46, 104, f"Renglones {len(invoice.items)}  Unidades {bundles}", 8)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 48, 128, 92, _header, _footer, carry=_carry).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_tobacco",
    Recipe(TOBACCO, 1, (8, 16), sku="{:05d}", price_places=3, perceptions=("iibb",)),
    _draw,
    frozenset({"sku"}),
    size=(216, 140),
)
