"""A beverage distributor: packs, impuestos internos a line, two perceptions, sums in a foot strip."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, letter_box
from benchmarks.argentina.numbers import LOCAL as N
from benchmarks.argentina.products import DRINKS
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    10,
    (
        Column("Artículo", 17, lambda item: item.sku, "left"),
        Column("Detalle", 65, lambda item: item.product.name, "left"),
        Column("Bultos", 13, lambda item: N.quantity(item.quantity)),
        Column("Un.", 11, lambda item: N.quantity(item.quantity * item.product.pack)),
        Column("Precio Bulto", 23, lambda item: N.price(item.price)),
        Column("Dto. %", 12, lambda item: N.show(item.discount_percent)),
        Column("Imp. Int.", 21, lambda item: N.show(item.internal_tax)),
        Column("Importe", 28, lambda item: N.show(item.amount)),
    ),
    7.2,
    rules=frozenset({"head", "rows"}),
    gap=1.7,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(10, 8, 190, 4, fill="#b3202c", stroke="")
    sheet.text(10, 21, supplier.name, 14, bold=True, colour="#b3202c", room=104)
    sheet.texts(
        10,
        26,
        (
            f"{supplier.address} - {supplier.city}",
            f"{supplier.condition} - CUIT {supplier.hyphenated}",
            f"IIBB Conv. Mult. {supplier.gross_income} - Inicio de actividades {supplier.since}",
        ),
        7.5,
    )
    letter_box(sheet, 125, 14, invoice, code="CÓD. {:03d}")
    sheet.text(200, 21, invoice.title, 13, bold=True, align="right")
    sheet.text(200, 27, f"Nº {invoice.point:04d} - {invoice.serial:08d}", 12, bold=True, align="right")
    sheet.text(200, 32, f"Fecha {invoice.issued:%d/%m/%Y}", 9, align="right")
    sheet.text(200, 36, f"{sheet.copy} - Pág. {sheet.page} de {sheet.pages}", 7, align="right")
    sheet.line(10, 39, 200, 39)
    sheet.text(10, 44, receiver.name, 10, bold=True)
    sheet.texts(
        10,
        48.5,
        (f"{receiver.address} - {receiver.city}", f"{receiver.condition}   CUIT {receiver.hyphenated}"),
        7.5,
    )
    sheet.texts(
        140,
        44,
        (
            f"Cond. venta: {invoice.terms}",
            f"Vto. pago: {invoice.due:%d/%m/%Y}",
            f"Hoja de ruta: {invoice.serial % 997:04d}  Chofer: 12",
        ),
        7.5,
    )


def _strip(sheet: Sheet, y: float, cells: list[tuple[str, str]]) -> None:
    """Label above value, side by side."""
    width = 190 / len(cells)
    for place, (label, amount) in enumerate(cells):
        x = 10 + place * width
        sheet.box(x, y, width, 11)
        sheet.text(x + width / 2, y + 4, label, 6.5, bold=True, align="centre")
        sheet.text(x + width / 2, y + 9, amount, 8, align="centre")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    bundles = sum((item.quantity for item in invoice.items), Decimal(0))
    sheet.text(10, 216, f"Total de bultos: {N.quantity(bundles)}", 8, bold=True)
    cells = [("Neto Gravado", N.show(invoice.net))]
    cells += [(f"IVA {N.show(row.rate)}%", N.show(row.amount)) for row in invoice.vats]
    cells += [
        (tax.label + (f" {N.show(tax.rate)}%" if tax.rate else ""), N.show(tax.amount))
        for tax in invoice.others
    ]
    _strip(sheet, 220, cells)
    sheet.box(130, 233, 70, 11, fill="#f2dede")
    sheet.text(133, 240.5, "TOTAL A PAGAR", 10, bold=True)
    sheet.text(198, 240.5, f"$ {N.show(invoice.total)}", 13, bold=True, align="right")
    sheet.qr(10, 250, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(45, 256, f"CAE: {invoice.cae}", 9, bold=True)
    sheet.text(45, 261, f"Vto. CAE: {invoice.cae_due:%d/%m/%Y}", 9)
    sheet.text(
        45,
        270,
        "Los envases retornables se facturan por separado. Defensa del consumidor: 0800-222-9042",
        6.5,
    )


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 58, 280, 212, _header, _footer).draw(sheet, invoice)


LAYOUTS = (
    Layout(
        "beverage",
        Recipe(DRINKS, 1, (4, 10), sku="{:05d}", discounts=("0", "0", "6"), perceptions=("vat", "iibb")),
        _draw,
        frozenset({"sku", "discount"}),
    ),
)
