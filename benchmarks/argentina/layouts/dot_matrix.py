"""A distributor's continuous paper: fixed-width letters, product codes and EANs, figures as 63,884.30."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, tax_rows
from benchmarks.argentina.numbers import FOREIGN
from benchmarks.argentina.products import GROCERY
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    8,
    (
        Column("CANT.", 14, lambda item: FOREIGN.quantity(item.quantity)),
        Column("CODIGO", 17, lambda item: item.sku, "left"),
        Column("EAN", 27, lambda item: item.ean, "left"),
        Column("ARTICULO", 68, lambda item: item.product.name.upper(), "left"),
        Column("P.UNIT.", 22, lambda item: FOREIGN.show(item.price)),
        Column("%DTO", 13, lambda item: FOREIGN.show(item.discount_percent)),
        Column("IMPORTE", 32, lambda item: FOREIGN.show(item.amount)),
    ),
    7.5,
    gap=0.9,
)


def _rule(sheet: Sheet, y: float) -> None:
    sheet.text(8, y, "-" * 121, 7.5)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(8, 14, supplier.name.upper(), 11, bold=True, room=86)
    lines = (
        supplier.address.upper(),
        supplier.city.upper(),
        supplier.condition.upper(),
        invoice.activity.upper(),
    )
    sheet.texts(8, 19, lines, 7.5)
    sheet.box(98, 8, 12, 12)
    sheet.text(104, 16, invoice.letter, 18, bold=True, align="centre")
    sheet.text(104, 23.5, f"COD. {invoice.code:03d}", 6.5, align="centre")
    sheet.text(125, 14, f"{invoice.title}  {invoice.point:04d}-{invoice.serial:08d}", 11, bold=True)
    sheet.texts(
        125,
        19,
        (
            f"FECHA    : {invoice.issued:%d/%m/%Y}",
            f"CUIT     : {supplier.hyphenated}",
            f"ING.BRUT.: {supplier.gross_income}",
            f"INIC.ACT.: {supplier.since}",
            f"HOJA     : {sheet.page} DE {sheet.pages}",
        ),
        7.5,
    )
    _rule(sheet, 37)
    sheet.texts(
        8,
        41,
        (
            f"CLIENTE  : {invoice.serial % 9000:05d}  {receiver.name.upper()}",
            f"DOMICILIO: {receiver.address.upper()} - {receiver.city.upper()}",
            f"IVA      : {receiver.condition.upper()}     CUIT: {receiver.hyphenated}",
            f"COND.VTA.: {invoice.terms.upper()}     VENCE: {invoice.due:%d/%m/%Y}     REPARTO: 07",
        ),
        7.5,
    )
    _rule(sheet, 56)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    _rule(sheet, 226)
    rows = [("SUBTOTAL", FOREIGN.show(invoice.lines_sum))]
    if invoice.discount:
        rows.append(
            (f"DESCUENTO {FOREIGN.percent(invoice.discount_percent)}%", FOREIGN.show(-invoice.discount))
        )
    rows.append(("NETO GRAVADO", FOREIGN.show(invoice.net)))
    rows += [(label.upper(), amount) for label, amount in tax_rows(invoice, FOREIGN, vat="I.V.A. {}%")]
    y = 230.0
    for label, amount in rows:
        sheet.text(165, y, label, 8, align="right")
        sheet.text(201, y, amount, 8, align="right")
        y += 3.8
    sheet.text(160, y + 2, "TOTAL $", 11, bold=True, align="right")
    sheet.text(201, y + 2, FOREIGN.show(invoice.total), 11, bold=True, align="right")
    units = sum((item.quantity for item in invoice.items), Decimal(0))
    sheet.text(8, 230, f"RENGLONES: {len(invoice.items)}   UNIDADES: {FOREIGN.quantity(units)}", 7.5)
    sheet.qr(8, 236, 30, invoice.qr_url(sloppy=invoice.serial % 3 == 0))
    sheet.text(8, 272, f"C.A.E.: {invoice.cae}   VTO. C.A.E.: {invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(8, 280, "NO SE ACEPTAN RECLAMOS PASADAS LAS 48 HS. CONTROLE SU MERCADERIA.", 7)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 58, 270, 222, _header, _footer).draw(sheet, invoice)


LAYOUTS = (
    Layout(
        "dot_matrix",
        Recipe(
            GROCERY,
            1,
            (6, 16),
            sku="{:05d}",
            discounts=("0", "0", "3", "8"),
            document_discounts=("0", "2"),
            perceptions=("iibb", "vat"),
        ),
        _draw,
        frozenset({"sku", "ean", "discount"}),
        face="mono",
    ),
)
