"""Layouts kept aside: a reader is measured on them and its author does not look at them."""

from decimal import Decimal

from benchmarks.argentina.compose import Recipe
from benchmarks.argentina.document import Invoice, Item
from benchmarks.argentina.layout import Layout, contained, tax_rows, totals
from benchmarks.argentina.numbers import FOREIGN, LOCAL, PLAIN
from benchmarks.argentina.products import BAKERY, CLEANING, DELI, GROCERY, SWEETS, Trade
from benchmarks.argentina.sheet import Column, Flow, Grid, Sheet

MONTHS = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
    "diciembre",
)  # fmt: skip


# A dairy's delivery invoice: letter at the left margin, the quantity late in the row, sums carried over pages.
DAIRY_GRID = Grid(
    12,
    (
        Column("Mercadería", 66, lambda item: item.product.name, "left"),
        Column("Ref.", 18, lambda item: item.sku, "left"),
        Column("% I.V.A.", 15, lambda item: LOCAL.show(item.product.tax_rate, 1)),
        Column("P. Lista", 24, lambda item: LOCAL.price(item.price)),
        Column("Bonif. %", 16, lambda item: LOCAL.show(item.discount_percent, 1)),
        Column("Unidades", 19, lambda item: LOCAL.quantity(item.quantity)),
        Column("Neto", 28, lambda item: LOCAL.show(item.amount)),
    ),
    8,
    rules=frozenset({"head"}),
    gap=1.9,
)


def _dairy_header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.box(12, 10, 18, 18)
    sheet.text(21, 23, invoice.letter, 30, bold=True, align="centre")
    sheet.text(21, 31.5, f"cód. {invoice.code:02d}", 7, align="centre")
    sheet.text(34, 16, f"{invoice.title} ELECTRÓNICA", 12, bold=True)
    sheet.text(34, 22, f"Número {invoice.letter}-{invoice.point:04d}-{invoice.serial:08d}", 11)
    sheet.text(34, 27, f"Fecha {invoice.issued:%d/%m/%Y}     Vto. {invoice.due:%d/%m/%Y}", 9)
    sheet.text(198, 16, supplier.name, 13, bold=True, align="right", room=85)
    for place, words in enumerate(
        (f"{supplier.address} - {supplier.city}", f"CUIT: {supplier.hyphenated} - {supplier.condition}",
         f"Ing. Br. {supplier.gross_income} - Inicio {supplier.since}", f"Pág. {sheet.page} de {sheet.pages}")
    ):  # fmt: skip
        sheet.text(198, 21 + 4 * place, words, 8, align="right")
    sheet.line(12, 37, 198, 37)
    sheet.texts(12, 42, (f"Destinatario: {receiver.name} ({receiver.condition})",
                         f"CUIT: {receiver.hyphenated}    {receiver.address}, {receiver.city}",
                         f"Forma de pago: {invoice.terms}"), 8.5)  # fmt: skip


def _dairy_carry(sheet: Sheet, y: float, so_far: Decimal) -> None:
    sheet.text(12.8, y, "Subtotal transportado", 8)
    sheet.text(197.2, y, LOCAL.show(so_far), 8, align="right")


def _dairy_footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.line(12, 226, 198, 226)
    rows = [("Suma de artículos", LOCAL.show(invoice.lines_sum))]
    if invoice.discount:
        rows.append((f"Descuento comercial {LOCAL.percent(invoice.discount_percent)} %", LOCAL.show(-invoice.discount)))
    rows += [("Base imponible", LOCAL.show(invoice.net)), *tax_rows(invoice, LOCAL, vat="I.V.A. {} %")]
    rows.append(("Importe a pagar $", LOCAL.show(invoice.total)))
    totals(sheet, 165, 197, 231, rows, 8.5)
    sheet.qr(12, 230, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(12, 266, f"C.A.E. {invoice.cae} válido hasta {invoice.cae_due:%d/%m/%Y}", 8.5)


def _dairy(sheet: Sheet, invoice: Invoice) -> None:
    Flow(DAIRY_GRID, 54, 222, 222, _dairy_header, _dairy_footer, carry=_dairy_carry).draw(sheet, invoice)


# A perfumery's landscape sheet: list and net price, IVA in money a line.
WIDE_GRID = Grid(
    9,
    (
        Column("Item", 20, lambda item: item.sku, "left"),
        Column("Código EAN", 30, lambda item: item.ean, "left"),
        Column("Descripción del producto", 82, lambda item: item.product.name, "left"),
        Column("Cantidad", 18, lambda item: PLAIN.quantity(item.quantity)),
        Column("P. Lista", 24, lambda item: PLAIN.price(item.price)),
        Column("% Desc", 15, lambda item: PLAIN.show(item.discount_percent)),
        Column("P. c/Desc", 24, lambda item: PLAIN.show(item.net_price)),
        Column("Neto", 26, lambda item: PLAIN.show(item.amount)),
        Column("I.V.A. $", 20, lambda item: PLAIN.show(item.vat)),
        Column("Alíc.", 12, lambda item: PLAIN.percent(item.product.tax_rate)),
    ),
    8,
    stripe="#f4ecf4",
    rules=frozenset({"frame", "head"}),
    gap=1.4,
)


def _wide_header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(9, 17, supplier.name, 16, bold=True, colour="#6d2b6d", room=120)
    sheet.texts(9, 23, (f"{supplier.address} · {supplier.city}", f"{supplier.condition} · CUIT {supplier.hyphenated} · "
                        f"IIBB {supplier.gross_income} · Inicio {supplier.since}"), 8)  # fmt: skip
    sheet.box(141, 8, 15, 15, stroke="#6d2b6d")
    sheet.text(148.5, 18, invoice.letter, 22, bold=True, align="centre")
    sheet.text(148.5, 22, f"COD. {invoice.code:02d}", 5.5, align="centre")
    sheet.text(288, 15, f"{invoice.title}  {invoice.point:05d} - {invoice.serial:08d}", 14, bold=True, align="right")
    sheet.text(288, 21, f"Emisión: {invoice.issued:%d/%m/%Y}   |   Vencimiento: {invoice.due:%d/%m/%Y}", 9, align="right")
    sheet.text(288, 26, sheet.copy, 8, bold=True, align="right")
    sheet.text(9, 36, f"Comprador: {receiver.name}   |   CUIT: {receiver.hyphenated}   |   {receiver.condition}", 9)
    sheet.text(9, 41, f"{receiver.address} - {receiver.city}   |   {invoice.terms}", 9)


def _wide_footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.qr(9, 164, 30, invoice.qr_url())
    sheet.text(43, 176, f"CAE {invoice.cae}", 9, bold=True)
    sheet.text(43, 181, f"Vence {invoice.cae_due:%d/%m/%Y}", 9)
    rows = [("Neto gravado", PLAIN.show(invoice.net)), *tax_rows(invoice, PLAIN, vat="IVA {} %")]
    rows.append(("TOTAL FACTURA $", PLAIN.show(invoice.total)))
    totals(sheet, 240, 278, 170, rows, 9)


def _wide(sheet: Sheet, invoice: Invoice) -> None:
    Flow(WIDE_GRID, 46, 195, 158, _wide_header, _wide_footer).draw(sheet, invoice)


# A roll of a fiscal printer: each product over two lines, letter B, prices with IVA.
def _roll_item(sheet: Sheet, y: float, item: Item) -> float:
    weight = 3 if item.product.unit == "KG" else 0
    sheet.text(4, y, f"{LOCAL.show(item.quantity, weight)} x {LOCAL.price(item.price)}  ({LOCAL.show(item.product.tax_rate)})", 8)
    lines = sheet.wrap(item.product.name.upper(), 50, 8)
    for line in lines:
        y += 3.6
        sheet.text(4, y, line, 8)
    sheet.text(76, y, LOCAL.show(item.amount), 8, align="right")
    return y + 4.6


def _roll(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(40, 10, supplier.name.upper(), 10, bold=True, align="centre", room=72)
    y = sheet.texts(4, 16, (f"CUIT Nro.: {supplier.hyphenated}", f"Ing. Brutos: {supplier.gross_income}", supplier.address,
                            supplier.city, supplier.condition.upper(), f"INICIO DE ACTIVIDADES: {supplier.since}"), 7.5)  # fmt: skip
    sheet.line(4, y - 2, 76, y - 2, dash=2)
    sheet.text(40, y + 3, f"{invoice.title} \"{invoice.letter}\"   (Cod. {invoice.code:03d})", 9, bold=True, align="centre")
    y = sheet.texts(4, y + 8, (f"P.V. Nro. {invoice.point:05d}  Nro. {invoice.serial:08d}", f"Fecha {invoice.issued:%d/%m/%Y}  Hora 10:42:15",
                               f"A: {receiver.name}", f"CUIT: {receiver.hyphenated}", receiver.condition), 7.5)  # fmt: skip
    sheet.line(4, y - 2, 76, y - 2, dash=2)
    y += 3
    for item in invoice.items:
        y = _roll_item(sheet, y, item)
    sheet.line(4, y - 2, 76, y - 2, dash=2)
    sheet.text(4, y + 5, "TOTAL", 12, bold=True)
    sheet.text(76, y + 5, LOCAL.show(invoice.total), 12, bold=True, align="right")
    sheet.text(4, y + 10, invoice.terms, 7.5)
    sheet.text(76, y + 10, LOCAL.show(invoice.total), 7.5, align="right")
    contained(sheet, 4, y + 17, invoice, LOCAL, 5.6)
    sheet.qr(22, y + 26, 36, invoice.qr_url())
    sheet.text(40, y + 67, f"CAE: {invoice.cae}  Vto: {invoice.cae_due:%d/%m/%Y}", 7, align="centre")


# A monotributo's printed book, half a page, date in words, no QR.
BOOK_GRID = Grid(
    8,
    (
        Column("CANT.", 18, lambda item: LOCAL.quantity(item.quantity), "centre"),
        Column("DETALLE", 70, lambda item: item.product.name, "left"),
        Column("P. UNITARIO", 21, lambda item: LOCAL.show(item.price)),
        Column("IMPORTE", 23, lambda item: LOCAL.show(item.amount)),
    ),
    8.5,
    rules=frozenset({"frame", "columns", "rows", "head"}),
    gap=1.8,
)


def _book_header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver, day = invoice.supplier, invoice.receiver, invoice.issued
    sheet.text(36, 14, "El Horno de la Esquina", 13, bold=True, align="centre")
    sheet.texts(8, 19, (f"de {supplier.name}", supplier.address, supplier.city, "RESPONSABLE MONOTRIBUTO"), 8)
    sheet.box(69, 7, 10, 10)
    sheet.text(74, 14.5, invoice.letter, 18, bold=True, align="centre")
    sheet.text(74, 20, f"Cód. {invoice.code}", 6.5, align="centre")
    sheet.text(84, 13, "FACTURA", 13, bold=True)
    sheet.text(84, 18.5, f"Nº {invoice.point:05d}-{invoice.serial:08d}", 10, bold=True)
    sheet.texts(84, 23, (f"Fecha: {day.day} de {MONTHS[day.month - 1]} de {day.year}", f"CUIT: {supplier.hyphenated}",
                         f"Ing. Brutos: {supplier.gross_income}", f"Inicio de Act.: {supplier.since}"), 8)  # fmt: skip
    sheet.line(8, 38, 140, 38)
    sheet.texts(8, 43, (f"Señor/es: {receiver.name}", f"Domicilio: {receiver.address} - {receiver.city}",
                        f"CUIT: {receiver.hyphenated}     {receiver.condition}     Pago: {invoice.terms}"), 8.5)  # fmt: skip


def _book_footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.box(90, 172, 50, 9)
    sheet.text(93, 178, "TOTAL $", 11, bold=True)
    sheet.text(138, 178, LOCAL.show(invoice.total), 11, bold=True, align="right")
    sheet.text(8, 190, f"CAE Nº {invoice.cae}   Fecha de Vto.: {invoice.cae_due:%d/%m/%Y}", 8)
    sheet.text(140, 197, sheet.copy, 8, bold=True, align="right")


def _book(sheet: Sheet, invoice: Invoice) -> None:
    Flow(BOOK_GRID, 56, 200, 168, _book_header, _book_footer, full_height=True).draw(sheet, invoice)


# A credit note with its totals at the top and a currency sign on every figure.
CREDIT_GRID = Grid(
    10,
    (
        Column("Producto", 70, lambda item: item.product.name, "left"),
        Column("Cód.", 22, lambda item: item.sku, "left"),
        Column("Ctd.", 16, lambda item: FOREIGN.quantity(item.quantity)),
        Column("Valor unit.", 28, lambda item: f"$ {FOREIGN.show(item.price)}"),
        Column("% Desc.", 18, lambda item: FOREIGN.percent(item.discount_percent)),
        Column("Valor total", 36, lambda item: f"$ {FOREIGN.show(item.amount)}"),
    ),
    8.5,
    head_fill="#333333",
    head_colour="#ffffff",
    rules=frozenset({"rows"}),
    gap=2,
)


def _credit_header(sheet: Sheet, invoice: Invoice) -> None:
    supplier, receiver = invoice.supplier, invoice.receiver
    sheet.text(10, 16, supplier.name, 14, bold=True, room=85)
    sheet.texts(10, 22, (f"C.U.I.T. {supplier.hyphenated}", supplier.condition, f"{supplier.address}, {supplier.city}",
                         f"IIBB {supplier.gross_income}   Inicio {supplier.since}"), 8)  # fmt: skip
    sheet.box(99, 9, 12, 12)
    sheet.text(105, 17.4, invoice.letter, 19, bold=True, align="centre")
    sheet.text(105, 24, f"CÓDIGO {invoice.code:02d}", 6, align="centre")
    sheet.text(116, 16, f"{invoice.title} {invoice.letter}", 14, bold=True)
    sheet.texts(116, 22, (f"Nro. de comprobante: {invoice.point:05d}-{invoice.serial:08d}", f"Fecha: {invoice.issued:%d-%m-%Y}",
                          f"Ref. factura: {invoice.related}"), 9)  # fmt: skip
    rows = [("Subtotal", f"$ {FOREIGN.show(invoice.net)}")]
    rows += [(label, f"$ {amount}") for label, amount in tax_rows(invoice, FOREIGN, vat="IVA ({}%)")]
    rows.append(("Total acreditado", f"$ {FOREIGN.show(invoice.total)}"))
    sheet.box(116, 37, 84, 30)
    totals(sheet, 162, 197, 43, rows, 8.5)
    sheet.texts(10, 42, ("Cliente", receiver.name, f"{receiver.address}", receiver.city, f"C.U.I.T. {receiver.hyphenated}",
                         receiver.condition), 8.5)  # fmt: skip


def _credit_footer(sheet: Sheet, invoice: Invoice) -> None:
    sheet.text(10, 240, "Motivo: mercadería devuelta en mal estado.", 9)
    sheet.qr(10, 246, 30, invoice.qr_url(host="www.arca.gob.ar"))
    sheet.text(44, 256, f"CAE: {invoice.cae}", 9, bold=True)
    sheet.text(44, 261, f"Vencimiento CAE: {invoice.cae_due:%d/%m/%Y}", 9)


def _credit(sheet: Sheet, invoice: Invoice) -> None:
    Flow(CREDIT_GRID, 72, 230, 230, _credit_header, _credit_footer).draw(sheet, invoice)


ROUTE = Trade("route", "Lácteos y Almacén", "Reparto", DELI.products + GROCERY.products + SWEETS.products)
HELDOUT: tuple[Layout, ...] = (
    Layout(
        "heldout_route",
        Recipe(ROUTE, 1, (24, 38), sku="R{:05d}", discounts=("0", "4", "7.5"), document_discounts=("0", "2.5"),
               perceptions=("iibb", "vat")),
        _dairy, frozenset({"sku", "discount", "tax_pct"}),
    ),
    Layout(
        "heldout_landscape", Recipe(CLEANING, 1, (5, 14), sku="{:05d}", discounts=("0", "10", "20"), perceptions=("iibb",)),
        _wide, frozenset({"sku", "ean", "discount", "tax_pct"}), size=(297, 210),
    ),
    Layout("heldout_roll", Recipe(DELI, 6, (2, 8)), _roll, frozenset({"tax_pct"}), size=(80, 250), face="mono"),
    Layout(
        "heldout_book", Recipe(BAKERY, 11, (2, 7), price_step=Decimal(50)), _book, size=(148, 210), face="serif",
        copies=("ORIGINAL", "DUPLICADO"), qr=False,
    ),
    Layout(
        "heldout_credit", Recipe(SWEETS, 3, (1, 5), sku="{:05d}", discounts=("0", "5"), perceptions=("vat",)),
        _credit, frozenset({"sku", "discount"}),
    ),
)  # fmt: skip
