"""A cash-and-carry's letter A on a paper roll: two rows an article, points for decimals, no columns."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import NumberStyle
from benchmarks.argentina.sealed.goods import COUNTER
from benchmarks.argentina.sealed.wording import office_label
from benchmarks.argentina.sheet import Sheet

POINTS = NumberStyle("", ".")
WIDTH = 80
LEFT, RIGHT = 4.0, 76.0
SIZE = 7.5
STEP = 3.6


def _heading(sheet: Sheet, invoice: Invoice) -> float:
    supplier, receiver = invoice.supplier, invoice.receiver
    middle = WIDTH / 2
    sheet.text(middle, 9, supplier.name.upper(), 9, bold=True, align="centre", room=62)
    y = 13.5
    for words in (
        f"C.U.I.T. Nro.: {supplier.hyphenated}",
        f"Ing. Brutos: {supplier.gross_income}",
        f"{supplier.address} - {supplier.city}",
        f"Inicio de Actividades: {supplier.since}",
        supplier.condition.upper(),
    ):
        sheet.text(middle, y, words, SIZE, align="centre", room=62)
        y += STEP
    sheet.line(LEFT, y - 1.5, RIGHT, y - 1.5, dash=2)
    y += 3
    sheet.text(middle, y, f'{invoice.title} "{invoice.letter}"', 11, bold=True, align="centre")
    sheet.text(middle, y + 4, f"Cod. {invoice.code:03d} - ORIGINAL", SIZE, align="centre")
    y += 9
    sheet.text(LEFT, y, f"P.V. Nro.: {invoice.point:05d}", SIZE)
    sheet.text(RIGHT, y, f"Nro.: {invoice.serial:08d}", SIZE, align="right")
    y += STEP
    clock = f"{8 + invoice.serial % 11:02d}:{invoice.serial % 60:02d}"
    sheet.text(LEFT, y, f"Fecha {invoice.issued:%d/%m/%y}", SIZE)
    sheet.text(RIGHT, y, f"Hora {clock}", SIZE, align="right")
    y += STEP - 1.5
    sheet.line(LEFT, y, RIGHT, y, dash=2)
    y += STEP
    for words in (
        receiver.name.upper(),
        f"C.U.I.T. {receiver.hyphenated}",
        receiver.condition.upper(),
        f"{receiver.address} - {receiver.city}",
    ):
        sheet.text(LEFT, y, words, SIZE, room=72)
        y += STEP
    sheet.line(LEFT, y - 1.5, RIGHT, y - 1.5, dash=2)
    return y + 2


def _articles(sheet: Sheet, invoice: Invoice, y: float) -> float:
    sheet.text(LEFT, y, "CANT. x P.UNIT  (%IVA)  COD.", SIZE)
    sheet.text(LEFT, y + STEP, "DESCRIPCION", SIZE)
    sheet.text(RIGHT, y + STEP, "IMPORTE", SIZE, align="right")
    y += 2 * STEP + 1
    for item in invoice.items:
        quantity, price = POINTS.show(item.quantity, 3), POINTS.show(item.price)
        rate = POINTS.show(item.product.tax_rate)
        sheet.text(LEFT, y, f"{quantity} x {price} ({rate}) {item.ean}", SIZE)
        sheet.text(LEFT, y + STEP, item.product.name, SIZE)
        sheet.text(RIGHT, y + STEP, POINTS.show(item.amount), SIZE, align="right")
        y += 2 * STEP + 0.6
    sheet.line(LEFT, y - 1.8, RIGHT, y - 1.8, dash=2)
    return y + 2


def _closing(sheet: Sheet, invoice: Invoice, y: float) -> None:
    rows = [("SUBTOTAL NETO", invoice.net)]
    rows += [(f"IVA {POINTS.show(row.rate)}%", row.amount) for row in invoice.vats]
    for tax in invoice.others:
        rate = "" if tax.rate is None else f" {POINTS.show(tax.rate)}%"
        rows.append((f"{office_label(tax, 'PERC. IIBB {}').upper()}{rate}", tax.amount))
    for label, value in rows:
        sheet.text(LEFT, y, label, SIZE)
        sheet.text(RIGHT, y, POINTS.show(value), SIZE, align="right")
        y += STEP
    y += 2.5
    sheet.text(LEFT, y, "TOTAL $", 12, bold=True)
    sheet.text(RIGHT, y, POINTS.show(invoice.total), 12, bold=True, align="right")
    y += 5.5
    sheet.text(LEFT, y, "RECIBI(MOS)", SIZE)
    y += STEP
    note = (invoice.total // 1000 + 1) * 1000
    for label, value in (("Efectivo", note), ("Su vuelto", note - invoice.total)):
        sheet.text(LEFT, y, label, SIZE)
        sheet.text(RIGHT, y, POINTS.show(value), SIZE, align="right")
        y += STEP
    sheet.line(LEFT, y - 1.5, RIGHT, y - 1.5, dash=2)
    sheet.qr(24, y + 2, 32, invoice.qr_url())
    y += 40
    sheet.text(WIDTH / 2, y, f"CAE {invoice.cae}", SIZE, align="centre")
    sheet.text(WIDTH / 2, y + STEP, f"Vto. CAE {invoice.cae_due:%d/%m/%y}", SIZE, align="centre")
    sheet.text(WIDTH / 2, y + 2.4 * STEP, "CAJA 04  CAJERA 112  GRACIAS POR SU COMPRA", 6.5, align="centre")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    y = _heading(sheet, invoice)
    y = _articles(sheet, invoice, y)
    _closing(sheet, invoice, y)


LAYOUT = Layout(
    "sealed_ticket",
    Recipe(COUNTER, 1, (3, 9), perceptions=("iibb",)),
    _draw,
    frozenset({"ean", "tax_pct"}),
    size=(WIDTH, 250),
    face="mono",
)
