"""Letter M of a young company: prices as 106000.0000, sums side by side, the retention legend."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows
from benchmarks.argentina.numbers import PLAIN_LONG as N
from benchmarks.argentina.products import GROCERY
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    10,
    (
        Column("Art.", 18, lambda item: item.sku, "left"),
        Column("Concepto", 80, lambda item: item.product.name, "left"),
        Column("Cant", 18, lambda item: N.show(item.quantity, 4)),
        Column("Precio", 24, lambda item: N.price(item.price)),
        Column("Tasa", 14, lambda item: N.show(item.product.tax_rate)),
        Column("Importe", 36, lambda item: N.show(item.amount, 4)),
    ),
    7.6,
    rules=frozenset({"head"}),
    gap=1.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(105, 14, f'FACTURA "{invoice.letter}"', 15, bold=True, align="centre")
    sheet.text(
        105, 19, f"Código {invoice.code:03d} - OPERACIÓN SUJETA A RETENCIÓN", 8, bold=True, align="centre"
    )
    sheet.line(10, 22, 200, 22)
    sheet.texts(
        10,
        28,
        (
            supplier.name,
            f"{supplier.address}, {supplier.city}",
            f"C.U.I.T. {supplier.hyphenated}",
            f"I.V.A. Responsable Inscripto    I.B. {supplier.gross_income}",
        ),
        9,
    )
    sheet.texts(
        135,
        28,
        (
            f"Nro. {invoice.point:04d} - {invoice.serial:08d}",
            f"Emitida el {invoice.issued:%d/%m/%Y}",
            f"Vence el {invoice.due:%d/%m/%Y}",
            f"Inicio actividades {supplier.since}",
        ),
        9,
    )
    sheet.line(10, 45, 200, 45)
    sheet.texts(
        10,
        50,
        (
            f"Facturado a: {receiver.name}   C.U.I.T. {receiver.hyphenated}   {receiver.condition}",
            f"Dirección: {receiver.address}, {receiver.city}   Pago: {invoice.terms}",
        ),
        8.5,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(10, 214, 200, 214)
    rows = [
        ("Neto", N.show(invoice.net)),
        *tax_rows(invoice, N, vat="IVA {} %"),
        ("TOTAL ARS", N.show(invoice.total)),
    ]
    x = 10.0
    width = 190 / len(rows)
    for label, amount in rows:
        last = label.startswith("TOTAL")
        sheet.text(x, 220, label, 7.5 if len(rows) > 4 else 9, bold=True)
        sheet.text(x, 226, amount, 10 if last else 9, bold=last)
        x += width
    sheet.line(10, 230, 200, 230)
    sheet.qr(85, 235, 36, invoice.qr_url())
    sheet.text(
        105, 277, f"CAE {invoice.cae}  -  Vencimiento CAE {invoice.cae_due:%d/%m/%Y}", 9, align="centre"
    )


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 58, 280, 210, _header, _footer).draw(sheet, invoice)


LAYOUTS = (
    Layout(
        "letter_m",
        Recipe(GROCERY, 51, (3, 9), sku="{:05d}", price_places=4, perceptions=("vat",)),
        _draw,
        frozenset({"sku", "tax_pct"}),
    ),
)
