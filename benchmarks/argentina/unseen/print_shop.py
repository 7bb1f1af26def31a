"""A small printer's own paper: letter C, the date in three boxes, whole pesos, a work number a line."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet
from benchmarks.argentina.unseen.goods import PRINTING


def _work(item: Item) -> str:
    return f"{item.product.name}\nTrabajo {item.sku}"


GRID = Grid(
    10,
    (
        Column("CANT.", 17, lambda item: N.quantity(item.quantity), "centre"),
        Column("DESCRIPCIÓN", 83, _work, "left"),
        Column("P. UNIT.", 26, lambda item: N.show(item.price, 0)),
        Column("IMPORTE", 29, lambda item: N.show(item.amount, 0)),
    ),
    9.5,
    head_fill="#f3d9d9",
    rules=frozenset({"frame", "columns", "head"}),
    gap=2,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver, day = invoice.supplier, invoice.receiver, invoice.issued
    sheet.box(10, 8, 155, 42, stroke="#8c1c1c")
    sheet.text(44, 17, "Imprenta La Minerva", 16, bold=True, align="centre", colour="#8c1c1c")
    sheet.text(44, 23, f"de {supplier.name}", 10, align="centre")
    sheet.texts(14, 30, (supplier.address, supplier.city, "RESPONSABLE MONOTRIBUTO"), 9)
    sheet.box(82, 8, 12, 12, stroke="#8c1c1c")
    sheet.text(88, 17.2, invoice.letter, 22, bold=True, align="centre")
    sheet.text(88, 24, f"COD. {invoice.code}", 7, align="centre")
    sheet.text(100, 16, f"{invoice.title}", 14, bold=True)
    sheet.text(100, 23, f"N° {invoice.point:04d} - {invoice.serial:08d}", 13, bold=True, colour="#b01010")
    for place, (label, value) in enumerate(
        (("DÍA", f"{day:%d}"), ("MES", f"{day:%m}"), ("AÑO", f"{day:%Y}"))
    ):
        sheet.box(126 + 12 * place, 26, 12, 10)
        sheet.text(132 + 12 * place, 29, label, 6, align="centre")
        sheet.text(132 + 12 * place, 34.5, value, 11, align="centre")
    sheet.text(100, 34, "FECHA", 9, bold=True)
    sheet.text(100, 41, f"C.U.I.T.: {supplier.hyphenated}   Ing. Brutos: {supplier.gross_income}", 7.5)
    sheet.text(100, 46, f"Inicio de Actividades: {supplier.since}", 7.5)
    sheet.text(12, 58, f"Señor(es): {receiver.name}", 11)
    sheet.text(12, 65, f"Domicilio: {receiver.address} - {receiver.city}", 10)
    sheet.text(12, 72, f"I.V.A.: {receiver.condition.removeprefix('IVA ')}", 10)
    sheet.text(90, 72, f"C.U.I.T.: {receiver.hyphenated}", 10)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(110, 190, 55, 11, fill="#f3d9d9")
    sheet.text(113, 197.5, "TOTAL $", 13, bold=True)
    sheet.text(163, 197.5, N.show(invoice.total, 0), 13, bold=True, align="right")
    sheet.text(12, 197, f"Forma de pago: {invoice.terms}", 10)
    sheet.text(12, 212, f"C.A.E. N° {invoice.cae}", 9)
    sheet.text(165, 212, f"Vto. C.A.E.: {invoice.cae_due:%d/%m/%Y}", 9, align="right")
    sheet.text(165, 220, sheet.copy, 10, bold=True, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 78, 205, 187, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_print_shop",
    Recipe(PRINTING, 11, (1, 5), sku="T{:05d}", price_step=Decimal(50), pieces=True),
    _draw,
    frozenset({"sku"}),
    size=(175, 230),
    face="serif",
    copies=("ORIGINAL", "DUPLICADO"),
    qr=False,
)
