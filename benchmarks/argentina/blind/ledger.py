"""A desktop ERP's laser form: boxed header, two IVA rates, totals side by side in a strip, sum in words."""

from decimal import Decimal

from benchmarks.argentina.blind.goods import VETERINARY
from benchmarks.argentina.blind.papers import in_words
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, letter_box
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    8,
    (
        Column("Cód. Artículo", 24, lambda item: item.sku, "left"),
        Column("Descripción", 74, lambda item: item.product.name, "left"),
        Column("Cantidad", 18, lambda item: N.show(item.quantity)),
        Column("U.M.", 10, lambda item: item.product.unit, "centre"),
        Column("Precio Unit.", 25, lambda item: N.show(item.price)),
        Column("Bonif.", 14, lambda item: N.show(item.discount_percent) if item.discount_percent else ""),
        Column("Importe", 29, lambda item: N.show(item.amount)),
    ),
    7.8,
    rules=frozenset({"head", "columns", "frame"}),
    gap=1.1,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(8, 8, 194, 38)
    letter_box(sheet, 105, 8, invoice, code="Cód. {:02d}", side=15)
    sheet.line(105, 23, 105, 46)
    sheet.text(11, 18, supplier.name, 13, bold=True, room=82)
    sheet.texts(11, 25, (supplier.address, supplier.city, "Tel.: (0341) 455-2190 / ventas@agro.example"), 8)
    sheet.text(11, 43, f"I.V.A.: {supplier.condition.removeprefix('IVA ').upper()}", 8, bold=True)
    sheet.text(118, 17, invoice.title, 16, bold=True)
    sheet.text(118, 24, f"N° {invoice.point:04d}-{invoice.serial:08d}", 13, bold=True)
    sheet.text(118, 30, f"Fecha: {invoice.issued:%d/%m/%Y}", 10)
    sheet.texts(
        118,
        35.5,
        (
            f"C.U.I.T.: {supplier.hyphenated}",
            f"Ing. Brutos C.M.: {supplier.gross_income}",
            f"Inicio de Actividades: {supplier.since}",
        ),
        8,
    )
    sheet.box(8, 47, 194, 24)
    code = f"({invoice.serial % 4000 + 11:06d})"
    sheet.pair(11, 52, "Cliente:", f"{code} {receiver.name}", 8.5)
    sheet.pair(11, 57, "Domicilio:", receiver.address, 8.5)
    sheet.pair(11, 62, "Localidad:", receiver.city, 8.5)
    sheet.pair(11, 67.5, "I.V.A.:", receiver.condition.removeprefix("IVA "), 8.5)
    sheet.pair(118, 52, "C.U.I.T.:", receiver.hyphenated, 8.5)
    sheet.pair(118, 57, "Cond. de Venta:", invoice.terms, 8.5)
    sheet.pair(118, 62, "Vencimiento:", f"{invoice.due:%d/%m/%Y}", 8.5)
    sheet.pair(118, 67.5, "Remito:", f"R {invoice.point:04d}-{invoice.serial + 812:08d}", 8.5)


def _strip(invoice: Invoice) -> list[tuple[str, str]]:
    rows = [("Subtotal", N.show(invoice.lines_sum))]
    if invoice.discount:
        rows.append((f"Bonif. {N.percent(invoice.discount_percent)}%", N.show(-invoice.discount)))
    rows.append(("Neto Gravado", N.show(invoice.net)))
    rows += [(f"I.V.A. {N.show(row.rate)}%", N.show(row.amount)) for row in invoice.vats]
    rows += [(tax.label.replace("Percep.", "Perc."), N.show(tax.amount)) for tax in invoice.others]
    return [*rows, ("TOTAL $", N.show(invoice.total))]


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = _strip(invoice)
    width = 194 / len(rows)
    sheet.box(8, 226, 194, 14)
    for place, (label, value) in enumerate(rows):
        x = 8 + place * width
        last = place == len(rows) - 1
        if place:
            sheet.line(x, 226, x, 240, width=0.4)
        sheet.text(x + width / 2, 231, label, 7.5, bold=True, align="centre", room=width - 1.5)
        sheet.text(x + width - 1.2, 237, value, 9.5 if last else 8.5, bold=last, align="right")
    whole = int(invoice.total)
    rest = int((invoice.total - whole) * Decimal(100))
    words = in_words(whole)
    words = words.removesuffix("ún") + "uno" if words.endswith("ún") else words
    words += "o" if words.endswith(" un") else ""
    sheet.text(8, 245, f"Son pesos {words} con {rest:02d}/100.-", 8)
    sheet.text(8, 251, "Cheques a la orden de la empresa. Pasado el vencimiento se aplicará interés.", 6.5)
    sheet.qr(8, 255, 28, invoice.qr_url())
    sheet.text(40, 262, "Comprobante autorizado por ARCA", 8, bold=True)
    sheet.text(150, 262, f"C.A.E. N°: {invoice.cae}", 9, bold=True)
    sheet.text(150, 267, f"Vto. C.A.E.: {invoice.cae_due:%d/%m/%Y}", 9, bold=True)
    sheet.text(202, 284, f"{sheet.copy} - Hoja {sheet.page} de {sheet.pages}", 7, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 73, 222, 222, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_ledger",
    Recipe(
        VETERINARY,
        1,
        (5, 16),
        sku="AV-{:05d}",
        discounts=("0", "0", "7.5"),
        document_discounts=("0", "3"),
        perceptions=("iibb",),
    ),
    _draw,
    frozenset({"sku", "unit", "discount"}),
)
