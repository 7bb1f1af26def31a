"""A pharmacy wholesaler: buyer at the top left, retail prices beside the cost, exempt goods, totals left."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.fresh.blocks import aside
from benchmarks.argentina.fresh.goods import DRUGSTORE
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import FOREIGN, cents
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet


def _retail(item: Item) -> str:
    """The price that the laboratory suggests to the public."""
    return FOREIGN.show(cents(item.price * Decimal("1.38") * (1 + item.product.tax_rate / 100)))


GRID = Grid(
    8,
    (
        Column("Cant.", 11, lambda item: FOREIGN.quantity(item.quantity)),
        Column("Código EAN", 27, lambda item: item.ean, "centre"),
        Column("Producto", 66, lambda item: item.product.name, "left"),
        Column("P.V.P. Sug.", 20, _retail),
        Column("P. Drog.", 20, lambda item: FOREIGN.show(item.price)),
        Column("Dto.", 12, lambda item: FOREIGN.show(item.discount_percent)),
        Column("Total", 24, lambda item: FOREIGN.show(item.amount)),
        Column("IVA", 13, lambda item: FOREIGN.show(item.product.tax_rate)),
    ),
    7,
    stripe="#eeeeee",
    rules=frozenset({"head"}),
    gap=1.5,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(10, 14, f"Farmacia / Cliente: {aside(invoice, 'client', 10000, 60000)}", 7)
    sheet.text(10, 20, receiver.name, 11, bold=True, room=80)
    sheet.texts(
        10,
        25,
        (receiver.address, receiver.city, f"{receiver.condition}  C.U.I.T. {receiver.hyphenated}"),
        7.5,
    )
    sheet.text(10, 40, f"Reparto {aside(invoice, 'route', 1, 90)}   Cond.: {invoice.terms}", 7)
    sheet.box(98, 9, 12, 14)
    sheet.text(104, 18, invoice.letter, 24, bold=True, align="centre")
    sheet.text(104, 22, f"CÓD. {invoice.code:02d}", 5.5, align="centre")
    sheet.text(201, 15, supplier.name, 13, bold=True, align="right", room=86)
    for place, words in enumerate(
        (
            f"{supplier.address} - {supplier.city}",
            f"C.U.I.T. {supplier.hyphenated}   {supplier.condition}",
            f"Ing. Brutos {supplier.gross_income}   Inicio activ. {supplier.since}",
            f"Disp. ANMAT {aside(invoice, 'anmat', 1000, 9999)}/{aside(invoice, 'year', 2009, 2021)}",
        )
    ):
        sheet.text(201, 20 + 3.6 * place, words, 7, align="right")
    sheet.box(112, 35, 89, 8, stroke="", fill="#dddddd")
    sheet.text(114, 40.5, f"{invoice.title} {invoice.number}", 9.5, bold=True)
    sheet.text(199, 40.5, f"{invoice.issued:%d/%m/%y}", 9.5, bold=True, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(8, 236, 201, 236)
    taxed = invoice.net - invoice.exempt
    rows = [("Subtotal", invoice.net), ("Exento", invoice.exempt), ("Gravado", taxed)]
    rows += [(f"IVA {FOREIGN.show(row.rate)}%", row.amount) for row in invoice.vats]
    rows += [
        (f"{row.label} {FOREIGN.show(row.rate)}%", row.amount)
        for row in invoice.others
        if row.rate is not None
    ]
    y = 242.0
    for label, amount in rows:
        sheet.text(10, y, label, 8)
        sheet.text(84, y, FOREIGN.show(amount), 8, align="right")
        y += 4.3
    sheet.line(8, y - 2.6, 86, y - 2.6, width=0.4)
    sheet.text(10, y + 2, "Total a pagar", 11, bold=True)
    sheet.text(84, y + 2, FOREIGN.show(invoice.total), 11, bold=True, align="right")
    units = sum(item.quantity for item in invoice.items)
    boxes = aside(invoice, "boxes", 1, 6)
    sheet.texts(
        10,
        y + 9,
        (
            f"Renglones: {len(invoice.items)}   Unidades: {units:f}   Bultos: {boxes}",
            f"Vence el {invoice.due:%d/%m/%y}. Pasada esa fecha devengará intereses.",
        ),
        7,
    )
    sheet.qr(172, 240, 28, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(168, 246, "CAE", 7, align="right")
    sheet.text(168, 250.5, invoice.cae, 9, bold=True, align="right")
    sheet.text(168, 257, "Vto. CAE", 7, align="right")
    sheet.text(168, 261.5, f"{invoice.cae_due:%d/%m/%y}", 9, bold=True, align="right")
    sheet.text(201, 284, f"Página {sheet.page} de {sheet.pages}", 7, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 47, 280, 232, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_drugstore",
    Recipe(DRUGSTORE, 1, (8, 18), discounts=("0", "5", "18.5", "31.03"), perceptions=("iibb",)),
    _draw,
    frozenset({"ean", "discount", "tax_pct"}),
)
