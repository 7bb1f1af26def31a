"""Monthly services: no quantities, four IVA rates with a small table of them, exempt items."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import ZERO, Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import SERVICES

GRID = Grid(
    15,
    (
        Column("Concepto", 118, lambda item: item.product.name, "left"),
        Column(
            "Alícuota",
            24,
            lambda item: N.percent(item.product.tax_rate) + "%" if item.product.tax_rate else "Exento",
        ),
        Column("Importe", 38, lambda item: "$ " + N.show(item.amount)),
    ),
    9,
    rules=frozenset({"rows"}),
    gap=3,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(15, 12, 180, 22, fill="#123f5a", stroke="")
    sheet.text(20, 22, supplier.name, 15, bold=True, colour="#ffffff", room=90)
    sheet.text(20, 29, f"{supplier.address}, {supplier.city}", 8, colour="#ffffff")
    sheet.box(120, 14, 18, 18, fill="#ffffff", stroke="")
    sheet.text(129, 26, invoice.letter, 26, bold=True, align="centre")
    sheet.text(129, 30.5, f"cód. {invoice.code:02d}", 6.5, align="centre")
    sheet.text(191, 21, "Factura electrónica", 12, bold=True, align="right", colour="#ffffff")
    sheet.text(191, 28, f"N° {invoice.point:04d}-{invoice.serial:08d}", 12, align="right", colour="#ffffff")
    sheet.text(
        15, 40, f"CUIT {supplier.hyphenated} | Responsable Inscripto | IIBB {supplier.gross_income}", 8
    )
    sheet.text(15, 44, f"Inicio de actividades {supplier.since}", 8)
    sheet.pair(15, 54, "Titular:", receiver.name, 10)
    sheet.pair(15, 60, "Domicilio:", f"{receiver.address}, {receiver.city}", 8.5)
    sheet.pair(15, 66, "CUIT:", receiver.tax_id, 8.5)
    sheet.pair(55, 66, "IVA:", receiver.condition.removeprefix("IVA "), 8.5)
    sheet.box(140, 49, 55, 22)
    sheet.text(143, 55, "Fecha de emisión", 8)
    sheet.text(192, 55, f"{invoice.issued:%d/%m/%Y}", 8, align="right")
    sheet.text(143, 61, "Período", 8)
    sheet.text(192, 61, f"{invoice.issued:%m/%Y}", 8, align="right")
    sheet.text(143, 67, "Vencimiento", 8, bold=True)
    sheet.text(192, 67, f"{invoice.due:%d/%m/%Y}", 8, bold=True, align="right")


def _rates(sheet: Sheet, invoice: Invoice, y: float) -> None:
    for x, words in ((18, "Alíc."), (60, "Base imponible"), (95, "Impuesto")):
        sheet.text(x, y, words, 7.5, bold=True, align="left" if x == 18 else "right")
    for row in invoice.vats:
        y += 4.2
        sheet.text(18, y, f"{N.show(row.rate, 1)}%", 7.5)
        sheet.text(60, y, N.show(row.base), 7.5, align="right")
        sheet.text(95, y, N.show(row.amount), 7.5, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(15, 190, 84, 30)
    _rates(sheet, invoice, 195)
    rows = [("Conceptos gravados", N.show(invoice.net - invoice.exempt))]
    if invoice.exempt:
        rows.append(("Conceptos exentos / no gravados", N.show(invoice.exempt)))
    rows.append(("Total IVA", N.show(invoice.vat)))
    rows += [(f"{row.label} ({N.percent(row.rate or ZERO)}%)", N.show(row.amount)) for row in invoice.others]
    y = 195.0
    for label, amount in rows:
        sheet.text(108, y, label, 8.5)
        sheet.text(193, y, "$ " + amount, 8.5, align="right")
        y += 5
    sheet.box(105, 218, 90, 11, fill="#123f5a", stroke="")
    sheet.text(108, 225.5, "Total a pagar", 12, bold=True, colour="#ffffff")
    sheet.text(192, 225.5, "$ " + N.show(invoice.total), 13, bold=True, align="right", colour="#ffffff")
    sheet.qr(15, 238, 34, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(55, 250, f"CAE: {invoice.cae}", 9)
    sheet.text(55, 256, f"Vto. CAE: {invoice.cae_due:%d/%m/%Y}", 9)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 78, 270, 184, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_services",
    Recipe(SERVICES, 1, (2, 7), perceptions=("iibb",)),
    _draw,
    frozenset({"tax_pct", "uncounted"}),
)
