"""ARCA's own web form, letter C, three copies: the one page that every monotributista prints."""

from datetime import timedelta

from benchmarks.argentina.blind.goods import FREELANCE
from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, letter_box
from benchmarks.argentina.numbers import PLAIN as N
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    6,
    (
        Column("Código", 16, lambda item: item.sku, "left"),
        Column("Producto / Servicio", 62, lambda item: item.product.name, "left"),
        Column("Cantidad", 18, lambda item: N.show(item.quantity)),
        Column("U. Medida", 20, lambda _: "unidades", "centre"),
        Column("Precio Unit.", 24, lambda item: N.show(item.price)),
        Column("% Bonif", 14, lambda item: N.show(item.discount_percent)),
        Column("Imp. Bonif.", 20, lambda item: N.show(item.discount)),
        Column("Subtotal", 24, lambda item: N.show(item.amount)),
    ),
    7.5,
    head_fill="#c8c8c8",
    rules=frozenset({"head"}),
    gap=1.6,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(6, 6, 198, 9)
    sheet.text(105, 12.4, sheet.copy, 13, bold=True, align="centre")
    sheet.box(6, 15, 198, 42)
    sheet.line(105, 29, 105, 57)
    letter_box(sheet, 105, 15, invoice, code="COD. {:03d}")
    sheet.text(52, 24, supplier.name.upper(), 12, bold=True, align="centre", room=84)
    sheet.pair(8, 38, "Razón Social:", supplier.name, 8)
    sheet.pair(8, 45, "Domicilio Comercial:", f"{supplier.address} - {supplier.city}", 8)
    sheet.pair(8, 53, "Condición frente al IVA:", supplier.condition, 8)
    sheet.text(120, 24, invoice.title, 18, bold=True)
    sheet.pair(120, 34, "Punto de Venta:", f"{invoice.point:05d}", 9)
    sheet.pair(160, 34, "Comp. Nro:", f"{invoice.serial:08d}", 9)
    sheet.pair(120, 39, "Fecha de Emisión:", f"{invoice.issued:%d/%m/%Y}", 9)
    sheet.pair(120, 46, "CUIT:", supplier.tax_id, 8)
    sheet.pair(120, 50, "Ingresos Brutos:", supplier.gross_income, 8)
    sheet.pair(120, 54, "Fecha de Inicio de Actividades:", supplier.since, 8)
    sheet.box(6, 58, 198, 8)
    start = invoice.issued.replace(day=1) - timedelta(days=1)
    sheet.pair(8, 63, "Período Facturado Desde:", f"{start.replace(day=1):%d/%m/%Y}", 8)
    sheet.pair(72, 63, "Hasta:", f"{start:%d/%m/%Y}", 8)
    sheet.pair(118, 63, "Fecha de Vto. para el pago:", f"{invoice.due:%d/%m/%Y}", 8)
    sheet.box(6, 67, 198, 20)
    sheet.pair(8, 72, "CUIT:", receiver.tax_id, 8)
    sheet.pair(62, 72, "Apellido y Nombre / Razón Social:", receiver.name, 8)
    sheet.pair(8, 78, "Condición frente al IVA:", receiver.condition, 8)
    sheet.pair(92, 78, "Domicilio:", f"{receiver.address} - {receiver.city}", 8)
    sheet.pair(8, 84, "Condición de venta:", invoice.terms, 8)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(6, 206, 198, 26)
    for y, label, amount in (
        (213, "Subtotal: $", invoice.subtotal),
        (220, "Importe Otros Tributos: $", invoice.others_sum),
        (227, "Importe Total: $", invoice.total),
    ):
        sheet.text(165, y, label, 9.5, bold=True, align="right")
        sheet.text(201, y, N.show(amount), 9.5, bold=True, align="right")
    sheet.qr(8, 240, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(44, 247, "ARCA", 18, bold=True, colour="#2a2a2a")
    sheet.text(44, 251, "AGENCIA DE RECAUDACIÓN Y CONTROL ADUANERO", 4.5)
    sheet.text(44, 259, "Comprobante Autorizado", 9, bold=True)
    sheet.text(
        44, 266, "Esta Agencia no se responsabiliza por los datos ingresados en el detalle de la operación", 6
    )
    sheet.text(105, 244, f"Pág. {sheet.page}/{sheet.pages}", 9, bold=True, align="centre")
    for y, label, value in (
        (246, "CAE N°:", invoice.cae),
        (252, "Fecha de Vto. de CAE:", f"{invoice.cae_due:%d/%m/%Y}"),
    ):
        sheet.text(168, y, label, 9.5, bold=True, align="right")
        sheet.text(170, y, value, 9.5)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 89, 202, 202, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "blind_official",
    Recipe(FREELANCE, 11, (3, 7), sku="{}", discounts=("0", "0", "10")),
    _draw,
    frozenset({"sku", "discount"}),
    copies=("ORIGINAL", "DUPLICADO", "TRIPLICADO"),
)
