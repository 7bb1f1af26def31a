"""A new hardware wholesaler's invoice M: typewriter face, capitals, long names, prices to four places."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.fresh.blocks import MONTHS, aside, in_words, pieces
from benchmarks.argentina.fresh.goods import HARDWARE
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import PLAIN_LONG
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

STYLE = PLAIN_LONG
GRID = Grid(
    12,
    (
        Column("CODIGO", 20, lambda item: item.sku, "left"),
        Column("CANT", 14, lambda item: STYLE.quantity(item.quantity)),
        Column("UN", 10, lambda item: item.product.unit, "centre"),
        Column("DETALLE", 72, lambda item: item.product.name, "left"),
        Column("PRECIO", 28, lambda item: STYLE.price(item.price)),
        Column("IVA", 14, lambda item: STYLE.show(item.product.tax_rate)),
        Column("TOTAL", 28, lambda item: STYLE.show(item.amount)),
    ),
    7.8,
    rules=frozenset({"head"}),
    gap=1.4,
)
LEGEND = "LA OPERACIÓN IGUAL O MAYOR A UN MIL PESOS ($ 1.000.-) ESTÁ SUJETA A RETENCIÓN"


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(105, 15, supplier.name.upper(), 14, bold=True, align="centre", room=180)
    sheet.text(105, 20, f"{supplier.address} - {supplier.city}".upper(), 8, align="centre")
    sheet.text(
        105,
        24,
        f"CUIT {supplier.hyphenated}  ING.BRUTOS {supplier.gross_income}  INICIO ACT. {supplier.since}",
        8,
        align="centre",
    )
    sheet.text(105, 28, supplier.condition.upper(), 8, align="centre")
    sheet.line(12, 31, 198, 31, dash=1.5)
    day = f"{invoice.issued.day:02d}-{MONTHS[invoice.issued.month - 1][:3].upper()}-{invoice.issued.year}"
    sheet.text(12, 38, f"{invoice.title} {invoice.letter}", 16, bold=True)
    sheet.text(60, 38, f"(COD. {invoice.code:03d})", 8)
    sheet.text(92, 38, f"NRO {invoice.number}", 11, bold=True)
    sheet.text(198, 38, day, 11, bold=True, align="right")
    sheet.text(12, 43, sheet.copy, 8)
    sheet.text(198, 43, f"HOJA {sheet.page}/{sheet.pages}", 8, align="right")
    sheet.line(12, 45, 198, 45, dash=1.5)
    order = f"O.COMPRA {aside(invoice, 'order', 1000, 99999)}"
    sheet.texts(
        12,
        50,
        (
            f"SR/ES.....: {receiver.name.upper()}",
            f"DOMICILIO.: {receiver.address.upper()} - {receiver.city.upper()}",
            f"CUIT......: {receiver.hyphenated}  {receiver.condition.upper()}",
            f"PAGO......: {invoice.terms.upper()}   VTO {invoice.due:%d/%m/%Y}   {order}",
        ),
        8,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    y = 218.0
    sheet.line(12, y - 4, 198, y - 4, dash=1.5)
    rows = [("SUBTOTAL", invoice.lines_sum)]
    if invoice.discount:
        rows.append((f"DESCUENTO {STYLE.show(invoice.discount_percent)}%", -invoice.discount))
        rows.append(("NETO", invoice.net))
    rows += [(f"IVA {STYLE.show(vat.rate)}% S/{STYLE.show(vat.base)}", vat.amount) for vat in invoice.vats]
    rows += [
        (f"{row.label.upper()} {STYLE.show(row.rate)}%", row.amount)
        for row in invoice.others
        if row.rate is not None
    ]
    for label, amount in rows:
        sheet.text(160, y, label, 8, align="right")
        sheet.text(197.2, y, STYLE.show(amount), 8, align="right")
        y += 4.2
    sheet.text(160, y + 1, "TOTAL $", 11, bold=True, align="right")
    sheet.text(197.2, y + 1, STYLE.show(invoice.total), 11, bold=True, align="right")
    pieces(sheet, 12, 248, f"SON PESOS {in_words(invoice.total).upper()}", 150, 7.5)
    sheet.text(105, 257, LEGEND, 8, bold=True, align="centre")
    sheet.qr(12, 260, 26, invoice.qr_url())
    sheet.text(42, 268, f"CAE: {invoice.cae}", 9, bold=True)
    sheet.text(42, 273, f"VTO. CAE: {invoice.cae_due:%d/%m/%Y}", 9)
    sheet.text(42, 280, f"REMITO NRO 00001-{aside(invoice, 'remito', 1, 9999):08d}", 8)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 67, 275, 212, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_hardware",
    Recipe(
        HARDWARE,
        51,
        (5, 13),
        sku="F{:05d}",
        price_places=4,
        document_discounts=("0", "4"),
        perceptions=("iibb",),
    ),
    _draw,
    frozenset({"sku", "unit", "tax_pct"}),
    face="mono",
)
