"""Letter B for a monotributo shop: final prices, weights, IVA only as contained under ley 27.743."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, contained, letter_box
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import DELI
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    14,
    (
        Column("PLU", 14, lambda item: item.sku, "left"),
        Column("Artículo", 74, lambda item: item.product.name, "left"),
        Column("Peso / Cant.", 24, lambda item: N.show(item.quantity, 3)),
        Column("", 9, lambda item: item.product.unit.lower(), "left"),
        Column("Precio Final", 28, lambda item: N.price(item.price)),
        Column("Total", 33, lambda item: N.show(item.amount)),
    ),
    8.4,
    head_fill="#f2e3c6",
    rules=frozenset({"rows"}),
    gap=1.8,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(14, 9, 182, 38, fill="#fbf6ea")
    letter_box(sheet, 105, 9, invoice, code="Cód. {:02d}")
    sheet.text(18, 19, supplier.name, 14, bold=True, room=76)
    sheet.texts(
        18, 26, (f"Razón social: {supplier.name}", supplier.address, supplier.city, supplier.condition), 8
    )
    sheet.text(120, 19, f"{invoice.title} {invoice.point:05d}-{invoice.serial:08d}", 11, bold=True)
    sheet.texts(
        120,
        26,
        (
            f"Fecha: {invoice.issued:%d/%m/%Y}",
            f"CUIT {supplier.hyphenated}",
            f"II.BB. {supplier.gross_income}",
            f"Inicio: {supplier.since}   {sheet.copy}",
        ),
        8.5,
    )
    sheet.texts(
        18,
        54,
        (
            f"Cliente: {receiver.name}",
            f"CUIT: {receiver.hyphenated}   {receiver.condition}",
            f"{receiver.address} - {receiver.city}   |   {invoice.terms}",
        ),
        8.5,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(112, 214, 84, 12, fill="#f2e3c6")
    sheet.text(116, 222, "TOTAL", 13, bold=True)
    sheet.text(192, 222, f"$ {N.show(invoice.total)}", 13, bold=True, align="right")
    sheet.box(14, 229, 182, 16)
    contained(sheet, 17, 234, invoice, N)
    sheet.qr(14, 250, 28, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(48, 258, f"CAE Nº {invoice.cae}", 9, bold=True)
    sheet.text(48, 263, f"Vto. CAE {invoice.cae_due:%d/%m/%Y}", 9)
    sheet.text(
        48,
        270,
        "Mantener refrigerado entre 2 °C y 8 °C. No se aceptan devoluciones de productos cortados.",
        7,
    )


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 68, 280, 208, _header, _footer).draw(sheet, invoice)


LAYOUTS = (Layout("deli_b", Recipe(DELI, 6, (2, 8), sku="{:04d}"), _draw, frozenset({"sku", "unit"})),)
