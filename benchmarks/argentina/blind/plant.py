"""A bottler's credit invoice from an international ERP: English separators, number run through its letter."""

from benchmarks.argentina.blind.goods import PLANT
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import FOREIGN as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet


def _goods(item: Item) -> str:
    return f"{item.product.name}\nEAN {item.ean}"


GRID = Grid(
    12,
    (
        Column("Material", 19, lambda item: item.sku, "left"),
        Column("Denominación", 59, _goods, "left"),
        Column("Cantidad", 16, lambda item: N.show(item.quantity, 0)),
        Column("UM", 10, lambda item: item.product.unit, "centre"),
        Column("Precio Unit.", 23, lambda item: N.show(item.price)),
        Column("Desc. %", 13, lambda item: N.show(item.discount_percent)),
        Column("Imp. Internos", 21, lambda item: N.show(item.internal_tax)),
        Column("Valor neto", 25, lambda item: N.show(item.amount)),
    ),
    7.2,
    rules=frozenset({"head"}),
    gap=1.5,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(12, 16, supplier.name, 12, bold=True, room=80)
    sheet.texts(
        12,
        21,
        (
            f"{supplier.address} - {supplier.city}",
            f"C.U.I.T. {supplier.hyphenated}   I.I.B.B. {supplier.gross_income}",
            f"Fecha inicio actividades {supplier.since.replace('/', '.')}",
            supplier.condition,
        ),
        7,
    )
    sheet.box(99, 10, 12, 13)
    sheet.text(105, 18, invoice.letter, 20, bold=True, align="centre")
    sheet.text(105, 21.8, f"COD.{invoice.code}", 6, bold=True, align="centre")
    sheet.text(116, 15, "FACTURA DE CRÉDITO ELECTRÓNICA", 10.5, bold=True)
    sheet.text(116, 19.5, "MiPyMEs (FCE)", 10.5, bold=True)
    number = f"{invoice.point:05d}{invoice.letter}{invoice.serial:08d}"
    for y, label, value in (
        (25, "Número", number),
        (29, "Fecha", f"{invoice.issued:%d.%m.%Y}"),
        (33, "Fecha vto. pago", f"{invoice.due:%d.%m.%Y}"),
        (37, "Pedido", f"45{invoice.serial + 10**7:08d}"),
        (41, "Entrega", f"80{invoice.serial * 3 + 10**7:08d}"),
    ):
        sheet.text(116, y, label, 8)
        sheet.text(146, y, f": {value}", 8, bold=y == 25)
    sheet.line(12, 45, 198, 45)
    sheet.text(12, 50, "Destinatario de factura", 7, bold=True)
    sheet.texts(12, 54.5, (receiver.name, receiver.address, receiver.city), 8.5)
    sheet.text(116, 50, "Datos fiscales", 7, bold=True)
    account = f"Nro. de cliente {invoice.serial % 90000 + 100000:010d}"
    sheet.texts(116, 54.5, (f"C.U.I.T. {receiver.hyphenated}", receiver.condition, account), 8.5)
    sheet.text(198, 67, f"Condición de pago: {invoice.terms}", 7.5, align="right")


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(12, 218, 198, 218)
    rows = [("Total neto gravado", N.show(invoice.net))]
    rows += [(f"I.V.A. {N.show(row.rate)} %", N.show(row.amount)) for row in invoice.vats]
    for tax in invoice.others:
        rate = f" {N.show(tax.rate)} %" if tax.rate is not None else ""
        rows.append((f"{tax.label}{rate}", N.show(tax.amount)))
    y = 223.5
    for label, value in rows:
        sheet.text(130, y, label, 8)
        sheet.text(197, y, value, 8, align="right")
        y += 4.4
    sheet.line(128, y - 2.6, 198, y - 2.6, width=0.4)
    sheet.text(130, y + 2, "Importe total ARS", 10, bold=True)
    sheet.text(197, y + 2, N.show(invoice.total), 10, bold=True, align="right")
    account = f"{invoice.supplier.tax_id}{invoice.supplier.tax_id[::-1]}"
    sheet.texts(
        12,
        223.5,
        (f"CBU del emisor: {account}", "Sistema: SCA - Transferencia al sistema de circulación abierta"),
        7,
    )
    sheet.text(12, 236, f"C.A.E.: {invoice.cae}    Vencimiento: {invoice.cae_due:%d.%m.%Y}", 8.5, bold=True)
    sheet.qr(12, 242, 30, invoice.qr_url(sloppy=True))
    note = "Se considerará aceptada si en 30 días corridos desde su recepción no se rechaza expresamente."
    sheet.text(46, 266, note, 7)
    sheet.text(198, 285, f"Página {sheet.page} / {sheet.pages}", 7, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 71, 270, 214, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_plant",
    Recipe(PLANT, 201, (4, 11), sku="10{:06d}", discounts=("0", "4", "6.5"), perceptions=("iibb", "vat")),
    _draw,
    frozenset({"sku", "ean", "unit", "discount"}),
)
