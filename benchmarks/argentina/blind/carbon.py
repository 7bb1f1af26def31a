"""A wholesaler's line printer on wide paper: capitals without accents, bultos and loose units, two pages."""

import unicodedata
from decimal import Decimal

from benchmarks.argentina.blind.goods import LONG_ROUTE
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import PLAIN as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

SIZE = 7.2


def _plain(words: str) -> str:
    """As a printer without accents types it."""
    bare = unicodedata.normalize("NFD", words.upper().replace("º", ""))
    return "".join(char for char in bare if not unicodedata.combining(char))


def _packs(item: Item) -> tuple[str, str, str]:
    """Units a bulto, whole bultos, loose units; for kilos the pieces weighed."""
    if item.product.unit == "KG":
        return "", f"{max(1, int(item.quantity / 4))}", ""
    whole, loose = divmod(int(item.quantity), item.product.pack)
    return f"{item.product.pack}", f"{whole}", f"{loose}"


def _count(item: Item) -> str:
    kilos = item.product.unit == "KG"
    return f"{N.show(item.quantity, 3)} KG" if kilos else f"{int(item.quantity)} UN"


GRID = Grid(
    8,
    (
        Column("ARTIC.", 15, lambda item: item.sku, "left"),
        Column("DESCRIPCION", 80, lambda item: _plain(item.product.name), "left"),
        Column("UXB", 10, lambda item: _packs(item)[0]),
        Column("BULTOS", 14, lambda item: _packs(item)[1]),
        Column("SUELT.", 14, lambda item: _packs(item)[2]),
        Column("TOTAL CANT.", 27, _count),
        Column("PR.LISTA", 24, lambda item: N.show(item.price)),
        Column("DTO.", 13, lambda item: N.show(item.discount_percent)),
        Column("PR.NETO", 24, lambda item: N.show(item.net_price)),
        Column("IVA", 14, lambda item: N.show(item.product.tax_rate)),
        Column("IMPORTE", 34, lambda item: N.show(item.amount)),
    ),
    SIZE,
    gap=0.5,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    rows = (
        (_plain(supplier.name), f"{_plain(invoice.title)}   NRO: {invoice.point:04d}-{invoice.serial:08d}"),
        (_plain(supplier.address), f"FECHA: {invoice.issued:%d/%m/%y}"),
        (_plain(supplier.city), f"CUIT: {supplier.hyphenated}"),
        (_plain(supplier.condition), f"ING.BRUTOS: {supplier.gross_income}  INIC.ACT.: {supplier.since}"),
    )
    y = 12.0
    for left, right in rows:
        sheet.text(10, y, left, 8.5)
        sheet.text(175, y, right, 8.5)
        y += 4
    sheet.text(148, 15, invoice.letter, 22, bold=True, align="centre")
    sheet.text(148, 20, f"CODIGO {invoice.code:02d}", 7, align="centre")
    sheet.line(8, 27, 289, 27, dash=2)
    sheet.text(10, 31, f"CLIENTE.: {_plain(receiver.name)}", 8.5)
    sheet.text(10, 35, f"DIREC...: {_plain(receiver.address)} - {_plain(receiver.city)}", 8.5)
    sheet.text(10, 39, f"IVA.....: {_plain(receiver.condition)}", 8.5)
    sheet.text(175, 31, f"CUIT....: {receiver.hyphenated}", 8.5)
    sheet.text(175, 35, f"PAGO....: {_plain(invoice.terms)}", 8.5)
    route = f"ZONA {invoice.serial % 9 + 1:02d}  REPARTO {invoice.serial % 700 + 100}"
    sheet.text(175, 39, f"{route}  HOJA {sheet.page}/{sheet.pages}", 8.5)
    sheet.line(8, 41.5, 289, 41.5, dash=2)
    sheet.line(8, 45.2, 289, 45.2, dash=2)


def _carry(sheet: Sheet, y: float, so_far: Decimal) -> None:
    sheet.text(200, y, "TRANSPORTE", SIZE)
    sheet.text(276.2, y, N.show(so_far), SIZE, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(8, 165, 289, 165, dash=2)
    rows = [("SUBTOTAL", N.show(invoice.net))]
    rows += [(f"IVA {N.show(row.rate)} S/{N.show(row.base)}", N.show(row.amount)) for row in invoice.vats]
    rows += [(f"{_plain(tax.label)} {N.show(tax.rate or 0)}%", N.show(tax.amount)) for tax in invoice.others]
    y = 169.5
    for label, value in rows:
        sheet.text(170, y, label, 8)
        sheet.text(276.2, y, value, 8, align="right")
        y += 4
    sheet.text(170, y + 2, "TOTAL A PAGAR $", 10.5, bold=True)
    sheet.text(276.2, y + 2, N.show(invoice.total), 10.5, bold=True, align="right")
    kilos = sum((item.quantity for item in invoice.items if item.product.unit == "KG"), Decimal(0))
    packs = sum(int(_packs(item)[1]) for item in invoice.items)
    sheet.qr(10, 168, 28, invoice.qr_url())
    sheet.text(42, 171, f"BULTOS: {packs}    KILOS: {N.show(kilos, 3)}    ITEMS: {len(invoice.items)}", 8)
    sheet.text(42, 179, f"C.A.E.: {invoice.cae}", 8.5)
    sheet.text(42, 183, f"VTO.CAE: {invoice.cae_due:%d/%m/%y}", 8.5)
    sheet.text(42, 195, "CONTROLE SU MERCADERIA. NO SE ACEPTAN RECLAMOS PASADAS 24 HS.", 7)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 41.5, 198, 162, _header, _footer, carry=_carry).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_carbon",
    Recipe(
        LONG_ROUTE,
        1,
        (22, 40),
        sku="{:06d}",
        discounts=("0", "0", "5", "8", "12.5"),
        perceptions=("iibb", "vat"),
    ),
    _draw,
    frozenset({"sku", "discount", "tax_pct"}),
    size=(297, 210),
    face="mono",
)
