"""Factura de crédito electrónica MiPyMEs (201), in pesos and in dollars: CBU and payment date."""

from dataclasses import replace

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, authorisation, letter_box, tax_rows, totals
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import DELI, STATIONERY, Trade
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

SIGNS = {"ARS": "$", "USD": "USD"}
GRID = Grid(
    10,
    (
        Column("Cód. Artículo", 24, lambda item: item.sku, "left"),
        Column("Descripción del artículo", 64, lambda item: item.product.name, "left"),
        Column("U.M.", 10, lambda item: item.product.unit, "centre"),
        Column("Cantidad", 18, lambda item: N.show(item.quantity, 3)),
        Column("Pr. Unitario", 24, lambda item: N.price(item.price)),
        Column("Alíc.", 14, lambda item: N.show(item.product.tax_rate)),
        Column("Total Neto", 36, lambda item: N.show(item.amount)),
    ),
    8,
    head_fill="#dfe7d6",
    rules=frozenset({"frame", "rows", "head"}),
    gap=1.5,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(10, 8, 190, 42)
    letter_box(sheet, 105, 8, invoice, code="COD. {:d}", side=15)
    sheet.text(13, 18, supplier.name, 14, bold=True, room=82)
    sheet.texts(
        13,
        25,
        (supplier.address, supplier.city, supplier.condition, f"Conv. Multilateral {supplier.gross_income}"),
        8,
    )
    sheet.text(116, 15, "FACTURA DE CRÉDITO ELECTRÓNICA", 10.5, bold=True)
    sheet.text(116, 20, "MiPyMEs (FCE)", 10.5, bold=True)
    sheet.text(116, 28, f"Nro. {invoice.point:05d}-{invoice.serial:08d}", 12, bold=True)
    sheet.texts(
        116,
        34,
        (
            f"Fecha de emisión: {invoice.issued:%d/%m/%Y}",
            f"Fecha vto. pago: {invoice.due:%d/%m/%Y}",
            f"CUIT: {supplier.hyphenated}    Inicio act.: {supplier.since}",
            sheet.copy,
        ),
        8.5,
    )
    sheet.box(10, 51, 190, 22)
    sheet.texts(
        13,
        57,
        (
            f"Razón social: {receiver.name}",
            f"Domicilio comercial: {receiver.address} - {receiver.city}",
            f"CUIT: {receiver.hyphenated}      Cond. IVA: {receiver.condition}      Venta: {invoice.terms}",
        ),
        8.5,
    )
    bank = (
        f"CBU del emisor: 0990{invoice.serial:08d}{invoice.cae[:10]}   Alias: FACTURA.COBRO.{invoice.point}"
    )
    sheet.text(13, 71, f"{bank}   Opción de transmisión: SCA", 8)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sign = SIGNS[invoice.currency]
    rows = [("Importe neto gravado", N.show(invoice.net - invoice.exempt))]
    if invoice.exempt:
        rows.append(("Importe exento", N.show(invoice.exempt)))
    rows += [*tax_rows(invoice, N, vat="IVA {} %"), (f"Importe total {sign}", N.show(invoice.total))]
    totals(sheet, 160, 198, 212, rows, 9)
    if invoice.currency != "ARS":
        rate = N.show(invoice.exchange_rate)
        sheet.text(10, 212, f"Moneda: Dólar estadounidense (USD). Tipo de cambio: $ {rate} por USD.", 8)
        pesos = invoice.total * invoice.exchange_rate
        sheet.text(10, 217, f"Equivalente en pesos al día de emisión: $ {N.show(pesos)}", 8)
    authorisation(sheet, 252, invoice, host="www.arca.gob.ar")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 77, 280, 204, _header, _footer).draw(sheet, invoice)


IMPORTED = Trade("imports", "Importadora", "Librería importada", STATIONERY.products)
SHOWN = frozenset({"sku", "unit", "tax_pct"})
SALE = Recipe(DELI, 201, (3, 7), sku="FQ/{:05d}", perceptions=("vat", "iibb"))
LAYOUTS = (
    Layout("fce", SALE, _draw, SHOWN),
    Layout(
        "fce_usd", replace(SALE, trade=IMPORTED, sku="IM{:05d}", currency="USD", perceptions=()), _draw, SHOWN
    ),
)
