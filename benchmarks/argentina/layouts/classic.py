"""The look of ARCA's own "Comprobantes en línea": letters A, B and C, with triplicate copies."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, authorisation, contained, letter_box, totals
from benchmarks.argentina.numbers import PLAIN
from benchmarks.argentina.products import BAKERY, CLEANING, GROCERY
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

UNITS = {"UN": "unidades", "KG": "kilogramos", "DOC": "docenas", "PK": "packs", "CJ": "cajas"}


def _header(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(8, 8, 194, 9)
    sheet.text(105, 14.5, sheet.copy, 14, bold=True, align="centre")
    sheet.box(8, 17, 194, 43)
    sheet.line(105, 31, 105, 60)
    letter_box(sheet, 105, 17, invoice)
    supplier = invoice.supplier
    sheet.text(52, 27, supplier.name.upper(), 12, bold=True, align="centre", room=85)
    sheet.pair(11, 40, "Razón Social:", supplier.name)
    sheet.pair(11, 46, "Domicilio Comercial:", f"{supplier.address} - {supplier.city}", 7.5)
    sheet.pair(11, 55, "Condición frente al IVA:", supplier.condition)
    sheet.text(120, 27, invoice.title, 17, bold=True)
    sheet.pair(116, 36, "Punto de Venta:", f"{invoice.point:05d}", 9)
    sheet.pair(158, 36, "Comp. Nro:", f"{invoice.serial:08d}", 9)
    sheet.pair(116, 41, "Fecha de Emisión:", f"{invoice.issued:%d/%m/%Y}", 9)
    sheet.pair(116, 48, "CUIT:", supplier.tax_id)
    sheet.pair(116, 52.5, "Ingresos Brutos:", supplier.gross_income)
    sheet.pair(116, 57, "Fecha de Inicio de Actividades:", supplier.since)
    sheet.box(8, 61, 194, 7)
    sheet.pair(10, 65.5, "Período Facturado Desde:", f"{invoice.issued:%d/%m/%Y}")
    sheet.pair(75, 65.5, "Hasta:", f"{invoice.issued:%d/%m/%Y}")
    sheet.pair(122, 65.5, "Fecha de Vto. para el pago:", f"{invoice.due:%d/%m/%Y}")
    sheet.box(8, 69, 194, 19)
    receiver = invoice.receiver
    sheet.pair(10, 74, "CUIT:", receiver.tax_id)
    sheet.pair(66, 74, "Apellido y Nombre / Razón Social:", receiver.name, 7.5)
    sheet.pair(10, 80, "Condición frente al IVA:", receiver.condition)
    sheet.pair(100, 80, "Domicilio:", f"{receiver.address} - {receiver.city}", 7.5)
    sheet.pair(10, 86, "Condición de venta:", invoice.terms)
    if invoice.related:
        sheet.pair(100, 86, "Comprobante asociado:", f"Fac. {invoice.letter}: {invoice.related}")


def _text(item: Item) -> str:
    return item.product.name


def _unit(item: Item) -> str:
    return UNITS.get(item.product.unit, "otras unidades")


def _grid(*, itemised: bool) -> Grid:
    """With letter A the IVA is shown a line; B and C show the discount in money instead."""
    columns = [
        Column("Código", 16, lambda item: item.sku, "left"),
        Column("Producto / Servicio", 56 if itemised else 66, _text, "left"),
        Column("Cantidad", 15, lambda item: PLAIN.show(item.quantity, 3 if item.product.unit == "KG" else 2)),
        Column("U. medida", 19, _unit, "centre"),
        Column("Precio Unit.", 21, lambda item: PLAIN.show(item.price)),
        Column("% Bonif", 13, lambda item: PLAIN.show(item.discount_percent)),
    ]
    if itemised:
        columns += [
            Column("Subtotal", 20, lambda item: PLAIN.show(item.amount)),
            Column("Alícuota\nIVA", 12, lambda item: PLAIN.percent(item.product.tax_rate) + "%"),
            Column("Subtotal\nc/IVA", 22, lambda item: PLAIN.show(item.amount + item.vat)),
        ]
    else:
        columns += [
            Column("Imp. Bonif.", 19, lambda item: PLAIN.show(item.discount)),
            Column("Subtotal", 25, lambda item: PLAIN.show(item.amount)),
        ]
    return Grid(8, tuple(columns), 7, head_fill="#cfcfcf", gap=1.6)


def _totals_itemised(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(8, 200, 194, 52)
    sheet.text(10, 205, "Otros Tributos", 8, bold=True)
    sheet.box(10, 207, 90, 5, fill="#cfcfcf")
    sheet.text(12, 210.5, "Descripción", 7, bold=True)
    sheet.text(82, 210.5, "Alíc. %", 7, bold=True, align="right")
    sheet.text(98, 210.5, "Importe", 7, bold=True, align="right")
    rates = {row.rate: row.amount for row in invoice.vats}
    for place, tax in enumerate(invoice.others):
        y = 216 + 4 * place
        sheet.text(12, y, tax.label, 7)
        sheet.text(82, y, PLAIN.show(tax.rate or Decimal(0)), 7, align="right")
        sheet.text(98, y, PLAIN.show(tax.amount), 7, align="right")
    rows = [("Importe Neto Gravado: $", PLAIN.show(invoice.net - invoice.exempt))]
    rows += [
        (f"IVA {PLAIN.percent(Decimal(rate))}%: $", PLAIN.show(rates.get(Decimal(rate), Decimal(0))))
        for rate in ("27", "21", "10.5", "5", "2.5", "0")
    ]
    if invoice.exempt:
        rows.append(("Importe Exento: $", PLAIN.show(invoice.exempt)))
    rows.append(("Importe Otros Tributos: $", PLAIN.show(invoice.others_sum)))
    rows.append(("Importe Total: $", PLAIN.show(invoice.total)))
    totals(sheet, 172, 200, 206, rows, 8)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    if invoice.letter == "A":
        _totals_itemised(sheet, invoice)
    else:
        sheet.box(8, 205, 194, 25)
        rows = [
            ("Subtotal: $", PLAIN.show(invoice.subtotal)),
            ("Importe Otros Tributos: $", PLAIN.show(invoice.others_sum)),
            ("Importe Total: $", PLAIN.show(invoice.total)),
        ]
        totals(sheet, 172, 200, 212, rows, 9)
        if invoice.vat_contained:
            sheet.box(8, 232, 194, 14)
            contained(sheet, 10, 237, invoice, PLAIN)
    authorisation(sheet, 258, invoice)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    itemised = invoice.letter == "A"
    Flow(_grid(itemised=itemised), 91, 250, 196, _header, _footer).draw(sheet, invoice)


COPIES = ("ORIGINAL", "DUPLICADO", "TRIPLICADO")
SHOWN = frozenset({"sku", "unit", "discount"})
LAYOUTS = (
    Layout(
        "arca_a",
        Recipe(GROCERY, 1, sku="{:05d}", discounts=("0", "0", "5", "10"), perceptions=("iibb",)),
        _draw,
        SHOWN | {"tax_pct"},
        copies=COPIES,
    ),
    Layout("arca_b", Recipe(CLEANING, 6, (2, 7), discounts=("0", "0", "7.5")), _draw, SHOWN),
    Layout("arca_c", Recipe(BAKERY, 11, (2, 6), price_step=Decimal(50)), _draw, SHOWN, copies=COPIES[:2]),
)
