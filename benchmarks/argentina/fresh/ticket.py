"""A cash-and-carry's till roll: three rows a product, letter B, cash and change at the foot."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.fresh.blocks import aside
from benchmarks.argentina.fresh.goods import SUPERWHOLESALE
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import NumberStyle
from benchmarks.argentina.sheet import Sheet

TILL = NumberStyle("", ".")
STEP = 3.5
LEFT, RIGHT = 10, 82


def _rule(sheet: Sheet, y: float) -> float:
    sheet.line(LEFT, y - 2, RIGHT, y - 2, dash=2)
    return y + 1.5


def _both(sheet: Sheet, y: float, left: str, right: str, size: float = 7.5, *, bold: bool = False) -> float:
    sheet.text(LEFT, y, left, size, bold=bold)
    sheet.text(RIGHT, y, right, size, bold=bold, align="right")
    return y + size * 0.47


def _top(sheet: Sheet, invoice: Invoice) -> float:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(46, 9, supplier.name.upper(), 10, bold=True, align="centre", room=72)
    y = 13.5
    for words in (
        f"C.U.I.T. Nro.: {supplier.hyphenated}",
        f"Ing. Brutos: {supplier.gross_income}",
        f"{supplier.address} - {supplier.city}",
        f"Inicio de actividades: {supplier.since}",
        supplier.condition.upper(),
    ):
        sheet.text(46, y, words, 7, align="centre", room=72)
        y += STEP
    y = _rule(sheet, y + 1)
    sheet.text(46, y + 2, f"{invoice.title} {invoice.letter}", 12, bold=True, align="centre")
    sheet.text(46, y + 5.5, f"COD. {invoice.code:03d}    {sheet.copy}", 7, align="centre")
    y = _both(sheet, y + 10, f"P.V. Nro. {invoice.point:05d}", f"Nro. {invoice.serial:08d}")
    hour = f"{aside(invoice, 'hour', 8, 20):02d}:{aside(invoice, 'minute', 0, 60):02d}"
    y = _both(sheet, y, f"Fecha {invoice.issued:%d/%m/%Y}", f"Hora {hour}")
    y = _rule(sheet, y + 1)
    for words in (
        receiver.name.upper(),
        f"CUIT {receiver.tax_id}",
        f"A {receiver.condition.upper()}",
        f"{receiver.address} {receiver.city}".upper(),
    ):
        sheet.text(LEFT, y, words, 7, room=72)
        y += STEP
    return _rule(sheet, y + 0.5)


def _row(sheet: Sheet, y: float, item: Item) -> float:
    """Count and price, then the code, then name and amount."""
    words = f"{TILL.quantity(item.quantity)} x {TILL.show(item.price)} ({TILL.show(item.product.tax_rate)})"
    if item.discount_percent:
        words += f" Dto {TILL.show(item.discount_percent)}%"
    sheet.text(LEFT, y, words, 7.2)
    y += STEP
    sheet.text(LEFT, y, item.ean, 7.2)
    y += STEP
    sheet.text(LEFT, y, item.product.name, 7.2, room=53)
    sheet.text(RIGHT, y, TILL.show(item.amount), 7.5, align="right")
    return y + STEP + 0.8


def _bottom(sheet: Sheet, invoice: Invoice, y: float) -> None:
    y = _rule(sheet, y + 0.5)
    y = _both(sheet, y + 2, "TOTAL $", TILL.show(invoice.total), 13, bold=True)
    note = Decimal(1000)
    paid = (invoice.total // note + 1) * note
    y = _both(sheet, y + 1, "Efectivo", TILL.show(paid))
    y = _both(sheet, y, "Su vuelto", TILL.show(paid - invoice.total))
    saved = sum((item.discount for item in invoice.items), Decimal(0))
    if saved:
        y = _both(sheet, y, "Usted ahorro en esta compra", TILL.show(saved))
    y = _both(sheet, y, "Cantidad de articulos", str(len(invoice.items)))
    y = _rule(sheet, y + 1)
    sheet.text(LEFT, y, "REGIMEN DE TRANSPARENCIA FISCAL", 7, bold=True)
    sheet.text(LEFT, y + STEP, "AL CONSUMIDOR (LEY 27.743)", 7, bold=True)
    y = _both(sheet, y + 2 * STEP, "IVA Contenido $", TILL.show(invoice.vat))
    y = _both(sheet, y, "Otros Imp. Nac. Indirectos $", TILL.show(invoice.others_sum))
    y = _rule(sheet, y + 1)
    y = _both(sheet, y, f"CAE {invoice.cae}", f"Vto {invoice.cae_due:%d/%m/%Y}", 7)
    sheet.qr(30, y, 32, invoice.qr_url())
    cashier = f"Caja {aside(invoice, 'till', 1, 30):03d} Cajero {aside(invoice, 'cashier', 1000, 9999)}"
    sheet.text(46, y + 37, cashier, 7, align="centre")
    sheet.text(46, y + 41, "GRACIAS POR SU COMPRA", 8, bold=True, align="centre")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    y = _top(sheet, invoice)
    _both(sheet, y, "CANT x P.UNIT (%IVA)", "IMPORTE", 7, bold=True)
    y += STEP
    sheet.text(LEFT, y, "CODIGO / DESCRIPCION", 7, bold=True)
    y = _rule(sheet, y + STEP)
    for item in invoice.items:
        y = _row(sheet, y, item)
    _bottom(sheet, invoice, y)


LAYOUT = Layout(
    "fresh_ticket",
    Recipe(SUPERWHOLESALE, 6, (5, 9), discounts=("0", "0", "5", "12.5")),
    _draw,
    frozenset({"ean", "discount", "tax_pct"}),
    size=(92, 290),
    face="mono",
)
