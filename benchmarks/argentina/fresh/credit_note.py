"""A credit note from an online invoicing service: two cards for the parties, airy table, few words."""

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.fresh.blocks import date_in_words
from benchmarks.argentina.fresh.goods import NATURAL
from benchmarks.argentina.layout import Layout
from benchmarks.argentina.numbers import LOCAL
from benchmarks.argentina.parties import Party
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GREY = "#777777"
GRID = Grid(
    15,
    (
        Column("Producto o servicio", 74, lambda item: f"{item.product.name}", "left"),
        Column("Cant.", 18, lambda item: LOCAL.quantity(item.quantity)),
        Column("Unidad", 16, lambda item: item.product.unit, "centre"),
        Column("Precio", 26, lambda item: f"$ {LOCAL.show(item.price)}"),
        Column("IVA", 15, lambda item: f"{LOCAL.percent(item.product.tax_rate)}%"),
        Column("Subtotal", 31, lambda item: f"$ {LOCAL.show(item.amount)}"),
    ),
    7.5,
    rules=frozenset({"rows"}),
    gap=4,
)


def _card(sheet: Sheet, x: float, title: str, party: Party, lines: tuple[str, ...]) -> None:
    sheet.box(x, 52, 87, 33, fill="#f4f6f8", stroke="")
    sheet.text(x + 4, 58, title, 7, colour=GREY)
    sheet.text(x + 4, 63.5, party.name, 9, bold=True, room=80)
    for place, words in enumerate(lines):
        sheet.text(x + 4, 68.5 + 4 * place, words, 7, room=80)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(15, 22, "Nota de crédito", 20, bold=True, colour="#2a6f4e")
    sheet.text(15, 29, f"N° {invoice.point:04d}-{invoice.serial:08d}", 11)
    sheet.text(15, 35, f"Emitida el {date_in_words(invoice.issued)}", 8)
    sheet.text(15, 40, f"Corresponde a la factura A {invoice.related}", 8)
    sheet.box(178, 13, 17, 17, stroke="#2a6f4e")
    sheet.text(186.5, 24, invoice.letter, 26, bold=True, align="centre")
    sheet.text(186.5, 28.5, f"Código {invoice.code:02d}", 5.5, align="centre")
    sheet.text(195, 35, sheet.copy, 7, align="right")
    _card(
        sheet,
        15,
        "Emisor",
        supplier,
        (
            f"CUIT {supplier.hyphenated}",
            supplier.condition,
            f"{supplier.address}, {supplier.city}",
            f"IIBB {supplier.gross_income} - Inicio de actividades {supplier.since}",
        ),
    )
    _card(
        sheet,
        108,
        "Receptor",
        receiver,
        (f"CUIT {receiver.hyphenated}", receiver.condition, f"{receiver.address}, {receiver.city}"),
    )


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    rows = [("Subtotal sin impuestos", invoice.net)]
    rows += [(f"IVA {LOCAL.percent(row.rate)}%", row.amount) for row in invoice.vats]
    rows += [
        (f"{row.label} {LOCAL.percent(row.rate)}%", row.amount)
        for row in invoice.others
        if row.rate is not None
    ]
    y = 190.0
    for label, amount in rows:
        sheet.text(112, y, label, 8, colour=GREY)
        sheet.text(191, y, f"$ {LOCAL.show(amount)}", 8, align="right")
        y += 6
    sheet.box(108, y - 3, 87, 11, fill="#2a6f4e", stroke="")
    sheet.text(112, y + 4.2, "Total", 11, bold=True, colour="#ffffff")
    sheet.text(191, y + 4.2, f"$ {LOCAL.show(invoice.total)}", 11, bold=True, colour="#ffffff", align="right")
    sheet.text(15, 190, "Observaciones", 7, colour=GREY)
    sheet.text(15, 195, "Devolución de mercadería. Se imputa en la cuenta corriente.", 7, room=88)
    sheet.qr(15, 245, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(50, 256, f"CAE N° {invoice.cae}", 9)
    sheet.text(50, 262, f"Vencimiento del CAE: {invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(50, 268, "Comprobante autorizado por ARCA", 7, colour=GREY)
    sheet.text(195, 284, f"{sheet.page}/{sheet.pages}", 7, align="right", colour=GREY)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 95, 180, 180, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "fresh_credit_note",
    Recipe(NATURAL, 3, (1, 5), perceptions=("iibb",)),
    _draw,
    frozenset({"unit", "tax_pct"}),
    face="wide",
)
