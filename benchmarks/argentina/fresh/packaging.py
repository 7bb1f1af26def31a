"""A packaging maker's electronic credit invoice (FCE MiPyMEs) in dollars, with its sum in pesos beside."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.fresh.blocks import aside, in_words, pieces
from benchmarks.argentina.fresh.goods import PACKAGING
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL, LOCAL_LONG, cents
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    14,
    (
        Column("Cantidad", 22, lambda item: LOCAL.show(item.quantity, 3), "centre"),
        Column("Unidad", 16, lambda item: item.product.unit, "centre"),
        Column("Descripción", 78, lambda item: item.product.name, "left"),
        Column("Precio unitario\nU$S", 32, lambda item: LOCAL_LONG.price(item.price)),
        Column("Importe\nU$S", 34, lambda item: LOCAL.show(item.amount)),
    ),
    9,
    rules=frozenset({"head", "rows"}),
    gap=2.4,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(14, 16, "FACTURA DE CRÉDITO ELECTRÓNICA MiPyMEs (FCE)", 11, bold=True, room=92)
    sheet.text(
        14, 22, f"Punto de Venta: {invoice.point:05d}    Comp. Nro: {invoice.serial:08d}", 10, bold=True
    )
    sheet.text(14, 27, f"Fecha de Emisión: {invoice.issued:%d/%m/%Y}", 9)
    sheet.text(14, 31.5, f"Fecha de Vto. para el pago: {invoice.due:%d/%m/%Y}", 9)
    sheet.text(14, 36, f"{sheet.copy} - Hoja {sheet.page} de {sheet.pages}", 8)
    sheet.box(112, 10, 15, 17)
    sheet.text(119.5, 21, invoice.letter, 28, bold=True, align="centre")
    sheet.text(119.5, 25.5, f"COD. {invoice.code}", 7, align="centre")
    sheet.text(196, 16, supplier.name, 12, bold=True, align="right", room=66)
    for place, words in enumerate(
        (
            supplier.address,
            supplier.city,
            supplier.condition,
            f"CUIT {supplier.hyphenated}",
            f"IIBB {supplier.gross_income}",
            f"Inicio de Actividades {supplier.since}",
        )
    ):
        sheet.text(196, 21 + 3.8 * place, words, 8, align="right")
    sheet.line(14, 44, 196, 44, width=1)
    sheet.pair(14, 50, "CUIT:", receiver.tax_id, 9)
    sheet.pair(62, 50, "Apellido y Nombre / Razón Social:", receiver.name, 9)
    sheet.pair(14, 55, "Condición frente al IVA:", receiver.condition, 9)
    sheet.pair(14, 60, "Domicilio Comercial:", f"{receiver.address} - {receiver.city}", 9)
    order = f"{aside(invoice, 'order', 4500000, 4599999)}"
    sheet.pair(14, 65, "Referencia comercial:", f"Orden de compra {order}", 9)
    sheet.pair(112, 65, "Condición de venta:", invoice.terms, 9)
    sheet.line(14, 69, 196, 69, width=1)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    y = 201.0
    rows = [("Importe Neto Gravado: U$S", invoice.net)]
    rows += [(f"IVA {LOCAL.percent(row.rate)}%: U$S", row.amount) for row in invoice.vats]
    rows += [("Importe Otros Tributos: U$S", invoice.others_sum)]
    for label, amount in rows:
        sheet.text(158, y, label, 9, bold=True, align="right")
        sheet.text(195, y, LOCAL.show(amount), 9, align="right")
        y += 5
    sheet.text(158, y + 1, "Importe Total: U$S", 11, bold=True, align="right")
    sheet.text(195, y + 1, LOCAL.show(invoice.total), 11, bold=True, align="right")
    pieces(sheet, 14, 201, f"Son dólares estadounidenses {in_words(invoice.total)}.", 88, 8.5)
    pesos = cents(invoice.total * invoice.exchange_rate)
    sheet.line(14, 223, 196, 223, width=0.4)
    sheet.texts(
        14,
        228,
        (
            (
                f"Tipo de cambio BNA vendedor divisa: $ {LOCAL.show(invoice.exchange_rate)} por U$S 1,00. "
                f"Equivale a $ {LOCAL.show(pesos)}."
            ),
            f"CBU del Emisor: {aside(invoice, 'cbu', 10**21, 9 * 10**21):022d}   Alias: ENVASES.COBROS.FCE",
            "Opción de transferencia: Sistema de Circulación Abierta (SCA)",
            (
                f"Esta factura se considera aceptada pasados 30 días corridos. Entregado con remito "
                f"R-00002-{aside(invoice, 'remito', 10, 9999):08d}."
            ),
        ),
        8.5,
    )
    sheet.qr(14, 250, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(196, 262, f"CAE N°: {invoice.cae}", 11, bold=True, align="right")
    sheet.text(196, 268, f"Fecha de Vto. de CAE: {invoice.cae_due:%d/%m/%Y}", 11, bold=True, align="right")


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 73, 193, 193, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_packaging",
    Recipe(PACKAGING, 201, (2, 6), price_places=4, currency="USD", price_step=Decimal("0.0005")),
    _draw,
    frozenset({"unit"}),
    face="serif",
)
