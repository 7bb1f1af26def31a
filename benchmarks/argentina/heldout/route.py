"""A delivery route's invoice: letter at the left margin, quantity late in the row, sums carried over."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows, totals
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.products import DELI, GROCERY, SWEETS, Trade
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    12,
    (
        Column("Mercadería", 66, lambda item: item.product.name, "left"),
        Column("Ref.", 18, lambda item: item.sku, "left"),
        Column("% I.V.A.", 15, lambda item: LOCAL.show(item.product.tax_rate, 1)),
        Column("P. Lista", 24, lambda item: LOCAL.price(item.price)),
        Column("Bonif. %", 16, lambda item: LOCAL.show(item.discount_percent, 1)),
        Column("Unidades", 19, lambda item: LOCAL.quantity(item.quantity)),
        Column("Neto", 28, lambda item: LOCAL.show(item.amount)),
    ),
    8,
    rules=frozenset({"head"}),
    gap=1.9,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(12, 10, 18, 18)
    sheet.text(21, 23, invoice.letter, 30, bold=True, align="centre")
    sheet.text(21, 31.5, f"cód. {invoice.code:02d}", 7, align="centre")
    sheet.text(34, 16, f"{invoice.title} ELECTRÓNICA", 12, bold=True)
    sheet.text(34, 22, f"Número {invoice.letter}-{invoice.point:04d}-{invoice.serial:08d}", 11)
    sheet.text(34, 27, f"Fecha {invoice.issued:%d/%m/%Y}     Vto. {invoice.due:%d/%m/%Y}", 9)
    sheet.text(198, 16, supplier.name, 13, bold=True, align="right", room=85)
    for place, words in enumerate(
        (
            f"{supplier.address} - {supplier.city}",
            f"CUIT: {supplier.hyphenated} - {supplier.condition}",
            f"Ing. Br. {supplier.gross_income} - Inicio {supplier.since}",
            f"Pág. {sheet.page} de {sheet.pages}",
        )
    ):
        sheet.text(198, 21 + 4 * place, words, 8, align="right")
    sheet.line(12, 37, 198, 37)
    sheet.texts(
        12,
        42,
        (
            f"Destinatario: {receiver.name} ({receiver.condition})",
            f"CUIT: {receiver.hyphenated}    {receiver.address}, {receiver.city}",
            f"Forma de pago: {invoice.terms}",
        ),
        8.5,
    )


def _carry(sheet: Sheet, y: float, so_far: Decimal) -> None:
    sheet.text(12.8, y, "Subtotal transportado", 8)
    sheet.text(197.2, y, LOCAL.show(so_far), 8, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(12, 226, 198, 226)
    rows = [("Suma de artículos", LOCAL.show(invoice.lines_sum))]
    if invoice.discount:
        rows.append(
            (
                f"Descuento comercial {LOCAL.percent(invoice.discount_percent)} %",
                LOCAL.show(-invoice.discount),
            )
        )
    rows += [("Base imponible", LOCAL.show(invoice.net)), *tax_rows(invoice, LOCAL, vat="I.V.A. {} %")]
    rows.append(("Importe a pagar $", LOCAL.show(invoice.total)))
    totals(sheet, 165, 197, 231, rows, 8.5)
    sheet.qr(12, 230, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(12, 266, f"C.A.E. {invoice.cae} válido hasta {invoice.cae_due:%d/%m/%Y}", 8.5)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 54, 222, 222, _header, _footer, carry=_carry).draw(sheet, invoice)


ROUTE = Trade("route", "Lácteos y Almacén", "Reparto", DELI.products + GROCERY.products + SWEETS.products)
LAYOUT = Layout(
    "heldout_route",
    Recipe(
        ROUTE,
        1,
        (24, 38),
        sku="R{:05d}",
        discounts=("0", "4", "7.5"),
        document_discounts=("0", "2.5"),
        perceptions=("iibb", "vat"),
    ),
    _draw,
    frozenset({"sku", "discount", "tax_pct"}),
)
