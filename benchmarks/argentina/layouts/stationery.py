"""A stationery house: serif type, long descriptions that wrap, exempt books, IVA in a small table."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import STATIONERY
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    12,
    (
        Column("Cant.", 14, lambda item: N.quantity(item.quantity), "centre"),
        Column("Un.", 10, lambda item: item.product.unit.lower(), "centre"),
        Column("Código", 22, lambda item: item.sku, "left"),
        Column("Descripción", 66, lambda item: item.product.name, "left"),
        Column("P. Unit.", 24, lambda item: N.price(item.price)),
        Column(
            "IVA",
            14,
            lambda item: f"{N.percent(item.product.tax_rate)} %" if item.product.tax_rate else "Exento",
        ),
        Column("Total", 36, lambda item: N.show(item.amount)),
    ),
    8.5,
    rules=frozenset({"columns", "frame", "head"}),
    gap=1.6,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(12, 10, 186, 40)
    sheet.text(15, 20, supplier.name, 15, bold=True, room=81)
    sheet.texts(
        15,
        26,
        (
            "Artículos de librería, papelería y textos escolares",
            supplier.address,
            supplier.city,
            supplier.condition.upper(),
        ),
        9,
    )
    sheet.box(99, 10, 12, 12)
    sheet.text(105, 19, invoice.letter, 20, bold=True, align="centre")
    sheet.text(105, 25, f"Cod. Nº {invoice.code:02d}", 7, align="centre")
    sheet.text(122, 20, invoice.title.capitalize(), 15, bold=True)
    sheet.text(122, 26, f"N° {invoice.point:05d} - {invoice.serial:08d}", 12, bold=True)
    sheet.texts(
        122,
        32,
        (
            f"FECHA: {invoice.issued:%d/%m/%Y}",
            f"C.U.I.T. Nº: {supplier.hyphenated}",
            f"Ing. Brutos: {supplier.gross_income}",
            f"Inicio de Actividades: {supplier.since}",
        ),
        9,
    )
    sheet.box(12, 50, 186, 20)
    sheet.texts(
        15,
        56,
        (
            f"Señor(es): {receiver.name}",
            f"Domicilio: {receiver.address} - {receiver.city}",
            f"I.V.A.: {receiver.condition}          C.U.I.T.: {receiver.hyphenated}",
        ),
        9.5,
    )
    sheet.text(195, 56, f"Condiciones: {invoice.terms}", 9.5, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(12, 222, 96, 26)
    for x, words in ((34, "Alícuota"), (68, "Base imponible"), (104, "Impuesto")):
        sheet.text(x, 227, words, 8.5, bold=True, align="right")
    y = 232.0
    for row in invoice.vats:
        sheet.text(34, y, f"{N.show(row.rate)} %", 8.5, align="right")
        sheet.text(68, y, N.show(row.base), 8.5, align="right")
        sheet.text(104, y, N.show(row.amount), 8.5, align="right")
        y += 4.5
    sheet.box(112, 222, 86, 26)
    rows = [("Gravado", invoice.net - invoice.exempt), ("Exento", invoice.exempt), ("I.V.A.", invoice.vat)]
    y = 227.0
    for label, amount in rows:
        sheet.text(115, y, label, 9.5)
        sheet.text(195, y, N.show(amount), 9.5, align="right")
        y += 4.8
    sheet.text(115, 245, "TOTAL", 12, bold=True)
    sheet.text(195, 245, f"$ {N.show(invoice.total)}", 12, bold=True, align="right")
    sheet.qr(12, 252, 30, invoice.qr_url())
    sheet.text(198, 260, f"C.A.E. Nº {invoice.cae}", 10, bold=True, align="right")
    sheet.text(198, 265, f"Fecha Vto. C.A.E. {invoice.cae_due:%d/%m/%Y}", 10, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 73, 285, 218, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUTS = (
    Layout(
        "stationery",
        Recipe(STATIONERY, 1, (4, 9), sku="LB-{:05d}", pieces=True),
        _draw,
        frozenset({"sku", "unit", "tax_pct"}),
        face="serif",
    ),
)
