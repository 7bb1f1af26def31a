"""A management program's printout: no rulings, capitals, discounts in cascade, totals as a strip."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, tax_rows
from benchmarks.argentina.numbers import LOCAL_LONG as N
from benchmarks.argentina.products import CLEANING
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

CASCADES = {"0": "", "10": "10", "14.5": "10+5", "28": "20+10", "31.6": "20+10+5"}


def _cascade(item: Item) -> str:
    return CASCADES[str(item.discount_percent)]


GRID = Grid(
    8,
    (
        Column("ARTICULO", 20, lambda item: item.sku, "left"),
        Column("DESCRIPCION", 70, lambda item: item.product.name.upper(), "left"),
        Column("CANT.", 15, lambda item: N.show(item.quantity)),
        Column("U.M.", 10, lambda item: item.product.unit, "centre"),
        Column("P. LISTA", 24, lambda item: N.price(item.price)),
        Column("BONIF.", 18, _cascade, "centre"),
        Column("TOTAL", 36, lambda item: N.show(item.amount)),
    ),
    7.5,
    gap=1.1,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(8, 15, supplier.name, 13, bold=True, room=84)
    sheet.texts(8, 20, (f"{supplier.address} - ({supplier.city})", "IVA: RESPONSABLE INSCRIPTO"), 8)
    sheet.text(105, 17, invoice.letter, 28, bold=True, align="centre")
    sheet.text(105, 22, f"COD.{invoice.code:02d}", 7, align="centre")
    sheet.text(125, 14, invoice.title, 14, bold=True)
    sheet.text(165, 14, f"Hoja: {sheet.page}/{sheet.pages}", 8)
    sheet.text(125, 20, f"Nº {invoice.letter}{invoice.point:05d}-{invoice.serial:08d}", 12)
    sheet.text(125, 25, f"FECHA: {invoice.issued:%d/%m/%Y}", 10)
    sheet.texts(
        125,
        30,
        (f"CUIT: {supplier.hyphenated}   ING.BR.: {supplier.gross_income}", f"INIC.ACT.: {supplier.since}"),
        7,
    )
    sheet.texts(
        8,
        42,
        (
            f"SR.(ES): ({invoice.serial % 700:06d}) {receiver.name.upper()}",
            f"DOMICILIO: {receiver.address.upper()}",
            f"LOCALIDAD: {receiver.city.upper()}",
        ),
        8,
    )
    sheet.texts(
        125,
        42,
        (
            f"I.V.A.: {receiver.condition.removeprefix('IVA ').upper()}",
            f"C.U.I.T.: {receiver.hyphenated}",
            f"COND. VTA.: {invoice.terms.upper()}",
            f"REMITO: 0001-{invoice.serial // 3:08d}",
        ),
        8,
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    exempt = [("EXENTO", N.show(invoice.exempt))] if invoice.exempt else []
    rows = [
        ("SUBTOTAL", N.show(invoice.lines_sum)),
        (f"BONIF. {N.percent(invoice.discount_percent)}%", N.show(invoice.discount)),
        ("NETO GRAV.", N.show(invoice.net - invoice.exempt)),
        *exempt,
        *tax_rows(invoice, N, vat="IVA {}%"),
    ]
    for place, (label, amount) in enumerate(rows):
        x = 30 + 33 * (place % 6)
        y = 232 + 11 * (place // 6)
        short = label.replace("Percepción IVA", "PERC.").replace("Percep. ", "PERC. ").upper()
        sheet.text(x, y, short, 6.3, align="right", room=31)
        sheet.text(x, y + 4.5, amount, 8.5, align="right")
    sheet.text(195, 258, f"TOTAL  $  {N.show(invoice.total)}", 12, bold=True, align="right")
    sheet.qr(8, 256, 28, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(40, 274, f"C.A.E.: {invoice.cae}     Vto.: {invoice.cae_due:%d/%m/%Y}", 8)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 62, 270, 226, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "unseen_warehouse",
    Recipe(
        CLEANING,
        1,
        (5, 13),
        sku="LM-{:05d}",
        price_places=4,
        discounts=tuple(CASCADES),
        document_discounts=("0", "0", "3"),
        perceptions=("iibb", "second_iibb", "vat"),
    ),
    _draw,
    frozenset({"sku", "unit", "discount"}),
)
