"""An importer of toys and books: list and net prices side by side, exempt books, a letter's date line."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice
from benchmarks.argentina.layout import Layout, totals
from benchmarks.argentina.numbers import FOREIGN
from benchmarks.argentina.sealed.goods import TOYS_BOOKS
from benchmarks.argentina.sealed.wording import MONTHS, office_label
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

GRID = Grid(
    14,
    (
        Column("Código de barras", 27, lambda item: item.ean, "left"),
        Column("Título / Artículo", 63, lambda item: item.product.name, "left"),
        Column("Ejs.", 11, lambda item: FOREIGN.quantity(item.quantity)),
        Column("P. lista", 20, lambda item: FOREIGN.show(item.price)),
        Column("Dto.", 12, lambda item: f"{FOREIGN.percent(item.discount_percent)}%"),
        Column("P. neto", 20, lambda item: FOREIGN.show(item.net_price)),
        Column("IVA", 12, lambda item: "EX" if not item.product.tax_rate else "21%", "centre"),
        Column("Importe", 23, lambda item: FOREIGN.show(item.amount)),
    ),
    8.5,
    rules=frozenset({"head", "rows"}),
    gap=1.6,
)


def _header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    day = f"{invoice.issued.day} de {MONTHS[invoice.issued.month - 1]} de {invoice.issued.year}"
    sheet.text(202, 16, invoice.title.capitalize(), 22, align="right")
    sheet.text(202, 23, "Original", 8, align="right")
    sheet.text(202, 31, f"{invoice.letter}  {invoice.point:04d} - {invoice.serial:08d}", 14, align="right")
    sheet.text(202, 37, f"Buenos Aires, {day}", 10, align="right")
    sheet.text(202, 42, f"Página {sheet.page} de {sheet.pages}", 8, align="right")
    sheet.box(98, 10, 16, 17)
    sheet.text(106, 20.5, invoice.letter, 28, bold=True, align="centre")
    sheet.text(106, 25.5, f"Cod. {invoice.code:02d}", 8, align="centre")
    sheet.text(14, 16, supplier.name, 15, bold=True, room=80)
    sheet.texts(
        14,
        22,
        (
            "Libros infantiles - Juguetes didácticos",
            f"{supplier.address}, {supplier.city}",
            f"C.U.I.T. {supplier.hyphenated}    {supplier.condition}",
            f"Ingresos Brutos {supplier.gross_income}",
            f"Inicio de actividades {supplier.since}",
        ),
        8.5,
    )
    sheet.line(14, 46, 202, 46, width=1)
    sheet.text(14, 52, "Facturar a:", 8.5, bold=True)
    sheet.texts(
        34,
        52,
        (
            receiver.name,
            f"{receiver.address}, {receiver.city}",
            f"C.U.I.T. {receiver.hyphenated}    {receiver.condition}",
        ),
        9,
    )
    sheet.text(140, 52, "Condición:", 8.5, bold=True)
    sheet.text(157, 52, invoice.terms, 9, room=45)
    sheet.text(140, 56, "Despacho:", 8.5, bold=True)
    sheet.text(157, 56, f"{invoice.issued:%y} 001 IC04 {invoice.serial:06d} K", 9, room=45)
    sheet.text(140, 60, "Su pedido:", 8.5, bold=True)
    sheet.text(157, 60, f"WEB-{invoice.serial % 5000 + 900}", 9)


def _footer(sheet: Sheet, invoice: Invoice) -> None:
    pieces = sum((item.quantity for item in invoice.items), Decimal(0))
    sheet.text(14, 212, f"Total de ejemplares: {FOREIGN.quantity(pieces)}", 8.5)
    rows = [("Subtotal", FOREIGN.show(invoice.net))]
    if invoice.exempt:
        rows.append(("Exento (Ley 25.446)", FOREIGN.show(invoice.exempt)))
    for row in invoice.vats:
        rows.append(("Gravado", FOREIGN.show(row.base)))
        rows.append((f"I.V.A. {FOREIGN.show(row.rate)}%", FOREIGN.show(row.amount)))
    for tax in invoice.others:
        rate = "" if tax.rate is None else f" {FOREIGN.percent(tax.rate)}%"
        rows.append((f"{office_label(tax, 'Perc. Ing. Brutos {}')}{rate}", FOREIGN.show(tax.amount)))
    rows.append(("Total ARS", FOREIGN.show(invoice.total)))
    totals(sheet, 168, 201, 218, rows, 9.5)
    sheet.qr(14, 220, 30, invoice.qr_url())
    sheet.texts(
        48,
        224,
        (
            f"CAE: {invoice.cae}",
            f"Fecha de vencimiento CAE: {invoice.cae_due:%d-%m-%Y}",
            f"Esta factura vence el {invoice.due:%d-%m-%Y}",
        ),
        9,
    )
    sheet.line(14, 262, 202, 262, dash=2)
    sheet.text(14, 267, "Transferencias: Banco del Litoral, cta. cte. $ 3-512-0009412077-4", 8)
    sheet.text(14, 271, "CBU 3880512511000941207749. Enviar comprobante a cobranzas@libros.example", 8)


def _draw(sheet: Sheet, invoice: Invoice) -> None:
    Flow(GRID, 68, 206, 206, _header, _footer).draw(sheet, invoice)


LAYOUT = Layout(
    "sealed_importer",
    Recipe(
        TOYS_BOOKS,
        1,
        (5, 13),
        price_step=Decimal(100),
        discounts=("30", "35", "40"),
        perceptions=("iibb",),
    ),
    _draw,
    frozenset({"ean", "discount", "tax_pct"}),
    size=(216, 279),
    face="serif",
)
