"""A credit note with its totals at the top and a currency sign on every figure."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows, totals
from benchmarks.argentina.numbers import FOREIGN
from benchmarks.argentina.products import SWEETS
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    10,
    (
        Column("Producto", 70, lambda item: item.product.name, "left"),
        Column("Cód.", 22, lambda item: item.sku, "left"),
        Column("Ctd.", 16, lambda item: FOREIGN.quantity(item.quantity)),
        Column("Valor unit.", 28, lambda item: f"$ {FOREIGN.show(item.price)}"),
        Column("% Desc.", 18, lambda item: FOREIGN.percent(item.discount_percent)),
        Column("Valor total", 36, lambda item: f"$ {FOREIGN.show(item.amount)}"),
    ),
    8.5,
    head_fill="#333333",
    head_colour="#ffffff",
    rules=frozenset({"rows"}),
    gap=2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(10, 16, supplier.name, 14, bold=True, room=85)
    sheet.texts(
        10,
        22,
        (
            f"C.U.I.T. {supplier.hyphenated}",
            supplier.condition,
            f"{supplier.address}, {supplier.city}",
            f"IIBB {supplier.gross_income}   Inicio {supplier.since}",
        ),
        8,
    )
    sheet.box(99, 9, 12, 12)
    sheet.text(105, 17.4, invoice.letter, 19, bold=True, align="centre")
    sheet.text(105, 24, f"CÓDIGO {invoice.code:02d}", 6, align="centre")
    sheet.text(116, 16, f"{invoice.title} {invoice.letter}", 14, bold=True)
    sheet.texts(
        116,
        22,
        (
            f"Nro. de comprobante: {invoice.point:05d}-{invoice.serial:08d}",
            f"Fecha: {invoice.issued:%d-%m-%Y}",
            f"Ref. factura: {invoice.related}",
        ),
        9,
    )
    rows = [("Subtotal", f"$ {FOREIGN.show(invoice.net)}")]
    rows += [(label, f"$ {amount}") for label, amount in tax_rows(invoice, FOREIGN, vat="IVA ({}%)")]
    rows.append(("Total acreditado", f"$ {FOREIGN.show(invoice.total)}"))
    sheet.box(116, 37, 84, 30)
    totals(sheet, 162, 197, 43, rows, 8.5)
    sheet.texts(
        10,
        42,
        (
            "Cliente",
            receiver.name,
            f"{receiver.address}",
            receiver.city,
            f"C.U.I.T. {receiver.hyphenated}",
            receiver.condition,
        ),
        8.5,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.text(10, 240, "Motivo: mercadería devuelta en mal estado.", 9)
    sheet.qr(10, 246, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(44, 256, f"CAE: {invoice.cae}", 9, bold=True)
    sheet.text(44, 261, f"Vencimiento CAE: {invoice.cae_due:%d/%m/%Y}", 9)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 72, 230, 230, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "heldout_credit",
    Recipe(SWEETS, 3, (1, 5), sku="{:05d}", discounts=("0", "5"), perceptions=("vat",)),
    _draw,
    frozenset({"sku", "discount"}),
)
