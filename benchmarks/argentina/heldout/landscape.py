"""A perfumery's landscape sheet: list and net price, IVA in money a line."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows, totals
from benchmarks.argentina.numbers import PLAIN
from benchmarks.argentina.products import CLEANING
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    9,
    (
        Column("Item", 20, lambda item: item.sku, "left"),
        Column("Código EAN", 30, lambda item: item.ean, "left"),
        Column("Descripción del producto", 82, lambda item: item.product.name, "left"),
        Column("Cantidad", 18, lambda item: PLAIN.quantity(item.quantity)),
        Column("P. Lista", 24, lambda item: PLAIN.price(item.price)),
        Column("% Desc", 15, lambda item: PLAIN.show(item.discount_percent)),
        Column("P. c/Desc", 24, lambda item: PLAIN.show(item.net_price)),
        Column("Neto", 26, lambda item: PLAIN.show(item.amount)),
        Column("I.V.A. $", 20, lambda item: PLAIN.show(item.vat)),
        Column("Alíc.", 12, lambda item: PLAIN.percent(item.product.tax_rate)),
    ),
    8,
    stripe="#f4ecf4",
    rules=frozenset({"frame", "head"}),
    gap=1.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(9, 17, supplier.name, 16, bold=True, colour="#6d2b6d", room=120)
    sheet.texts(
        9,
        23,
        (
            f"{supplier.address} · {supplier.city}",
            f"{supplier.condition} · CUIT {supplier.hyphenated}",
            f"IIBB {supplier.gross_income} · Inicio {supplier.since}",
        ),
        8,
    )
    sheet.box(141, 8, 15, 15, stroke="#6d2b6d")
    sheet.text(148.5, 18, invoice.letter, 22, bold=True, align="centre")
    sheet.text(148.5, 22, f"COD. {invoice.code:02d}", 5.5, align="centre")
    sheet.text(
        288, 15, f"{invoice.title}  {invoice.point:05d} - {invoice.serial:08d}", 14, bold=True, align="right"
    )
    sheet.text(
        288,
        21,
        f"Emisión: {invoice.issued:%d/%m/%Y}   |   Vencimiento: {invoice.due:%d/%m/%Y}",
        9,
        align="right",
    )
    sheet.text(288, 26, sheet.copy, 8, bold=True, align="right")
    sheet.text(
        9, 36, f"Comprador: {receiver.name}   |   CUIT: {receiver.hyphenated}   |   {receiver.condition}", 9
    )
    sheet.text(9, 41, f"{receiver.address} - {receiver.city}   |   {invoice.terms}", 9)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.qr(9, 164, 30, invoice.qr_url())
    sheet.text(43, 176, f"CAE {invoice.cae}", 9, bold=True)
    sheet.text(43, 181, f"Vence {invoice.cae_due:%d/%m/%Y}", 9)
    rows = [("Neto gravado", PLAIN.show(invoice.net)), *tax_rows(invoice, PLAIN, vat="IVA {} %")]
    rows.append(("TOTAL FACTURA $", PLAIN.show(invoice.total)))
    totals(sheet, 240, 278, 170, rows, 9)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 46, 195, 158, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "heldout_landscape",
    Recipe(CLEANING, 1, (5, 14), sku="{:05d}", discounts=("0", "10", "20"), perceptions=("iibb",)),
    _draw,
    frozenset({"sku", "ean", "discount", "tax_pct"}),
    size=(297, 210),
)
