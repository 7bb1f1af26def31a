"""A cleaning goods wholesaler's form: preprinted labels, typed values, totals in a strip across the foot."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import HUNDRED, ZERO, Invoice
from benchmarks.argentina.fresh.blocks import aside, in_words, typed
from benchmarks.argentina.fresh.goods import HYGIENE
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    10,
    (
        Column("Artículo", 22, lambda item: item.sku, "left"),
        Column("Descripción", 78, lambda item: item.product.name, "left"),
        Column("Cantidad", 18, lambda item: LOCAL.show(item.quantity)),
        Column("U.M.", 10, lambda item: item.product.unit, "centre"),
        Column("Precio Unit.", 23, lambda item: LOCAL.show(item.price)),
        Column("% Bon.", 14, lambda item: LOCAL.show(item.discount_percent) if item.discount_percent else ""),
        Column("Importe", 25, lambda item: LOCAL.show(item.amount)),
    ),
    7.5,
    rules=frozenset({"head", "columns", "frame"}),
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.face = "sans"
    sheet.box(10, 10, 190, 40)
    sheet.line(105, 24, 105, 50)
    sheet.box(98, 10, 14, 14, fill="#ffffff")
    sheet.text(105, 20, invoice.letter, 26, bold=True, align="centre")
    sheet.text(105, 23, f"Código Nº {invoice.code:02d}", 5, align="centre")
    sheet.text(14, 18, supplier.name.upper(), 14, bold=True, room=80)
    sheet.texts(
        14,
        26,
        (
            supplier.address,
            supplier.city,
            f"Tel. 0810-555-{aside(invoice, 'phone', 1000, 9999)}  ventas@higiene.example",
        ),
        7.5,
    )
    sheet.text(14, 46, f"I.V.A.: {supplier.condition.removeprefix('IVA ')}", 8, bold=True)
    sheet.text(118, 17, f"{invoice.title}", 14, bold=True)
    typed(sheet, 118, 24, "Nº", invoice.number, 12)
    typed(sheet, 118, 31, "Fecha:", f"{invoice.issued:%d/%m/%Y}", 10)
    sheet.face = "sans"
    sheet.texts(
        118,
        38,
        (
            f"C.U.I.T.: {supplier.hyphenated}",
            f"Ing. Brutos C.M.: {supplier.gross_income}",
            f"Inicio de Actividades: {supplier.since}",
        ),
        7.5,
    )
    sheet.text(196, 15, sheet.copy, 7, align="right")
    sheet.text(196, 48, f"Hoja {sheet.page} de {sheet.pages}", 7, align="right")
    sheet.box(10, 51, 190, 23)
    account = aside(invoice, "account", 100, 9999)
    typed(sheet, 13, 56, "Señor(es):", f"({account:06d}) {receiver.name.upper()}", 9)
    typed(sheet, 13, 61.5, "Domicilio:", receiver.address.upper())
    typed(sheet, 110, 61.5, "Localidad:", receiver.city.upper())
    typed(sheet, 13, 67, "I.V.A.:", receiver.condition.removeprefix("IVA ").upper())
    typed(sheet, 110, 67, "C.U.I.T.:", receiver.hyphenated)
    typed(sheet, 13, 72, "Condición de Venta:", invoice.terms.upper())
    typed(sheet, 110, 72, "Remito:", f"R00001-{aside(invoice, 'remito', 100, 90000):08d}")
    typed(sheet, 158, 72, "Vend.:", f"{aside(invoice, 'seller', 1, 40):03d}")
    sheet.face = "mono"


def _strip(sheet: Sheet, invoice: Invoice, y: float) -> None:
    """One row of boxes, each with its label above its figure."""
    at = {str(row.rate): row.amount for row in invoice.vats}
    cells = [
        ("Subtotal", invoice.lines_sum),
        (f"Bonif. {LOCAL.show(invoice.discount_percent)} %", -invoice.discount),
        ("Neto Gravado", invoice.net),
        ("I.V.A. 21,00 %", at.get("21", ZERO)),
        ("I.V.A. 10,50 %", at.get("10.5", ZERO)),
        *((f"{row.label} {LOCAL.show(row.rate or HUNDRED)}%", row.amount) for row in invoice.others),
        ("TOTAL $", invoice.total),
    ]
    widths = [27, 23, 27, 25, 22, 36, 30]
    x = 10.0
    for width, (label, amount) in zip(widths, cells, strict=True):
        last = label.startswith("TOTAL")
        sheet.box(x, y, width, 13, fill="#e6e6e6" if last else "")
        sheet.face = "sans"
        sheet.text(x + 1.2, y + 4, label, 6.6, bold=last, room=width - 2)
        sheet.face = "mono"
        sheet.text(x + width - 1.2, y + 10.5, LOCAL.show(amount), 9 if last else 8, bold=last, align="right")
        x += width


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    typed(sheet, 10, 233, "Son Pesos:", in_words(invoice.total).upper(), 7)
    _strip(sheet, invoice, 236)
    sheet.face = "sans"
    sheet.qr(10, 253, 28, invoice.qr_url())
    sheet.texts(
        42,
        257,
        (
            "Comprobante Autorizado - ARCA",
            "Cheques a la orden de la empresa únicamente. No se aceptan devoluciones pasadas las 48 hs.",
            (
                f"Banco del Litoral Cta. Cte. $ {aside(invoice, 'bank', 1000, 9999)}/8 "
                f"CBU {aside(invoice, 'cbu', 10**21, 10**22)}"
            ),
        ),
        7,
    )
    sheet.text(42, 273, f"C.A.E. Nº: {invoice.cae}", 10, bold=True)
    sheet.text(42, 278, f"Fecha Vto. C.A.E.: {invoice.cae_due:%d/%m/%Y}", 9)
    sheet.text(200, 278, f"Vencimiento de la factura: {invoice.due:%d/%m/%Y}", 8, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 76, 228, 228, _header, _footer, full_height=True).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_hygiene",
    Recipe(
        HYGIENE,
        1,
        (6, 14),
        sku="LI-{:05d}",
        discounts=("0", "0", "10", "15"),
        document_discounts=("0", "3", "5"),
        perceptions=("iibb",),
    ),
    _draw,
    frozenset({"sku", "unit", "discount"}),
)
