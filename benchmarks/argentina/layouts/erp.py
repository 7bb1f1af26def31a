"""A business suite's print: no rules, units behind quantities, a tax name a line; also credit notes."""

from dataclasses import replace

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import CLEANING, SWEETS
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

UNITS = {"UN": "Unidades", "CJ": "Cajas", "BL": "Bolsas", "DS": "Displays"}
INK = "#3b5b4c"
GRID = Grid(
    15,
    (
        Column("Descripción", 72, lambda item: f"[{item.sku}] {item.product.name}", "left"),
        Column("Cantidad", 28, lambda item: f"{N.show(item.quantity)} {UNITS[item.product.unit]}"),
        Column("Precio\nunitario", 24, lambda item: N.price(item.price)),
        Column("Desc.%", 14, lambda item: N.show(item.discount_percent)),
        Column("Impuestos", 19, lambda item: f"IVA {N.percent(item.product.tax_rate)}%", "centre"),
        Column("Importe", 23, lambda item: f"$ {N.show(item.amount)}"),
    ),
    7.6,
    head_colour=INK,
    stripe="#f3f5f4",
    gap=1.9,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(15, 10, 9, 9, fill=INK, stroke="")
    sheet.text(27, 15, supplier.name, 12, bold=True, room=68)
    sheet.texts(27, 20, (supplier.address, supplier.city, supplier.condition), 7.5)
    sheet.text(105, 19, invoice.letter, 30, bold=True, align="centre")
    sheet.text(105, 24, f"Cod. {invoice.code}", 7.5, align="centre")
    sheet.text(195, 15, invoice.title.capitalize(), 12, bold=True, align="right")
    sheet.texts(
        150,
        20,
        (f"CUIT: {supplier.tax_id}", f"IIBB: {supplier.gross_income}", f"Inicio act.: {supplier.since}"),
        7.5,
    )
    sheet.line(15, 33, 195, 33, width=1)
    short = "NC" if invoice.kind == "credit_note" else "FA"
    sheet.text(15, 43, f"{short}-{invoice.letter} {invoice.number}", 16, colour=INK)
    sheet.text(195, 43, f"Página: {sheet.page} / {sheet.pages}", 7.5, align="right")
    sheet.texts(
        15,
        51,
        (
            "Cliente:",
            receiver.name,
            f"{receiver.address}, {receiver.city}",
            f"{receiver.condition} - CUIT: {receiver.hyphenated}",
        ),
        8.5,
    )
    sheet.texts(
        125,
        51,
        (
            f"Fecha de factura: {invoice.issued:%d/%m/%Y}",
            f"Fecha de vencimiento: {invoice.due:%d/%m/%Y}",
            f"Términos de pago: {invoice.terms}",
        ),
        8.5,
    )
    if invoice.related:
        sheet.text(125, 66, f"Origen: FA-{invoice.letter} {invoice.related} (devolución)", 8.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [("Subtotal", invoice.net)]
    rows += [(f"IVA {N.percent(row.rate)}% sobre $ {N.show(row.base)}", row.amount) for row in invoice.vats]
    rows += [(tax.label, tax.amount) for tax in invoice.others]
    y = 222.0
    for label, amount in rows:
        sheet.line(115, y - 4, 195, y - 4, width=0.3)
        sheet.text(117, y, label, 8.5)
        sheet.text(193, y, f"$ {N.show(amount)}", 8.5, align="right")
        y += 6
    sheet.box(115, y - 4, 80, 7.5, fill=INK, stroke="")
    sheet.text(117, y + 1, "Total", 10, bold=True, colour="#ffffff")
    sheet.text(193, y + 1, f"$ {N.show(invoice.total)}", 10, bold=True, align="right", colour="#ffffff")
    sheet.text(15, 222, f"Por favor utilice la siguiente referencia al pagar: {invoice.number}", 7.5)
    sheet.qr(15, 256, 28, invoice.qr_url())
    sheet.text(47, 268, f"CAE: {invoice.cae}", 9, bold=True)
    sheet.text(47, 273, f"Fecha vto. CAE: {invoice.cae_due:%d/%m/%Y}", 9)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 72, 270, 214, _header, _footer).draw(sheet, invoice)


SHOWN = frozenset({"sku", "unit", "discount", "tax_pct"})
SALE = Recipe(SWEETS, 1, (3, 9), sku="GO{:05d}", discounts=("0", "0", "10"), perceptions=("vat",))
LAYOUTS = (
    Layout("erp", SALE, _draw, SHOWN),
    Layout(
        "erp_credit_note",
        replace(SALE, trade=CLEANING, sku="QM{:05d}", code=3, lines=(1, 4), pieces=True),
        _draw,
        SHOWN,
    ),
)
