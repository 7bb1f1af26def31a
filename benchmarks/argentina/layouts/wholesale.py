"""A wholesaler's dense table over several pages: % bonif a line, prices to four decimals."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, authorisation, tax_rows, totals
from benchmarks.argentina.numbers import LOCAL_LONG as N
from benchmarks.argentina.products import CLEANING, DELI, GROCERY, SWEETS, Trade
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

EVERYTHING = Trade(
    "wholesale",
    "Mayorista",
    "Venta mayorista",
    GROCERY.products + CLEANING.products + SWEETS.products + DELI.products,
)
GRID = Grid(
    7,
    (
        Column("Cód.", 16, lambda item: item.sku, "left"),
        Column("Cód. barras", 22, lambda item: item.ean, "left"),
        Column("Descripción", 59, lambda item: item.product.name, "left"),
        Column("U.x\nBulto", 10, lambda item: str(item.product.pack), "centre"),
        Column("Cant.", 12, lambda item: N.quantity(item.quantity)),
        Column("Precio Unit.\ns/IVA", 22, lambda item: N.price(item.price)),
        Column("%\nBonif.", 12, lambda item: N.show(item.discount_percent)),
        Column("%\nIVA", 11, lambda item: N.show(item.product.tax_rate)),
        Column("Importe\nNeto", 32, lambda item: N.show(item.amount)),
    ),
    6.4,
    head_fill="#26415e",
    head_colour="#ffffff",
    stripe="#eef2f6",
    rules=frozenset({"frame", "columns"}),
    gap=0.8,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(7, 8, 10, 10, fill="#26415e", stroke="")
    sheet.text(12, 15.4, supplier.name.split()[1][0], 18, bold=True, align="centre", colour="#ffffff")
    sheet.text(20, 13, supplier.name, 12, bold=True, colour="#26415e", room=70)
    sheet.texts(
        20, 17.5, (f"{supplier.address} ({supplier.city})", f"Tel. 0810-555-01{invoice.point:02d}"), 7
    )
    sheet.box(97, 8, 11, 13)
    sheet.text(102.5, 15.6, invoice.letter, 18, bold=True, align="centre")
    sheet.text(102.5, 19.6, f"Código {invoice.code:02d}", 5.5, align="centre")
    sheet.text(
        203,
        13,
        f"{invoice.title} N° {invoice.point:05d}-{invoice.serial:08d}",
        11,
        bold=True,
        align="right",
        room=85,
    )
    sheet.text(
        203, 18, f"Fecha: {invoice.issued:%d/%m/%Y}   Vencimiento: {invoice.due:%d/%m/%Y}", 7.5, align="right"
    )
    ids = f"C.U.I.T.: {supplier.hyphenated}   Ing. Brutos: {supplier.gross_income}"
    sheet.text(203, 22, f"{ids}   Inicio act.: {supplier.since}", 6.6, align="right")
    sheet.text(
        203,
        25.5,
        f"{supplier.condition}   -   {sheet.copy}   -   Hoja {sheet.page} de {sheet.pages}",
        6.6,
        align="right",
    )
    sheet.box(7, 28, 196, 13, fill="#f6f8fa")
    sheet.pair(9, 32.5, "Cliente:", receiver.name, 7.5)
    sheet.pair(120, 32.5, "C.U.I.T.:", receiver.hyphenated, 7.5)
    sheet.pair(160, 32.5, "IVA:", receiver.condition.removeprefix("IVA "), 7.5)
    sheet.pair(9, 38, "Domicilio:", f"{receiver.address}, {receiver.city}", 7.5)
    sheet.pair(120, 38, "Cond. de venta:", invoice.terms, 7.5)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [("Subtotal", N.show(invoice.lines_sum))]
    if invoice.discount:
        rows.append(
            (f"Bonificación general {N.percent(invoice.discount_percent)}%", "-" + N.show(invoice.discount))
        )
    rows += [("Neto gravado", N.show(invoice.net)), *tax_rows(invoice, N, vat="IVA inscripto {}%")]
    rows.append(("TOTAL  $", N.show(invoice.total)))
    sheet.box(120, 222, 83, 42)
    totals(sheet, 172, 201, 227, rows, 7.8)
    sheet.text(
        7, 226, "Son pesos según importe total indicado. Mercadería viaja por cuenta del comprador.", 6.5
    )
    authorisation(sheet, 265, invoice, left=7, right=203, side=25, host="www.arca.gob.ar")


def _carry(sheet: Sheet, y: float, so_far: Decimal) -> None:
    sheet.text(160, y - 0.8, "Transporte", 6.4, bold=True, align="right")
    sheet.text(202.2, y - 0.8, N.show(so_far), 6.4, bold=True, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 43, 210, 210, _header, _footer, carry=_carry).draw(sheet, invoice)


SHOWN = frozenset({"sku", "ean", "discount", "tax_pct"})
DEALS = ("0", "5", "8.5", "12", "15")
LAYOUTS = (
    Layout(
        "wholesale",
        Recipe(
            EVERYTHING, 1, (9, 20), sku="{:06d}", price_places=4, discounts=DEALS, perceptions=("iibb", "vat")
        ),
        _draw,
        SHOWN,
    ),
    Layout(
        "wholesale_pages",
        Recipe(
            EVERYTHING,
            1,
            (50, 56),
            sku="{:06d}",
            price_places=4,
            discounts=DEALS,
            document_discounts=("0", "3"),
            perceptions=("iibb",),
        ),
        _draw,
        SHOWN,
    ),
)
