"""A cold-chain company: pieces and kilos, two provinces' perceptions, the account's balance below."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.sealed.goods import COLD
from benchmarks.argentina.sealed.wording import office_label
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

PIECE = Decimal(4)
"""Kilos that a piece weighs, roughly."""


def _pieces(item: Item) -> str:
    return str(int(item.quantity / PIECE) + 1) if item.product.unit == "KG" else ""


def _quantity(item: Item) -> str:
    return LOCAL.show(item.quantity, 3 if item.product.unit == "KG" else 0)


GRID = Grid(
    8,
    (
        Column("Art.", 15, lambda item: item.sku, "left"),
        Column("Pzas", 11, _pieces),
        Column("Kg / Un", 19, _quantity),
        Column("", 9, lambda item: item.product.unit, "left"),
        Column("Producto", 76, lambda item: item.product.name, "left"),
        Column("Alíc.", 13, lambda item: LOCAL.show(item.product.tax_rate, 1)),
        Column("$ x Kg/Un", 23, lambda item: LOCAL.show(item.price)),
        Column("Total neto", 28, lambda item: LOCAL.show(item.amount)),
    ),
    7.5,
    head_fill="#dfe8ef",
    gap=1.8,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(105, 13, supplier.name, 14, bold=True, align="centre", room=150, colour="#14426b")
    legal = (
        f"{supplier.address} · {supplier.city} · CUIT {supplier.hyphenated}",
        f"{supplier.condition} · Ingresos Brutos {supplier.gross_income} · Inicio act. {supplier.since}",
    )
    for place, words in enumerate(legal):
        sheet.text(105, 18 + 3.6 * place, words, 6.5, align="centre", room=190)
    sheet.line(8, 24, 202, 24, width=1.5)
    sheet.text(8, 30, receiver.name, 10, bold=True, room=95)
    sheet.texts(8, 34.5, (receiver.address, receiver.city, f"CUIT {receiver.hyphenated}"), 7.5)
    sheet.text(8, 44.5, f"{receiver.condition}  -  Pago: {invoice.terms}", 7.5, room=95)
    sheet.box(106, 26, 13, 13)
    sheet.text(112.5, 35.5, invoice.letter, 22, bold=True, align="centre")
    sheet.text(112.5, 42, f"Cód. {invoice.code:03d}", 6, align="centre")
    sheet.text(122, 31, f"{invoice.title} {invoice.number}", 10.5, bold=True, room=80)
    facts = (
        ("Emitida", f"{invoice.issued:%d/%m/%Y}"),
        ("Vence", f"{invoice.due:%d/%m/%Y}"),
        ("Reparto", f"{invoice.serial % 40 + 1:03d}"),
        ("Hoja", f"{sheet.page}/{sheet.pages}"),
    )
    for place, (label, value) in enumerate(facts):
        sheet.text(122 + 21 * place, 37, label, 6.5, colour="#555555")
        sheet.text(122 + 21 * place, 41.5, value, 8, room=20)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(8, 222, 202, 222)
    rows = [("Neto", invoice.net)]
    for row in invoice.vats:
        rate, base = LOCAL.show(row.rate, 1), LOCAL.show(row.base)
        rows.append((f"IVA {rate} % s/ {base}", row.amount))
    for tax in invoice.others:
        rate = LOCAL.show(tax.rate or Decimal(0))
        rows.append((f"{office_label(tax, 'Percepción II.BB. {}')} ({rate} %)", tax.amount))
    y = 227.0
    for label, value in rows:
        sheet.text(112, y, label, 7.5)
        sheet.text(201, y, LOCAL.show(value), 7.5, align="right")
        y += 4.6
    sheet.box(110, y - 2.2, 92, 7, fill="#dfe8ef", stroke="")
    sheet.text(112, y + 2.6, "Total de esta factura", 9, bold=True)
    sheet.text(201, y + 2.6, f"$ {LOCAL.show(invoice.total)}", 10, bold=True, align="right")
    before = Decimal(invoice.serial * 7919 % 60_000_000) / 100
    sheet.text(8, 227, "Estado de su cuenta", 7.5, bold=True)
    sheet.text(8, 231.5, f"Saldo anterior al {invoice.issued:%d/%m}:", 7.5)
    sheet.text(90, 231.5, LOCAL.show(before), 7.5, align="right")
    sheet.text(8, 236, "Saldo con esta entrega:", 7.5)
    sheet.text(90, 236, LOCAL.show(before + invoice.total), 7.5, align="right")
    sheet.text(8, 243, "Controle la temperatura al recibir: lácteos 2 a 8 °C, congelados -18 °C.", 6.5)
    sheet.text(8, 247, "No se aceptan devoluciones pasadas las 24 h de la entrega.", 6.5)
    sheet.qr(8, 258, 28, invoice.qr_url())
    sheet.text(40, 264, "CAE", 7.5, bold=True)
    sheet.text(60, 264, invoice.cae, 8)
    sheet.text(40, 269, "Vto. CAE", 7.5, bold=True)
    sheet.text(60, 269, f"{invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(40, 284, "Recibí conforme: ............................................", 7)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 49, 216, 216, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_dairy",
    Recipe(COLD, 1, (5, 12), sku="{:05d}", perceptions=("iibb", "second_iibb")),
    _draw,
    frozenset({"sku", "unit", "tax_pct"}),
    face="wide",
)
